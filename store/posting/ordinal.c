#include "store/posting/ordinal.h"

#include "base/assert.h"
#include "store/column/column.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/posting/bits.h"
#include "store/value/value.h"

/* Meta: the first ordinal that nobody ever had, and how many below are free. */
static const char next_key[] = "next-ordinal";
static const char free_key[] = "free-ordinals";

/* ---- heads ---- */

static uint16_t
check_of(uint32_t ordinal, int64_t person)
{
	uint64_t mixed = ((uint64_t)person ^ (uint64_t)ordinal << 32) *
	    UINT64_C(0x9E3779B97F4A7C15);

	return (uint16_t)(mixed >> 48);
}

void
ordinal_write(uint32_t ordinal, int64_t person,
    uint8_t ret_head[static ORDINAL_HEAD])
{
	key_put_be(ret_head, ordinal, 4);
	key_put_be(ret_head + 4, check_of(ordinal, person), 2);
}

bool
ordinal_split(struct slice value, int64_t person, uint32_t *ret_ordinal,
    struct slice *ret_record)
{
	uint32_t ordinal;

	if (value.len < ORDINAL_HEAD)
		return false;
	ordinal = (uint32_t)key_get_be(value.bytes, 4);
	if ((ordinal > ORDINAL_MAX && ordinal != ORDINAL_NONE) ||
	    key_get_be(value.bytes + 4, 2) != check_of(ordinal, person))
		return false;
	*ret_ordinal = ordinal;
	*ret_record = (struct slice){ value.bytes + ORDINAL_HEAD,
		value.len - ORDINAL_HEAD };
	return true;
}

int
ordinal_get(struct txn *txn, int64_t person, uint32_t *ret_ordinal)
{
	struct slice value, record;
	struct key key;
	int rc;

	if (person <= 0)
		return ERR_NOTFOUND;
	key_id(&key, person);
	rc = db_get(txn, TABLE_PERSON, &key, &value);
	if (rc < 0)
		return rc;
	return ordinal_split(value, person, ret_ordinal, &record)
	    ? 0
	    : value_corrupt(txn);
}

/* ---- which are free ---- */

static int
get_free(struct txn *txn, uint32_t chunk, struct key *ret_key,
    struct bits *ret_bits)
{
	struct slice container;
	int rc;

	key_column(ret_key, &(struct column_key){ COLUMN_FREE, { 0 }, chunk });
	bits_clear(ret_bits);
	rc = db_get(txn, TABLE_COLUMN, ret_key, &container);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc == 0 && !bits_decode_or(container, ret_bits))
		rc = value_corrupt(txn);
	return rc;
}

static int
put_free(struct txn *txn, const struct key *key, const struct bits *bits)
{
	struct buf buf;
	int rc;

	if (bits_is_empty(bits))
		return db_drop(txn, TABLE_COLUMN, key);
	buf_init(&buf, CONTAINER_MAX);
	bits_encode(bits, &buf);
	rc = db_put(txn, TABLE_COLUMN, key,
	    (struct slice){ (const uint8_t *)buf.data, buf.len });
	buf_done(&buf);
	return rc;
}

static int
count_free(struct txn *txn, int64_t delta)
{
	int64_t n;
	int rc = meta_get_int(txn, META_SYSTEM, free_key, &n);

	return rc < 0 ? rc
		      : meta_put_int(txn, META_SYSTEM, free_key, n + delta);
}

int
ordinal_is_free(struct txn *txn, uint32_t ordinal, bool *ret_is_free)
{
	struct bits bits;
	struct key key;
	int rc = get_free(txn, ordinal / CHUNK_BITS, &key, &bits);

	if (rc == 0)
		*ret_is_free = bits_has(&bits, ordinal % CHUNK_BITS);
	return rc;
}

int
ordinal_next(struct txn *txn, uint32_t *ret_next)
{
	int64_t next;
	int rc = meta_get_int(txn, META_SYSTEM, next_key, &next);

	if (rc == 0 && (next < 0 || next > ORDINAL_MAX + 1))
		rc = value_corrupt(txn);
	if (rc == 0)
		*ret_next = (uint32_t)next;
	return rc;
}

/* The lowest free one below `next`; ERR_NOTFOUND.  A list that can't be read is
 * passed over: its ordinals stay unused. */
static int
take_free(struct txn *txn, uint32_t next, uint32_t *ret_ordinal)
{
	uint32_t chunks = next / CHUNK_BITS + 1;
	struct bits bits;
	struct key key;

	for (uint32_t chunk = 0; chunk < chunks; chunk++) {
		size_t at = 0;
		int rc = get_free(txn, chunk, &key, &bits);

		if (rc == ERR_CORRUPT)
			continue;
		if (rc < 0)
			return rc;
		if (!bits_next(&bits, &at))
			continue;
		bits_drop(&bits, at);
		*ret_ordinal = chunk * CHUNK_BITS + (uint32_t)at;
		rc = put_free(txn, &key, &bits);
		return rc < 0 ? rc : count_free(txn, -1);
	}
	return ERR_NOTFOUND;
}

int
ordinal_take(struct txn *txn, uint32_t *ret_ordinal)
{
	uint32_t next = 0;
	int64_t n = 0;
	int rc;

	rc = ordinal_next(txn, &next);
	if (rc == 0)
		rc = meta_get_int(txn, META_SYSTEM, free_key, &n);
	if (rc < 0)
		return rc;
	rc = n > 0 ? take_free(txn, next, ret_ordinal) : ERR_NOTFOUND;
	if (rc != ERR_NOTFOUND)
		return rc;
	if (next > ORDINAL_MAX)
		return ERR_LIMIT;
	*ret_ordinal = next;
	return meta_put_int(txn, META_SYSTEM, next_key, (int64_t)next + 1);
}

int
ordinal_release(struct txn *txn, uint32_t ordinal)
{
	struct bits bits;
	struct key key;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	ASSERT(ordinal <= ORDINAL_MAX);
	rc = get_free(txn, ordinal / CHUNK_BITS, &key, &bits);
	if (rc < 0)
		return rc == ERR_CORRUPT ? 0 : rc; /* never used again */
	bits_set(&bits, ordinal % CHUNK_BITS);
	rc = put_free(txn, &key, &bits);
	return rc < 0 ? rc : count_free(txn, 1);
}
