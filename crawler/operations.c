#include "crawler/operations.h"

#include <stdio.h>

#include "base/assert.h"

/* Whoever did something; only accounts of people carry an id. */
#define WHO                                         \
	" fragment Who on Actor { __typename login" \
	" ... on User { databaseId id } }"

/* What costs no points of a repository: no connections in here. */
#define CORE                                                           \
	" fragment Core on Repository { databaseId id nameWithOwner"   \
	" owner { id } description primaryLanguage { name }"           \
	" licenseInfo { spdxId } stargazerCount forkCount isFork"      \
	" isArchived isTemplate isMirror createdAt pushedAt"           \
	" latestRelease { publishedAt }"                               \
	" root: object(expression: \"HEAD:\") { ... on Tree {"         \
	" entries { name type oid size } } }"                          \
	" workflows: object(expression: \"HEAD:.github/workflows\") {" \
	" ... on Tree { entries { name type } } } }"

/* Two connections. */
#define MORE                                                  \
	" fragment More on Repository {"                      \
	" languages(first: 8, orderBy: {field: SIZE,"         \
	" direction: DESC}) { edges { size node { name } } }" \
	" repositoryTopics(first: 8) { nodes { topic { name } } } }"

/*
 * One connection: how many own repositories there are and the newest push to
 * any of them.  Whether somebody must be visited again is told by this and by
 * the profile's own time, so a visit and a probe ask the very same.
 */
#define NEWEST                                                        \
	" newest: repositories(first: 1, ownerAffiliations: [OWNER]," \
	" isFork: false, privacy: PUBLIC,"                            \
	" orderBy: {field: PUSHED_AT, direction: DESC}) {"            \
	" totalCount nodes { pushedAt } }"

/* Five connections: followers, following, pull requests, accounts, newest. */
#define PROFILE                                                    \
	" fragment Profile on User { databaseId id login name bio" \
	" company location websiteUrl twitterUsername isHireable"  \
	" createdAt updatedAt followers { totalCount }"            \
	" following { totalCount }"                                \
	" merged: pullRequests(states: MERGED) { totalCount }"     \
	" socialAccounts(first: 6) { nodes { provider url } }" NEWEST " }"

/* Two more, and two for each repository. */
#define OWN                                                               \
	" fragment Own on User {"                                         \
	" pinnedItems(first: 6, types: [REPOSITORY]) { nodes {"           \
	" ... on Repository { ...Core } } }"                              \
	" repositories(first: $repositories, ownerAffiliations: [OWNER]," \
	" isFork: false, privacy: PUBLIC,"                                \
	" orderBy: {field: STARGAZERS, direction: DESC}) {"               \
	" nodes { ...Core ...More } } }"

/* Whether anything changed, and the place, for whom to visit first. */
#define PROBE                                                \
	" fragment Probe on Node { __typename ... on User {" \
	" databaseId login location updatedAt" NEWEST " } }"

#define OTHERS                                      \
	" ... on Bot { databaseId login }"          \
	" ... on Organization { databaseId login }" \
	" ... on Mannequin { databaseId login }"

/* The repository of the account's own name holds the profile README; paths are
 * case-sensitive, and what people write differs. */
#define BLOB(alias, path)                             \
	" " alias ": object(expression: \"HEAD:" path \
	"\") { ... on Blob { oid byteSize } }"
/* clang-format off */
#define PROFILE_README                                      \
	" profile: repository(name: $n#) { id nameWithOwner" \
	BLOB("object", "README.md")                          \
	BLOB("lower", "readme.md")                           \
	BLOB("capital", "Readme.md")                         \
	BLOB("upper", "README.MD")                           \
	BLOB("bare", "README") " }"
/* clang-format on */

/* A page of merged pull requests: a connection, and one for each of them. */
#define PULLS                                                  \
	" fragment Pulls on PullRequestConnection {"           \
	" pageInfo { hasNextPage endCursor }"                  \
	" nodes { number title mergedAt updatedAt additions"   \
	" deletions changedFiles author { ...Who }"            \
	" mergedBy { ...Who } reviews(first: 20) { totalCount" \
	" nodes { state submittedAt author { ...Who } } } } }"

