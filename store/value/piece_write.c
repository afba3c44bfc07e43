/* Texts are cut into pieces; piece.c has the format. */
#include <endian.h>
#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/value/piece_internal.h"

enum {
	COPY_MOST = 137 + (1 << 10) - 1,
	PLACES_MOST = 32, /* that are tried for a link */
	DISTANCE_MOST = (1 << 16) - 1,
	HEADS_BITS = 11, /* places where words begin are found by */
	HEADS = 1 << HEADS_BITS,
	ENTRIES_MOST = 24576,
	SLOTS = 65536,
	BEGINNING_BITS = 14,
	BEGINNINGS = 1 << BEGINNING_BITS,
	WORD_MOST = 64 /* bytes that are split at once */
};

/* A piece, or what one begins with, up to the end of a word. */
struct entry {
	const uint8_t *bytes;
	uint16_t code;
	uint8_t bits; /* 0: it is none itself */
	uint8_t len;
	bool goes_on; /* others begin with it */
};

/* Small, since most of finding an entry is to wait for memory. */
struct entry_slot {
	uint16_t tag; /* the hash's upper bits */
	uint16_t entry; /* 0: the slot is free */
};

/* A piece of a text. */
struct choice {
	uint16_t entry;
	uint16_t len; /* in the text */
	uint16_t distance; /* of what is copied */
	uint16_t link; /* what is made of it; 0: it is copied */
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

