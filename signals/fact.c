#include "signals/fact.h"

#include <string.h>

#include "base/str.h"

enum {
	URL_PARTS = 6,
	SITE_BYTES = 256,
	NUMBER_BYTES = 24 /* of any 64-bit number */
};

static const struct record_field language_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, language, name),
	RECORD_ONE(2, RECORD_INT, language, bytes),
};
static const struct record_type language_record =
    RECORD_TYPE(language, language_fields);

static const struct record_field link_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, link, kind),
	RECORD_ONE(2, RECORD_TEXT, link, url),
};
static const struct record_type link_record = RECORD_TYPE(link, link_fields);

static const struct record_field person_fields[] = {
	RECORD_ONE(1, RECORD_INT, person, id),
	RECORD_ONE(2, RECORD_TEXT, person, node_id),
	RECORD_ONE(3, RECORD_TEXT, person, login),
	RECORD_ONE(4, RECORD_TEXT, person, name),
	RECORD_ONE(5, RECORD_TEXT, person, type),
	RECORD_ONE(6, RECORD_TEXT, person, bio),
	RECORD_ONE(7, RECORD_TEXT, person, company),
	RECORD_ONE(8, RECORD_TEXT, person, location),
	RECORD_MANY(9, RECORD_LIST, person, links, n_links, &link_record),
	RECORD_ONE(10, RECORD_BOOL, person, hireable),
	RECORD_ONE(11, RECORD_INT, person, followers),
	RECORD_ONE(12, RECORD_INT, person, following),
	RECORD_ONE(13, RECORD_INT, person, merged_pulls),
	RECORD_ONE(14, RECORD_INT, person, repositories),
	RECORD_ONE(15, RECORD_TIME, person, created_at),
	RECORD_ONE(16, RECORD_TIME, person, updated_at),
	RECORD_ONE(17, RECORD_TIME, person, fetched_at),
	RECORD_ONE(18, RECORD_TIME, person, first_seen),
	RECORD_ONE(19, RECORD_TEXT, person, profile_readme),
	RECORD_ONE(20, RECORD_TEXT, person, refusal),
	RECORD_ONE(21, RECORD_TIME, person, refused_at),
	RECORD_ONE(22, RECORD_TIME, person, vanished_at),
	RECORD_ONE(23, RECORD_TEXT, person, bot_reason),
	RECORD_ONE(24, RECORD_TIME, person, pushed_at),
	RECORD_ONE(25, RECORD_TEXT, person, gists),
};

/* Its front: id, login, name, company, location, hireable, followers,
 * fetched_at, first_seen. */
const struct record_type person_record =
    RECORD_TYPE_FRONT(person, person_fields,
	RECORD_TAG(1) | RECORD_TAG(3) | RECORD_TAG(4) | RECORD_TAG(7) |
	    RECORD_TAG(8) | RECORD_TAG(10) | RECORD_TAG(11) | RECORD_TAG(17) |
	    RECORD_TAG(18));

static const struct record_field repository_fields[] = {
	RECORD_ONE(1, RECORD_INT, repository, id),
	RECORD_ONE(2, RECORD_TEXT, repository, node_id),
	RECORD_ONE(3, RECORD_TEXT, repository, full_name),
	RECORD_ONE(4, RECORD_TEXT, repository, description),
	RECORD_ONE(5, RECORD_TEXT, repository, primary_language),
	RECORD_MANY(6, RECORD_LIST, repository, languages, n_languages,
	    &language_record),
	RECORD_MANY(7, RECORD_TEXTS, repository, topics, n_topics, NULL),
	RECORD_ONE(8, RECORD_TEXT, repository, license),
	RECORD_ONE(9, RECORD_INT, repository, stars),
	RECORD_ONE(10, RECORD_INT, repository, forks),
	RECORD_ONE(11, RECORD_INT, repository, open_issues),
	RECORD_ONE(12, RECORD_BOOL, repository, is_fork),
	RECORD_ONE(13, RECORD_BOOL, repository, is_archived),
	RECORD_ONE(14, RECORD_BOOL, repository, is_template),
	RECORD_ONE(15, RECORD_BOOL, repository, is_mirror),
	RECORD_ONE(16, RECORD_BOOL, repository, is_pinned),
	RECORD_ONE(17, RECORD_TIME, repository, released_at),
	RECORD_ONE(18, RECORD_TIME, repository, created_at),
	RECORD_ONE(19, RECORD_TIME, repository, pushed_at),
	RECORD_MANY(20, RECORD_TEXTS, repository, paths, n_paths, NULL),
	RECORD_MANY(21, RECORD_TEXTS, repository, workflows, n_workflows, NULL),
	RECORD_ONE(22, RECORD_TEXT, repository, readme_name),
	RECORD_ONE(23, RECORD_INT, repository, readme_bytes),
	RECORD_ONE(24, RECORD_TEXT, repository, readme),
	RECORD_ONE(25, RECORD_TIME, repository, fetched_at),
	RECORD_ONE(26, RECORD_TEXT, repository, gists),
};
const struct record_type repository_record =
    RECORD_TYPE(repository, repository_fields);

