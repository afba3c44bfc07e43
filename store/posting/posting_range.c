#include "store/posting/posting_range.h"

#include <string.h>

#include "store/posting/posting.h"
#include "store/store_internal.h"
#include "store/value/value.h"

static void
open_block(struct range *range, struct slice block)
{
	struct block_reader *reader = &range->reader;

	block_open_sound(reader, block);
	reader->is_corrupt = !posting_is_sound(range->txn, block);
	if (reader->is_corrupt)
		reader->at = reader->end;
}

int
range_open(struct range *range, struct txn *txn, const struct key *prefix)
{
	struct slice found, block;
	int rc;

	*range = (struct range){ .txn = txn, .prefix = *prefix };
	rc = cursor_open(txn, TABLE_POSTING, &range->cursor);
	if (rc < 0)
		return rc;
	rc = cursor_floor(range->cursor, prefix, &found, &block);
	if (rc == ERR_NOTFOUND)
		rc = cursor_seek(range->cursor, prefix, &found, &block);
	if (rc == 0)
		open_block(range, block);
	range->rc = rc;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

void
range_close(struct range *range)
{
	cursor_close(range->cursor);
	range->cursor = NULL;
}

int
range_compare(const struct key *prefix, const uint8_t *key, size_t len)
{
	int order =
	    memcmp(key, prefix->bytes, len < prefix->len ? len : prefix->len);

	if (order == 0 && len < prefix->len)
		return -1;
	return (order > 0) - (order < 0);
}

void
range_next(struct range *range)
{
	struct block_reader *reader = &range->reader;
	struct slice found, block;
	int order;

	while (range->rc == 0) {
		while (block_next(reader)) {
			order = range_compare(&range->prefix, reader->key,
			    reader->key_len);
			if (order > 0)
				range->rc = ERR_NOTFOUND;
			if (order >= 0)
				return;
		}
		if (reader->is_corrupt) {
			range->rc = value_corrupt(range->txn);
			return;
		}
		range->rc = cursor_next(range->cursor, &found, &block);
		if (range->rc == 0)
			open_block(range, block);
	}
}

static void
skip_block(struct range *range)
{
	struct slice found, block;

	range->rc = cursor_next(range->cursor, &found, &block);
	if (range->rc == 0 &&
	    range_compare(&range->prefix, found.bytes, found.len) > 0)
		range->rc = ERR_NOTFOUND;
	if (range->rc == 0)
		open_block(range, block);
}

void
range_next_sound(struct range *range)
{
	range_next(range);
	while (range->rc == ERR_CORRUPT) {
		skip_block(range);
		range_next(range);
	}
}

int
range_failure(const struct range *range)
{
	return range->rc == ERR_NOTFOUND ? 0 : range->rc;
}
