#include "store/posting.h"

#include <string.h>

#include "store/ordinal.h"
#include "store/posting_batch.h"
#include "store/posting_block.h"
#include "store/store_internal.h"

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
	struct slice found, block;
	struct cursor *cursor;
	struct key key;
	int rc = settle(txn);

	if (rc == 0)
		rc = cursor_open(txn, TABLE_POSTING, &cursor);
	if (rc < 0)
		return rc;
	term_key(&key, chunk, term);
	rc = cursor_floor(cursor, &key, &found, &block);
	if (rc == 0)
		rc = block_find(block, key_slice(&key), ret_container);
	cursor_close(cursor);
	return rc == ERR_CORRUPT ? value_corrupt(txn) : rc;
}

/* From the block that covers `prefix` on, or the first of all. */
static int
first_block(struct cursor *cursor, const struct key *prefix,
    struct slice *ret_block)
{
	struct key first = { 0 };
	struct slice found;
	int rc = ERR_NOTFOUND;

	if (prefix->len > 0)
		rc = cursor_floor(cursor, prefix, &found, ret_block);
	return rc == ERR_NOTFOUND
	    ? cursor_seek(cursor, &first, &found, ret_block)
	    : rc;
}

/* Calls `each` for what of a block begins so; 1: what comes next is behind. */
static int
walk_block(struct txn *txn, struct slice block, const struct key *prefix,
    posting_fn *each, void *context)
{
	struct block_reader reader;
	int order, stop = 0;

	block_open(&reader, block);
	while (stop == 0 && block_next(&reader)) {
		struct slice key = { reader.key, reader.key_len };

		order = memcmp(key.bytes, prefix->bytes,
		    key.len < prefix->len ? key.len : prefix->len);
		if (order > 0)
			return 1;
		if (order == 0 && key.len >= prefix->len)
			stop = each(context, key, reader.container);
	}
	if (stop == 0 && reader.is_corrupt)
		return value_corrupt(txn);
	return stop;
}

