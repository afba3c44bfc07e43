/*
 * The bytes of a stored value:
 *
 *   1  format: 0x10 raw, 0x11 zstd; the upper half is the version
 *   4  checksum of all other bytes, little-endian
 *   n  payload
 *
 * Most damage would decode as another text or number; the checksum tells.
 */
#include <string.h>
#include <zstd.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/store_internal.h"

enum {
	VALUE_MAX = 16 * 1024 * 1024, /* plain bytes of one value */
	COMPRESS_ABOVE = 512, /* shorter ones gain next to nothing */
	HEAD_BYTES = 5,
	LEVEL = 3
};

enum format {
	FORMAT_RAW = 0x10,
	FORMAT_ZSTD = 0x11
};

struct packer {
	ZSTD_CCtx *compressor; /* made at first use: readers need none */
	ZSTD_DCtx *expander;
	struct buf encoded; /* what is to be packed */
	struct buf packed;
	struct buf plain; /* what was unpacked */
};

struct packer *
packer_new(void)
{
	struct packer *packer = mem_calloc(1, sizeof(*packer));

	buf_init(&packer->encoded, VALUE_MAX);
	buf_init(&packer->packed, HEAD_BYTES + ZSTD_COMPRESSBOUND(VALUE_MAX));
	buf_init(&packer->plain, VALUE_MAX);
	return packer;
}

void
packer_free(struct packer *packer)
{
	if (packer == NULL)
		return;
	(void)ZSTD_freeCCtx(packer->compressor); /* these never fail */
	(void)ZSTD_freeDCtx(packer->expander);
	buf_done(&packer->encoded);
	buf_done(&packer->packed);
	buf_done(&packer->plain);
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
value_scratch(struct txn *txn)
{
	struct buf *buf = &txn->store->packer->encoded;

	empty(buf);
	return buf;
}

int
value_corrupt(struct txn *txn)
{
	txn->store->corrupt++;
	return ERR_CORRUPT;
}

/*
 * Each step is a bijection of the state, so that a change within one word is
 * always seen; eight bytes a step keep it far below the cost of decoding.
 */
static uint64_t
word_at(const uint8_t *at, size_t n)
{
	uint64_t word = 0;

	for (size_t i = 0; i < n; i++)
		word |= (uint64_t)at[i] << (8 * i);
	return word;
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

/* Compresses behind the head; false when that gains nothing. */
static bool
compress(struct packer *packer, struct slice plain)
{
	struct buf *packed = &packer->packed;
	size_t room = ZSTD_compressBound(plain.len), n;

	if (plain.len <= COMPRESS_ABOVE)
		return false;
	if (packer->compressor == NULL)
		packer->compressor = ZSTD_createCCtx();
	if (packer->compressor == NULL)
		return false; /* raw is always right */
	if (packed->capacity < HEAD_BYTES + room + 1) {
		packed->data =
		    mem_resize(packed->data, HEAD_BYTES + room + 1, 1);
		packed->capacity = HEAD_BYTES + room + 1;
	}
	n = ZSTD_compressCCtx(packer->compressor, packed->data + HEAD_BYTES,
	    room, plain.bytes, plain.len, LEVEL);
	if (ZSTD_isError(n) || n >= plain.len)
		return false;
	packed->len = HEAD_BYTES + n;
	return true;
}

int
value_pack(struct txn *txn, struct slice plain, struct slice *ret_stored)
{
	static const uint8_t head[HEAD_BYTES];
	struct packer *packer = txn->store->packer;
	struct buf *packed = &packer->packed;

	if (plain.len > VALUE_MAX)
		return ERR_LIMIT;
	empty(packed);
	if (compress(packer, plain)) {
		seal(packed, FORMAT_ZSTD);
	} else {
		buf_add(packed, head, sizeof(head));
		buf_add(packed, plain.bytes, plain.len);
		seal(packed, FORMAT_RAW);
	}
	*ret_stored =
	    (struct slice){ (const uint8_t *)packed->data, packed->len };
	return 0;
}

static int
expand(struct packer *packer, struct slice payload, struct slice *ret_plain)
{
	struct buf *plain = &packer->plain;
	unsigned long long size;
	size_t n;

	size = ZSTD_getFrameContentSize(payload.bytes, payload.len);
	if (size == ZSTD_CONTENTSIZE_UNKNOWN ||
	    size == ZSTD_CONTENTSIZE_ERROR || size > VALUE_MAX)
		return ERR_CORRUPT;
	if (packer->expander == NULL)
		packer->expander = ZSTD_createDCtx();
	if (packer->expander == NULL)
		return ERR_NOMEM;
	empty(plain);
	if (plain->capacity < size + 1) {
		plain->data = mem_resize(plain->data, (size_t)size + 1, 1);
		plain->capacity = (size_t)size + 1;
	}
	n = ZSTD_decompressDCtx(packer->expander, plain->data, (size_t)size,
	    payload.bytes, payload.len);
	if (ZSTD_isError(n) || n != size)
		return ERR_CORRUPT;
	plain->len = n;
	*ret_plain = (struct slice){ (const uint8_t *)plain->data, n };
	return 0;
}

int
value_unpack(struct txn *txn, struct slice stored, struct slice *ret_plain)
{
	struct slice payload;
	uint32_t sum;
	int rc;

	if (stored.len < HEAD_BYTES)
		return value_corrupt(txn);
	payload = (struct slice){ stored.bytes + HEAD_BYTES,
		stored.len - HEAD_BYTES };
	sum = (uint32_t)word_at(stored.bytes + 1, 4);
	if (checksum(stored.bytes[0], payload.bytes, payload.len) != sum)
		return value_corrupt(txn);
	if (stored.bytes[0] == FORMAT_RAW) {
		*ret_plain = payload;
		return 0;
	}
	if (stored.bytes[0] != FORMAT_ZSTD)
		return value_corrupt(txn);
	rc = expand(txn->store->packer, payload, ret_plain);
	return rc == ERR_CORRUPT ? value_corrupt(txn) : rc;
}

int
value_put(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, const void *value)
{
	struct buf *encoded = value_scratch(txn);
	struct slice stored;
	int rc;

	record_encode(type, value, encoded);
	if (encoded->overflow)
		return ERR_LIMIT;
	rc = value_pack(txn,
	    (struct slice){ (const uint8_t *)encoded->data, encoded->len },
	    &stored);
	if (rc < 0)
		return rc;
	return db_put(txn, table, key, stored);
}

int
value_decode(struct txn *txn, struct slice stored,
    const struct record_type *type, struct arena *arena, void *ret_value)
{
	struct slice plain;
	int rc;

	rc = value_unpack(txn, stored, &plain);
	if (rc < 0)
		return rc;
	rc = record_decode(type, plain.bytes, plain.len, arena, ret_value);
	return rc == ERR_CORRUPT ? value_corrupt(txn) : rc;
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
