#ifndef CRAWLER_CRAWL_H
#define CRAWLER_CRAWL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "config/config.h"
#include "signals/rubric.h"
#include "store/store.h"

/* One X-list feeds the struct, the JSON report, /metrics and the tests. */
#define CRAWL_COUNTERS(X)     \
	X(people_seen)        \
	X(people_scored)      \
	X(people_checked)     \
	X(people_changed)     \
	X(bots_skipped)       \
	X(suppressed_skipped) \
	X(refusals_skipped)   \
	X(people_purged)      \
	X(repositories)       \
	X(pull_requests)      \
	X(review_comments)    \
	X(commits)            \
	X(tasks_done)         \
	X(tasks_left)         \
	X(requests)           \
	X(points_rest)        \
	X(points_graphql)     \
	X(not_modified)       \
	X(retries)

/* Kinds of faults that were met and dealt with; also an X-list. */
#define CRAWL_FAULTS(X)      \
	X(network)           \
	X(timeout)           \
	X(server_error)      \
	X(rate_limited)      \
	X(secondary_limited) \
	X(malformed)         \
	X(foreign_address)   \
	X(endless_pages)     \
	X(too_large)         \
	X(node_error)        \
	X(not_found)         \
	X(forbidden)         \
	X(unauthorized)      \
	X(contributors_too_large)

struct crawl_report {
#define X(name) int64_t name;
	CRAWL_COUNTERS(X)
#undef X
	struct {
#define X(name) int64_t name;
		CRAWL_FAULTS(X)
#undef X
	} faults;
	/* "done", "budget", "max-people", "interrupted", "credentials",
	 * "store", "network" */
	const char *stopped_by;
	double seconds;
	int64_t max_rss_kb;
	/* Points left and when they come back, for the progress view. */
	int64_t rest_remaining;
	int64_t graphql_remaining;
	int64_t reset_at;
	int64_t waiting_until; /* wall clock; 0: not waiting */
	int64_t seeds_total;
	int64_t seeds_done;
	int64_t people_total; /* known so far to be worth a visit */
	char best_login[64];
	double best_score;
};

struct crawl_options {
	const struct config *config;
	const struct catalogue *catalogue;
	const struct places *places;
	const struct rules *rules;
	const struct role *roles;
	size_t n_roles;
	const char **extra_seeds; /* "owner/name", for this run */
	size_t n_extra_seeds;
	const char *token; /* NULL: GitHub refuses GraphQL without one */
	const char *api_url;
	int64_t budget; /* points, REST and GraphQL together; 0: no limit */
	int64_t max_people;
	/* Called a few times a second at most; NULL allowed. */
	void (*progress)(void *context, const struct crawl_report *report);
	void *progress_context;
	/* Set by a signal handler: 1 drain, 2 cancel. */
	const volatile sig_atomic_t *stop;
	/*
	 * What else goes on in the caller's one thread, such as its web server:
	 * `turn` is called in every turn of the loop and between slices of
	 * scoring, with no transaction open; it does not wait and returns the
	 * milliseconds after which it wants to be called again, INT64_MAX:
	 * when one of the descriptors is readable.  NULL allowed; at most 4
	 * descriptors.
	 */
	int64_t (*turn)(void *context);
	void *turn_context;
	const int *fds;
	size_t n_fds;
	/* Called between slices of a pass over everybody; NULL allowed. */
	void (*rescored)(void *context, int64_t done, int64_t total);
	void *rescored_context;
};

/* Calls options->turn, if there is one. */
int64_t crawl_turn(const struct crawl_options *options);

/*
 * Does all that is due and returns.  Results are committed as they come, so
 * that an interrupted crawl loses nothing but requests in flight.  0 also when
 * the budget ended it; ERR_DENIED, ERR_NET (GitHub can't be reached at all),
 * ERR_HTTP (the server does not take our queries), ERR_NOTFOUND (the only seed,
 * named on the command line, is not there), ERR_INVAL (an unsafe address, an
 * ill-formed seed), ERR_FULL, ERR_IO, ERR_CANCELED otherwise.  The report is
 * filled in any case.
 *
 * Everybody with a profile is scored for every role given, whatever seed they
 * came from; ages count from the start of the day (UTC), so that two runs on
 * one day agree.
 */
int crawl_run(struct store *store, const struct crawl_options *options,
    struct crawl_report *ret_report, struct err_detail *detail) MUST_CHECK;

/* What crawl_run() would do and an upper estimate of its points, as text for a
 * person; sends nothing. */
int crawl_plan(struct store *store, const struct crawl_options *options,
    struct buf *out, struct err_detail *detail) MUST_CHECK;

/* The contract's run report. */
void
crawl_report_json(const struct crawl_report *report, struct json_writer *json);

/*
 * Scores everybody of a role from stored facts, recomputes the role's low
 * expectations first.  Called at the end of a crawl and by `rescore`.
 */
int crawl_rescore(struct store *store, const struct crawl_options *options,
    const struct role *role, int64_t *ret_scored,
    struct err_detail *detail) MUST_CHECK;

/* Queues the named accounts for a visit on behalf of all given roles. */
int crawl_add(struct store *store, const char *const *logins, size_t n_logins,
    struct err_detail *detail) MUST_CHECK;

/* Asks GitHub who the token is: for `doctor`.  One request. */
struct crawl_token_state {
	int64_t rest_limit, rest_remaining;
	int64_t graphql_limit, graphql_remaining;
	int64_t reset_at;
	int64_t server_time; /* the answer's Date */
	char scopes[256]; /* "" is what is wanted */
	char expires[64];
};
int crawl_check_token(const struct crawl_options *options,
    struct crawl_token_state *ret_state, struct err_detail *detail) MUST_CHECK;

enum {
	CRAWL_SEED_NAME = 160 /* bytes of "owner/repository" */
};

/* What GitHub says of a repository that could be a seed. */
struct crawl_seed_figures {
	bool is_known; /* false: could not be had, all others are 0 */
	bool is_missing; /* no such repository */
	bool is_archived;
	bool is_mirror;
	int64_t stars;
	/* People whose pull requests were merged in the last 12 months, of the
	 * 100 merged last; outsiders are no owners, members, collaborators. */
	int64_t authors;
	int64_t outsiders;
	bool at_least; /* the 100 do not reach back 12 months */
	char name[CRAWL_SEED_NAME]; /* as GitHub calls it now; "": unknown */
};

/* Until when (wall clock) a limit that a run met forbids any request with this
 * token; 0: none that is known. */
int crawl_blocked_until(struct txn *txn, int64_t *ret_until) MUST_CHECK;

/*
 * Asks for the figures of "owner/repository" names, for `role new`: about a
 * point for 20 of them, one request after another; needs no store.  After an
 * error the figures that came before it are there.
 */
int crawl_measure_seeds(const struct crawl_options *options,
    const char *const *names, size_t n, struct crawl_seed_figures *ret_figures,
    struct err_detail *detail) MUST_CHECK;

#endif
