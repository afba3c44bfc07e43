/*
 * The file of pieces: for each length of code from 1 to PIECE_CODE bits how
 * many there are (2 bytes, little-endian), then each in the order of the codes:
 * its length (1 byte) and its bytes.  The codes are canonical: those of a
 * length are consecutive, behind those of the shorter ones.
 */
#include "base/assert.h"
#include "store/value/piece_internal.h"

__asm__(".pushsection .rodata\n"
	".balign 16\n"
	".globl store_pieces, store_pieces_end\n"
	"store_pieces:\n"
	".incbin \"store/value/dictionary/pieces-1.bin\"\n"
	"store_pieces_end:\n"
	".zero 32\n" /* who copies a piece copies PIECE_SLACK bytes */
	".popsection\n");

enum {
	PIECES_MOST = 12288
};

struct slice
piece_bytes(void)
{
	return (struct slice){ store_pieces,
		(size_t)(store_pieces_end - store_pieces) };
}

void
piece_codes_read(struct codes *codes)
{
	const uint8_t *at = store_pieces;
	uint32_t code = 0, index = 0;

	codes->n[0] = 0;
	for (size_t bits = 1; bits <= PIECE_CODE; bits++, at += 2) {
		code <<= 1;
		codes->n[bits] = at[0] | (uint32_t)at[1] << 8;
		codes->first[bits] = code;
		codes->index[bits] = index;
		code += codes->n[bits];
		index += codes->n[bits];
	}
	ASSERT(code == 1U << PIECE_CODE && index <= PIECES_MOST);
	codes->pieces = at;
	codes->n_pieces = index;
}
