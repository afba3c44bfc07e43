#ifndef STORE_POSTING_ORDINAL_H
#define STORE_POSTING_ORDINAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/key.h"

/*
 * Dense numbers of people: the lowest free one is taken first, one that is
 * freed is taken again.  It stands in front of the person's record, with two
 * bytes that tell damage: a wrong one would show somebody for somebody else.
 */
struct txn;

enum {
	/* 65,504 chunks of 8,192; above them are fronts of ranks. */
	ORDINAL_MAX = 0x1FFBFFFF,
	/* Of who refuses: in no index. */
	ORDINAL_NONE = 0x1FFFFFFF,
	ORDINAL_HEAD = 6
};

/* The person's, or ORDINAL_NONE; ERR_NOTFOUND for somebody who is not stored,
 * ERR_CORRUPT.  One look-up. */
int
ordinal_get(struct txn *txn, int64_t person, uint32_t *ret_ordinal) MUST_CHECK;

/* Those below *ret_next are or were in use.  O(1). */
int ordinal_next(struct txn *txn, uint32_t *ret_next) MUST_CHECK;

/* Whether nobody has it who has had it. */
int ordinal_is_free(struct txn *txn, uint32_t ordinal,
    bool *ret_is_free) MUST_CHECK;

/*
 * Takes the lowest that is free: O(1), or O(chunks) while any below the next
 * is.  ERR_LIMIT above ORDINAL_MAX.
 */
int ordinal_take(struct txn *txn, uint32_t *ret_ordinal) MUST_CHECK;

/* Gives it back; its postings and columns must be gone. */
int ordinal_release(struct txn *txn, uint32_t ordinal) MUST_CHECK;

/* What stands in front of the record of TABLE_PERSON. */
void ordinal_write(uint32_t ordinal, int64_t person,
    uint8_t ret_head[static ORDINAL_HEAD]);
/* Splits a value; false for one that is damaged there. */
bool ordinal_split(struct slice value, int64_t person, uint32_t *ret_ordinal,
    struct slice *ret_record);

#endif
