#ifndef STORE_FACT_PERSON_H
#define STORE_FACT_PERSON_H

#include "store/key.h"
#include "store/store.h"
#include "store/value/packer.h"

/* Beside what store.h has: for the rest of the store alone. */

/* The record without the profile's README. */
int store_person_get_brief(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person) MUST_CHECK;
/* The same with the ordinal (ordinal.h). */
int store_person_get_numbered(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person, uint32_t *ret_ordinal) MUST_CHECK;
/* From a value of TABLE_PERSON that is at hand.  ERR_CORRUPT; *ret_ordinal is
 * written before the record is looked at. */
int store_person_decode(struct txn *txn, int64_t id, struct slice value,
    struct arena *arena, struct person *ret_person,
    uint32_t *ret_ordinal) MUST_CHECK;
/* The same without a transaction, and not counted; `only_front`: what a list
 * shows of it will do, the record's front (signals/fact.h). */
int packer_decode_person(struct packer *packer, int64_t id, struct slice value,
    bool only_front, struct arena *arena, struct person *ret_person) MUST_CHECK;
/* Whether its bytes are those that were written: ERR_CORRUPT, not counted. */
int packer_check_person(int64_t id, struct slice value) MUST_CHECK;
/* Writes the record without the README, and no index. */
int store_person_write(struct txn *txn, uint32_t ordinal,
    const struct person *person) MUST_CHECK;
/* Whether facts may be stored: 0, or ERR_BLOCKED, ERR_INVAL. */
int
store_person_admit(struct txn *txn, int64_t id, const char *login) MUST_CHECK;
/* The same, and makes a bare person when there is none; no more than a look-up
 * when there is one. */
int store_person_ensure(struct txn *txn, int64_t id,
    uint32_t *ret_ordinal) MUST_CHECK;
/* Takes the ordinal and whatever the indexes have of it; the person's record,
 * which has it, is to be dropped or written anew. */
int store_person_unnumber(struct txn *txn, int64_t id) MUST_CHECK;
/* Erases scores and ranks, and with `facts` all facts and the pipeline's
 * records too; keeps the person's own record. */
int store_person_strip(struct txn *txn, int64_t id, bool facts) MUST_CHECK;

/* Work, repositories and READMEs of one person. */
int store_person_drop_facts(struct txn *txn, int64_t id) MUST_CHECK;

/* Whether the record tells of more than notes on somebody new. */
bool store_lead_is_beyond_new(const struct lead *lead);

/* Pipeline records of one person: all, or those that say no more than "new". */
int store_lead_drop(struct txn *txn, int64_t id, bool all) MUST_CHECK;
/* Moves the counters of stats from the old state to the new one; a zeroed
 * person is none. */
int store_person_count(struct txn *txn, const struct person *old,
    const struct person *new) MUST_CHECK;
/* Makes the index of logins follow a rename; either may be NULL. */
int store_person_move_login(struct txn *txn, int64_t id, const char *old,
    const char *login) MUST_CHECK;
/* Writes a stored profile's gists and nothing else. */
int store_person_put_gists(struct txn *txn, int64_t id,
    const char *gists) MUST_CHECK;
char *store_person_fold_login(struct arena *arena, const char *login);

#endif
