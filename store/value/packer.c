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
#include "store/value/packer.h"

#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "base/word.h"
#include "store/secret.h"
#include "store/value/packer_internal.h"
#include "store/value/piece.h"

enum {
	/* Shorter ones gain next to nothing, without a dictionary and with. */
	COMPRESS_ABOVE = 512,
	COMPRESS_WITH_ABOVE = 40,
	MAGIC_BYTES = 4,
	LEVEL = 1,
	/* Bytes of scratch memory that are kept between calls. */
	SCRATCH_KEEP = 256 * 1024
};

static const uint8_t magic[MAGIC_BYTES] = { 0x28, 0xB5, 0x2F, 0xFD };

struct packer *
packer_new(void)
{
	struct packer *packer = mem_calloc(1, sizeof(*packer));

	buf_init(&packer->encoded, PACKER_PLAIN_MAX);
	buf_init(&packer->packed,
	    PACKER_HEAD_BYTES + ZSTD_COMPRESSBOUND(PACKER_PLAIN_MAX));
	buf_init(&packer->frame, ZSTD_COMPRESSBOUND(PACKER_PLAIN_MAX));
	buf_init(&packer->plain, PACKER_PLAIN_MAX + PACKER_VARINT_MOST);
	buf_init(&packer->numbers, PACKER_PLAIN_MAX);
	buf_init(&packer->texts, PACKER_PLAIN_MAX);
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
	piece_writer_free(packer->writer);
	mem_free(packer);
}

void
packer_empty(struct buf *buf)
{
	if (buf->capacity > SCRATCH_KEEP)
		buf_done(buf);
	buf_reset(buf);
}

struct buf *
packer_scratch(struct packer *packer)
{
	packer_empty(&packer->encoded);
	return &packer->encoded;
}

/* ---- heads ---- */

/*
 * Each step is a bijection of the state, so that a change within one word is
 * always seen; eight bytes a step keep it far below the cost of decoding.
 */
static uint32_t
checksum(uint8_t format, const uint8_t *bytes, size_t len)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t state = (uint64_t)format * odd ^ len;
	size_t at = 0;

	for (; len - at >= 8; at += 8) {
		state = (state ^ word_get(bytes + at, 8)) * odd;
		state ^= state >> 29;
	}
	state = (state ^ word_get(bytes + at, len - at)) * odd;
	return (uint32_t)(state ^ state >> 32);
}

void
packer_seal(struct buf *packed, enum format format)
{
	uint8_t *at = (uint8_t *)packed->data;
	uint32_t sum = checksum((uint8_t)format, at + PACKER_HEAD_BYTES,
	    packed->len - PACKER_HEAD_BYTES);

	at[0] = (uint8_t)format;
	for (size_t i = 0; i < 4; i++)
		at[1 + i] = (uint8_t)(sum >> (8 * i));
}

int
packer_check(struct slice stored, struct slice *ret_payload)
{
	struct slice payload;

	if (stored.len < PACKER_HEAD_BYTES)
		return ERR_CORRUPT;
	payload = (struct slice){ stored.bytes + PACKER_HEAD_BYTES,
		stored.len - PACKER_HEAD_BYTES };
	if (checksum(stored.bytes[0], payload.bytes, payload.len) !=
	    (uint32_t)word_get(stored.bytes + 1, 4))
		return ERR_CORRUPT;
	*ret_payload = payload;
	return 0;
}

/* ---- frames ---- */

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
bool
packer_compress(struct packer *packer, enum value_kind kind, struct slice plain,
    enum format *ret_format)
{
	const ZSTD_CDict *with = dictionary_with(packer, kind);
	size_t room = ZSTD_compressBound(plain.len), n;
	size_t at =
	    with != NULL ? PACKER_HEAD_BYTES - MAGIC_BYTES : PACKER_HEAD_BYTES;
	struct buf *packed = &packer->packed;
	ZSTD_CCtx *compressor;

	if (plain.len <=
	    (with != NULL ? (size_t)COMPRESS_WITH_ABOVE : COMPRESS_ABOVE))
		return false;
	compressor = compressor_of(packer);
	if (compressor == NULL ||
	    ZSTD_isError(ZSTD_CCtx_refCDict(compressor, with)) ||
	    buf_room(packed, PACKER_HEAD_BYTES + room) == NULL)
		return false; /* raw is always right */
	n = ZSTD_compress2(compressor, packed->data + at, room, plain.bytes,
	    plain.len);
	if (ZSTD_isError(n) || at + n >= PACKER_HEAD_BYTES + plain.len)
		return false;
	packed->len = at + n;
	*ret_format = with == NULL
	    ? FORMAT_ZSTD
	    : (enum format)(FORMAT_DICTIONARY + (int)kind);
	return true;
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

	packer_empty(frame);
	buf_add(frame, magic, sizeof(magic));
	buf_add(frame, payload.bytes, payload.len);
	return (struct slice){ (const uint8_t *)frame->data, frame->len };
}

int
packer_expand(struct packer *packer, unsigned int format, struct slice payload,
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
	    size == ZSTD_CONTENTSIZE_ERROR || size > PACKER_PLAIN_MAX)
		return ERR_CORRUPT;
	packer_empty(plain);
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

/* ---- plain bytes ---- */

/* The same bytes of the same kind are packed to the same. */
bool
packer_find_ready(const struct packer *packer, const struct record_type *type,
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
packer_expect(struct packer *packer, const struct packed_value *values,
    size_t n)
{
	packer->ready = values;
	packer->n_ready = n;
}

int
packer_pack(struct packer *packer, enum value_kind kind, struct slice plain,
    struct slice *ret_stored)
{
	static const uint8_t head[PACKER_HEAD_BYTES];
	struct buf *packed = &packer->packed;
	enum format format = FORMAT_RAW;

	if (plain.len > PACKER_PLAIN_MAX)
		return ERR_LIMIT;
	if (packer_find_ready(packer, NULL, kind, plain, ret_stored))
		return 0;
	packer_empty(packed);
	if (!packer_compress(packer, kind, plain, &format)) {
		buf_add(packed, head, sizeof(head));
		buf_add(packed, plain.bytes, plain.len);
	}
	packer_seal(packed, format);
	*ret_stored =
	    (struct slice){ (const uint8_t *)packed->data, packed->len };
	return 0;
}
