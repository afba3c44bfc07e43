#ifndef STORE_SCORE_SCORE_RECORD_H
#define STORE_SCORE_SCORE_RECORD_H

#include "store/score/role.h"
#include "store/store.h"
#include "store/value/packer.h"

/* The record of a score: what weights make of it stands elsewhere. */

/* ---- score_same.c ---- */

enum {
	SCORE_SAME_MOST = 3 /* pieces of evidence; of more nothing is taken */
};

/* Takes out of a score's evidence and reason_url what its reasons say, too;
 * `person` tells what.  The rest of the evidence goes to `ret_evidence`. */
void score_same_take(struct score *score,
    struct evidence ret_evidence[static SCORE_SAME_MOST]);
/* Puts it back, for which the row needs its reasons.  ERR_CORRUPT. */
int score_same_restore(struct score_row *row, struct arena *arena) MUST_CHECK;

/* ---- score_record.c ---- */

/* The record as it is packed, for a role of that hash.  The row borrows from
 * the score and from `evidence`, which is for what is left of that. */
void store_score_row(const struct score *score, const char *rubric,
    struct evidence evidence[static SCORE_SAME_MOST],
    struct score_row *ret_row);
/* All but the signals' reasons, and but what weights make of it, which
 * store_score_fill() adds.  ERR_NOTFOUND, ERR_CORRUPT. */
int store_score_get_brief(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score) MUST_CHECK;
/* The same with the reasons. */
int store_score_get_whole(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score) MUST_CHECK;
/* Either from its value, which is at hand; not counted when it is corrupt. */
int
packer_decode_score(struct packer *packer, struct slice value, int64_t person,
    bool is_whole, struct arena *arena, struct score *ret_score) MUST_CHECK;
/* What a list shows of it: the record's front (signals/score.h), no signals,
 * and nothing for store_score_fill(). */
int packer_decode_score_front(struct packer *packer, struct slice value,
    int64_t person, struct arena *arena, struct score *ret_score) MUST_CHECK;
/* Whether its bytes are those that were written: ERR_CORRUPT, not counted. */
int packer_check_score(struct slice value) MUST_CHECK;
/* Score, coverage and band as the card has them, weights and points by those
 * of the generation. */
void store_score_fill(const struct weighing *by, const struct card *card,
    struct arena *arena, struct score *score);
/* What a score was weighed by. */
void store_weighing_from(const struct score *score, struct weighing *ret_by);
/* Writes the record alone. */
int store_score_write(struct txn *txn, struct slot slot,
    const struct weighing *by, const struct score *score) MUST_CHECK;
/* A value of TABLE_SCORE: what stands in front, and the packed record. */
bool store_score_split(struct slice value, struct measured *ret_measured,
    struct slice *ret_stored);
/* What a store of schema 3 has, whole. */
int store_score_get_old(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score) MUST_CHECK;

#endif
