/*
 * The limiter against thousands of random servers: whatever they answer, no
 * rule of GitHub's is broken, the reserve is left alone, and it goes on in the
 * end.
 */
#include <string.h>

#include "base/str.h"
#include "crawler/rate.h"
#include "tests/unit/test.h"

enum {
	RESERVE = 500,
	SEEDS = 2000,
	REQUESTS = 150,
	/* enough, at full speed, for the rule of points a minute */
	REQUESTS_FAST = 1000,
	FAST_EACH = 200, /* seeds */
	WINDOW_MS = RATE_WINDOW_S * 1000,
	HOUR_S = 3600,
	WALL = 1790000000,
	/* No answer's word is believed beyond, and jitter. */
	LONGEST_WAIT_MS = RATE_BLOCK_MAX_MS + 10000
};

struct random {
	uint64_t state;
};

/* 0..n-1 */
static int64_t
draw(struct random *random, int64_t n)
{
	random->state =
	    random->state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (int64_t)(random->state >> 33) % n;
}

static bool
happens(struct random *random, int64_t percent)
{
	return draw(random, 100) < percent;
}

/* A server of one token, true to its own words. */
struct server {
	struct random random;
	int64_t limit[RATE_KINDS], used[RATE_KINDS];
	int64_t reset[RATE_KINDS]; /* seconds since 1970 */
	int64_t skew_s; /* its clock against ours */
	int64_t usual_ms; /* of answers */
	int64_t spread_ms;
	int64_t trouble, heavy, secondary; /* percent of answers */
	bool has_headers;
};

struct sent {
	enum rate_kind kind;
	int64_t start, end;
	int64_t cost;
};

struct traffic {
	struct rate rate;
	struct server server;
	struct sent sent[REQUESTS_FAST];
	size_t max;
	size_t n;
	size_t flying[RATE_KINDS]; /* index into sent, plus 1 */
	int64_t now;
	int64_t silent_until; /* the model of bans: nothing starts before */
};

static const char *const resources[RATE_KINDS] = { "core", "graphql",
	"search" };

static int64_t
server_seconds(const struct traffic *t)
{
	return WALL + t->now / 1000 + t->server.skew_s;
}

static void
refill(struct traffic *t, enum rate_kind kind)
{
	struct server *server = &t->server;
	int64_t window = kind == RATE_SEARCH ? 60 : HOUR_S;

	if (server_seconds(t) < server->reset[kind])
		return;
	server->used[kind] = 0;
	server->reset[kind] = server_seconds(t) + window;
}

static void
server_init(struct traffic *t, uint64_t seed)
{
	struct server *server = &t->server;
	struct random *random = &server->random;
	static const int64_t speeds[] = { 30, 200, 1000, 4000, 8000 };

	random->state = seed * 2654435761u + 1;
	for (int i = 0; i < 4; i++)
		(void)draw(random, 2);
	server->usual_ms = speeds[draw(random, 5)];
	server->spread_ms =
	    happens(random, 50) ? server->usual_ms / 4 : 2 * server->usual_ms;
	server->skew_s =
	    happens(random, 30) ? draw(random, 200000) - 100000 : 0;
	server->has_headers = !happens(random, 15);
	server->trouble = happens(random, 50) ? draw(random, 20) : 0;
	server->heavy = happens(random, 50) ? draw(random, 20) : 0;
	server->secondary = happens(random, 50) ? draw(random, 8) : 0;
	for (int kind = 0; kind < RATE_KINDS; kind++) {
		server->limit[kind] = kind == RATE_SEARCH ? 30
		    : happens(random, 80)                 ? 5000
							  : 60;
		refill(t, (enum rate_kind)kind);
		if (happens(random, 30))
			server->used[kind] =
			    draw(random, server->limit[kind] + 1);
	}
}

