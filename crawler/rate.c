#include "crawler/rate.h"

#include <string.h>

#include "base/assert.h"
#include "base/str.h"

enum {
	SECOND_MS = 1000,
	/* A reset is a whole second of a clock that is not ours. */
	RESET_MARGIN_MS = 1000,
	JITTER_MS = 5000,
	STRIKES_MAX = 6, /* 60 s doubled five times: 32 minutes */
	TROUBLE_MAX_MS = 60000,
	HEAVY_MS = 1000,
	HEAVY_FREE = 5, /* halvings from 25 to 1 */
	USUAL_FIRST_MS = 1000
};

static const char *const usual_resource[RATE_KINDS] = { "core", "graphql",
	"search" };

/* xorshift64*: spreads waits, protects nothing. */
static int64_t
jitter(struct rate *rate, int64_t below)
{
	rate->random ^= rate->random >> 12;
	rate->random ^= rate->random << 25;
	rate->random ^= rate->random >> 27;
	return (int64_t)((rate->random * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

static int
find_bucket(struct rate *rate, const char *name)
{
	for (int i = 0; i < RATE_BUCKETS; i++) {
		struct rate_bucket *bucket = &rate->buckets[i];

		if (bucket->name[0] == '\0')
			(void)str_copy(bucket->name, sizeof(bucket->name),
			    name);
		if (str_equal(bucket->name, name))
			return i;
	}
	/* a server that invents resources: the last bucket takes them all */
	return RATE_BUCKETS - 1;
}

void
rate_init(struct rate *rate, int64_t reserve, uint64_t seed)
{
	memset(rate, 0, sizeof(*rate));
	rate->reserve = reserve;
	rate->random = seed != 0 ? seed : 1;
	for (int kind = 0; kind < RATE_KINDS; kind++) {
		rate->bucket_of[kind] = find_bucket(rate, usual_resource[kind]);
		rate->usual_ms[kind] = USUAL_FIRST_MS;
	}
	for (int i = 0; i <= RATE_WINDOW_S; i++)
		rate->meter[i].second = INT64_MIN;
	rate->last_search = INT64_MIN / 2;
}

static struct rate_second *
meter_second(struct rate *rate, int64_t now)
{
	int64_t second = now / SECOND_MS;
	struct rate_second *slot =
	    &rate->meter[(uint64_t)second % (RATE_WINDOW_S + 1)];

	if (slot->second != second) {
		memset(slot, 0, sizeof(*slot));
		slot->second = second;
	}
	return slot;
}

/* Sums of the meter over the window that ends at `second`. */
struct load {
	int64_t all_ms;
	int64_t graphql_ms;
	int64_t rest_points;
	int64_t graphql_points;
};

static struct load
load_at(const struct rate *rate, int64_t second)
{
	struct load load = { 0 };

	for (int i = 0; i <= RATE_WINDOW_S; i++) {
		const struct rate_second *slot = &rate->meter[i];

		if (slot->second < second - RATE_WINDOW_S ||
		    slot->second > second)
			continue;
		for (int kind = 0; kind < RATE_KINDS; kind++)
			load.all_ms += slot->busy_ms[kind];
		load.graphql_ms += slot->busy_ms[RATE_GRAPHQL];
		load.rest_points +=
		    slot->points[RATE_REST] + slot->points[RATE_SEARCH];
		load.graphql_points += slot->points[RATE_GRAPHQL];
	}
	return load;
}

static int64_t
max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Time that a request in flight has taken, or will: what it takes usually, or
 * at worst. */
static int64_t
in_flight_ms(const struct rate *rate, enum rate_kind kind, int64_t now,
    int64_t will_ms)
{
	if (rate->in_flight[kind] == 0)
		return 0;
	return max(now - rate->started[kind], will_ms);
}

/* Whether the meter has room for one more, `ahead` seconds from now. */
static bool
fits(const struct rate *rate, enum rate_kind kind, int64_t now, int64_t ahead)
{
	struct load load = load_at(rate, now / SECOND_MS + ahead);
	int64_t flying = 0, worst = 0, usual = rate->usual_ms[kind];

	for (int i = 0; i < RATE_KINDS; i++) {
		enum rate_kind other = (enum rate_kind)i;

		flying += in_flight_ms(rate, other, now, rate->usual_ms[other]);
		worst += in_flight_ms(rate, other, now, RATE_SLOW_MS);
	}
	/* one alone always fits, however slow answers have become */
	if (load.all_ms + flying > 0 &&
	    (load.all_ms + flying + usual > RATE_ALL_MS ||
		load.all_ms + worst + RATE_SLOW_MS > RATE_ALL_WORST_MS))
		return false;
	if (kind != RATE_GRAPHQL)
		return load.rest_points + 1 <= RATE_REST_POINTS;
	if (load.graphql_ms > 0 && load.graphql_ms + usual > RATE_GRAPHQL_MS)
		return false;
	return load.graphql_points + 1 <= RATE_GRAPHQL_POINTS;
}

static int64_t
meter_wait(const struct rate *rate, enum rate_kind kind, int64_t now)
{
	for (int64_t ahead = 0; ahead <= RATE_WINDOW_S + 1; ahead++)
		if (fits(rate, kind, now, ahead))
			return ahead == 0 ? 0
					  : ahead * SECOND_MS - now % SECOND_MS;
	/* only requests in flight stand in the way */
	return SECOND_MS;
}

int64_t
rate_reserve(const struct rate *rate, int64_t limit)
{
	/* a small bucket (60 points without a token) is not kept whole */
	return rate->reserve <= limit / 2 ? rate->reserve : limit / 10;
}

static int64_t
bucket_wait(const struct rate *rate, enum rate_kind kind, int64_t cost,
    int64_t now)
{
	const struct rate_bucket *bucket = rate_bucket(rate, kind);

	if (!bucket->known || bucket->reset <= now)
		return 0;
	if (bucket->remaining - rate->in_flight_cost[kind] -
		rate_reserve(rate, bucket->limit) >=
	    cost)
		return 0;
	return bucket->reset - now;
}

int64_t
rate_wait(const struct rate *rate, enum rate_kind kind, int64_t cost,
    int64_t now)
{
	int64_t wait = 0;

	wait = max(wait, rate->blocked_until - now);
	wait = max(wait, rate->paused_until - now);
	wait = max(wait, bucket_wait(rate, kind, cost, now));
	if (kind == RATE_SEARCH)
		wait = max(wait, rate->last_search + RATE_SEARCH_GAP_MS - now);
	if (wait > 0)
		return wait;
	if (rate->in_flight[kind] >= RATE_IN_FLIGHT)
		return RATE_BUSY;
	return meter_wait(rate, kind, now);
}

void
rate_begin(struct rate *rate, enum rate_kind kind, int64_t cost, int64_t now)
{
	ASSERT(rate->in_flight[kind] < RATE_IN_FLIGHT);
	rate->in_flight[kind]++;
	rate->in_flight_cost[kind] += cost;
	rate->started[kind] = now;
	meter_second(rate, now)->points[kind]++;
	if (kind == RATE_SEARCH)
		rate->last_search = now;
}

/* Milliseconds from now to a moment of the server's clock. */
static int64_t
until(const struct headers *headers, int64_t moment, int64_t wall)
{
	int64_t server = headers->date >= 0 ? headers->date : wall;

	return (moment - server) * SECOND_MS + RESET_MARGIN_MS;
}

/* An answer that tells nothing, or none at all, is not free: a timeout costs
 * more points than its query. */
static void
assume_spent(struct rate *rate, enum rate_kind kind)
{
	rate->buckets[rate->bucket_of[kind]].remaining -=
	    rate->in_flight_cost[kind];
}

static void
learn_bucket(struct rate *rate, enum rate_kind kind,
    const struct headers *headers, int64_t now, int64_t wall)
{
	struct rate_bucket *bucket;
	int64_t wait;

	if (headers->resource[0] != '\0')
		rate->bucket_of[kind] = find_bucket(rate, headers->resource);
	bucket = &rate->buckets[rate->bucket_of[kind]];
	wait = headers->reset >= 0 ? until(headers, headers->reset, wall) : -1;
	/* a reset in the past tells nothing, one far off is not believed */
	bucket->known = wait > 0;
	bucket->limit = headers->limit;
	bucket->remaining = headers->remaining;
	if (wait > RATE_BLOCK_MAX_MS)
		wait = RATE_BLOCK_MAX_MS;
	bucket->reset = now + wait;
}

/* How long a limit answer asks to wait, by GitHub's order of precedence;
 * `strikes` limit answers came before it. */
static int64_t
block_ms(enum rate_verdict verdict, int strikes, const struct headers *headers,
    int64_t wall)
{
	int doublings = strikes < STRIKES_MAX ? strikes : STRIKES_MAX - 1;
	int64_t wait = -1;

	if (headers != NULL && headers->retry_after_s >= 0)
		wait = headers->retry_after_s * SECOND_MS;
	else if (headers != NULL && headers->retry_at >= 0)
		wait = until(headers, headers->retry_at, wall);
	else if (headers != NULL && headers->remaining == 0 &&
	    headers->reset >= 0)
		wait = until(headers, headers->reset, wall);
	/* without a hint, or when a hint did not help: longer each time */
	if (wait < 0 || (verdict == RATE_SECONDARY && strikes > 0))
		wait = max(wait, (int64_t)RATE_FLOOR_MS << doublings);
	wait = max(wait, RATE_FLOOR_MS);
	return wait < RATE_BLOCK_MAX_MS ? wait : RATE_BLOCK_MAX_MS;
}

/* Squares of seconds; what only needs to be smaller is tried again soon, as
 * long as that helps. */
static int64_t
pause_ms(const struct rate *rate, enum rate_verdict verdict)
{
	int64_t n = rate->troubles;

	if (verdict == RATE_HEAVY && n <= HEAVY_FREE)
		return HEAVY_MS;
	return n * n * SECOND_MS < TROUBLE_MAX_MS ? n * n * SECOND_MS
						  : TROUBLE_MAX_MS;
}

static void
end(struct rate *rate, enum rate_kind kind, int64_t now)
{
	int64_t took = now - rate->started[kind];

	ASSERT(rate->in_flight[kind] > 0);
	rate->in_flight[kind]--;
	rate->in_flight_cost[kind] = 0;
	meter_second(rate, now)->busy_ms[kind] += took;
	/* slower answers are believed sooner than quicker ones */
	rate->usual_ms[kind] = took > rate->usual_ms[kind]
	    ? (rate->usual_ms[kind] + took) / 2
	    : (3 * rate->usual_ms[kind] + took) / 4;
}

static void
block(struct rate *rate, enum rate_verdict verdict,
    const struct headers *headers, int64_t now, int64_t wall)
{
	/* answers to what was in flight are no further offence */
	bool sent_before = rate->blocked_until > now;
	int strikes = sent_before ? 0 : rate->strikes;

	/* what is back within a minute was not waited for long enough,
	 * whatever good answers to others came between */
	if (now - rate->blocked_until >= RATE_WINDOW_S * SECOND_MS)
		strikes = 0;
	rate->blocked_until = max(rate->blocked_until,
	    now + block_ms(verdict, strikes, headers, wall) +
		jitter(rate, JITTER_MS));
	if (!sent_before)
		rate->strikes = strikes + 1;
}

void
rate_finish(struct rate *rate, enum rate_kind kind, enum rate_verdict verdict,
    const struct headers *headers, int64_t now, int64_t wall)
{
	if (headers != NULL && headers->remaining >= 0 && headers->limit >= 0)
		learn_bucket(rate, kind, headers, now, wall);
	else
		assume_spent(rate, kind);
	end(rate, kind, now);
	switch (verdict) {
	case RATE_FINE:
		rate->troubles = 0;
		return;
	case RATE_PRIMARY:
	case RATE_SECONDARY:
		block(rate, verdict, headers, now, wall);
		return;
	case RATE_HEAVY:
	case RATE_TROUBLE:
		rate->troubles++;
		rate->paused_until =
		    now + pause_ms(rate, verdict) + jitter(rate, SECOND_MS / 2);
		return;
	}
}

void
rate_cancel(struct rate *rate, enum rate_kind kind, int64_t now)
{
	assume_spent(rate, kind);
	end(rate, kind, now);
}

void
rate_block(struct rate *rate, int64_t until_ms)
{
	rate->blocked_until = max(rate->blocked_until, until_ms);
}

const struct rate_bucket *
rate_bucket(const struct rate *rate, enum rate_kind kind)
{
	return &rate->buckets[rate->bucket_of[kind]];
}