		if (writer->slots[at].tag == hash >> 16 && entry->len == len &&
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
	writer->slots[at] =
	    (struct entry_slot){ (uint16_t)(hash >> 16), (uint16_t)found };
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

	piece_codes_read(&codes);
	at = codes.pieces;
	writer->n_entries = 1;
	for (uint32_t bits = 1; bits <= PIECE_CODE; bits++)
		for (uint32_t n = 0; n < codes.n[bits]; n++) {
			ASSERT(at[0] > 0 && at[0] <= PIECE_LEN);
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

	while (n < len && n < PIECE_HASH_DIGITS && digit_of(text[n]) >= 0)
		n++;
	return n == PIECE_HASH_DIGITS;
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
		size_t found = n <= PIECE_LEN ? find(writer, hash, text, n) : 0;

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
	return len > PIECE_LEN ? lengths : lengths & ((1U << (len - 1)) - 1);
}

static inline void
take(struct piece_writer *writer, size_t entry, size_t len)
{
	writer->chosen[writer->n_chosen++] =
	    (struct choice){ (uint16_t)entry, (uint16_t)len, 0, 0 };
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

static inline uint16_t *
head_of(struct piece_writer *writer, const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return &writer->heads[word * UINT64_C(0x9E3779B97F4A7C15) >>
	    (64 - HEADS_BITS)];
}

/* Copies may begin where pieces do and at the words within them. */
static void
note_words(struct piece_writer *writer, const uint8_t *text, size_t at,
    size_t end, size_t len)
{
	for (size_t i = at; i < end && len - i >= PIECE_COPY_LEAST; i++)
		if (i == at || (is_letter(text[i]) && !is_letter(text[i - 1])))
			*head_of(writer, text + i) = (uint16_t)(i + 1);
}

/*
 * How much of the text from `at` on stood in it before, where a word began with
 * the same bytes last; 0 for too little.
 */
static size_t
find_copy(struct piece_writer *writer, const uint8_t *text, size_t at,
    size_t len, size_t *ret_distance)
{
	size_t was, n = 0;

	if (len - at < PIECE_COPY_LEAST)
		return 0;
	was = *head_of(writer, text + at);
	if (was == 0 || was > at || at + 1 - was > DISTANCE_MOST)
		return 0;
	was--;
	while (at + n < len && n < COPY_MOST && text[was + n] == text[at + n])
		n++;
	*ret_distance = at - was;
	return n < PIECE_COPY_LEAST ? 0 : n;
}

/* Whether what stands at `from` makes the link at `at`; its length, or 0. */
static size_t
try_link(const uint8_t *text, size_t from, size_t at, size_t len, uint32_t what)
{
	char link[PIECE_LINK_MOST];
	size_t n = piece_link(text + from, at - from, what, link);

	return n <= len - at && memcmp(link, text + at, n) == 0 ? n : 0;
}

/* A link at `at` that is made of what stood before; its length, or 0. */
static size_t
find_link(const uint8_t *text, size_t at, size_t len, struct choice *ret_choice)
{
	const size_t head = sizeof(piece_site) - 1;
	const uint8_t *from = text, *name = text + at + head;
	size_t name_len, longest = 0;

	if (len - at <= head || memcmp(text + at, piece_site, head) != 0)
		return 0;
	name_len = piece_repository(name, len - at - head);
	for (size_t i = 0; name_len > 0 && i < PLACES_MOST; i++, from++) {
		from = memmem(from, (size_t)(text + at - from), name, name_len);
		if (from == NULL)
			break;
		for (uint32_t what = PIECE_LINK_PULL;
		     what <= PIECE_LINK_REPOSITORY; what++) {
			size_t place = (size_t)(from - text);
			size_t n = try_link(text, place, at, len, what);

			if (n < longest || n == 0)
				continue;
			longest = n;
			ret_choice->distance = (uint16_t)(at - place);
			ret_choice->link = (uint16_t)what;
		}
	}
	return longest;
}

static void
take_copy(struct piece_writer *writer, const struct choice *copy)
{
	writer->chosen[writer->n_chosen] = *copy;
	writer->chosen[writer->n_chosen++].entry = writer->single[PIECE_COPY];
}

/* What stands at `at` as a copy or link that saves more than a piece of `n`
 * bytes; false: there is none. */
static bool
choose_copy(struct piece_writer *writer, const uint8_t *text, size_t at,
    size_t len, size_t n)
{
	struct choice link = { 0 };
	size_t distance = 0;
	size_t copied = find_copy(writer, text, at, len, &distance);
	size_t linked = find_link(text, at, len, &link);

	if (linked > copied) {
		link.len = (uint16_t)linked;
		take_copy(writer, &link);
		return true;
	}
	/* A copy has as many bits as two pieces. */
	if (copied <= n + PIECE_COPY_LEAST)
		return false;
	take_copy(writer,
	    &(struct choice){ 0, (uint16_t)copied, (uint16_t)distance, 0 });
	return true;
}

/* What stands at `at` as one piece, or a word of several; its length. */
static size_t
choose_one(struct piece_writer *writer, const uint8_t *text, size_t at,
    size_t len)
{
	size_t n, found, distance;

	if (digit_of(text[at]) >= 0 && is_hash(text + at, len - at)) {
		take(writer, writer->single[PIECE_HASH], PIECE_HASH_DIGITS);
		return PIECE_HASH_DIGITS;
	}
	found = whole_words(writer, text + at, len - at, &n);
	if (found != 0)
		n = writer->entries[found].len;
	if (choose_copy(writer, text, at, len, found != 0 ? n : 0))
		return writer->chosen[writer->n_chosen - 1].len;
	if (n > WORD_MOST)
		n = WORD_MOST;
	if (found != 0) {
		take(writer, found, n);
	} else if (text[at] == ' ' &&
	    find_copy(writer, text, at + 1, len, &distance) >
		PIECE_COPY_LEAST) {
		/* The word stood behind another byte. */
		n = 1;
		take(writer, writer->single[' '], n);
	} else {
		split_word(writer, text + at, n);
	}
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
	if (len > PIECE_TEXT || memchr(text, PIECE_HASH, len) != NULL ||
	    memchr(text, PIECE_COPY, len) != NULL)
		return false;
	memset(writer->heads, 0, sizeof(writer->heads));
	while (at < len) {
		size_t n = choose_one(writer, text, at, len);

		note_words(writer, text, at, at + n, len);
		at += n;
	}
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
	uint32_t distance = choice->distance, width = 0, span = PIECE_SPANS - 1;

	for (size_t i = 0; sign == PIECE_HASH && i < PIECE_HASH_DIGITS; i++)
		put_bits(pending, (uint32_t)digit_of(at[i]), 4);
	if (sign == PIECE_HASH)
		return;
	while (distance >> (width + 1) != 0)
		width++;
	put_bits(pending, width, PIECE_DISTANCE_BITS);
	put_bits(pending, distance & ((1U << width) - 1), width);
	while (choice->len < piece_spans[span].least)
		span--;
	put_bits(pending, choice->link != 0 ? choice->link : span,
	    PIECE_SPAN_BITS);
	if (choice->link == 0)
		put_bits(pending,
		    (uint32_t)choice->len - piece_spans[span].least,
		    piece_spans[span].bits);
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
		if (entry->bytes[0] >= PIECE_COPY)
			put_sign(&pending, entry->bytes[0], choice, at);
		at += choice->len;
	}
	end_bits(&pending);
	out->len += (size_t)((char *)pending.at - room);
	return true;
}
