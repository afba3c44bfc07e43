#include "store/posting.h"

#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/ordinal.h"
#include "store/posting_batch.h"
#include "store/store_internal.h"

/* ---- writing ---- */

/* Where the changes go; `buf` and `bits` are scratch. */
struct writer {
	struct txn *txn;
	struct cursor *cursor;
	struct key last; /* of the table; empty: none */
	struct buf buf;
	struct bits bits;
};

/* Whether all are given, in rising order: so for new people. */
static bool
is_sorted(const struct posting_change *change)
{
	for (size_t i = 0; i < change->n; i++)
		if ((change->offsets[i] & POSTING_TAKEN) != 0 ||
		    (i > 0 && change->offsets[i] <= change->offsets[i - 1]))
			return false;
	return true;
}

/* What becomes of a container that is not there; an empty buffer: none. */
static void
make_container(struct writer *writer, const struct posting_change *change)
{
	buf_reset(&writer->buf);
	if (is_sorted(change)) {
		bits_encode_sorted(change->offsets, change->n, &writer->buf);
		return;
	}
	bits_clear(&writer->bits);
	posting_change_apply(change, &writer->bits);
	if (!bits_is_empty(&writer->bits))
		bits_encode(&writer->bits, &writer->buf);
}

static struct slice
made(const struct writer *writer)
{
	return (
	    struct slice){ (const uint8_t *)writer->buf.data, writer->buf.len };
}

static int
change_container(struct writer *writer, const struct posting_change *change,
    struct slice container)
{
	struct bits *bits = &writer->bits;

	bits_clear(bits);
	/* Who was in one that can't be read is not found until the index is
	 * made anew; a wrong set would show people for what they are not. */
	if (!bits_decode_or(container, bits)) {
		(void)value_corrupt(writer->txn); /* counted; it is replaced */
		bits_clear(bits);
	}
	posting_change_apply(change, bits);
	if (bits_is_empty(bits))
		return cursor_drop(writer->cursor);
	buf_reset(&writer->buf);
	bits_encode(bits, &writer->buf);
	if (writer->buf.len == container.len &&
	    memcmp(writer->buf.data, container.bytes, container.len) == 0)
		return 0;
	return cursor_put(writer->cursor, change->key, made(writer));
}

