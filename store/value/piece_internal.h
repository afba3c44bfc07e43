#ifndef STORE_VALUE_PIECE_INTERNAL_H
#define STORE_VALUE_PIECE_INTERNAL_H

#include "store/value/piece.h"

/* What the reader and the writer of pieces share; piece.c has the format. */

enum {
	PIECE_CODE = 15, /* bits at most */
	PIECE_LEN = 24, /* bytes of a piece */
	PIECE_HASH = 0xFF, /* signs */
	PIECE_COPY = 0xFE,
	PIECE_HASH_DIGITS = 40,
	PIECE_COPY_LEAST = 8, /* bytes */
	PIECE_DISTANCE_BITS = 4,
	PIECE_SPAN_BITS = 4,
	PIECE_SPANS = 14,
	PIECE_LINK_PULL = PIECE_SPANS, /* instead of a span */
	PIECE_LINK_REPOSITORY,
	PIECE_LINK_MOST = 256
};

/* Lengths of copies: the least, and how many bits tell how much more. */
struct piece_span {
	uint8_t least;
	uint8_t bits;
};
extern const struct piece_span piece_spans[PIECE_SPANS];

/* Where codes of a length begin. */
struct codes {
	uint32_t n[PIECE_CODE + 1];
	uint32_t first[PIECE_CODE + 1]; /* code */
	uint32_t index[PIECE_CODE + 1]; /* of its piece */
	const uint8_t *pieces;
	size_t n_pieces;
};

/* The file, which is built in: piece_codes.c has its format. */
extern const uint8_t store_pieces[] __attribute__((visibility("hidden")));
extern const uint8_t store_pieces_end[] __attribute__((visibility("hidden")));

void piece_codes_read(struct codes *codes);

/*
 * What PIECE_CODE bits begin with, in one number of a table, so that the next
 * code is known after a single look: 6 bits how long the code is, 1 whether it
 * is a sign, 6 how long the piece is, the rest where it is in the file.
 */
enum {
	PIECE_ENTRY_BITS = 63,
	PIECE_ENTRY_SIGN = 64,
	PIECE_ENTRY_LEN_AT = 7,
	PIECE_ENTRY_LEN = 63,
	PIECE_ENTRY_AT = 13,
	PIECE_ENTRIES = 1 << PIECE_CODE
};

extern const char piece_site[20]; /* what links begin with */

/* The length of "owner/name"; 0: there is none. */
size_t piece_repository(const uint8_t *text, size_t len);

/*
 * The link to the repository, or to the pull request, that a text tells of by
 * "owner/name" or "owner/name#7"; its length, 0 for none.
 */
size_t piece_link(const uint8_t *text, size_t len, uint32_t what,
    char ret_link[static PIECE_LINK_MOST]);

#endif
