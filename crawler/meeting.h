#ifndef CRAWLER_MEETING_H
#define CRAWLER_MEETING_H

#include "crawler/harvest.h"
#include "crawler/walk.h"

/*
 * Stores what a page said of people: who is suppressed or has refused is
 * passed over and counted, the others get their work merged and a visit with a
 * priority by promise.
 */
int meeting_store(struct walk *walk, struct txn *txn,
    const struct harvest *harvest) MUST_CHECK;

/* Whether a full visit is due: there was none yet, or it was long ago.  In
 * between the probe (stage_probe.c) tells who changed. */
bool meeting_wants_visit(const struct walk *walk, const struct person *person);

/* Makes somebody known without work (searches, given names) and adds the
 * visit on behalf of a share.  ERR_BLOCKED for who is suppressed or has
 * refused. */
int meeting_introduce(struct walk *walk, struct txn *txn,
    const struct actor *actor, int64_t share, int64_t priority) MUST_CHECK;

#endif