static const struct record_field portfolio_fields[] = {
	RECORD_MANY(1, RECORD_LIST, portfolio, items, n_items,
	    &repository_record),
	RECORD_ONE(2, RECORD_TIME, portfolio, fetched_at),
};
const struct record_type portfolio_record =
    RECORD_TYPE(portfolio, portfolio_fields);

static const struct record_field pull_fields[] = {
	RECORD_ONE(1, RECORD_INT, pull, number),
	RECORD_ONE(2, RECORD_TEXT, pull, title),
	RECORD_ONE(3, RECORD_TIME, pull, merged_at),
	RECORD_ONE(4, RECORD_INT, pull, additions),
	RECORD_ONE(5, RECORD_INT, pull, deletions),
	RECORD_ONE(6, RECORD_INT, pull, files),
	RECORD_ONE(7, RECORD_INT, pull, reviews),
	RECORD_ONE(8, RECORD_INT, pull, merged_by),
};
static const struct record_type pull_record = RECORD_TYPE(pull, pull_fields);

static const struct record_field merge_fields[] = {
	RECORD_ONE(1, RECORD_INT, merge, number),
	RECORD_ONE(2, RECORD_TEXT, merge, title),
	RECORD_ONE(3, RECORD_TIME, merge, merged_at),
	RECORD_ONE(4, RECORD_INT, merge, author),
	RECORD_ONE(5, RECORD_TEXT, merge, oid),
};
static const struct record_type merge_record = RECORD_TYPE(merge, merge_fields);

static const struct record_field review_fields[] = {
	RECORD_ONE(1, RECORD_INT, review, number),
	RECORD_ONE(2, RECORD_TEXT, review, state),
	RECORD_ONE(3, RECORD_TEXT, review, title),
	RECORD_ONE(4, RECORD_TIME, review, submitted_at),
	RECORD_ONE(5, RECORD_INT, review, author),
};
static const struct record_type review_record =
    RECORD_TYPE(review, review_fields);

static const struct record_field comment_fields[] = {
	RECORD_ONE(1, RECORD_INT, comment, id),
	RECORD_ONE(2, RECORD_INT, comment, number),
	RECORD_ONE(3, RECORD_TEXT, comment, path),
	RECORD_ONE(4, RECORD_TEXT, comment, body),
	RECORD_ONE(5, RECORD_TIME, comment, created_at),
	RECORD_ONE(6, RECORD_BOOL, comment, is_reply),
};
static const struct record_type comment_record =
    RECORD_TYPE(comment, comment_fields);

static const struct record_field commit_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, commit, oid),
	RECORD_ONE(2, RECORD_TEXT, commit, message),
	RECORD_ONE(3, RECORD_TIME, commit, authored_at),
	RECORD_ONE(4, RECORD_INT, commit, additions),
	RECORD_ONE(5, RECORD_INT, commit, deletions),
	RECORD_ONE(6, RECORD_INT, commit, files),
	RECORD_ONE(7, RECORD_BOOL, commit, is_merge),
	RECORD_ONE(8, RECORD_BOOL, commit, is_co_author),
	RECORD_ONE(9, RECORD_BOOL, commit, by_agent),
};
static const struct record_type commit_record =
    RECORD_TYPE(commit, commit_fields);

