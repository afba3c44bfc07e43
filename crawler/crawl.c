#include "crawler/crawl.h"

#include <sys/resource.h>

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "crawler/client.h"
#include "crawler/frontier.h"
#include "crawler/generation.h"
#include "crawler/lapse.h"
#include "crawler/loop.h"
#include "crawler/price.h"
#include "crawler/scoring.h"
#include "crawler/stage_look.h"
#include "crawler/stage_probe.h"
#include "crawler/walk.h"
#include "store/rights.h"
#include "store/task.h"

enum {
	REPOSITORIES_MAX = 20,
	REPOSITORIES_USUAL = 6,
	HORIZON_MONTHS_USUAL = 36
};

/* How far back work is looked at: as far as any of the roles looks. */
static int64_t
horizon_of(const struct crawl_options *options, int64_t now)
{
	int64_t months = 0, horizon;

	for (size_t i = 0; i < options->n_roles; i++)
		if (options->roles[i].horizon_months > months)
			months = options->roles[i].horizon_months;
	if (months == 0)
		months = HORIZON_MONTHS_USUAL;
	horizon = now - now % CLOCK_DAY_S - months * CLOCK_MONTH_S;
	return horizon > 0 ? horizon : 1;
}

int
crawl_blocked_until(struct txn *txn, int64_t *ret_until)
{
	struct arena arena = { 0 };
	int64_t until = 0, now = clock_wall();
	const char *text;
	int rc = store_meta_get(txn, "rate:blocked-until", &arena, &text);

	if (rc == 0 &&
	    (clock_parse(text, &until) != 0 || until <= now ||
		until >= now + RATE_BLOCK_MAX_MS / 1000))
		until = 0;
	arena_done(&arena);
	if (rc == 0 || rc == ERR_NOTFOUND)
		*ret_until = until;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* What earlier runs learned: batch sizes, and a limit that still holds. */
static int
recall(struct walk *walk, struct txn *txn)
{
	struct arena arena = { 0 };
	const char *text;
	int64_t until;
	int rc = 0;

	for (int i = 0; i < OPERATION_COUNT; i++) {
		enum operation operation = (enum operation)i;

		batch_init(&walk->batches[i], operation);
		rc = store_meta_get(txn,
		    arena_format(&arena, "batch:%s",
			operation_info(operation)->name),
		    &arena, &text);
		if (rc == 0)
			batch_parse(&walk->batches[i], operation, text);
		else if (rc != ERR_NOTFOUND)
			break;
		rc = 0;
	}
	if (rc == 0)
		rc = crawl_blocked_until(txn, &until);
	if (rc == 0 && until != 0)
		rate_block(&walk->rate,
		    clock_mono_ms() + (until - walk->now) * 1000);
	arena_done(&arena);
	return rc;
}

static int
prepare(struct walk *walk)
{
	struct txn *txn = NULL;
	int rc = store_begin(walk->store, true, &txn, walk->detail);

	if (rc == 0)
		rc = recall(walk, txn);
	if (rc == 0)
		rc = seeds_arm(walk, txn);
	if (rc == 0)
		rc = price_arm(walk, txn);
	if (rc == 0)
		rc = frontier_revive(walk, txn);
	if (rc == 0)
		rc = stage_probe_arm(walk, txn);
	rc = txn_end(txn, rc, walk->detail);
	return rc == 0 ? stage_look_arm(walk) : rc;
}

static int
walk_init(struct walk *walk, struct store *store,
    const struct crawl_options *options, struct crawl_report *report,
    struct err_detail *detail)
{
	int64_t repositories = options->config->crawl_people_repositories;
	int rc;

	memset(walk, 0, sizeof(*walk));
	walk->store = store;
	walk->options = options;
	walk->report = report;
	walk->detail = detail;
	walk->now = walk->started = clock_steady();
	walk->started_ms = clock_mono_ms();
	walk->horizon = horizon_of(options, walk->now);
	walk->repositories =
	    repositories > 0 ? repositories : REPOSITORIES_USUAL;
	if (walk->repositories > REPOSITORIES_MAX)
		walk->repositories = REPOSITORIES_MAX;
	walk->seen = seen_new();
	rate_init(&walk->rate, options->config->github_reserve_points,
	    (uint64_t)walk->started_ms);
	shares_collect(&walk->shares, options, &walk->arena);
	steer_init(&walk->steer, options, &walk->arena);
	rc = seeds_collect(&walk->seeds, options, &walk->arena, detail);
	if (rc == 0)
		rc = client_new(options, &walk->arena, &walk->github,
		    &walk->http, detail);
	if (rc == 0)
		rc =
		    scoring_new(store, options, report, &walk->scoring, detail);
	return rc;
}

static void
walk_done(struct walk *walk)
{
	scoring_free(walk->scoring);
	http_free(walk->http);
	seeds_done(&walk->seeds);
	seen_free(walk->seen);
	arena_done(&walk->arena);
}

/* Scores: everybody at the end of a run; after a request to stop only who was
 * changed, and after a second one nobody. */
static int
finish_scores(struct walk *walk)
{
	const volatile sig_atomic_t *stop = walk->options->stop;
	int64_t scored = 0;
	int rc = 0;

	if (stop != NULL && *stop > 1)
		return 0;
	if (stop == NULL || *stop == 0)
		return scoring_pass(walk->scoring, stop, &scored, walk->detail);
	scoring_hurry(walk->scoring);
	while (rc == 0 && !scoring_is_idle(walk->scoring) && *stop < 2) {
		rc = scoring_slice(walk->scoring, 50, walk->detail);
		(void)crawl_turn(walk->options);
	}
	return rc;
}

static void
finish_report(struct walk *walk)
{
	struct crawl_report *report = walk->report;
	struct rusage usage;
	struct txn *txn = NULL;
	/* a run that got to its end waited for what failed; others leave it */
	const struct task_query query = { .now = walk->now +
		    (str_equal(report->stopped_by, "done")
			    ? 0
			    : FRONTIER_RETRY_WINDOW_S),
		.shares = walk->shares.numbers,
		.n_shares = walk->shares.n };
	int64_t due = 0;

	/* counters for a report; the run's own failure counts, not this one */
	if (store_begin(walk->store, false, &txn, NULL) == 0 &&
	    store_task_count(txn, &query, &due) == 0)
		report->tasks_left = due;
	txn_abort(txn);
	report->bots_skipped += seen_count(walk->seen, SEEN_BOT);
	report->seconds = (double)(clock_mono_ms() - walk->started_ms) / 1000;
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		report->max_rss_kb = usage.ru_maxrss;
}

/* A repository that somebody typed and that is not there is an error, if it
 * was all there was to do. */
static int
check_named(const struct walk *walk, struct err_detail *detail)
{
	const struct seed *named = NULL;

	for (size_t i = 0; i < walk->seeds.n; i++) {
		if (!walk->seeds.items[i].is_explicit)
			continue;
		if (!walk->seeds.items[i].is_missing)
			return 0;
		named = &walk->seeds.items[i];
	}
	if (named == NULL || walk->seeds.n > 1)
		return 0;
	return err_set(detail, ERR_NOTFOUND,
	    "%s: GitHub has no such public repository", named->name);
}

int64_t
crawl_turn(const struct crawl_options *options)
{
	return options->turn != NULL ? options->turn(options->turn_context)
				     : INT64_MAX;
}

int
crawl_run(struct store *store, const struct crawl_options *options,
    struct crawl_report *ret_report, struct err_detail *detail)
{
	struct walk walk;
	int rc, scored;

	memset(ret_report, 0, sizeof(*ret_report));
	ret_report->stopped_by = "store";
	rc = walk_init(&walk, store, options, ret_report, detail);
	if (rc == ERR_DENIED)
		ret_report->stopped_by = "credentials";
	if (rc == 0)
		rc = prepare(&walk);
	if (rc == 0) {
		rc = loop_run(&walk, &ret_report->stopped_by);
		/* what was stored is scored, whatever ended the run */
		if (rc == 0 ||
		    (ret_report->tasks_done > 0 && rc != ERR_FULL &&
			rc != ERR_IO && rc != ERR_CORRUPT)) {
			scored = finish_scores(&walk);
			if (rc == 0)
				rc = scored;
		}
		if (rc == 0)
			rc = lapse_purge(&walk);
		if (rc == 0)
			rc = check_named(&walk, detail);
		finish_report(&walk);
		loop_tell(&walk, true);
	}
	walk_done(&walk);
	return rc;
}

int
crawl_rescore(struct store *store, const struct crawl_options *options,
    const struct role *role, int64_t *ret_scored, struct err_detail *detail)
{
	struct crawl_options one = *options;
	struct scoring *scoring = NULL;
	struct crawl_report report = { 0 };
	int rc;

	one.roles = role;
	one.n_roles = 1;
	rc = generation_reweigh(store, &one, role, ret_scored, detail);
	if (rc != ERR_NOTFOUND)
		return rc;
	rc = scoring_new(store, &one, &report, &scoring, detail);
	if (rc == 0) {
		scoring_renew(scoring);
		rc = scoring_pass(scoring, options->stop, ret_scored, detail);
	}
	scoring_free(scoring);
	return rc;
}

int
crawl_add(struct store *store, const char *const *logins, size_t n_logins,
    struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = 0;

	for (size_t i = 0; i < n_logins; i++)
		if (!github_is_login(logins[i]))
			return err_set(detail, ERR_INVAL,
			    "%s: not a GitHub login", logins[i]);
	rc = store_begin(store, true, &txn, detail);
	for (size_t i = 0; i < n_logins && rc == 0; i++) {
		struct task task = { .stage = STAGE_NAMES,
			.subject = seed_key(logins[i]),
			.name = logins[i],
			.due = clock_wall(),
			.priority = PRIORITY_NAMES };

		if (store_is_suppressed(txn, 0, logins[i]))
			rc = err_set(detail, ERR_BLOCKED,
			    "%s: suppressed, not visited", logins[i]);
		else
			rc = store_task_put(txn, &task);
	}
	return txn_end(txn, rc, detail);
}