static int
compare(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.bytes, b.bytes, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
write_change(struct writer *writer, const struct posting_change *change)
{
	struct slice container;
	int rc = ERR_NOTFOUND;
	bool is_last = compare(change->key, key_slice(&writer->last)) > 0;

	if (!is_last)
		rc = cursor_get(writer->cursor, change->key, &container);
	if (rc == 0)
		return change_container(writer, change, container);
	if (rc != ERR_NOTFOUND)
		return rc;
	make_container(writer, change);
	if (writer->buf.len == 0)
		return 0;
	return is_last
	    ? db_append(writer->txn, TABLE_POSTING, change->key, made(writer))
	    : cursor_put(writer->cursor, change->key, made(writer));
}

static int
open_writer(struct writer *writer, struct txn *txn)
{
	struct slice key, value;
	int rc;

	writer->txn = txn;
	writer->last.len = 0;
	buf_init(&writer->buf, CONTAINER_MAX);
	rc = cursor_open(txn, TABLE_POSTING, &writer->cursor);
	if (rc == 0)
		rc = cursor_last(writer->cursor, &key, &value);
	if (rc == 0)
		key_from_slice(&writer->last, key);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
posting_flush(struct txn *txn)
{
	struct posting_batch *batch = txn->store->postings;
	struct writer writer = { .cursor = NULL };
	struct posting_change change;
	size_t n = 0;
	int rc;

	if (batch == NULL || posting_batch_is_empty(batch))
		return 0;
	posting_batch_sort(batch, &n);
	rc = open_writer(&writer, txn);
	for (size_t i = 0; i < n && rc == 0; i++) {
		posting_batch_get(batch, i, &change);
		rc = write_change(&writer, &change);
	}
	cursor_close(writer.cursor);
	buf_done(&writer.buf);
	posting_batch_reset(batch);
	return rc;
}

int
posting_put(struct txn *txn, const struct posting_term *term, uint32_t ordinal,
    bool has)
{
	struct store *store = txn->store;

	ASSERT(txn->write);
	if (ordinal == ORDINAL_NONE)
		return 0;
	if (store->postings == NULL)
		store->postings = posting_batch_new();
	posting_batch_put(store->postings, term, ordinal, has);
	return posting_batch_is_full(store->postings) ? posting_flush(txn) : 0;
}

void
posting_forget(struct store *store)
{
	if (store->postings != NULL)
		posting_batch_reset(store->postings);
}

/* ---- reading ---- */

/* What was changed in this transaction is to be seen. */
static int
settle(struct txn *txn)
{
	return txn->write ? posting_flush(txn) : 0;
}

static void
term_key(struct key *key, uint32_t chunk, const struct posting_term *term)
{
	key_posting(key,
	    &(struct posting_key){ chunk, (uint8_t)term->space, term->slot,
		term->term });
}

int
posting_chunks(struct txn *txn, uint32_t *ret_n)
{
	uint32_t next;
	int rc = ordinal_next(txn, &next);

	if (rc == 0)
		*ret_n = next / CHUNK_BITS + (next % CHUNK_BITS != 0);
	return rc;
}

int
posting_get(struct txn *txn, uint32_t chunk, const struct posting_term *term,
    struct slice *ret_container)
{
	struct key key;
	int rc = settle(txn);

	if (rc < 0)
		return rc;
	term_key(&key, chunk, term);
	return db_get(txn, TABLE_POSTING, &key, ret_container);
}

int
posting_each(struct txn *txn, uint32_t chunk, const struct posting_term *prefix,
    posting_fn *each, void *context)
{
	struct slice found, container;
	struct cursor *cursor;
	struct key key;
	int rc, stop = 0;

	rc = settle(txn);
	if (rc == 0)
		rc = cursor_open(txn, TABLE_POSTING, &cursor);
	if (rc < 0)
		return rc;
	term_key(&key, chunk, prefix);
	rc = cursor_seek(cursor, &key, &found, &container);
	while (rc == 0 && key_prefixes(&key, found)) {
		stop = each(context,
		    (struct slice){ found.bytes + KEY_POSTING_HEAD,
			found.len - KEY_POSTING_HEAD },
		    container);
		if (stop != 0)
			break;
		rc = cursor_next(cursor, &found, &container);
	}
	cursor_close(cursor);
	if (stop != 0)
		return stop;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

struct gathering {
	struct txn *txn;
	struct bits *bits;
	size_t n;
};

static int
or_one(void *context, struct slice term, struct slice container)
{
	struct gathering *gathering = context;

	(void)term;
	return bits_decode_or(container, gathering->bits)
	    ? 0
	    : value_corrupt(gathering->txn);
}

int
posting_or(struct txn *txn, uint32_t chunk, const struct posting_term *term,
    struct bits *bits)
{
	struct gathering gathering = { .txn = txn, .bits = bits };
	struct slice container;
	int rc;

	if (term->is_prefix)
		return posting_each(txn, chunk, term, or_one, &gathering);
	rc = posting_get(txn, chunk, term, &container);
	if (rc == 0)
		rc = or_one(&gathering, term->term, container);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
count_one(void *context, struct slice term, struct slice container)
{
	struct gathering *gathering = context;
	size_t n;

	(void)term;
	if (!bits_decode_count(container, &n))
		return value_corrupt(gathering->txn);
	gathering->n += n;
	return 0;
}

int
posting_size(struct txn *txn, uint32_t chunk, const struct posting_term *term,
    size_t *ret_n)
{
	struct gathering gathering = { .txn = txn };
	struct slice container;
	int rc;

	if (term->is_prefix) {
		rc = posting_each(txn, chunk, term, count_one, &gathering);
	} else {
		rc = posting_get(txn, chunk, term, &container);
		if (rc == 0)
			rc = count_one(&gathering, term->term, container);
	}
	if (rc == ERR_NOTFOUND)
		rc = 0;
	if (rc == 0)
		*ret_n = gathering.n;
	return rc;
}

/* Of the names that lead somewhere, and of their earlier bearers. */
static int
each_name(struct txn *txn, const struct key *prefix, repository_fn *each,
    void *context)
{
	struct slice found, value;
	struct cursor *cursor;
	int rc, stop = 0;

	rc = cursor_open(txn, TABLE_NAME, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, prefix, &found, &value);
	while (rc == 0 && key_prefixes(prefix, found)) {
		struct slice name = { found.bytes + 1, found.len - 1 };
		const uint8_t *end = memchr(name.bytes, 0, name.len);
		int64_t id;

		if (end != NULL)
			name.len = (size_t)(end - name.bytes);
		if (!key_id_parse(value, &id))
			stop = value_corrupt(txn);
		else
			stop = each(context, id, name);
		if (stop != 0)
			break;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (stop != 0)
		return stop;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
posting_repositories(struct txn *txn, repository_fn *each, void *context)
{
	struct key key;
	int rc;

	key_name(&key, NAME_REPOSITORY, "");
	rc = each_name(txn, &key, each, context);
	if (rc != 0)
		return rc;
	key_bearers_prefix(&key, NAME_REPOSITORY, "");
	key.len = 1;
	return each_name(txn, &key, each, context);
}

/* ---- clearing ---- */

static int
clear_range(struct txn *txn, struct cursor *cursor, const struct key *prefix,
    uint32_t ordinal)
{
	struct slice found, container;
	struct posting_key at;
	bool has;
	int rc;

	rc = cursor_seek(cursor, prefix, &found, &container);
	while (rc == 0 && key_prefixes(prefix, found)) {
		has = false;
		if (!key_posting_parse(found, &at) ||
		    !bits_decode_has(container, ordinal % CHUNK_BITS, &has))
			(void)value_corrupt(txn); /* finds nobody any more */
		/* Not written at once: the cursor is in the table. */
		if (has && at.space != POSTING_FREE)
			posting_batch_put(txn->store->postings,
			    &(struct posting_term){
				(enum posting_space)at.space, at.slot, at.term,
				false },
			    ordinal, false);
		rc = cursor_next(cursor, &found, &container);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
posting_clear(struct txn *txn, uint32_t ordinal,
    const struct posting_term *prefix)
{
	struct cursor *cursor = NULL;
	struct key key;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	if (prefix == NULL)
		key_posting_chunk_prefix(&key, ordinal / CHUNK_BITS);
	else
		term_key(&key, ordinal / CHUNK_BITS, prefix);
	if (txn->store->postings == NULL)
		txn->store->postings = posting_batch_new();
	rc = posting_flush(txn);
	if (rc == 0)
		rc = cursor_open(txn, TABLE_POSTING, &cursor);
	if (rc == 0)
		rc = clear_range(txn, cursor, &key, ordinal);
	cursor_close(cursor);
	return rc < 0 ? rc : posting_flush(txn);
}
