#ifndef CRAWLER_LOOP_H
#define CRAWLER_LOOP_H

#include "crawler/walk.h"

/*
 * Runs until nothing is due, points or people are used up, or it is told to
 * stop.  One thread; http_wait() is the only thing that blocks, for a quarter
 * of a second at most.  Returns walk->failure or 0; *ret_stopped_by is the
 * report's word for why it ended.
 */
int loop_run(struct walk *walk, const char **ret_stopped_by) MUST_CHECK;

/* Brings the report up to date and tells the caller, if it is time. */
void loop_tell(struct walk *walk, bool at_once);

#endif
