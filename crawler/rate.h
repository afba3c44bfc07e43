#ifndef CRAWLER_RATE_H
#define CRAWLER_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "crawler/header.h"

/*
 * The limiter of one token: pure, no clock, no I/O.  It is told of every
 * request and every answer and says how long the next one has to wait.
 * docs/INTERNALS/limiter.md explains the numbers; all times are milliseconds
 * of the monotonic clock unless a name says otherwise.
 *
 * Worked example of the response-time meter: within the last 60 s GraphQL
 * answers took 47 s in all and usually take 4 s; 47 + 4 > 50, so the next one
 * waits until answers older than 60 s have made room, though no limit was hit.
 */
enum rate_kind {
	RATE_REST,
	RATE_GRAPHQL,
	RATE_SEARCH,
	RATE_KINDS
};

/* Same-kind requests are sent one after another. */
enum {
	RATE_IN_FLIGHT = 1
};

enum {
	RATE_WINDOW_S = 60,
	RATE_ALL_MS = 75000, /* GitHub: 90 s of CPU a minute */
	RATE_ALL_WORST_MS = 89000, /* if all in flight take as long as can be */
	RATE_SLOW_MS = 10000, /* when GitHub gives up */
	RATE_GRAPHQL_MS = 50000, /* GitHub: 60 s of it */
	RATE_REST_POINTS = 850, /* GitHub: 900 a minute and endpoint */
	RATE_GRAPHQL_POINTS = 1900, /* GitHub: 2,000 */
	RATE_SEARCH_GAP_MS = 2100, /* 30 searches a minute */
	RATE_FLOOR_MS = 60000, /* the least wait after a limit answer */
	RATE_BLOCK_MAX_MS = 3900000 /* no answer's wait is believed beyond */
};

/* What an answer meant for the limits; answer.c tells them apart. */
enum rate_verdict {
	RATE_FINE,
	RATE_PRIMARY, /* the hour's points are used up */
	RATE_SECONDARY, /* too fast, too much, or "undisclosed reasons" */
	RATE_HEAVY, /* too much at once: a short pause, then less of it */
	RATE_TROUBLE /* 5xx, no answer: pause a little, more each time */
};

/* Points of one x-ratelimit-resource. */
struct rate_bucket {
	char name[32];
	bool known;
	int64_t limit;
	int64_t remaining;
	int64_t reset; /* when it is full again */
};

enum {
	RATE_BUCKETS = 12
};

/* One second of the meter. */
struct rate_second {
	int64_t second;
	int64_t busy_ms[RATE_KINDS];
	int64_t points[RATE_KINDS];
};

struct rate {
	int64_t reserve; /* points left for the token's owner */
	struct rate_bucket buckets[RATE_BUCKETS];
	int bucket_of[RATE_KINDS]; /* as the answers taught */
	struct rate_second meter[RATE_WINDOW_S + 1];
	int in_flight[RATE_KINDS];
	int64_t in_flight_cost[RATE_KINDS];
	int64_t started[RATE_KINDS];
	int64_t usual_ms[RATE_KINDS]; /* moving average of response times */
	int64_t last_search;
	int64_t blocked_until; /* the whole token; 0: not blocked */
	int64_t paused_until; /* after trouble */
	int strikes; /* limit answers, each within a minute of a block */
	int troubles; /* failures in a row */
	uint64_t random;
};

/* `seed` feeds the jitter. */
void rate_init(struct rate *rate, int64_t reserve, uint64_t seed);

enum {
	RATE_BUSY = -1
};

/*
 * Milliseconds until a request of `cost` points may start: 0 now, RATE_BUSY
 * when one of its kind is in flight (ask again when it ended).
 */
int64_t rate_wait(const struct rate *rate, enum rate_kind kind, int64_t cost,
    int64_t now);

/* A request of this kind goes out; the meter counts it from here. */
void
rate_begin(struct rate *rate, enum rate_kind kind, int64_t cost, int64_t now);

/*
 * Its answer, or that none came.  `headers` may be NULL.  `wall` is the local
 * time, used only when the answer has no Date.
 */
void
rate_finish(struct rate *rate, enum rate_kind kind, enum rate_verdict verdict,
    const struct headers *headers, int64_t now, int64_t wall);

/* A canceled request: forgotten, its time counted. */
void rate_cancel(struct rate *rate, enum rate_kind kind, int64_t now);

/* A block remembered from an earlier run. */
void rate_block(struct rate *rate, int64_t until);

/* The kind's points; known is false until an answer told. */
const struct rate_bucket *
rate_bucket(const struct rate *rate, enum rate_kind kind);

/* What may be left to others of a bucket this large. */
int64_t rate_reserve(const struct rate *rate, int64_t limit);

#endif
