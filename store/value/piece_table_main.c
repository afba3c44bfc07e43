/*
 * Part of the build: writes the table that piece.c reads pieces by to standard
 * output.  A process that made it would fill 128 KB of memory of its own first,
 * which takes as long as a query does.
 */
#include <stdio.h>

#include "base/assert.h"
#include "store/value/piece_internal.h"

static uint32_t
entry_of(const uint8_t *at, uint32_t bits)
{
	uint32_t piece = (uint32_t)(at + 1 - store_pieces);

	return bits | (at[1] >= PIECE_COPY ? PIECE_ENTRY_SIGN : 0U) |
	    (uint32_t)at[0] << PIECE_ENTRY_LEN_AT | piece << PIECE_ENTRY_AT;
}

static void
fill(uint32_t entries[static PIECE_ENTRIES])
{
	uint32_t *to = entries;
	struct codes codes;
	const uint8_t *at;

	piece_codes_read(&codes);
	at = codes.pieces;
	for (uint32_t bits = 1; bits <= PIECE_CODE; bits++) {
		size_t same = (size_t)1 << (PIECE_CODE - bits);

		for (uint32_t n = 0; n < codes.n[bits]; n++) {
			for (size_t i = 0; i < same; i++)
				*to++ = entry_of(at, bits);
			at += 1 + at[0];
		}
	}
	ASSERT(at == store_pieces_end && to == entries + PIECE_ENTRIES);
}

int
main(void)
{
	static uint32_t entries[PIECE_ENTRIES];

	fill(entries);
	return fwrite(entries, sizeof(entries), 1, stdout) == 1 &&
		fflush(stdout) == 0
	    ? 0
	    : 1;
}
