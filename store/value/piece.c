/*
 * Texts of pieces.  Two pieces are signs, of bytes that UTF-8 never has:
 *   0xFF  40 digits of a hash: 20 bytes follow
 *   0xFE  what stood in the text before: 4 bits tell how many of the distance
 *         follow (without its first, which is 1), 4 more in which span its
 *         length is (piece_spans[]), then comes how much longer it is than the
 *         least of these; two values are no spans but links, which are made of
 *         what stood there (piece_link())
 */
#include <endian.h>
#include <string.h>

#include "store/value/piece_internal.h"

/* What store/value/piece_table_main.c wrote; the Makefile says where. */
__asm__(".pushsection .rodata\n"
	".balign 16\n"
	"store_piece_table:\n"
	".incbin \"piece_table.bin\"\n"
	".popsection\n");
extern const uint32_t store_piece_table[PIECE_ENTRIES]
    __attribute__((visibility("hidden")));

enum {
	HASH_BYTES = PIECE_HASH_DIGITS / 2
};

const struct piece_span piece_spans[PIECE_SPANS] = { { PIECE_COPY_LEAST, 0 },
	{ 9, 0 }, { 10, 0 }, { 11, 0 }, { 12, 0 }, { 13, 0 }, { 14, 0 },
	{ 15, 0 }, { 16, 0 }, { 17, 3 }, { 25, 4 }, { 41, 5 }, { 73, 6 },
	{ 137, 10 } };

const char piece_site[] = "https://github.com/";
static const char pull[] = "/pull/";

/* ---- reading ---- */

static inline uint64_t
whole_word(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
	return be64toh(word);
}

/*
 * The 64 bits from a bit on, which is not behind the end; at least 57 of them
 * right; zeros past the end.
 */
static inline uint64_t
bits_at(struct slice bytes, size_t bit)
{
	size_t at = bit / 8, left = 8 * bytes.len - bit;
	uint64_t word = 0;

	if (left >= 64)
		return whole_word(bytes.bytes + at) << (bit % 8);
	if (left > 0 && bytes.len >= sizeof(word))
		return whole_word(bytes.bytes + bytes.len - sizeof(word))
		    << (64 - left);
	memcpy(&word, bytes.bytes + at, bytes.len - at);
	return be64toh(word) << (bit % 8);
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

/* By words where it can, which may write into the slack behind the text. */
static inline void
copy_back(char *to, size_t distance, size_t len)
{
	const size_t word = sizeof(uint64_t);
	const char *from = to - distance;

	if (distance >= word) {
		for (size_t i = 0; i < len; i += word)
			memcpy(to + i, from + i, word);
		return;
	}
	for (size_t i = 0; i < len; i++)
		to[i] = from[i];
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
	copy_back(text + n, distance, len);
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

struct progress {
	size_t bit;
	size_t n; /* bytes of text */
};

/* As the next code tells, a sign apart; its entry. */
static inline uint32_t
read_piece(uint64_t word, char *text, struct progress *done)
{
	uint32_t entry = store_piece_table[word >> (64 - PIECE_CODE)];

	done->bit += entry & PIECE_ENTRY_BITS;
	if ((entry & PIECE_ENTRY_SIGN) != 0)
		return entry;
	memcpy(text + done->n, store_pieces + (entry >> PIECE_ENTRY_AT),
	    PIECE_LEN);
	done->n += entry >> PIECE_ENTRY_LEN_AT & PIECE_ENTRY_LEN;
	return entry;
}

/*
 * As the next codes tell, of which a word holds three for certain, up to a
 * sign or to `part` bytes.  The last one's entry.  It may go past the end of
 * the bytes, where the word has zeros: the caller finds that out.
 */
static inline uint32_t
read_three(uint64_t word, char *text, size_t part, struct progress *done)
{
	uint32_t entry = read_piece(word, text, done);

	if ((entry & PIECE_ENTRY_SIGN) != 0 || done->n >= part)
		return entry;
	word <<= entry & PIECE_ENTRY_BITS;
	entry = read_piece(word, text, done);
	if ((entry & PIECE_ENTRY_SIGN) != 0 || done->n >= part)
		return entry;
	word <<= entry & PIECE_ENTRY_BITS;
	return read_piece(word, text, done);
}

/* Until there are `part` of `len` bytes; how many there are then. */
static size_t
read_some(struct slice bytes, char *ret_text, size_t len, size_t part,
    size_t *ret_bit)
{
	struct progress done = { 0 };
	size_t end = 8 * bytes.len;

	while (done.n < part && done.bit < end) {
		uint32_t entry =
		    read_three(bits_at(bytes, done.bit), ret_text, part, &done);
		size_t more;

		if ((entry & PIECE_ENTRY_SIGN) == 0)
			continue;
		more = read_sign(bytes, store_pieces[entry >> PIECE_ENTRY_AT],
		    &done.bit, ret_text, done.n, len - done.n);
		if (more == 0)
			break;
		done.n += more;
	}
	*ret_bit = done.bit;
	return done.bit <= end ? done.n : 0;
}

bool
piece_read(struct slice bytes, char *ret_text, size_t len, size_t *ret_used)
{
	size_t bit;
	bool is_good = read_some(bytes, ret_text, len, len, &bit) == len;

	*ret_used = (bit + 7) / 8;
	return is_good;
}

bool
piece_read_part(struct slice bytes, char *ret_text, size_t len, size_t part)
{
	size_t bit;

	return part <= len &&
	    read_some(bytes, ret_text, len, part, &bit) >= part;
}
