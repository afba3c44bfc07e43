#ifndef CRAWLER_DECODE_H
#define CRAWLER_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "crawler/harvest.h"
#include "crawler/json.h"
#include "signals/fact.h"

/*
 * GitHub's JSON to facts.  Every text passes the redactor here, before
 * anything else sees it; e-mail addresses and phone numbers go no further.
 * All decoders are pure, accept any JSON, and put what they make into an
 * arena; what is missing or of another type is empty.
 */

enum {
	DECODE_LINE_MAX = 512, /* names, titles, places */
	DECODE_TEXT_MAX = 4096, /* comments, commit messages, bios */
	DECODE_README_MAX = 65536,
	DECODE_PROFILE_README_MAX = 16384,
	DECODE_PATHS_MAX = 200,
	DECODE_WORKFLOWS_MAX = 50
};

/* A member's text, redacted and cut at `max` bytes; NULL if absent or empty. */
const char *decode_text(struct arena *arena, const struct json *object,
    const char *key, size_t max);

/* The same on one line, white space collapsed; NULL too for what was nothing
 * but an address. */
const char *decode_line(struct arena *arena, const struct json *object,
    const char *key, size_t max);

/* The same for names of people, companies and places, where what the redactor
 * leaves behind ("Acme <e-mail>") would be shown as part of the name. */
const char *
decode_name(struct arena *arena, const struct json *object, const char *key);

/* Redacts and cuts bytes that do not come from JSON's strings. */
const char *
decode_bytes(struct arena *arena, const char *text, size_t len, size_t max);

/* A number that counts something: never negative. */
int64_t decode_count(const struct json *object, const char *key);

/* An address that may be shown and followed: http or https, no user name, no
 * e-mail in it; "example.org/me" gets its scheme.  NULL for all others. */
const char *decode_web(struct arena *arena, const char *text);

/* Whoever did something: GraphQL's Actor or User, REST's simple user.  False
 * for null, ghosts and accounts without a login. */
bool decode_actor(struct arena *arena, const struct json *value,
    struct actor *ret_actor);

/* A README that is worth asking for, in a later call. */
struct wanted {
	int64_t repository; /* id; 0: the profile README */
	const char *node_id; /* of the repository */
	const char *oid;
	int64_t bytes;
};

/* False if the JSON is no repository.  ret_wanted->oid is NULL when there is no
 * README. */
bool
decode_repository(const struct json *value, int64_t now, struct arena *arena,
    struct repository *ret_repository, struct wanted *ret_wanted);

/* A profile; false if the JSON is no user's. */
bool decode_person(const struct json *value, int64_t now, struct arena *arena,
    struct person *ret_person, struct wanted *ret_profile_readme);

/* The newest push to any own repository, 0: none. */
int64_t decode_newest_push(const struct json *value);

/* What a probe says of an account; anything may be missing. */
struct probe {
	bool is_user;
	int64_t id;
	const char *login; /* NULL: none that is one */
	const char *location;
	int64_t updated_at;
	int64_t pushed_at;
	int64_t repositories;
};
void decode_probe(const struct json *value, struct arena *arena,
    struct probe *ret_probe);

/*
 * Own repositories, pinned ones first, then by stars, at most `max`.
 * ret_wanted gets as many entries as there are items (oid NULL: no README).
 */
void decode_portfolio(const struct json *value, int64_t now, size_t max,
    struct arena *arena, struct portfolio *ret_portfolio,
    struct wanted **ret_wanted);

enum {
	WANTED_MAX = 64 /* of one person */
};
/* READMEs travel in a task's cursor: "0,R_x,<oid>,120 55,R_y,<oid>,9". */
const char *decode_wanted_format(struct arena *arena,
    const struct wanted *wanted, size_t n);
size_t decode_wanted_parse(struct arena *arena, const char *text,
    struct wanted **ret_wanted);

/* Pages of facts, into a harvest.  The oldest time of the page tells when to
 * stop; 0 for an empty page. */
struct page {
	size_t n; /* entries, usable or not */
	int64_t oldest; /* by what the page is ordered by */
	const char *next; /* GraphQL: cursor; NULL: this was the last */
};

enum {
	PAGE_MAX = 200 /* entries read; an honest page has at most 100 */
};

/* Where a connection goes on; NULL at its end. */
const char *decode_next(struct arena *arena, const struct json *connection);

/*
 * Gives each entry of an array to `read`, with `since` and `harvest`; the oldest
 * of the page is by the member `time`.  ret_page->next is left NULL.
 */
void decode_page(const struct json *array, const char *time,
    void (*read)(const struct json *, int64_t, struct harvest *), int64_t since,
    struct harvest *harvest, struct page *ret_page);

/* A GraphQL connection's entries are below "nodes"; items merged or written
 * before `since` are left out. */
void decode_pulls(const struct json *connection, int64_t since,
    struct harvest *harvest, struct page *ret_page);
void decode_commits(const struct json *connection, int64_t since,
    struct harvest *harvest, struct page *ret_page);

/* REST arrays. */
void decode_comments(const struct json *array, int64_t since,
    struct harvest *harvest, struct page *ret_page);
void decode_contributors(const struct json *array, struct harvest *harvest,
    struct page *ret_page);

#endif
