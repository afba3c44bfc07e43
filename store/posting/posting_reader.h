#ifndef STORE_POSTING_POSTING_READER_H
#define STORE_POSTING_POSTING_READER_H

#include "store/posting/posting.h"

/*
 * posting_or() by a reader that remembers where it was: terms of one chunk in
 * rising order that stand in one block take one look-up, those kept whole one
 * for all chunks.  Of about `n` terms it remembers where they are.  To be
 * closed before the transaction ends.
 */
struct posting_reader {
	struct txn *txn;
	struct cursor *cursor;
	struct key last; /* what was found in the block, or would be there */
	struct slice block;
	bool has_block;
	struct posting_seen *seen; /* how terms are kept */
	size_t n_seen;
};
void
posting_reader_open(struct posting_reader *reader, struct txn *txn, size_t n);
int posting_reader_or(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, struct bits *bits) MUST_CHECK;
/* The container of a term, which lives as long as the transaction; ERR_NOTFOUND:
 * nobody of the chunk has it; ERR_LIMIT: it is not kept so, or not found. */
int posting_reader_find(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, struct slice *ret_container) MUST_CHECK;
void posting_reader_close(struct posting_reader *reader);

#endif