/* A page of the default branch's commits: likewise. */
#define COMMITS                                           \
	" fragment Commits on CommitHistoryConnection {"  \
	" pageInfo { hasNextPage endCursor }"             \
	" nodes { oid message authoredDate committedDate" \
	" additions deletions changedFilesIfAvailable"    \
	" parents { totalCount }"                         \
	" author { user { databaseId id login } }"        \
	" committer { user { databaseId id login } } } }"

static const struct operation_info table[OPERATION_COUNT] = {
	[OPERATION_REPOSITORIES] = {
		.name = "repositories",
		.title = "Repositories",
		.prefix = "r",
		.item_variables = "$o#: String!, $n#: String!",
		.item = "r#: repository(owner: $o#, name: $n#,"
			" followRenames: true) {"
			" ...Core ...More issues(states: OPEN) {"
			" totalCount } }",
		.fragments = CORE MORE,
		.item_resolutions = 3,
	},
	[OPERATION_PULLS] = {
		.name = "pulls",
		.title = "Pulls",
		.prefix = "h",
		.item_variables = "$h#: ID!, $f#: Int!, $a#: String",
		.item = "h#: node(id: $h#) { ... on Repository {"
			" pullRequests(states: MERGED, first: $f#,"
			" after: $a#, orderBy: {field: UPDATED_AT,"
			" direction: DESC}) { ...Pulls } } }",
		.fragments = PULLS WHO,
		.item_resolutions = 1,
		.entry_resolutions = 1,
	},
	[OPERATION_COMMITS] = {
		.name = "commits",
		.title = "Commits",
		.prefix = "c",
		.item_variables = "$c#: ID!, $g#: Int!, $d#: String,"
				  " $s#: GitTimestamp",
		.item = "c#: node(id: $c#) { ... on Repository {"
			" defaultBranchRef { target { ... on Commit {"
			" history(first: $g#, after: $d#, since: $s#) {"
			" ...Commits } } } } } }",
		.fragments = COMMITS,
		.item_resolutions = 1,
		.entry_resolutions = 1,
	},
	[OPERATION_PEOPLE] = {
		.name = "people",
		.title = "People",
		.prefix = "p",
		.variables = "$repositories: Int!",
		.item_variables = "$i#: ID!, $n#: String!",
		.item = "p#: node(id: $i#) { __typename" OTHERS
			" ... on User { ...Profile ...Own" PROFILE_README
			" } }",
		.fragments = PROFILE OWN CORE MORE,
		.item_resolutions = 7,
	},
	[OPERATION_PEOPLE_LIGHT] = {
		.name = "people-light",
		.title = "PeopleLight",
		.prefix = "p",
		.item_variables = "$i#: ID!, $n#: String!",
		.item = "p#: node(id: $i#) { __typename" OTHERS
			" ... on User { ...Profile" PROFILE_README " } }",
		.fragments = PROFILE,
		.item_resolutions = 5,
	},
	[OPERATION_NAMES] = {
		.name = "names",
		.title = "Names",
		.prefix = "u",
		.item_variables = "$n#: String!",
		.item = "u#: repositoryOwner(login: $n#) { __typename login"
			" ... on User { databaseId id } }",
		.fragments = "",
		.item_resolutions = 0,
	},
	[OPERATION_READMES] = {
		.name = "readmes",
		.title = "Readmes",
		.prefix = "b",
		.item_variables = "$b#: ID!, $o#: GitObjectID!",
		.item = "b#: node(id: $b#) { ... on Repository {"
			" object(oid: $o#) { ... on Blob {"
			" oid isBinary isTruncated text } } } }",
		.fragments = "",
		.item_resolutions = 0,
	},
	[OPERATION_SEARCH] = {
		.name = "search",
		.title = "Search",
		.variables = "$query: String!, $first: Int!, $after: String",
		.body = "search(type: USER, query: $query, first: $first,"
			" after: $after) { userCount"
			" pageInfo { hasNextPage endCursor }"
			" nodes { __typename"
			" ... on User { databaseId id login } } }",
		.fragments = "",
		.item_resolutions = 0,
	},
	[OPERATION_PROBE] = {
		.name = "probe",
		.title = "Probe",
		.prefix = "q",
		.item_variables = "$i#: ID!",
		.item = "q#: node(id: $i#) { ...Probe }",
		.fragments = PROBE,
		.item_resolutions = 1,
	},
	[OPERATION_SEEDS] = {
		.name = "seeds",
		.title = "Seeds",
		.prefix = "s",
		.item_variables = "$o#: String!, $n#: String!",
		.item = "s#: repository(owner: $o#, name: $n#,"
			" followRenames: true) { nameWithOwner isMirror"
			" isArchived stargazerCount"
			" pullRequests(states: MERGED, first: 100,"
			" orderBy: {field: UPDATED_AT, direction: DESC}) {"
			" nodes { mergedAt authorAssociation"
			" author { __typename login } } } }",
		.fragments = "",
		.item_resolutions = 1,
	},
};