static void
fill_headers(struct traffic *t, enum rate_kind kind, struct headers *headers)
{
	const struct server *server = &t->server;

	headers_clear(headers);
	headers->date = server_seconds(t);
	if (!server->has_headers)
		return;
	(void)str_copy(headers->resource, sizeof(headers->resource),
	    resources[kind]);
	headers->limit = server->limit[kind];
	headers->used = server->used[kind];
	headers->remaining = server->limit[kind] - server->used[kind];
	if (headers->remaining < 0)
		headers->remaining = 0;
	headers->reset = server->reset[kind];
}

static void
silence(struct traffic *t, int64_t ms)
{
	if (t->now + ms > t->silent_until)
		t->silent_until = t->now + ms;
}

/* "Too fast", in one of the forms that have been met. */
static enum rate_verdict
secondary(struct traffic *t, struct headers *headers)
{
	struct random *random = &t->server.random;
	int64_t wait = draw(random, 400);

	silence(t, RATE_FLOOR_MS);
	switch (draw(random, 4)) {
	case 0:
		headers->retry_after_s = wait;
		silence(t, wait * 1000);
		break;
	case 1:
		headers->retry_at = headers->date + wait;
		silence(t, wait * 1000);
		break;
	case 2:
		headers_clear(headers); /* not a word */
		break;
	default:
		break; /* points left, as if nothing were */
	}
	return RATE_SECONDARY;
}

static enum rate_verdict
answer(struct traffic *t, struct sent *sent, struct headers *headers)
{
	struct server *server = &t->server;
	struct random *random = &server->random;
	int64_t left;

	refill(t, sent->kind);
	left = server->limit[sent->kind] - server->used[sent->kind];
	if (server->has_headers && left < sent->cost) {
		server->used[sent->kind] = server->limit[sent->kind];
		fill_headers(t, sent->kind, headers);
		silence(t, RATE_FLOOR_MS);
		if ((server->reset[sent->kind] - headers->date) * 1000 <
		    RATE_BLOCK_MAX_MS)
			silence(t,
			    (server->reset[sent->kind] - headers->date) * 1000);
		return RATE_PRIMARY;
	}
	server->used[sent->kind] += sent->cost;
	fill_headers(t, sent->kind, headers);
	if (happens(random, server->secondary))
		return secondary(t, headers);
	if (happens(random, server->heavy))
		return RATE_HEAVY;
	return happens(random, server->trouble) ? RATE_TROUBLE : RATE_FINE;
}

static void
finish(struct traffic *t, enum rate_kind kind)
{
	struct sent *sent = &t->sent[t->flying[kind] - 1];
	struct headers headers;
	enum rate_verdict verdict = answer(t, sent, &headers);

	t->flying[kind] = 0;
	rate_finish(&t->rate, kind, verdict,
	    verdict == RATE_TROUBLE && happens(&t->server.random, 50)
		? NULL
		: &headers,
	    t->now, WALL + t->now / 1000);
}

/* What is left of a bucket may be spent down to the reserve, not below. */
static void
check_reserve(const struct traffic *t, enum rate_kind kind, int64_t cost)
{
	const struct server *server = &t->server;
	int64_t left = server->limit[kind] - server->used[kind] - cost;

	/* nobody can know before the first answer */
	if (!server->has_headers || !rate_bucket(&t->rate, kind)->known)
		return;
	assert_true(left >= rate_reserve(&t->rate, server->limit[kind]));
}

static void
start(struct traffic *t, enum rate_kind kind, int64_t cost)
{
	struct server *server = &t->server;
	int64_t ms = server->usual_ms - server->spread_ms / 2 +
	    draw(&server->random, server->spread_ms + 1);
	struct sent *sent = &t->sent[t->n++];

	refill(t, kind);
	assert_true(t->now >= t->silent_until);
	check_reserve(t, kind, cost);
	if (ms > RATE_SLOW_MS)
		ms = RATE_SLOW_MS;
	*sent = (struct sent){ .kind = kind,
		.start = t->now,
		.end = t->now + (ms > 1 ? ms : 1),
		.cost = cost };
	t->flying[kind] = t->n;
	rate_begin(&t->rate, kind, cost, t->now);
}

