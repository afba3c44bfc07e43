/*
 * The bytes of a stored value:
 *
 *   1  format: 0x10 raw, 0x11 zstd, 0x12 and on: zstd with dictionary 0, 1, ...;
 *      0x20 and on: record of packed type 0, 1, ..., its texts in pieces; 0x30
 *      and on: such a record as a zstd frame
 *   4  checksum of all other bytes, little-endian
 *   n  payload; of a frame made with a dictionary without its magic number; of
 *      a packed record the length of its texts (varint), the texts, the
 *      numbers; of one in pieces whose type has a front: the length of its
 *      texts, of those of the front, of the numbers, the numbers, the texts
 *
 * Most damage would decode as another text or number; the checksum tells.
 */
#include <endian.h>
#include <string.h>
#include <zstd.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/dictionary.h"
#include "store/piece.h"
#include "store/store_internal.h"

enum {
	VALUE_MAX = 16 * 1024 * 1024, /* plain bytes of one value */
	/* Shorter ones gain next to nothing, without a dictionary and with. */
	COMPRESS_ABOVE = 512,
	COMPRESS_WITH_ABOVE = 40,
	HEAD_BYTES = 5,
	MAGIC_BYTES = 4,
	LEVEL = 1,
	/* Beyond, what repeats in a record is worth more than the pieces. */
	PIECES_BELOW = 8192,
	/* No copy has more bytes of text for a byte of code. */
	PIECE_GAIN = 512,
	VARINT_MOST = 5
};

enum format {
	FORMAT_RAW = 0x10,
	FORMAT_ZSTD = 0x11,
	FORMAT_DICTIONARY = 0x12,
	FORMAT_PIECES = 0x20,
	FORMAT_PACKED = 0x30
};

/* What there is most of.  The place is part of the format. */
static const struct record_type *const packed_types[] = { &person_record,
	&repository_record, &portfolio_record, &store_own_record, &work_record,
	&score_row_record };
enum {
	PACKED_TYPES = sizeof(packed_types) / sizeof(packed_types[0])
};

static const uint8_t magic[MAGIC_BYTES] = { 0x28, 0xB5, 0x2F, 0xFD };

/* All but the buffers is made at first use: it takes longer than a query. */
struct packer {
	ZSTD_CCtx *compressor;
	ZSTD_DCtx *expander;
	ZSTD_CDict *with[DICTIONARY_COUNT]; /* to compress */
	ZSTD_DDict *from[DICTIONARY_COUNT]; /* to expand */
	struct buf encoded; /* what is to be packed */
	struct buf packed;
	struct buf frame; /* a stored one with its magic number */
	struct buf plain; /* what was unpacked */
	const struct packed_value *ready; /* packed beforehand */
	size_t n_ready;
	struct buf numbers; /* of a record that is to be packed */
	struct buf texts;
	size_t front; /* of the texts */
	struct piece_reader *reader;
	struct piece_writer *writer;
};

struct packer *
packer_new(void)
{
	struct packer *packer = mem_calloc(1, sizeof(*packer));

	buf_init(&packer->encoded, VALUE_MAX);
	buf_init(&packer->packed, HEAD_BYTES + ZSTD_COMPRESSBOUND(VALUE_MAX));
	buf_init(&packer->frame, ZSTD_COMPRESSBOUND(VALUE_MAX));
	buf_init(&packer->plain, VALUE_MAX + VARINT_MOST);
	buf_init(&packer->numbers, VALUE_MAX);
	buf_init(&packer->texts, VALUE_MAX);
	return packer;
}

void
packer_free(struct packer *packer)
{
	if (packer == NULL)
		return;
	(void)ZSTD_freeCCtx(packer->compressor); /* these never fail */
	(void)ZSTD_freeDCtx(packer->expander);
	for (size_t i = 0; i < DICTIONARY_COUNT; i++) {
		(void)ZSTD_freeCDict(packer->with[i]);
		(void)ZSTD_freeDDict(packer->from[i]);
	}
	buf_done(&packer->encoded);
	buf_done(&packer->packed);
	buf_done(&packer->frame);
	buf_done(&packer->plain);
	buf_done(&packer->numbers);
	buf_done(&packer->texts);
	piece_reader_free(packer->reader);
	piece_writer_free(packer->writer);
	mem_free(packer);
}

