#ifndef STORE_POSTING_POSTING_BLOCK_H
#define STORE_POSTING_POSTING_BLOCK_H

#include "base/buf.h"
#include "base/err.h"
#include "store/key.h"

/*
 * What the table of postings holds: blocks of postings in order, each under the
 * key of its first one.  Most terms are rare, so that a key of its own would
 * take more room than the container.  Pure; reading is safe for any bytes.
 *
 * A checksum of all that follows (4 bytes), since one damaged byte would change
 * all keys behind it; then each posting:
 *
 *   1    bytes of the key that are as in the one before (0 in the first)
 *   1    bytes of the key behind these
 *   1-2  bytes of the container; from 128 on two, the high ones first with
 *        0x80 set
 *   n    the rest of the key, the container
 */
enum {
	/* A page of LMDB's without its head. */
	BLOCK_MAX = 4080,
	BLOCK_HEAD = 4,
	BLOCK_KEY_MAX = KEY_POSTING_HEAD + KEY_TEXT_MAX
};

struct block_reader {
	const uint8_t *at;
	const uint8_t *end;
	bool is_corrupt;
	/* The posting that was read; the container lives as long as the block. */
	uint8_t key[BLOCK_KEY_MAX];
	size_t key_len;
	struct slice container;
};

/* Whether the checksum is that of the rest: a tenth of a microsecond. */
bool block_is_sound(struct slice block);

/* Reads nothing of a block whose checksum is wrong. */
void block_open(struct block_reader *reader, struct slice block);
/* The same of one that was found sound, or has just been made. */
void block_open_sound(struct block_reader *reader, struct slice block);
/* The next posting; false at the end and, with is_corrupt, at what is none. */
bool block_next(struct block_reader *reader);

/*
 * Goes on over at most `most` postings whose keys are below `key`, which is not
 * below the last one read; reader->at is behind them then, and what was read is
 * the last of them.  Returns how many.
 */
size_t block_skip(struct block_reader *reader, struct slice key, size_t most);

/*
 * The container of a key that is not below the first one, in a block that was
 * found sound: some nanoseconds for each posting before it.  ERR_NOTFOUND,
 * ERR_CORRUPT; ERR_CANCELED when the next block may have it.
 */
int block_find_again(struct slice block, struct slice key,
    struct slice *ret_container) MUST_CHECK;

/* To write one: postings are added between these two. */
void block_begin(struct buf *block);
void block_end(struct buf *block);
/* Bytes that a posting takes behind one with that key (empty: as the first). */
size_t block_size(struct slice before, struct slice key, size_t container_len);
void block_add(struct buf *block, struct slice before, struct slice key,
    struct slice container);

#endif
