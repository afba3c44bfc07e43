/*
 * The file of pieces: for each length of code from 1 to PIECE_CODE bits how
 * many there are (2 bytes, little-endian), then each in the order of the codes:
 * its length (1 byte) and its bytes.  The codes are canonical: those of a
 * length are consecutive, behind those of the shorter ones.
 *
 * Two pieces are signs, of bytes that UTF-8 never has:
 *   0xFF  40 digits of a hash: 20 bytes follow
 *   0xFE  what stood in the text before: 4 bits tell how many of the distance
 *         follow (without its first, which is 1), 4 more in which span its
 *         length is (piece_spans[]), then comes how much longer it is than the
 *         least of these; two values are no spans but links, which are made of
 *         what stood there (piece_link())
 */
#include <endian.h>
#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/piece_internal.h"

__asm__(".pushsection .rodata\n"
	".balign 16\n"
	"store_pieces:\n"
	".incbin \"store/dictionary/pieces-1.bin\"\n"
	"store_pieces_end:\n"
	".zero 32\n" /* who copies a piece copies PIECE_SLACK bytes */
	".popsection\n");
extern const uint8_t store_pieces[], store_pieces_end[];

enum {
	PIECES_MOST = 12288,
	QUICK_BITS = 11, /* codes up to these are looked up at once */
	QUICK_SIZE = 1 << QUICK_BITS,
	HASH_BYTES = PIECE_HASH_DIGITS / 2
};

const struct piece_span piece_spans[PIECE_SPANS] = { { PIECE_COPY_LEAST, 0 },
	{ 9, 0 }, { 10, 0 }, { 11, 0 }, { 12, 0 }, { 13, 0 }, { 14, 0 },
	{ 15, 0 }, { 16, 0 }, { 17, 3 }, { 25, 4 }, { 41, 5 }, { 73, 6 },
	{ 137, 10 } };

const char piece_site[] = "https://github.com/";
static const char pull[] = "/pull/";

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

/* ---- reading ---- */

struct piece {
	uint32_t at; /* in the file */
	uint8_t len;
	uint8_t bits;
};

struct piece_reader {
	struct codes codes;
	/* Of each length the first code that is longer, at PIECE_CODE bits. */
	uint32_t end[PIECE_CODE + 1];
	struct piece pieces[PIECES_MOST];
	uint16_t quick[QUICK_SIZE]; /* the piece; its code may be longer */
};

struct piece_reader *
piece_reader_new(void)
{
	struct piece_reader *reader = mem_calloc(1, sizeof(*reader));
	struct codes *codes = &reader->codes;
	const uint8_t *at;
	size_t i = 0;

	piece_codes_read(codes);
	at = codes->pieces;
	for (uint32_t bits = 1; bits <= PIECE_CODE; bits++) {
		reader->end[bits] = (codes->first[bits] + codes->n[bits])
		    << (PIECE_CODE - bits);
		for (uint32_t n = 0; n < codes->n[bits]; n++, i++) {
			uint32_t code = codes->first[bits] + n;
			size_t fill =
			    bits <= QUICK_BITS ? 1U << (QUICK_BITS - bits) : 0;

			reader->pieces[i] =
			    (struct piece){ (uint32_t)(at + 1 - store_pieces),
				    at[0], (uint8_t)bits };
			for (size_t k = 0; k < fill; k++)
				reader
				    ->quick[(code << (QUICK_BITS - bits)) + k] =
				    (uint16_t)i;
			at += 1 + at[0];
		}
	}
	ASSERT(at == store_pieces_end);
	return reader;
}

void
piece_reader_free(struct piece_reader *reader)
{
	mem_free(reader);
}

/* The 64 bits from a bit on, at least 57 of them right; zeros past the end. */
static inline uint64_t
bits_at(struct slice bytes, size_t bit)
{
	size_t at = bit / 8;
	uint64_t word = 0;

	if (bytes.len - at >= sizeof(word))
		memcpy(&word, bytes.bytes + at, sizeof(word));
	else
		memcpy(&word, bytes.bytes + at, bytes.len - at);
	return be64toh(word) << (bit % 8);
}

static inline const struct piece *
piece_of(const struct piece_reader *reader, uint64_t word)
{
	uint32_t code = (uint32_t)(word >> (64 - PIECE_CODE));
	uint32_t bits = QUICK_BITS + 1;

	if (code < reader->end[QUICK_BITS])
		return &reader->pieces[reader->quick[code >>
		    (PIECE_CODE - QUICK_BITS)]];
	while (code >= reader->end[bits])
		bits++;
	return &reader->pieces[reader->codes.index[bits] +
	    (code >> (PIECE_CODE - bits)) - reader->codes.first[bits]];
}

static void
read_hash(struct slice bytes, size_t bit, char *to)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < HASH_BYTES; i++, bit += 8) {
		uint8_t byte = (uint8_t)(bits_at(bytes, bit) >> 56);

		to[2 * i] = digits[byte >> 4];
		to[2 * i + 1] = digits[byte & 15];
	}
}