/* One huge value must not hold its memory for the rest of the run. */
static void
empty(struct buf *buf)
{
	if (buf->capacity > SCRATCH_KEEP)
		buf_done(buf);
	buf_reset(buf);
}

struct buf *
packer_scratch(struct packer *packer)
{
	empty(&packer->encoded);
	return &packer->encoded;
}

struct buf *
value_scratch(struct txn *txn)
{
	return packer_scratch(txn->store->packer);
}

int
value_corrupt(struct txn *txn)
{
	txn->store->corrupt++;
	return ERR_CORRUPT;
}

int
value_read(struct txn *txn, int rc)
{
	return rc == ERR_CORRUPT ? value_corrupt(txn) : rc;
}

/*
 * Each step is a bijection of the state, so that a change within one word is
 * always seen; eight bytes a step keep it far below the cost of decoding.
 */
static uint64_t
word_at(const uint8_t *at, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, at, n);
	return le64toh(word);
}

static uint32_t
checksum(uint8_t format, const uint8_t *bytes, size_t len)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t state = (uint64_t)format * odd ^ len;
	size_t at = 0;

	for (; len - at >= 8; at += 8) {
		state = (state ^ word_at(bytes + at, 8)) * odd;
		state ^= state >> 29;
	}
	state = (state ^ word_at(bytes + at, len - at)) * odd;
	return (uint32_t)(state ^ state >> 32);
}

static void
seal(struct buf *packed, enum format format)
{
	uint8_t *at = (uint8_t *)packed->data;
	uint32_t sum = checksum((uint8_t)format, at + HEAD_BYTES,
	    packed->len - HEAD_BYTES);

	at[0] = (uint8_t)format;
	for (size_t i = 0; i < 4; i++)
		at[1 + i] = (uint8_t)(sum >> (8 * i));
}

