#include "store/posting/posting_delta.h"

#include "base/assert.h"
#include "base/buf.h"
#include "store/meta.h"
#include "store/posting/ordinal.h"
#include "store/store_internal.h"

enum {
	HEAD = 3
};

static const char count_name[] = "pending";

/* ---- values ---- */

static uint32_t
number_of(uint32_t change)
{
	return posting_change_ordinal(change) << 1 |
	    (uint32_t)((change & POSTING_TAKEN) != 0);
}

bool
delta_encode(const uint32_t *changes, size_t n, struct buf *out)
{
	uint32_t numbers[DELTA_MOST], below;
	uint8_t bytes[DELTA_BYTES + sizeof(uint64_t)], *end;
	unsigned shift;

	if (n == 0 || n > DELTA_MOST)
		return false;
	for (size_t i = 0; i < n; i++)
		numbers[i] = number_of(changes[i]);
	below = numbers[n - 1] + 1;
	shift = gaps_shift(below, n);
	if (HEAD + gaps_bytes(below, n, shift) > DELTA_BYTES)
		return false;
	bytes[0] = (uint8_t)shift;
	bytes[1] = (uint8_t)n;
	bytes[2] = (uint8_t)(n >> 8);
	end = gaps_write(bytes + HEAD, numbers, n, shift);
	buf_add(out, bytes, (size_t)(end - bytes));
	return true;
}

bool
delta_open(struct slice value, struct gaps_reader *ret_reader)
{
	const uint8_t *at = value.bytes;
	size_t n;

	if (value.len < HEAD || at[0] > 31)
		return false;
	n = at[1] | (size_t)at[2] << 8;
	if (n == 0 || n > DELTA_MOST)
		return false;
	gaps_open(ret_reader, (struct slice){ at + HEAD, value.len - HEAD }, n,
	    at[0], 2 * ((uint32_t)ORDINAL_MAX + 1));
	return true;
}

bool
delta_decode(struct slice value, uint32_t *ret_changes, size_t *ret_n)
{
	struct gaps_reader reader;
	size_t n = 0;

	if (!delta_open(value, &reader))
		return false;
	while (delta_next(&reader, &ret_changes[n]))
		n++;
	*ret_n = n;
	return gaps_is_done(&reader);
}

bool
delta_apply(struct slice value, uint32_t chunk, struct bits *bits,
    bool *ret_any)
{
	struct gaps_reader reader;
	uint32_t change;

	*ret_any = false;
	if (!delta_open(value, &reader))
		return false;
	while (delta_next(&reader, &change)) {
		uint32_t at = posting_change_ordinal(change) / CHUNK_BITS;

		if (at > chunk)
			return true;
		if (at < chunk)
			continue;
		*ret_any = true;
		if (bits == NULL)
			return true;
		posting_change_apply(&change, 1, bits);
	}
	return gaps_is_done(&reader);
}

size_t
delta_merge(const uint32_t *old, size_t n_old, const uint32_t *new,
    size_t n_new, uint32_t *ret_changes)
{
	size_t i = 0, n = 0;

	for (size_t j = 0; j < n_new; j++) {
		uint32_t ordinal = posting_change_ordinal(new[j]);

		while (i < n_old && posting_change_ordinal(old[i]) < ordinal)
			ret_changes[n++] = old[i++];
		i += i < n_old && posting_change_ordinal(old[i]) == ordinal;
		ret_changes[n++] = new[j];
	}
	while (i < n_old)
		ret_changes[n++] = old[i++];
	return n;
}

/* ---- how many ---- */

int
delta_count(struct txn *txn, int64_t *ret_n)
{
	int rc = 0;

	if (!txn->has_deltas)
		rc = meta_get_int(txn, META_SYSTEM, count_name, &txn->deltas);
	if (rc < 0)
		return rc;
	txn->has_deltas = true;
	*ret_n = txn->deltas;
	return 0;
}

int
delta_count_up(struct txn *txn, int64_t by)
{
	struct key key;
	int64_t n;
	int rc = by != 0 ? delta_count(txn, &n) : 0;

	if (rc < 0 || by == 0)
		return rc;
	txn->deltas += by;
	if (txn->deltas != 0)
		return meta_put_int(txn, META_SYSTEM, count_name, txn->deltas);
	key_meta(&key, META_SYSTEM, count_name);
	return db_drop(txn, TABLE_META, &key);
}
