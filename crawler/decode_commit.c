#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/text.h"
#include "crawler/decode.h"
#include "signals/redact.h"

enum {
	CO_AUTHORS_MAX = 8,
	/* trailers stand at the end, so messages are read whole up to here */
	MESSAGE_MAX = 64 * 1024,
	OID_MAX = 64
};

static bool
is_oid(const char *text)
{
	size_t n = 0;

	for (; text[n] != '\0'; n++)
		if (!str_is_alnum(text[n]))
			return false;
	return n >= 7 && n <= OID_MAX;
}

static const char *
read_message(struct arena *arena, const char *text, size_t len)
{
	struct buf clean;
	const char *kept = NULL;

	buf_init(&clean, 8 * len + 64);
	redact_commit_message(&clean, text, len);
	if (clean.len > 0)
		kept = arena_text(arena, clean.data,
		    text_cut(clean.data, clean.len, DECODE_TEXT_MAX));
	buf_done(&clean);
	return kept;
}

static void
add_co_authors(struct harvest *harvest, const struct commit *commit,
    const struct co_author *authors, size_t n, int64_t author)
{
	for (size_t i = 0; i < n; i++) {
		struct actor actor = { .id = authors[i].id,
			.login =
			    arena_strdup(harvest->arena, authors[i].login) };
		struct commit shared = *commit;
		struct harvest_person *person;

		if (actor.id == author)
			continue;
		person = harvest_person(harvest, &actor);
		shared.is_co_author = true;
		if (person != NULL)
			harvest_commit(harvest, person, &shared);
	}
}

/* GitHub's own account commits what is merged on its pages. */
static const char web_flow[] = "web-flow";

/* The first line of a message that was redacted already. */
static const char *
headline(struct arena *arena, const char *message)
{
	size_t len = message == NULL ? 0 : strcspn(message, "\r\n");

	if (len == 0)
		return NULL;
	return arena_text(arena, message,
	    text_cut(message, len, DECODE_LINE_MAX));
}

/*
 * Whoever commits what another wrote is trusted with the branch.  A merge's
 * author is whoever merged; nobody's authorship says nothing.
 */
static void
read_committer(const struct json *node, const struct commit *commit,
    const struct actor *author, struct harvest *harvest)
{
	const struct json *user = json_get(json_get(node, "committer"), "user");
	int64_t committed_at = json_get_time(node, "committedDate");
	struct harvest_person *person;
	struct actor actor;

	if (author->id == 0 || commit->is_merge ||
	    !decode_actor(harvest->arena, user, &actor) ||
	    actor.id == author->id || str_equal(actor.login, web_flow))
		return;
	actor.type = "User";
	person = harvest_person(harvest, &actor);
	if (person != NULL)
		harvest_merge(harvest, person,
		    &(struct merge){ .oid = commit->oid,
			.title = headline(harvest->arena, commit->message),
			.merged_at = committed_at > 0 ? committed_at
						      : commit->authored_at,
			.author = author->id });
}

static void
read_commit(const struct json *node, int64_t since, struct harvest *harvest)
{
	const struct json *user = json_get(json_get(node, "author"), "user");
	struct co_author co_authors[CO_AUTHORS_MAX];
	struct commit commit = {
		.oid = json_get_text(node, "oid"),
		.authored_at = json_get_time(node, "authoredDate"),
		.additions = decode_count(node, "additions"),
		.deletions = decode_count(node, "deletions"),
		.files = decode_count(node, "changedFilesIfAvailable"),
		.is_merge =
		    decode_count(json_get(node, "parents"), "totalCount") > 1,
	};
	struct harvest_person *person;
	struct actor author = { 0 };
	const char *message;
	size_t len, n = 0;

	if (commit.oid == NULL || !is_oid(commit.oid) ||
	    commit.authored_at < since)
		return;
	harvest->commits++;
	commit.oid = arena_strdup(harvest->arena, commit.oid);
	message = json_text(json_get(node, "message"), &len);
	if (message != NULL) {
		if (len > MESSAGE_MAX)
			len = text_cut(message, len, MESSAGE_MAX);
		n = redact_co_authors(message, len, co_authors, CO_AUTHORS_MAX,
		    &commit.by_agent);
		commit.message = read_message(harvest->arena, message, len);
	}
	if (decode_actor(harvest->arena, user, &author)) {
		author.type = "User";
		person = harvest_person(harvest, &author);
		if (person != NULL)
			harvest_commit(harvest, person, &commit);
	}
	read_committer(node, &commit, &author, harvest);
	add_co_authors(harvest, &commit, co_authors, n, author.id);
}

void
decode_commits(const struct json *connection, int64_t since,
    struct harvest *harvest, struct page *ret_page)
{
	decode_page(json_get(connection, "nodes"), "authoredDate", read_commit,
	    since, harvest, ret_page);
	ret_page->next = decode_next(harvest->arena, connection);
}
