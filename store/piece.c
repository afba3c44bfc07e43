/*
 * The file of pieces: for each length of code from 1 to CODE_MOST bits how
 * many there are (2 bytes, little-endian), then each in the order of the codes:
 * its length (1 byte) and its bytes.  The codes are canonical: those of a
 * length are consecutive, behind those of the shorter ones.
 *
 * Two pieces are signs, of bytes that UTF-8 never has:
 *   0xFF  40 digits of a hash: 20 bytes follow
 *   0xFE  what stood in the text before: 4 bits tell how many of the distance
 *         follow (without its first, which is 1), then comes the length less
 *         COPY_LEAST in 4 bits; all of them set: in 10 more
 */
#include "store/piece.h"

#include <endian.h>
#include <string.h>

#include "base/assert.h"
#include "base/mem.h"

__asm__(".pushsection .rodata\n"
	".balign 16\n"
	"store_pieces:\n"
	".incbin \"store/dictionary/pieces-1.bin\"\n"
	"store_pieces_end:\n"
	".zero 32\n" /* who copies a piece copies PIECE_SLACK bytes */
	".popsection\n");
extern const uint8_t store_pieces[], store_pieces_end[];

enum {
	CODE_MOST = 15,
	PIECES_MOST = 12288,
	PIECE_MOST = 24, /* bytes of a piece */
	QUICK_BITS = 11, /* codes up to these are looked up at once */
	QUICK_SIZE = 1 << QUICK_BITS,
	SIGN_HASH = 0xFF,
	SIGN_COPY = 0xFE,
	HASH_DIGITS = 40,
	HASH_BYTES = HASH_DIGITS / 2,
	COPY_LEAST = 8, /* bytes */
	LENGTH_BITS = 4,
	LENGTH_MORE = (1 << LENGTH_BITS) - 1, /* this or more */
	LONG_BITS = 10,
	COPY_MOST = COPY_LEAST + LENGTH_MORE + (1 << LONG_BITS) - 1,
	DISTANCE_BITS = 4,
	DISTANCE_MOST = (1 << 16) - 1,
	/* Of the writer. */
	HEADS_BITS = 11, /* places where words begin are found by */
	HEADS = 1 << HEADS_BITS,
	ENTRIES_MOST = 24576,
	SLOTS = 65536,
	BEGINNING_BITS = 14,
	BEGINNINGS = 1 << BEGINNING_BITS,
	WORD_MOST = 64 /* bytes that are split at once */
};

/* Where codes of a length begin. */
struct codes {
	uint32_t n[CODE_MOST + 1];
	uint32_t first[CODE_MOST + 1]; /* code */
	uint32_t index[CODE_MOST + 1]; /* of its piece */
	const uint8_t *pieces;
	size_t n_pieces;
};

struct slice
piece_bytes(void)
{
	return (struct slice){ store_pieces,
		(size_t)(store_pieces_end - store_pieces) };
}