const struct operation_info *
operation_info(enum operation operation)
{
	ASSERT(operation < OPERATION_COUNT);
	return &table[operation];
}

/* Appends a template with every '#' replaced by the number. */
static void
write_numbered(struct buf *out, const char *form, size_t number)
{
	for (; *form != '\0'; form++)
		if (*form == '#')
			buf_format(out, "%zu", number);
		else
			buf_char(out, *form);
}

/* Variables of the query's head, after a comma where one is needed. */
static void
write_variables(struct buf *out, const struct shape *shape, const char **comma)
{
	const struct operation_info *info = operation_info(shape->operation);

	if (info->variables != NULL) {
		buf_text(out, *comma);
		buf_text(out, info->variables);
		*comma = ", ";
	}
	for (size_t i = 0; i < shape->items && info->item != NULL; i++) {
		buf_text(out, *comma);
		write_numbered(out, info->item_variables, i);
		*comma = ", ";
	}
}

static void
write_items(struct buf *out, const struct shape *shape)
{
	const struct operation_info *info = operation_info(shape->operation);

	for (size_t i = 0; i < shape->items && info->item != NULL; i++) {
		write_numbered(out, info->item, i);
		buf_char(out, ' ');
	}
	if (info->body != NULL)
		buf_text(out, info->body);
}

void
operation_write(const struct shape *shapes, size_t n_shapes, bool dry,
    struct buf *out)
{
	const char *comma = "";

	buf_text(out, "query ");
	for (size_t i = 0; i < n_shapes; i++)
		buf_text(out, operation_info(shapes[i].operation)->title);
	buf_char(out, '(');
	for (size_t i = 0; i < n_shapes; i++)
		write_variables(out, &shapes[i], &comma);
	buf_format(out, ") { rateLimit%s { cost limit remaining resetAt } ",
	    dry ? "(dryRun: true)" : "");
	for (size_t i = 0; i < n_shapes; i++)
		write_items(out, &shapes[i]);
	buf_text(out, " }");
	for (size_t i = 0; i < n_shapes; i++)
		buf_text(out, operation_info(shapes[i].operation)->fragments);
}

static long
resolutions(const struct shape *shape, long repositories)
{
	const struct operation_info *info = operation_info(shape->operation);
	long n = info->item_resolutions * (long)shape->items +
	    info->entry_resolutions * (long)shape->entries;

	if (info->body != NULL)
		n++;
	if (shape->operation == OPERATION_PEOPLE)
		n += 2 * repositories * (long)shape->items;
	return n;
}

long
operation_cost(const struct shape *shapes, size_t n_shapes, long repositories)
{
	long n = 0, points;

	for (size_t i = 0; i < n_shapes; i++)
		n += resolutions(&shapes[i], repositories);
	points = (n + 50) / 100;
	return points > 1 ? points : 1;
}
