#include "crawler/loop.h"

#include "base/clock.h"
#include "crawler/frontier.h"
#include "crawler/scoring.h"

enum {
	TURN_MAX_MS = 250, /* a signal or a progress view waits no longer */
	PROGRESS_MS = 250,
	SCORING_MS = 30,
	/* Shorter waits are not worth telling. */
	TELL_WAIT_MS = 2000
};

enum turn {
	TURN_AGAIN,
	TURN_DONE
};

static int
stop_level(const struct walk *walk)
{
	return walk->options->stop != NULL ? (int)*walk->options->stop : 0;
}

static bool
is_busy(const struct walk *walk)
{
	for (int lane = 0; lane < LANES; lane++)
		if (walk->calls[lane] != NULL)
			return true;
	return false;
}

static void
cancel_all(struct walk *walk)
{
	for (int lane = 0; lane < LANES; lane++)
		walk_cancel(walk, (enum lane)lane);
}

/* What the limiter is waiting for, if it is worth telling. */
static int64_t
waiting_until(const struct walk *walk)
{
	int64_t left = walk->next_ms - clock_mono_ms();

	if (is_busy(walk) || walk->next_ms == INT64_MAX || left < TELL_WAIT_MS)
		return 0;
	return walk->now + left / 1000;
}

void
loop_tell(struct walk *walk, bool at_once)
{
	const struct crawl_options *options = walk->options;
	struct crawl_report *report = walk->report;
	const struct rate_bucket *rest, *graphql;
	int64_t now = clock_mono_ms();

	if (!at_once && now < walk->progress_ms)
		return;
	walk->progress_ms = now + PROGRESS_MS;
	rest = rate_bucket(&walk->rate, RATE_REST);
	graphql = rate_bucket(&walk->rate, RATE_GRAPHQL);
	report->rest_remaining = rest->known ? rest->remaining : 0;
	report->graphql_remaining = graphql->known ? graphql->remaining : 0;
	report->reset_at =
	    graphql->known ? walk->now + (graphql->reset - now) / 1000 : 0;
	report->waiting_until = waiting_until(walk);
	report->seeds_total = (int64_t)walk->seeds.n;
	report->seeds_done = seeds_count_done(&walk->seeds);
	report->people_total = seen_count(walk->seen, SEEN_PERSON);
	report->seconds = (double)(now - walk->started_ms) / 1000;
	if (options->progress != NULL)
		options->progress(options->progress_context, report);
}

/*
 * Nothing is in flight and nothing was started: either something will be due
 * or allowed later, or the run is at its end.
 */
static int
idle(struct walk *walk, enum turn *ret_turn)
{
	struct txn *txn = NULL;
	int64_t due = 0;
	int rc;

	if (walk->next_ms != INT64_MAX)
		return 0;
	rc = store_begin(walk->store, false, &txn, walk->detail);
	if (rc == 0)
		rc = frontier_next_retry(walk, txn, &due);
	txn_abort(txn);
	if (rc != 0)
		return walk_fail(walk, rc, "the store can't be read");
	if (due > walk->now)
		walk_wake_at(walk, clock_mono_ms() + (due - walk->now) * 1000);
	else
		*ret_turn = TURN_DONE;
	return 0;
}

/* A virtual clock is put forward while nothing is on its way. */
static int64_t
skip_wait(const struct walk *walk, int64_t wait)
{
	if (wait <= 0 || !clock_is_virtual() || is_busy(walk))
		return wait;
	clock_skip(wait);
	return 0;
}

/* How long this turn may wait. */
static int64_t
wait_ms(struct walk *walk)
{
	int64_t turn = crawl_turn(walk->options), wait;

	wait = walk->next_ms - clock_mono_ms();
	if (wait < 0 || !scoring_is_idle(walk->scoring))
		wait = 0;
	wait = skip_wait(walk, wait);
	if (wait > TURN_MAX_MS)
		wait = TURN_MAX_MS;
	return turn < wait ? turn : wait;
}

/*
 * One turn: now -> start what may start -> score what changed, while answers
 * are on their way -> tell -> the caller's turn -> wait -> answers, each stored
 * in a transaction of its own (settle.c).
 */
static enum turn
loop_once(struct walk *walk)
{
	struct err_detail detail = { "" };
	enum turn turn = TURN_AGAIN;
	int64_t wait;
	int rc = 0;

	walk->now = clock_steady();
	walk->next_ms = INT64_MAX;
	if (stop_level(walk) > 1) {
		cancel_all(walk);
		return TURN_DONE;
	}
	if (stop_level(walk) == 0)
		for (int lane = 0; lane < LANES && rc == 0; lane++)
			rc = walk_start(walk, (enum lane)lane);
	if (rc == 0)
		rc = scoring_slice(walk->scoring, SCORING_MS, &detail);
	if (rc != 0)
		(void)walk_fail(walk, rc, "%s", err_text(&detail, rc));
	if (!is_busy(walk) && (stop_level(walk) > 0 || walk->failure != 0))
		return TURN_DONE;
	if (!is_busy(walk))
		(void)idle(walk, &turn);
	loop_tell(walk, false);
	if (turn == TURN_DONE)
		return turn;
	wait = wait_ms(walk);
	rc = http_wait(walk->http, (int)wait, walk->options->fds,
	    walk->options->n_fds, &detail);
	if (rc != 0)
		(void)walk_fail(walk, rc, "%s", err_text(&detail, rc));
	return walk->failure != 0 ? TURN_DONE : TURN_AGAIN;
}

static const char *
stopped_by(const struct walk *walk)
{
	switch (walk->failure) {
	case 0:
		break;
	case ERR_DENIED:
		return "credentials";
	case ERR_NET:
	case ERR_HTTP:
		return "network";
	default:
		return "store";
	}
	if (stop_level(walk) > 0)
		return "interrupted";
	if (walk->out_of_budget)
		return "budget";
	return walk->at_max_people ? "max-people" : "done";
}

int
loop_run(struct walk *walk, const char **ret_stopped_by)
{
	while (loop_once(walk) != TURN_DONE)
		;
	/* a failure ends the run at once; answers on their way are dropped,
	 * their tasks are still due */
	cancel_all(walk);
	loop_tell(walk, true);
	*ret_stopped_by = stopped_by(walk);
	if (walk->failure == 0 && stop_level(walk) > 0)
		return ERR_CANCELED;
	return walk->failure;
}
