#ifndef STORE_POSTING_POSTING_LIST_H
#define STORE_POSTING_POSTING_LIST_H

#include "store/posting/gaps.h"
#include "store/posting/posting.h"

/*
 * The value of a term that is kept whole: rising ordinals of the whole store.
 *
 *   1    what gaps.h calls shift, times eight; and their number, 7: at least so
 *        many, 0: the term is kept by chunks (the value has this byte alone)
 *   0-2  the number less 7; seven bits a byte, low ones first, 0x80 set in all
 *        but the last
 *   n    the gaps
 *
 * Pure; reading is safe for any bytes.
 */
enum {
	/* No value is longer. */
	POSTING_LIST_BYTES = 3 + POSTING_WHOLE_MOST * 23 / 8 + 8
};

/* Appends it; of nobody: that the term is kept by chunks. */
void posting_list_encode(const uint32_t *ordinals, size_t n, struct buf *out);

/* To be read by gaps_next(); left is 0: kept by chunks.  False for what is none. */
bool posting_list_open(struct slice value, struct gaps_reader *ret_reader);

/* All of it. */
bool posting_list_decode(struct slice value, struct posting_list *ret_list);

/*
 * Goes on with a reader until a member of the chunk or of a later one; false:
 * there is none.  `at` is the member that was read last, UINT32_MAX: none yet.
 */
bool
posting_list_seek(struct gaps_reader *reader, uint32_t chunk, uint32_t *at);

/* Its members in the chunk as offsets, into an array of POSTING_WHOLE_MOST. */
bool posting_list_offsets(struct slice value, uint32_t chunk,
    uint16_t *ret_offsets, size_t *ret_n);

/* How many of them are in `bits`, of as many chunks as there are; *ret_first is
 * the first of these.  ERR_NOTFOUND when the term is kept by chunks, ERR_CORRUPT. */
int posting_list_common(struct slice value, const struct bits *bits,
    uint32_t n_chunks, size_t *ret_n, uint32_t *ret_first) MUST_CHECK;

#endif