int
posting_walk(struct txn *txn, const struct key *prefix, posting_fn *each,
    void *context)
{
	struct slice found, block;
	struct cursor *cursor;
	int rc, stop = 0;

	rc = settle(txn);
	if (rc == 0)
		rc = cursor_open(txn, TABLE_POSTING, &cursor);
	if (rc < 0)
		return rc;
	rc = first_block(cursor, prefix, &block);
	while (rc == 0 && stop == 0) {
		stop = walk_block(txn, block, prefix, each, context);
		if (stop == 0)
			rc = cursor_next(cursor, &found, &block);
	}
	cursor_close(cursor);
	if (stop != 0)
		return stop == 1 ? 0 : stop;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Of posting_each(): without the keys' heads. */
struct each_term {
	posting_fn *each;
	void *context;
	int stop;
};

static int
give_term(void *context, struct slice key, struct slice container)
{
	struct each_term *terms = context;

	if (key.len < KEY_POSTING_HEAD)
		return 0;
	terms->stop = terms->each(terms->context,
	    (struct slice){ key.bytes + KEY_POSTING_HEAD,
		key.len - KEY_POSTING_HEAD },
	    container);
	return terms->stop != 0 ? ERR_CANCELED : 0;
}

int
posting_each(struct txn *txn, uint32_t chunk, const struct posting_term *prefix,
    posting_fn *each, void *context)
{
	struct each_term terms = { each, context, 0 };
	struct key key;
	int rc;

	term_key(&key, chunk, prefix);
	rc = posting_walk(txn, &key, give_term, &terms);
	return terms.stop != 0 ? terms.stop : rc;
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

/* Whether what is between may well be in the same block: of the same chunk, and
 * of this space or the next. */
static bool
is_near(const struct key *last, const struct key *key)
{
	size_t len = last->len < key->len ? last->len : key->len;
	int order = memcmp(last->bytes, key->bytes, len);

	return memcmp(last->bytes, key->bytes, 2) == 0 &&
	    key->bytes[2] - last->bytes[2] <= 1 &&
	    (order < 0 || (order == 0 && last->len <= key->len));
}

static int
read_far(struct posting_reader *reader, const struct key *key,
    struct slice *ret_container)
{
	struct slice found;
	int rc = 0;

	reader->has_block = false;
	if (reader->cursor == NULL)
		rc = cursor_open(reader->txn, TABLE_POSTING, &reader->cursor);
	if (rc == 0)
		rc = cursor_floor(reader->cursor, key, &found, &reader->block);
	if (rc < 0)
		return rc;
	rc = block_find(reader->block, key_slice(key), ret_container);
	reader->has_block = rc == 0 || rc == ERR_NOTFOUND;
	return rc == ERR_CORRUPT ? value_corrupt(reader->txn) : rc;
}

int
posting_reader_or(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, struct bits *bits)
{
	struct gathering gathering = { .txn = reader->txn, .bits = bits };
	struct slice container;
	int rc = ERR_CANCELED;
	struct key key;

	/* Blocks of a transaction that writes do not stay where they are. */
	if (term->is_prefix || reader->txn->write)
		return posting_or(reader->txn, chunk, term, bits);
	term_key(&key, chunk, term);
	if (reader->has_block && is_near(&reader->last, &key))
		rc = block_find_again(reader->block, key_slice(&key),
		    &container);
	if (rc == ERR_CANCELED || rc == ERR_CORRUPT)
		rc = read_far(reader, &key, &container);
	reader->last = key;
	if (rc == 0)
		rc = or_one(&gathering, term->term, container);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

void
posting_reader_close(struct posting_reader *reader)
{
	cursor_close(reader->cursor);
	reader->cursor = NULL;
	reader->has_block = false;
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

struct clearing {
	struct txn *txn;
	uint32_t ordinal;
};

static int
clear_one(void *context, struct slice key, struct slice container)
{
	const struct clearing *clearing = context;
	struct posting_key at;
	bool has = false;

	if (!key_posting_parse(key, &at) ||
	    !bits_decode_has(container, clearing->ordinal % CHUNK_BITS, &has))
		(void)value_corrupt(clearing->txn); /* finds nobody any more */
	/* Not written at once: the table is being walked. */
	if (has)
		posting_batch_put(clearing->txn->store->postings,
		    &(struct posting_term){ (enum posting_space)at.space,
			at.slot, at.term, false },
		    clearing->ordinal, false);
	return 0;
}

int
posting_clear(struct txn *txn, uint32_t ordinal,
    const struct posting_term *prefix)
{
	struct clearing clearing = { txn, ordinal };
	struct key key;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	if (prefix == NULL)
		key_posting_chunk_prefix(&key, ordinal / CHUNK_BITS);
	else
		term_key(&key, ordinal / CHUNK_BITS, prefix);
	rc = posting_flush(txn);
	if (txn->store->postings == NULL)
		txn->store->postings = posting_batch_new();
	if (rc == 0)
		rc = posting_walk(txn, &key, clear_one, &clearing);
	/* What can't be read finds nobody. */
	if (rc == ERR_CORRUPT)
		rc = 0;
	return rc < 0 ? rc : posting_flush(txn);
}

struct dropping {
	struct posting_batch *batch;
	int64_t *left;
};

static int
drop_one(void *context, struct slice key, struct slice container)
{
	struct dropping *dropping = context;

	(void)container;
	if (*dropping->left == 0)
		return ERR_LIMIT;
	(*dropping->left)--;
	posting_batch_drop(dropping->batch, key);
	return 0;
}

int
posting_drop(struct txn *txn, const struct key *prefix, int64_t *left)
{
	struct dropping dropping = { .left = left };
	int rc = posting_flush(txn);

	if (txn->store->postings == NULL)
		txn->store->postings = posting_batch_new();
	dropping.batch = txn->store->postings;
	if (rc == 0)
		rc = posting_walk(txn, prefix, drop_one, &dropping);
	if (rc == ERR_LIMIT || rc == ERR_CORRUPT)
		rc = 0;
	return rc < 0 ? rc : posting_flush(txn);
}
