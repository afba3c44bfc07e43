#ifndef CRAWLER_SETTLE_H
#define CRAWLER_SETTLE_H

#include "crawler/walk.h"

/*
 * What becomes of a call once its answer (or none) is there: the limiter is
 * told, points and faults are counted, and the tasks move on in the same
 * transaction that stores the answer.  Failures that end the run are left in
 * walk->failure.
 */
void
settle(struct walk *walk, struct call *call, const struct http_answer *http);

/* Tasks that turned out to be void before anything was sent: killed. */
int settle_void(struct walk *walk, struct txn *txn, struct leg *leg) MUST_CHECK;

#endif