/* One look at every kind, as greedy as allowed; the next moment of interest. */
static int64_t
turn(struct traffic *t)
{
	int64_t next = INT64_MAX;

	for (int k = 0; k < RATE_KINDS; k++)
		if (t->flying[k] != 0 &&
		    t->sent[t->flying[k] - 1].end <= t->now)
			finish(t, (enum rate_kind)k);
	for (int k = 0; k < RATE_KINDS; k++) {
		int64_t cost =
		    k == RATE_GRAPHQL ? 1 + draw(&t->server.random, 5) : 1;
		int64_t wait =
		    rate_wait(&t->rate, (enum rate_kind)k, cost, t->now);

		if (t->flying[k] != 0) {
			/* never two of a kind */
			assert_true(wait != 0);
			wait = t->sent[t->flying[k] - 1].end - t->now;
		} else if (wait == 0 && t->n < t->max) {
			start(t, (enum rate_kind)k, cost);
			wait = t->sent[t->flying[k] - 1].end - t->now;
		}
		assert_in_range(wait, 0, LONGEST_WAIT_MS);
		if (wait > 0 && t->now + wait < next)
			next = t->now + wait;
	}
	return next;
}

static int64_t
overlap(const struct sent *sent, int64_t from, int64_t to)
{
	int64_t a = sent->start > from ? sent->start : from;
	int64_t b = sent->end < to ? sent->end : to;

	return b > a ? b - a : 0;
}

/* Any minute that ends with an answer: the others hold no more. */
static void
check_minutes(const struct traffic *t)
{
	bool is_steady = t->server.spread_ms < t->server.usual_ms;
	/* what is in flight may take a bit longer than usual; if answers are
	 * of any length, GitHub's own bounds must hold */
	int64_t more = t->server.spread_ms;
	int64_t most = is_steady ? RATE_ALL_MS + RATE_KINDS * more : 90000;
	int64_t most_graphql = is_steady ? RATE_GRAPHQL_MS + more : 60000;

	for (size_t i = 0; i < t->n; i++) {
		int64_t to = t->sent[i].end, all = 0, graphql = 0;
		int64_t points[RATE_KINDS] = { 0 };

		for (size_t j = 0; j < t->n; j++) {
			int64_t ms = overlap(&t->sent[j], to - WINDOW_MS, to);

			all += ms;
			if (t->sent[j].kind == RATE_GRAPHQL)
				graphql += ms;
			points[t->sent[j].kind] +=
			    t->sent[j].start > to - WINDOW_MS &&
			    t->sent[j].start <= to;
		}
		assert_true(all <= most);
		assert_true(graphql <= most_graphql);
		assert_true(points[RATE_REST] + points[RATE_SEARCH] <=
		    RATE_REST_POINTS);
		assert_true(points[RATE_GRAPHQL] <= RATE_GRAPHQL_POINTS);
		assert_true(points[RATE_SEARCH] <= 30);
	}
}

static void
play(uint64_t seed)
{
	static struct traffic t;

	memset(&t, 0, sizeof(t));
	rate_init(&t.rate, RESERVE, seed);
	server_init(&t, seed);
	t.max = REQUESTS;
	if (seed % FAST_EACH == 0) {
		t.max = REQUESTS_FAST;
		t.server.usual_ms = t.server.spread_ms = 20;
	}
	/* progress: each turn but a few ends with something sent, so that so
	 * many turns must do */
	for (int turns = 0; t.n < t.max; turns++) {
		int64_t next = turn(&t);

		assert_true(turns < 60 * (int)t.max);
		assert_true(next > t.now);
		t.now = next;
	}
	check_minutes(&t);
}

static void
no_server_makes_it_break_a_rule_or_stop(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		play(seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_server_makes_it_break_a_rule_or_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
