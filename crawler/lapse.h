#ifndef CRAWLER_LAPSE_H
#define CRAWLER_LAPSE_H

#include "crawler/walk.h"

/*
 * At the end of a run: purges who is past their time, if GitHub's Date of this
 * run agrees with the wall clock within a day, and then erases what others'
 * records say of who was forgotten, purged or refuses.  In slices, with the
 * caller's turn between them; ends early, to be gone on with by the next run,
 * when the caller asks for an end.  When more than a fifth of all people are
 * past it, only who has been so for a week is purged: a person is to look first.
 */
int lapse_purge(struct walk *walk) MUST_CHECK;

/* Notes GitHub's Date of an answer, in its transaction, every now and then. */
int
lapse_note_date(struct walk *walk, struct txn *txn, int64_t date) MUST_CHECK;

#endif
