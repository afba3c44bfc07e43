#ifndef CRAWLER_WALK_H
#define CRAWLER_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "crawler/batch.h"
#include "crawler/call.h"
#include "crawler/crawl.h"
#include "crawler/github.h"
#include "crawler/http.h"
#include "crawler/rate.h"
#include "crawler/seed.h"
#include "crawler/seen.h"
#include "crawler/share.h"
#include "crawler/stage.h"
#include "crawler/steer.h"
#include "store/store.h"

/* What all stages of one run share. */
struct walk {
	struct store *store;
	const struct crawl_options *options;
	struct crawl_report *report;
	struct github github;
	struct http *http;
	struct rate rate;
	struct batch batches[OPERATION_COUNT];
	struct seeds seeds;
	struct shares shares;
	struct steer steer;
	struct seen *seen;
	struct scoring *scoring;
	struct arena arena; /* of the run */
	struct call *calls[LANES]; /* in flight; NULL: the lane is free */
	int64_t now; /* wall clock, of this loop turn */
	int64_t started; /* wall clock, of the run */
	int64_t repositories; /* own ones read of a person */
	int64_t horizon; /* work older than this is not looked at */
	int64_t started_ms;
	int64_t answers; /* of any kind, in this run */
	int64_t unreachable; /* tries in a row that got no answer */
	int64_t unsure; /* doubtful refusals of the token in a row */
	int64_t since_people; /* calls since the last batch of people */
	int64_t since_probe; /* GraphQL calls since the last probe */
	int64_t people_visited; /* for max_people */
	int64_t date; /* GitHub's, when last noted; 0: not in this run */
	int64_t date_wall; /* what the wall clock said then */
	int64_t price_percent; /* of the documented formula, price.h */
	int64_t failures; /* answers in a row that nothing came of */
	bool has_worked; /* an answer of this run was of use */
	int64_t next_ms; /* the loop's next timer, monotonic */
	int64_t progress_ms; /* when progress was last told */
	bool out_of_budget; /* something was left for want of points */
	bool at_max_people;
	bool told_sunset; /* that what is asked for will end */
	/* The first failure that ends the run; 0: none. */
	int failure;
	struct err_detail *detail;
};

/* Starts what may start in a lane; never blocks.  Sets next_ms to when it is
 * worth asking again. */
int walk_start(struct walk *walk, enum lane lane) MUST_CHECK;

/* Drops the call in flight, if any; its tasks are still due. */
void walk_cancel(struct walk *walk, enum lane lane);

/* Ends the run after this turn; the first failure counts. */
int walk_fail(struct walk *walk, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The earliest of the loop's timers. */
void walk_wake_at(struct walk *walk, int64_t mono_ms);

#endif