/* The bits that follow, of which there are `n`; *word goes on behind them. */
static inline uint32_t
take_bits(uint64_t *word, size_t *bit, unsigned int n)
{
	uint32_t bits = n == 0 ? 0 : (uint32_t)(*word >> (64 - n));

	*word <<= n;
	*bit += n;
	return bits;
}

static inline bool
is_of_name(uint8_t c)
{
	return (uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '0') < 10 ||
	    c == '-' || c == '_' || c == '.';
}

size_t
piece_repository(const uint8_t *text, size_t len)
{
	size_t owner = 0, n;

	while (owner < len && is_of_name(text[owner]))
		owner++;
	if (owner == 0 || owner == len || text[owner] != '/')
		return 0;
	for (n = owner + 1; n < len && is_of_name(text[n]);)
		n++;
	return n > owner + 1 ? n : 0;
}

size_t
piece_link(const uint8_t *text, size_t len, uint32_t what,
    char ret_link[static PIECE_LINK_MOST])
{
	size_t name = piece_repository(text, len), at = name, n;

	n = sizeof(piece_site) - 1 + name;
	if (name == 0 || n > PIECE_LINK_MOST)
		return 0;
	memcpy(ret_link, piece_site, sizeof(piece_site) - 1);
	memcpy(ret_link + sizeof(piece_site) - 1, text, name);
	if (what == PIECE_LINK_REPOSITORY)
		return n;
	if (at == len || text[at] != '#' ||
	    n + sizeof(pull) - 1 > PIECE_LINK_MOST)
		return 0;
	memcpy(ret_link + n, pull, sizeof(pull) - 1);
	n += sizeof(pull) - 1;
	for (at++; at < len && (uint8_t)(text[at] - '0') < 10; at++) {
		if (n == PIECE_LINK_MOST)
			return 0;
		ret_link[n++] = (char)text[at];
	}
	return n;
}

/* How long it is; 0: it is none. */
static size_t
read_copy(struct slice bytes, size_t *bit, char *text, size_t n, size_t room)
{
	uint64_t word = bits_at(bytes, *bit);
	uint32_t width = take_bits(&word, bit, PIECE_DISTANCE_BITS);
	size_t distance = (size_t)1 << width | take_bits(&word, bit, width);
	uint32_t span = take_bits(&word, bit, PIECE_SPAN_BITS);
	char link[PIECE_LINK_MOST];
	size_t len;

	if (distance > n)
		return 0;
	if (span >= PIECE_SPANS) {
		len = piece_link((const uint8_t *)text + n - distance, distance,
		    span, link);
		if (len > room)
			return 0;
		memcpy(text + n, link, len);
		return len;
	}
	len = piece_spans[span].least +
	    take_bits(&word, bit, piece_spans[span].bits);
	if (len > room)
		return 0;
	for (size_t i = n; i < n + len; i++)
		text[i] = text[i - distance];
	return len;
}

/* What a sign stands for, likewise. */
static size_t
read_sign(struct slice bytes, uint8_t sign, size_t *bit, char *text, size_t n,
    size_t room)
{
	if (*bit > 8 * bytes.len)
		return 0;
	if (sign == PIECE_COPY)
		return read_copy(bytes, bit, text, n, room);
	if (room < PIECE_HASH_DIGITS || 8 * bytes.len - *bit < 8 * HASH_BYTES)
		return 0;
	read_hash(bytes, *bit, text + n);
	*bit += 8 * HASH_BYTES;
	return PIECE_HASH_DIGITS;
}

/* Until there are `part` of `len` bytes; how many there are then. */
static inline size_t
read_some(const struct piece_reader *reader, struct slice bytes, char *ret_text,
    size_t len, size_t part, size_t *ret_bit)
{
	size_t bit = 0, end = 8 * bytes.len, n = 0;

	while (n < part && bit < end) {
		const struct piece *piece =
		    piece_of(reader, bits_at(bytes, bit));
		const uint8_t *from = store_pieces + piece->at;

		bit += piece->bits;
		if (from[0] >= PIECE_COPY) {
			size_t more = read_sign(bytes, from[0], &bit, ret_text,
			    n, len - n);

			if (more == 0)
				return 0;
			n += more;
			continue;
		}
		memcpy(ret_text + n, from, PIECE_LEN);
		n += piece->len;
	}
	*ret_bit = bit;
	return bit <= end ? n : 0;
}

bool
piece_read(const struct piece_reader *reader, struct slice bytes,
    char *ret_text, size_t len, size_t *ret_used)
{
	size_t bit;
	bool is_good =
	    read_some(reader, bytes, ret_text, len, len, &bit) == len;

	*ret_used = (bit + 7) / 8;
	return is_good;
}

bool
piece_read_part(const struct piece_reader *reader, struct slice bytes,
    char *ret_text, size_t len, size_t part)
{
	size_t bit;

	return part <= len &&
	    read_some(reader, bytes, ret_text, len, part, &bit) >= part;
}
