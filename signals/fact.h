#ifndef SIGNALS_FACT_H
#define SIGNALS_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/record.h"

/*
 * Facts: what GitHub said, typed, with the time it was fetched.  A fact's URL
 * is made from its ids by fact_url_*().  Every text has passed the redactor
 * (signals/redact.h) and is valid UTF-8 without NUL.  Texts may be NULL.
 *
 * Each struct has a record table of the same name + "_record"; the store keeps
 * them in that form.  store/ includes this header for the structs and tables.
 */

struct language {
	const char *name;
	int64_t bytes;
};

/* A way to reach somebody that they list themselves; never an e-mail. */
struct link {
	const char
	    *kind; /* "linkedin", "website", "mastodon", "twitter", ... */
	const char *url;
};

/* A profile.  Only a refusal keeps `id`, `refusal` and `refused_at` alone. */
struct person {
	int64_t id; /* numeric account id: the key everywhere */
	const char *node_id;
	const char *login;
	const char *name;
	const char *type; /* "User", "Bot", "Organization", "Mannequin" */
	const char *bio;
	const char *company;
	const char *location;
	struct link *links;
	size_t n_links;
	bool hireable;
	int64_t followers;
	int64_t following;
	int64_t merged_pulls; /* merged pull requests anywhere on GitHub */
	int64_t repositories; /* public repositories owned */
	int64_t created_at; /* only ever a hint of a bot */
	int64_t updated_at;
	int64_t fetched_at; /* 0: known only from others' facts */
	int64_t first_seen; /* kept for ever; starts the notice clock */
	const char *profile_readme; /* cut at 16 KB */
	const char *refusal; /* the sentence that asks not to be recruited */
	int64_t refused_at;
	int64_t vanished_at; /* the account is gone */
	const char *bot_reason; /* not NULL: an automated account, and why */
	/* Newest push to any own repository, for the freshness probe. */
	int64_t pushed_at;
	/* What was read off bio and profile README, see rubric_read(). */
	const char *gists;
};

/* A repository: a seed, or one of a person's own. */
struct repository {
	int64_t id;
	const char *node_id;
	const char *full_name; /* "owner/name" */
	const char *description;
	const char *primary_language;
	struct language *languages;
	size_t n_languages;
	const char **topics;
	size_t n_topics;
	const char *license; /* SPDX id */
	int64_t stars;
	int64_t forks;
	int64_t open_issues;
	bool is_fork;
	bool is_archived;
	bool is_template;
	bool is_mirror;
	bool is_pinned;
	int64_t released_at; /* latest release; 0: none */
	int64_t created_at;
	int64_t pushed_at;
	const char **paths; /* root entries; directories end in '/' */
	size_t n_paths;
	const char **workflows; /* file names in .github/workflows */
	size_t n_workflows;
	const char *readme_name;
	int64_t readme_bytes;
	const char *readme; /* cut at 64 KB */
	int64_t fetched_at;
	const char *gists; /* of README and description, see rubric_read() */
};

/* In an account's place: somebody who is not to be known any more.  It was
 * another person, which is all that others' scores ask. */
enum {
	ACCOUNT_ERASED = -1
};

/* A merged pull request that the person wrote. */
struct pull {
	int64_t number;
	const char *title;
	int64_t merged_at;
	int64_t additions;
	int64_t deletions;
	int64_t files; /* 0: unknown */
	int64_t reviews; /* by others */
	int64_t merged_by; /* account id; 0: unknown; or ACCOUNT_ERASED */
};

/*
 * A pull request of somebody else that the person merged; or, with number 0
 * and an oid, somebody else's commit that the person committed.
 */
struct merge {
	int64_t number;
	const char *title;
	int64_t merged_at;
	int64_t author; /* account id; 0: a machine, or unknown */
	const char *oid; /* of the commit */
};

/* A review of somebody else's pull request. */
struct review {
	int64_t number;
	const char *state; /* "APPROVED", "CHANGES_REQUESTED", "COMMENTED" */
	const char *title; /* of the pull request */
	int64_t submitted_at;
	int64_t author; /* of the pull request */
};

/* A review comment on a line of code. */
struct comment {
	int64_t id; /* for its URL: #discussion_r<id> */
	int64_t number;
	const char *path;
	const char *body; /* cut at 4 KB */
	int64_t created_at;
	bool is_reply;
};

struct commit {
	const char *oid;
	const char *message; /* cut at 4 KB, address trailers removed */
	int64_t authored_at;
	int64_t additions;
	int64_t deletions;
	int64_t files; /* 0: unknown */
	bool is_merge;
	bool is_co_author; /* the person stands in a Co-authored-by trailer */
	bool by_agent; /* an AI agent is author or co-author */
};

/* All that one person did in one walked repository. */
struct work {
	int64_t repository; /* id */
	int64_t
	    commits_total; /* the contributor list's figure; 0: not listed */
	struct pull *pulls;
	size_t n_pulls;
	struct merge *merges;
	size_t n_merges;
	struct review *reviews;
	size_t n_reviews;
	struct comment *comments;
	size_t n_comments;
	struct commit *commits;
	size_t n_commits;
	int64_t fetched_at;
	const char *gists; /* of all titles and texts, see rubric_read() */
	/* Not stored: the repository's own facts, when known. */
	const struct repository *in;
};

/* A person's own repositories, as one record. */
struct portfolio {
	struct repository *items; /* pinned first, then by stars */
	size_t n_items;
	int64_t fetched_at; /* 0: not read yet */
};

/* All that is known of one person: the input of every signal. */
struct facts {
	struct person person;
	struct portfolio own;
	struct work *work; /* by repository id */
	size_t n_work;
};

extern const struct record_type person_record;
extern const struct record_type repository_record;
extern const struct record_type work_record;
extern const struct record_type portfolio_record;

/*
 * Where a browser sees what the API at that address tells: GitHub's own site,
 * unless it is a server or tenant of somebody's own.  Set once, before any
 * address is made or read.  fact_site(): "https://HOST/", for good.
 */
void fact_site_set(const char *api_url);
const char *fact_site(void);

/* Web addresses of facts, in the arena; repository is "owner/name". */
const char *fact_url_person(struct arena *arena, const char *login);
const char *fact_url_repository(struct arena *arena, const char *repository);
const char *
fact_url_pull(struct arena *arena, const char *repository, int64_t number);
const char *fact_url_comment(struct arena *arena, const char *repository,
    int64_t number, int64_t comment);
/* The list of somebody's commits. */
const char *fact_url_commits(struct arena *arena, const char *repository,
    const char *login);
const char *
fact_url_commit(struct arena *arena, const char *repository, const char *oid);

#endif
