#ifndef STORE_PIECE_INTERNAL_H
#define STORE_PIECE_INTERNAL_H

#include "store/piece.h"

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

/* Not of hostile bytes: the file is built in. */
void piece_codes_read(struct codes *codes);

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