/* With another dictionary than theirs, values would become other texts. */
static struct slice
checked_dictionary(enum value_kind kind)
{
	static const char hex[] = "0123456789abcdef";
	const char *expected = dictionary_digest(kind);
	struct slice bytes = dictionary_bytes(kind);
	uint8_t digest[KEY_HASH_LEN];

	secret_digest(bytes.bytes, bytes.len, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		ASSERT(expected[2 * i] == hex[digest[i] >> 4] &&
		    expected[2 * i + 1] == hex[digest[i] & 15]);
	return bytes;
}

/* NULL: without one. */
static const ZSTD_CDict *
dictionary_with(struct packer *packer, enum value_kind kind)
{
	ZSTD_CDict **with;
	struct slice bytes;

	if (kind == VALUE_OTHER)
		return NULL;
	with = &packer->with[kind];
	if (*with == NULL) {
		bytes = checked_dictionary(kind);
		*with = ZSTD_createCDict(bytes.bytes, bytes.len, LEVEL);
	}
	return *with;
}

/* A frame has neither a checksum, which values have, nor the dictionary's
 * number, which the format tells. */
static ZSTD_CCtx *
compressor_of(struct packer *packer)
{
	ZSTD_CCtx *made = packer->compressor;

	if (made != NULL)
		return made;
	made = ZSTD_createCCtx();
	if (made == NULL)
		return NULL;
	if (ZSTD_isError(ZSTD_CCtx_setParameter(made, ZSTD_c_dictIDFlag, 0)) ||
	    ZSTD_isError(
		ZSTD_CCtx_setParameter(made, ZSTD_c_compressionLevel, LEVEL))) {
		(void)ZSTD_freeCCtx(made);
		return NULL;
	}
	packer->compressor = made;
	return made;
}

/*
 * Compresses behind the head; false when that gains nothing.  With a
 * dictionary the frame begins four bytes earlier: its magic number falls on
 * the checksum, which is written later.
 */
static bool
compress(struct packer *packer, enum value_kind kind, struct slice plain,
    enum format *ret_format)
{
	const ZSTD_CDict *with = dictionary_with(packer, kind);
	size_t room = ZSTD_compressBound(plain.len), n;
	size_t at = with != NULL ? HEAD_BYTES - MAGIC_BYTES : HEAD_BYTES;
	struct buf *packed = &packer->packed;
	ZSTD_CCtx *compressor;

	if (plain.len <=
	    (with != NULL ? (size_t)COMPRESS_WITH_ABOVE : COMPRESS_ABOVE))
		return false;
	compressor = compressor_of(packer);
	if (compressor == NULL ||
	    ZSTD_isError(ZSTD_CCtx_refCDict(compressor, with)) ||
	    buf_room(packed, HEAD_BYTES + room) == NULL)
		return false; /* raw is always right */
	n = ZSTD_compress2(compressor, packed->data + at, room, plain.bytes,
	    plain.len);
	if (ZSTD_isError(n) || at + n >= HEAD_BYTES + plain.len)
		return false;
	packed->len = at + n;
	*ret_format = with == NULL
	    ? FORMAT_ZSTD
	    : (enum format)(FORMAT_DICTIONARY + (int)kind);
	return true;
}

int
packer_pack(struct packer *packer, enum value_kind kind, struct slice plain,
    struct slice *ret_stored)
{
	static const uint8_t head[HEAD_BYTES];
	struct buf *packed = &packer->packed;
	enum format format = FORMAT_RAW;

	if (plain.len > VALUE_MAX)
		return ERR_LIMIT;
	empty(packed);
	if (!compress(packer, kind, plain, &format)) {
		buf_add(packed, head, sizeof(head));
		buf_add(packed, plain.bytes, plain.len);
	}
	seal(packed, format);
	*ret_stored =
	    (struct slice){ (const uint8_t *)packed->data, packed->len };
	return 0;
}

/* The same bytes of the same kind are packed to the same. */
static bool
find_ready(const struct packer *packer, const struct record_type *type,
    enum value_kind kind, struct slice plain, struct slice *ret_stored)
{
	for (size_t i = 0; i < packer->n_ready; i++) {
		const struct packed_value *ready = &packer->ready[i];

		if (ready->type == type && ready->kind == kind &&
		    ready->plain.len == plain.len &&
		    memcmp(ready->plain.bytes, plain.bytes, plain.len) == 0) {
			*ret_stored = ready->stored;
			return true;
		}
	}
	return false;
}

void
value_expect(struct store *store, const struct packed_value *values, size_t n)
{
	store->packer->ready = values;
	store->packer->n_ready = n;
}

int
value_pack_as(struct txn *txn, enum value_kind kind, struct slice plain,
    struct slice *ret_stored)
{
	struct packer *packer = txn->store->packer;

	return find_ready(packer, NULL, kind, plain, ret_stored)
	    ? 0
	    : packer_pack(packer, kind, plain, ret_stored);
}

int
value_pack(struct txn *txn, struct slice plain, struct slice *ret_stored)
{
	return value_pack_as(txn, VALUE_OTHER, plain, ret_stored);
}

/* NULL without memory. */
static const ZSTD_DDict *
dictionary_from(struct packer *packer, unsigned int format)
{
	unsigned int number = format - FORMAT_DICTIONARY;
	struct slice bytes;

	if (packer->from[number] == NULL) {
		bytes = checked_dictionary((enum value_kind)number);
		packer->from[number] = ZSTD_createDDict(bytes.bytes, bytes.len);
	}
	return packer->from[number];
}

static struct slice
whole_frame(struct packer *packer, struct slice payload)
{
	struct buf *frame = &packer->frame;

	empty(frame);
	buf_add(frame, magic, sizeof(magic));
	buf_add(frame, payload.bytes, payload.len);
	return (struct slice){ (const uint8_t *)frame->data, frame->len };
}

static int
expand(struct packer *packer, unsigned int format, struct slice payload,
    struct slice *ret_plain)
{
	const ZSTD_DDict *from = NULL;
	struct buf *plain = &packer->plain;
	unsigned long long size;
	size_t n;

	if (packer->expander == NULL)
		packer->expander = ZSTD_createDCtx();
	if (format != FORMAT_ZSTD) {
		from = dictionary_from(packer, format);
		payload = whole_frame(packer, payload);
	}
	if (packer->expander == NULL || (from == NULL && format != FORMAT_ZSTD))
		return ERR_NOMEM;
	size = ZSTD_getFrameContentSize(payload.bytes, payload.len);
	if (size == ZSTD_CONTENTSIZE_UNKNOWN ||
	    size == ZSTD_CONTENTSIZE_ERROR || size > VALUE_MAX)
		return ERR_CORRUPT;
	empty(plain);
	if (buf_room(plain, (size_t)size) == NULL)
		return ERR_CORRUPT;
	n = ZSTD_decompress_usingDDict(packer->expander, plain->data,
	    (size_t)size, payload.bytes, payload.len, from);
	if (ZSTD_isError(n) || n != size)
		return ERR_CORRUPT;
	plain->len = n;
	*ret_plain = (struct slice){ (const uint8_t *)plain->data, n };
	return 0;
}

/* The payload of a value that is whole; its format is the first byte. */
static int
check(struct slice stored, struct slice *ret_payload)
{
	struct slice payload;

	if (stored.len < HEAD_BYTES)
		return ERR_CORRUPT;
	payload = (struct slice){ stored.bytes + HEAD_BYTES,
		stored.len - HEAD_BYTES };
	if (checksum(stored.bytes[0], payload.bytes, payload.len) !=
	    (uint32_t)word_at(stored.bytes + 1, 4))
		return ERR_CORRUPT;
	*ret_payload = payload;
	return 0;
}

/* ---- packed records ---- */

/* PACKED_TYPES: it is none of them. */
static size_t
packed_number(const struct record_type *type)
{
	size_t i = 0;

	while (i < PACKED_TYPES && packed_types[i] != type)
		i++;
	return i;
}

static void
put_length(struct buf *out, size_t n)
{
	for (; n >= 0x80; n >>= 7)
		buf_char(out, (char)(n | 0x80));
	buf_char(out, (char)n);
}

static bool
take_length(struct slice *from, size_t *ret_n)
{
	size_t n = 0;

	for (unsigned int i = 0; i < VARINT_MOST && i < from->len; i++) {
		n |= (size_t)(from->bytes[i] & 0x7F) << (7 * i);
		if (from->bytes[i] < 0x80) {
			from->bytes += i + 1;
			from->len -= i + 1;
			*ret_n = n;
			return true;
		}
	}
	return false;
}

/* Texts as pieces, behind the head; false when they are too long for that. */
static bool
pack_pieces(struct packer *packer, bool has_front)
{
	struct buf *packed = &packer->packed, *texts = &packer->texts;
	const struct buf *numbers = &packer->numbers;

	if (texts->len + numbers->len > PIECES_BELOW)
		return false;
	if (packer->writer == NULL)
		packer->writer = piece_writer_new();
	put_length(packed, texts->len);
	if (has_front) {
		put_length(packed, packer->front);
		put_length(packed, numbers->len);
		buf_add(packed, numbers->data, numbers->len);
	}
	if (!piece_write(packer->writer, texts->data, texts->len, packed))
		return false;
	if (!has_front)
		buf_add(packed, numbers->data, numbers->len);
	return true;
}

static bool
pack_frame(struct packer *packer)
{
	const struct buf *plain = &packer->plain;
	enum format format;

	packer->packed.len = 0;
	return compress(packer, VALUE_OTHER,
	    (struct slice){ (const uint8_t *)plain->data, plain->len },
	    &format);
}

/* Into `plain`: length of the texts, texts, numbers.  False: the usual form
 * has to do. */
static bool
lay_out(struct packer *packer, const struct record_type *type,
    const void *value)
{
	struct buf *plain = &packer->plain;

	if (packed_number(type) == PACKED_TYPES)
		return false;
	empty(&packer->numbers);
	empty(&packer->texts);
	if (!record_pack(type, value, &packer->numbers, &packer->texts,
		&packer->front))
		return false;
	empty(plain);
	put_length(plain, packer->texts.len);
	buf_add(plain, packer->texts.data, packer->texts.len);
	buf_add(plain, packer->numbers.data, packer->numbers.len);
	return !plain->overflow;
}

/* What is laid out; false: likewise. */
static bool
pack_laid_out(struct packer *packer, const struct record_type *type)
{
	static const uint8_t head[HEAD_BYTES];
	int number = (int)packed_number(type);
	struct buf *packed = &packer->packed;

	empty(packed);
	buf_add(packed, head, sizeof(head));
	if (pack_pieces(packer, type->front != 0))
		seal(packed, (enum format)(FORMAT_PIECES + number));
	else if (pack_frame(packer))
		seal(packed, (enum format)(FORMAT_PACKED + number));
	else
		return false;
	return true;
}

bool
packer_pack_record(struct packer *packer, const struct record_type *type,
    const void *value, struct slice *ret_plain, struct slice *ret_stored)
{
	if (!lay_out(packer, type, value) || !pack_laid_out(packer, type))
		return false;
	*ret_plain = (struct slice){ (const uint8_t *)packer->plain.data,
		packer->plain.len };
	*ret_stored = (struct slice){ (const uint8_t *)packer->packed.data,
		packer->packed.len };
	return true;
}

static const struct piece_reader *
reader_of(struct packer *packer)
{
	if (packer->reader == NULL)
		packer->reader = piece_reader_new();
	return packer->reader;
}

/* The texts of a record, in the arena, and what stands behind them. */
static int
take_texts(struct packer *packer, bool in_pieces, struct slice payload,
    struct arena *arena, struct record_packed *ret_packed)
{
	size_t len, used;
	char *texts;

	if (!take_length(&payload, &len) ||
	    len > (in_pieces ? PIECE_GAIN * payload.len : payload.len))
		return ERR_CORRUPT;
	texts = arena_alloc(arena, len + PIECE_SLACK);
	used = len;
	if (!in_pieces)
		memcpy(texts, payload.bytes, len);
	else if (!piece_read(reader_of(packer), payload, texts, len, &used))
		return ERR_CORRUPT;
	*ret_packed = (struct record_packed){ .numbers = payload.bytes + used,
		.numbers_len = payload.len - used,
		.texts = texts,
		.texts_len = len };
	return 0;
}

/* The same of a type with a front; up to its end only, if that will do. */
static int
take_front(struct packer *packer, bool only, struct slice payload,
    struct arena *arena, struct record_packed *ret_packed)
{
	struct record_packed packed = { 0 };
	const struct piece_reader *reader = reader_of(packer);
	size_t len, front, used;
	char *texts;
	bool is_good;

	if (!take_length(&payload, &len) || !take_length(&payload, &front) ||
	    !take_length(&payload, &packed.numbers_len) ||
	    packed.numbers_len > payload.len || front > len)
		return ERR_CORRUPT;
	packed.numbers = payload.bytes;
	payload.bytes += packed.numbers_len;
	payload.len -= packed.numbers_len;
	if (len > PIECE_GAIN * payload.len)
		return ERR_CORRUPT;
	texts = arena_alloc(arena, len + PIECE_SLACK);
	packed.texts = texts;
	packed.texts_len = only ? front : len;
	*ret_packed = packed;
	if (only)
		is_good = piece_read_part(reader, payload, texts, len, front);
	else
		is_good = piece_read(reader, payload, texts, len, &used) &&
		    used == payload.len;
	return is_good ? 0 : ERR_CORRUPT;
}

static bool
is_packed(unsigned int format)
{
	return format >= FORMAT_PIECES &&
	    format < FORMAT_PACKED + PACKED_TYPES && format % 16 < PACKED_TYPES;
}

static bool
has_front(unsigned int format)
{
	return format < FORMAT_PACKED && packed_types[format % 16]->front != 0;
}

static int
take_packed(struct packer *packer, unsigned int format, struct slice payload,
    bool only, struct arena *arena, struct record_packed *ret_packed)
{
	bool in_pieces = format < FORMAT_PACKED;
	int rc = 0;

	if (has_front(format))
		return take_front(packer, only, payload, arena, ret_packed);
	if (!in_pieces && (rc = expand(packer, FORMAT_ZSTD, payload, &payload)))
		return rc;
	return take_texts(packer, in_pieces, payload, arena, ret_packed);
}

/* All of it, or what may be the front only. */
static int
unpack_record(struct packer *packer, unsigned int format, struct slice payload,
    bool only_front, struct arena *arena, void *ret_value)
{
	const struct record_type *type = packed_types[format % 16];
	struct record_packed packed;
	int rc =
	    take_packed(packer, format, payload, only_front, arena, &packed);

	if (rc < 0)
		return rc;
	return only_front && has_front(format)
	    ? record_unpack_front(type, &packed, arena, ret_value)
	    : record_unpack(type, &packed, arena, ret_value);
}

/* As the usual form has it. */
static int
encode_packed(struct packer *packer, unsigned int format, struct slice payload,
    struct slice *ret_plain)
{
	const struct record_type *type = packed_types[format % 16];
	struct buf *plain = &packer->plain;
	struct arena arena = { 0 };
	void *value = arena_alloc(&arena, type->size);
	int rc = unpack_record(packer, format, payload, false, &arena, value);

	if (rc == 0) {
		empty(plain);
		record_encode(type, value, plain);
		if (plain->overflow)
			rc = ERR_CORRUPT;
		*ret_plain =
		    (struct slice){ (const uint8_t *)plain->data, plain->len };
	}
	arena_done(&arena);
	return rc;
}

static int
unpack(struct packer *packer, struct slice stored, struct slice *ret_plain)
{
	struct slice payload;
	int rc = check(stored, &payload);

	if (rc < 0)
		return rc;
	if (is_packed(stored.bytes[0]))
		return encode_packed(packer, stored.bytes[0], payload,
		    ret_plain);
	if (stored.bytes[0] >= FORMAT_ZSTD &&
	    stored.bytes[0] < FORMAT_DICTIONARY + DICTIONARY_COUNT)
		return expand(packer, stored.bytes[0], payload, ret_plain);
	if (stored.bytes[0] != FORMAT_RAW)
		return ERR_CORRUPT;
	*ret_plain = payload;
	return 0;
}

int
value_unpack(struct txn *txn, struct slice stored, struct slice *ret_plain)
{
	return value_read(txn, unpack(txn->store->packer, stored, ret_plain));
}

int
value_pack_record(struct txn *txn, const struct record_type *type,
    const void *value, struct slice *ret_stored)
{
	struct packer *packer = txn->store->packer;
	const struct buf *plain = &packer->plain;
	struct buf *encoded;

	if (lay_out(packer, type, value)) {
		if (find_ready(packer, type, VALUE_OTHER,
			(struct slice){ (const uint8_t *)plain->data,
			    plain->len },
			ret_stored))
			return 0;
		if (pack_laid_out(packer, type)) {
			*ret_stored = (struct slice){
				(const uint8_t *)packer->packed.data,
				packer->packed.len
			};
			return 0;
		}
	}
	encoded = value_scratch(txn);
	record_encode(type, value, encoded);
	if (encoded->overflow)
		return ERR_LIMIT;
	return value_pack_as(txn, dictionary_kind(type),
	    (struct slice){ (const uint8_t *)encoded->data, encoded->len },
	    ret_stored);
}

int
value_put(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, const void *value)
{
	struct slice stored;
	int rc = value_pack_record(txn, type, value, &stored);

	return rc < 0 ? rc : db_put(txn, table, key, stored);
}

int
packer_decode(struct packer *packer, struct slice stored,
    const struct record_type *type, bool only_front, struct arena *arena,
    void *ret_value)
{
	struct slice plain;
	int rc;

	if (stored.len == 0 || !is_packed(stored.bytes[0])) {
		rc = unpack(packer, stored, &plain);
		return rc < 0 ? rc
			      : record_decode(type, plain.bytes, plain.len,
				    arena, ret_value);
	}
	rc = check(stored, &plain);
	if (rc == 0 && packed_types[stored.bytes[0] % 16] != type)
		rc = ERR_CORRUPT;
	return rc < 0 ? rc
		      : unpack_record(packer, stored.bytes[0], plain,
			    only_front, arena, ret_value);
}

int
value_decode(struct txn *txn, struct slice stored,
    const struct record_type *type, struct arena *arena, void *ret_value)
{
	return value_read(txn,
	    packer_decode(txn->store->packer, stored, type, false, arena,
		ret_value));
}

int
value_texts(struct txn *txn, struct slice stored, struct arena *arena,
    struct record_packed *ret_packed)
{
	struct slice payload;
	int rc = check(stored, &payload);

	if (rc == 0 && !is_packed(stored.bytes[0]))
		return ERR_NOTFOUND;
	if (rc == 0)
		rc = take_packed(txn->store->packer, stored.bytes[0], payload,
		    false, arena, ret_packed);
	return value_read(txn, rc);
}

int
value_get(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, struct arena *arena, void *ret_value)
{
	struct slice stored;
	int rc;

	rc = db_get(txn, table, key, &stored);
	if (rc < 0)
		return rc;
	return value_decode(txn, stored, type, arena, ret_value);
}
