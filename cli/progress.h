#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/arena.h"
#include "crawler/crawl.h"

/*
 * The view of a running crawl, on stderr: two lines redrawn in place on a
 * terminal, a plain line every ten seconds elsewhere.  Log lines step in front
 * of it.  One at a time in a process, since the log hook knows no context.
 */
struct progress;

struct progress *progress_start(bool no_color);

/* For crawl_options.progress; the context is the struct progress. */
void progress_report(void *context, const struct crawl_report *report);

/* Clears the view and gives the cursor back; NULL is allowed. */
void progress_stop(struct progress *progress);

/*
 * The texts of the view, made from a report and the milliseconds since the
 * start; in the arena.  Apart for tests.
 */
struct progress_text {
	const char *work; /* "seeds 2/5  people 312 seen, 120 scored" */
	const char *best; /* "best lead octocat 61.2"; "" before one */
	const char *limits; /* "points left 4,812 REST, 4,301 GraphQL, ..." */
	const char *time; /* "2 min, about 5 min to go" */
};
/* "40 s", "12 min", "3 h 20 min" */
const char *progress_duration(struct arena *arena, int64_t seconds);
/* "34 %, about 2 min to go" of work that is even; "34 %" while that is hard to
 * say. */
const char *progress_share(int64_t done, int64_t total, int64_t elapsed_ms,
    struct arena *arena);
void progress_text(const struct crawl_report *report, int64_t elapsed_ms,
    struct arena *arena, struct progress_text *ret_text);

#endif