/* `in` has no tag: the store joins it from the repository's own record. */
static const struct record_field work_fields[] = {
	RECORD_ONE(1, RECORD_INT, work, repository),
	RECORD_ONE(2, RECORD_INT, work, commits_total),
	RECORD_MANY(3, RECORD_LIST, work, pulls, n_pulls, &pull_record),
	RECORD_MANY(4, RECORD_LIST, work, merges, n_merges, &merge_record),
	RECORD_MANY(5, RECORD_LIST, work, reviews, n_reviews, &review_record),
	RECORD_MANY(6, RECORD_LIST, work, comments, n_comments,
	    &comment_record),
	RECORD_MANY(7, RECORD_LIST, work, commits, n_commits, &commit_record),
	RECORD_ONE(8, RECORD_TIME, work, fetched_at),
	RECORD_ONE(9, RECORD_TEXT, work, gists),
};
const struct record_type work_record = RECORD_TYPE(work, work_fields);

static const char scheme[] = "https://";

/* Addresses are made by the dozen for each person: without printf. */
static const char *
join(struct arena *arena, const char *const *parts, size_t n)
{
	size_t lens[URL_PARTS], len = 0;
	char *text, *at;

	for (size_t i = 0; i < n; i++) {
		lens[i] = strlen(parts[i]);
		len += lens[i];
	}
	text = arena_alloc(arena, len + 1);
	at = text;
	for (size_t i = 0; i < n; i++) {
		memcpy(at, parts[i], lens[i]);
		at += lens[i];
	}
	*at = '\0';
	return text;
}

/* In decimal, at the end of the buffer. */
static const char *
digits_of(int64_t number, char buf[static NUMBER_BYTES])
{
	char *at = buf + NUMBER_BYTES - 1;
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	*at = '\0';
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		*--at = '-';
	return at;
}

static char site[SITE_BYTES] = "https://github.com/";

/* A test on this machine speaks for GitHub itself. */
static bool
is_this_machine(const char *host)
{
	return str_starts(host, "127.") || str_starts(host, "localhost") ||
	    str_starts(host, "[");
}

void
fact_site_set(const char *api_url)
{
	const char *host = api_url + strlen(scheme);
	size_t len, n = strlen(scheme);

	if (!str_starts(api_url, scheme) || is_this_machine(host))
		return;
	if (str_starts(host, "api."))
		host += strlen("api.");
	len = strcspn(host, "/?#");
	if (n + len + 2 > sizeof(site))
		return;
	for (size_t i = 0; i < len; i++)
		site[n + i] = str_lower(host[i]);
	memcpy(site + n + len, "/", 2);
}

const char *
fact_site(void)
{
	return site;
}

const char *
fact_url_person(struct arena *arena, const char *login)
{
	const char *const parts[] = { site, login };

	return join(arena, parts, 2);
}

const char *
fact_url_repository(struct arena *arena, const char *repository)
{
	const char *const parts[] = { site, repository };

	return join(arena, parts, 2);
}

const char *
fact_url_pull(struct arena *arena, const char *repository, int64_t number)
{
	char digits[NUMBER_BYTES];
	const char *const parts[] = { site, repository, "/pull/",
		digits_of(number, digits) };

	return join(arena, parts, 4);
}

const char *
fact_url_comment(struct arena *arena, const char *repository, int64_t number,
    int64_t comment)
{
	char digits[NUMBER_BYTES], id[NUMBER_BYTES];
	const char *const parts[] = { site, repository, "/pull/",
		digits_of(number, digits), "#discussion_r",
		digits_of(comment, id) };

	return join(arena, parts, 6);
}

const char *
fact_url_commits(struct arena *arena, const char *repository, const char *login)
{
	const char *const parts[] = { site, repository,
		"/commits?author=", login };

	return join(arena, parts, 4);
}

const char *
fact_url_commit(struct arena *arena, const char *repository, const char *oid)
{
	const char *const parts[] = { site, repository, "/commit/", oid };

	return join(arena, parts, 4);
}