static void
read_codes(struct codes *codes)
{
	const uint8_t *at = store_pieces;
	uint32_t code = 0, index = 0;

	codes->n[0] = 0;
	for (size_t bits = 1; bits <= CODE_MOST; bits++, at += 2) {
		code <<= 1;
		codes->n[bits] = at[0] | (uint32_t)at[1] << 8;
		codes->first[bits] = code;
		codes->index[bits] = index;
		code += codes->n[bits];
		index += codes->n[bits];
	}
	ASSERT(code == 1U << CODE_MOST && index <= PIECES_MOST);
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
	/* Of each length the first code that is longer, at CODE_MOST bits. */
	uint32_t end[CODE_MOST + 1];
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

	read_codes(codes);
	at = codes->pieces;
	for (uint32_t bits = 1; bits <= CODE_MOST; bits++) {
		reader->end[bits] = (codes->first[bits] + codes->n[bits])
		    << (CODE_MOST - bits);
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
	uint32_t code = (uint32_t)(word >> (64 - CODE_MOST));
	uint32_t bits = QUICK_BITS + 1;

	if (code < reader->end[QUICK_BITS])
		return &reader->pieces[reader->quick[code >>
		    (CODE_MOST - QUICK_BITS)]];
	while (code >= reader->end[bits])
		bits++;
	return &reader->pieces[reader->codes.index[bits] +
	    (code >> (CODE_MOST - bits)) - reader->codes.first[bits]];
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

/* How long it is; 0: it is none. */
static size_t
read_copy(struct slice bytes, size_t *bit, char *text, size_t n, size_t room)
{
	uint64_t word = bits_at(bytes, *bit);
	uint32_t width = take_bits(&word, bit, DISTANCE_BITS);
	size_t distance = (size_t)1 << width | take_bits(&word, bit, width);
	size_t len = take_bits(&word, bit, LENGTH_BITS);

	if (len == LENGTH_MORE)
		len += take_bits(&word, bit, LONG_BITS);
	len += COPY_LEAST;
	if (distance > n || len > room)
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
	if (sign == SIGN_COPY)
		return read_copy(bytes, bit, text, n, room);
	if (room < HASH_DIGITS || 8 * bytes.len - *bit < 8 * HASH_BYTES)
		return 0;
	read_hash(bytes, *bit, text + n);
	*bit += 8 * HASH_BYTES;
	return HASH_DIGITS;
}

bool
piece_read(const struct piece_reader *reader, struct slice bytes,
    char *ret_text, size_t len, size_t *ret_used)
{
	size_t bit = 0, end = 8 * bytes.len, n = 0;

	while (n < len && bit < end) {
		const struct piece *piece =
		    piece_of(reader, bits_at(bytes, bit));
		const uint8_t *from = store_pieces + piece->at;

		bit += piece->bits;
		if (from[0] >= SIGN_COPY) {
			size_t more = read_sign(bytes, from[0], &bit, ret_text,
			    n, len - n);

			if (more == 0)
				return false;
			n += more;
			continue;
		}
		memcpy(ret_text + n, from, PIECE_MOST);
		n += piece->len;
	}
	*ret_used = (bit + 7) / 8;
	return n == len && bit <= end;
}

/* ---- writing ---- */

/* A piece, or what one begins with, up to the end of a word. */
struct entry {
	const uint8_t *bytes;
	uint16_t code;
	uint8_t bits; /* 0: it is none itself */
	uint8_t len;
	bool goes_on; /* others begin with it */
};

struct entry_slot {
	uint32_t hash;
	uint16_t entry; /* 0: the slot is free */
};

/* A piece of a text. */
struct choice {
	uint16_t entry;
	uint16_t len; /* in the text */
	uint16_t distance; /* of what is copied */
};

struct piece_writer {
	struct entry entries[ENTRIES_MOST];
	size_t n_entries;
	struct entry_slot slots[SLOTS];
	/* Which lengths parts of words have that begin with some three bytes:
	 * bit 0 for 3; and whether two bytes are one. */
	uint32_t lengths[BEGINNINGS];
	bool is_pair[1 << 16];
	uint16_t single[256]; /* entries of the single bytes */
	/* Of a text. */
	struct choice *chosen;
	size_t n_chosen, capacity;
	uint16_t heads[HEADS]; /* where a word began last, and 1 */
};

static const uint32_t hash_begin = 2166136261U;

static inline uint32_t
hash_on(uint32_t hash, uint8_t byte)
{
	return (hash ^ byte) * 16777619U;
}

static inline bool
is_letter(uint8_t c)
{
	return (uint8_t)((c | 0x20) - 'a') < 26;
}

/* The length of a word, with the space before it, or of what is none: a byte.
 * *hash goes on with it. */
static inline size_t
word_len(const uint8_t *text, size_t len, uint32_t *hash)
{
	uint32_t h = hash_on(*hash, text[0]);
	size_t n = 1;

	if (is_letter(text[0]) ||
	    (text[0] == ' ' && len > 1 && is_letter(text[1])))
		for (; n < len && is_letter(text[n]); n++)
			h = hash_on(h, text[n]);
	*hash = h;
	return n;
}

/* Its number; 0 without. */
static inline size_t
find(const struct piece_writer *writer, uint32_t hash, const uint8_t *text,
    size_t len)
{
	size_t at = (hash ^ hash >> 15) % SLOTS;

	for (; writer->slots[at].entry != 0; at = (at + 1) % SLOTS) {
		size_t found = writer->slots[at].entry;
		const struct entry *entry = &writer->entries[found];

		if (writer->slots[at].hash == hash && entry->len == len &&
		    memcmp(entry->bytes, text, len) == 0)
			return found;
	}
	return 0;
}

static struct entry *
add(struct piece_writer *writer, const uint8_t *bytes, size_t len)
{
	uint32_t hash = hash_begin;
	size_t found, at;

	for (size_t i = 0; i < len; i++)
		hash = hash_on(hash, bytes[i]);
	found = find(writer, hash, bytes, len);
	if (found != 0)
		return &writer->entries[found];
	ASSERT(writer->n_entries < ENTRIES_MOST);
	found = writer->n_entries++;
	at = (hash ^ hash >> 15) % SLOTS;
	while (writer->slots[at].entry != 0)
		at = (at + 1) % SLOTS;
	writer->slots[at] = (struct entry_slot){ hash, (uint16_t)found };
	writer->entries[found].bytes = bytes;
	writer->entries[found].len = (uint8_t)len;
	return &writer->entries[found];
}

static inline size_t
beginning(const uint8_t *bytes)
{
	uint32_t hash =
	    (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];

	return hash * 2654435761U >> (32 - BEGINNING_BITS);
}

static void
add_piece(struct piece_writer *writer, const uint8_t *bytes, size_t len,
    uint32_t code, uint32_t bits)
{
	struct entry *entry = add(writer, bytes, len);
	uint32_t hash = hash_begin;
	size_t at = word_len(bytes, len, &hash);

	entry->code = (uint16_t)code;
	entry->bits = (uint8_t)bits;
	if (len == 1) {
		writer->single[bytes[0]] = (uint16_t)(entry - writer->entries);
		return;
	}
	if (at == len && len == 2)
		writer->is_pair[(size_t)bytes[0] << 8 | bytes[1]] = true;
	else if (at == len)
		writer->lengths[beginning(bytes)] |= 1U << (len - 3);
	while (at < len) {
		add(writer, bytes, at)->goes_on = true;
		at += word_len(bytes + at, len - at, &hash);
	}
}

struct piece_writer *
piece_writer_new(void)
{
	struct piece_writer *writer = mem_calloc(1, sizeof(*writer));
	struct codes codes;
	const uint8_t *at;

	read_codes(&codes);
	at = codes.pieces;
	writer->n_entries = 1;
	for (uint32_t bits = 1; bits <= CODE_MOST; bits++)
		for (uint32_t n = 0; n < codes.n[bits]; n++) {
			ASSERT(at[0] > 0 && at[0] <= PIECE_MOST);
			add_piece(writer, at + 1, at[0], codes.first[bits] + n,
			    bits);
			at += 1 + at[0];
		}
	return writer;
}

void
piece_writer_free(struct piece_writer *writer)
{
	if (writer == NULL)
		return;
	mem_free(writer->chosen);
	mem_free(writer);
}

static int
digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_hash(const uint8_t *text, size_t len)
{
	size_t n = 0;

	while (n < len && n < HASH_DIGITS && digit_of(text[n]) >= 0)
		n++;
	return n == HASH_DIGITS;
}

/* The longest piece that ends where a word does, or 0; *ret_len is the length
 * of the first word. */
static size_t
whole_words(const struct piece_writer *writer, const uint8_t *text, size_t len,
    size_t *ret_len)
{
	uint32_t hash = hash_begin;
	size_t n = word_len(text, len, &hash), longest = 0;

	*ret_len = n;
	for (;;) {
		size_t found =
		    n <= PIECE_MOST ? find(writer, hash, text, n) : 0;

		if (found == 0)
			return longest;
		if (writer->entries[found].bits != 0)
			longest = found;
		if (!writer->entries[found].goes_on || n == len)
			return longest;
		n += word_len(text + n, len - n, &hash);
	}
}

/* The lengths of the parts that may stand there: bit 0 for 2, ... */
static inline uint32_t
lengths_at(const struct piece_writer *writer, const uint8_t *at, size_t len)
{
	uint32_t lengths = 0;

	if (len < 2)
		return 0;
	if (writer->is_pair[(size_t)at[0] << 8 | at[1]])
		lengths = 1;
	if (len > 2)
		lengths |= writer->lengths[beginning(at)] << 1;
	return len > PIECE_MOST ? lengths : lengths & ((1U << (len - 1)) - 1);
}

static inline void
take(struct piece_writer *writer, size_t entry, size_t len)
{
	writer->chosen[writer->n_chosen++] =
	    (struct choice){ (uint16_t)entry, (uint16_t)len, 0 };
}

/* A word that is no piece: the cheapest parts from each byte to its end. */
static void
split_word(struct piece_writer *writer, const uint8_t *word, size_t len)
{
	uint32_t cost[WORD_MOST + 1];
	uint16_t best[WORD_MOST];

	cost[len] = 0;
	for (size_t at = len; at-- > 0;) {
		uint32_t lengths = lengths_at(writer, word + at, len - at);
		uint32_t hash = hash_begin;
		size_t n = 0;

		best[at] = writer->single[word[at]];
		cost[at] = writer->entries[best[at]].bits + cost[at + 1];
		for (size_t to = 2; lengths != 0; to++, lengths >>= 1) {
			size_t found;
			uint32_t bits;

			if ((lengths & 1) == 0)
				continue;
			for (; n < to; n++)
				hash = hash_on(hash, word[at + n]);
			found = find(writer, hash, word + at, n);
			bits = writer->entries[found].bits;
			if (bits == 0 || bits + cost[at + n] >= cost[at])
				continue;
			best[at] = (uint16_t)found;
			cost[at] = bits + cost[at + n];
		}
	}
	for (size_t at = 0; at < len; at += writer->entries[best[at]].len)
		take(writer, best[at], writer->entries[best[at]].len);
}

static void
make_room(struct piece_writer *writer, size_t len)
{
	writer->n_chosen = 0;
	if (len <= writer->capacity)
		return;
	writer->capacity = 2 * len;
	mem_free(writer->chosen);
	writer->chosen = mem_calloc(writer->capacity, sizeof(*writer->chosen));
}

/*
 * How much of the text from `at` on stood in it before, where a word began with
 * the same bytes last; 0 for too little.
 */
static size_t
find_copy(struct piece_writer *writer, const uint8_t *text, size_t at,
    size_t len, size_t *ret_distance)
{
	uint64_t word;
	uint16_t *head;
	size_t was, n = 0;

	if (len - at < COPY_LEAST)
		return 0;
	memcpy(&word, text + at, sizeof(word));
	head = &writer->heads[word * UINT64_C(0x9E3779B97F4A7C15) >>
	    (64 - HEADS_BITS)];
	was = *head;
	*head = (uint16_t)(at + 1);
	if (was == 0 || was > at || at + 1 - was > DISTANCE_MOST)
		return 0;
	was--;
	while (at + n < len && n < COPY_MOST && text[was + n] == text[at + n])
		n++;
	*ret_distance = at - was;
	return n < COPY_LEAST ? 0 : n;
}

/* What stands at `at` as one piece, or a word of several; its length. */
static size_t
choose_one(struct piece_writer *writer, const uint8_t *text, size_t at,
    size_t len)
{
	size_t distance = 0, n, found;
	size_t copied = find_copy(writer, text, at, len, &distance);

	if (digit_of(text[at]) >= 0 && is_hash(text + at, len - at)) {
		take(writer, writer->single[SIGN_HASH], HASH_DIGITS);
		return HASH_DIGITS;
	}
	found = whole_words(writer, text + at, len - at, &n);
	if (found != 0)
		n = writer->entries[found].len;
	/* A copy has as many bits as two pieces. */
	if (copied > (found != 0 ? n + COPY_LEAST : COPY_LEAST)) {
		take(writer, writer->single[SIGN_COPY], copied);
		writer->chosen[writer->n_chosen - 1].distance =
		    (uint16_t)distance;
		return copied;
	}
	if (n > WORD_MOST)
		n = WORD_MOST;
	if (found != 0)
		take(writer, found, n);
	else
		split_word(writer, text + at, n);
	return n;
}

/* False for a byte that is a sign. */
static bool
choose(struct piece_writer *writer, const uint8_t *text, size_t len)
{
	size_t at = 0;

	make_room(writer, len);
	if (len == 0)
		return true;
	if (len > PIECE_TEXT || memchr(text, SIGN_HASH, len) != NULL ||
	    memchr(text, SIGN_COPY, len) != NULL)
		return false;
	memset(writer->heads, 0, sizeof(writer->heads));
	while (at < len)
		at += choose_one(writer, text, at, len);
	return true;
}

/* Bits that are not yet whole bytes. */
struct pending {
	uint64_t bits;
	unsigned int n;
	uint8_t *at;
};

static inline void
put_bits(struct pending *pending, uint32_t bits, unsigned int n)
{
	pending->bits = pending->bits << n | bits;
	pending->n += n;
	if (pending->n >= 32) {
		uint32_t word =
		    htobe32((uint32_t)(pending->bits >> (pending->n - 32)));

		memcpy(pending->at, &word, sizeof(word));
		pending->at += sizeof(word);
		pending->n -= 32;
	}
}

static void
end_bits(struct pending *pending)
{
	for (; pending->n >= 8; pending->n -= 8)
		*pending->at++ = (uint8_t)(pending->bits >> (pending->n - 8));
	if (pending->n > 0)
		*pending->at++ = (uint8_t)(pending->bits << (8 - pending->n));
}

static void
put_sign(struct pending *pending, uint8_t sign, const struct choice *choice,
    const uint8_t *at)
{
	uint32_t distance = choice->distance, width = 0;
	uint32_t len = choice->len - (uint32_t)COPY_LEAST;

	for (size_t i = 0; sign == SIGN_HASH && i < HASH_DIGITS; i++)
		put_bits(pending, (uint32_t)digit_of(at[i]), 4);
	if (sign == SIGN_HASH)
		return;
	while (distance >> (width + 1) != 0)
		width++;
	put_bits(pending, width, DISTANCE_BITS);
	put_bits(pending, distance & ((1U << width) - 1), width);
	put_bits(pending, len < LENGTH_MORE ? len : LENGTH_MORE, LENGTH_BITS);
	if (len >= LENGTH_MORE)
		put_bits(pending, len - LENGTH_MORE, LONG_BITS);
}

bool
piece_write(struct piece_writer *writer, const char *text, size_t len,
    struct buf *out)
{
	const uint8_t *at = (const uint8_t *)text;
	struct pending pending = { 0 };
	char *room;

	if (!choose(writer, at, len))
		return false;
	/* No code has more than two bytes. */
	room = buf_room(out, 2 * len + sizeof(uint64_t));
	if (room == NULL)
		return false;
	pending.at = (uint8_t *)room;
	for (size_t i = 0; i < writer->n_chosen; i++) {
		const struct choice *choice = &writer->chosen[i];
		const struct entry *entry = &writer->entries[choice->entry];

		put_bits(&pending, entry->code, entry->bits);
		if (entry->bytes[0] >= SIGN_COPY)
			put_sign(&pending, entry->bytes[0], choice, at);
		at += choice->len;
	}
	end_bits(&pending);
	out->len += (size_t)((char *)pending.at - room);
	return true;
}
