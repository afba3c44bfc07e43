/*
 * Makes a store what it was before people had ordinals (schema 2), before rare
 * terms were kept whole (3), before cards had briefs (7), or before ranks had
 * fronts (8; it has none to begin with), so that its migration can be watched:
 * downgrade STORE SCHEMA.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/column/card.h"
#include "store/column/column.h"
#include "store/meta.h"
#include "store/posting/ordinal.h"
#include "store/store_internal.h"

enum {
	VALUE_MOST = 1024 * 1024
};

static void
check(int rc, const char *what)
{
	if (rc == 0)
		return;
	(void)fprintf(stderr, "%s: %d\n", what, rc);
	exit(1);
}

/* Cuts every value of a table: `head` bytes off, then to `most`. */
static void
cut_values(struct txn *txn, enum table table, size_t head, size_t most)
{
	uint8_t *bytes = mem_alloc(VALUE_MOST);
	struct slice found, value;
	struct cursor *cursor;
	struct key key = { 0 };
	int rc;

	check(cursor_open(txn, table, &cursor), "cursor");
	rc = cursor_seek(cursor, &key, &found, &value);
	while (rc == 0) {
		key_from_slice(&key, found);
		value.len -= head;
		if (value.len > most)
			value.len = most;
		memcpy(bytes, value.bytes + head, value.len);
		check(db_put(txn, table, &key,
			  (struct slice){ bytes, value.len }),
		    db_name(table));
		rc = cursor_seek(cursor, &key, &found, &value);
		if (rc == 0)
			rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	check(rc == ERR_NOTFOUND ? 0 : rc, db_name(table));
	mem_free(bytes);
}

/* Cards stood in the rank. */
static void
put_cards(struct txn *txn)
{
	uint8_t bytes[CARD_BYTES];
	struct slice found, value;
	struct cursor *cursor;
	struct key key = { 0 };
	int rc;

	check(cursor_open(txn, TABLE_RANK, &cursor), "cursor");
	rc = cursor_seek(cursor, &key, &found, &value);
	while (rc == 0) {
		struct rank_key rank;
		struct column cards;
		struct card card;

		key_from_slice(&key, found);
		if (!key_rank_parse(found, &rank))
			rc = ERR_CORRUPT;
		check(rc, "rank");
		column_init(&cards, txn, COLUMN_CARD, rank.slot);
		check(column_ranked(&cards, &rank, store_rank_ordinal(value),
			  NULL, &card),
		    "card");
		store_card_encode(&card, bytes);
		check(db_put(txn, TABLE_RANK, &key,
			  (struct slice){ bytes, CARD_BYTES }),
		    "rank");
		rc = cursor_seek(cursor, &key, &found, &value);
		if (rc == 0)
			rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	check(rc == ERR_NOTFOUND ? 0 : rc, "rank");
}

static void
clear(struct txn *txn, enum table table)
{
	const struct key all = { 0 };
	int64_t n;

	check(db_drop_prefix(txn, table, &all, &n), db_name(table));
}

static void
drop_ordinals(struct txn *txn)
{
	static const char *const ordinals[] = { "next-ordinal",
		"free-ordinals" };
	struct key key;

	cut_values(txn, TABLE_PERSON, ORDINAL_HEAD, VALUE_MOST);
	put_cards(txn);
	clear(txn, TABLE_POSTING);
	clear(txn, TABLE_COLUMN);
	for (size_t i = 0; i < COUNT(ordinals); i++) {
		key_meta(&key, META_SYSTEM, ordinals[i]);
		check(db_drop(txn, TABLE_META, &key), ordinals[i]);
	}
}

static void
drop_briefs(struct txn *txn)
{
	const struct key briefs = { .bytes = { COLUMN_BRIEF }, .len = 1 };
	int64_t n;

	check(db_drop_prefix(txn, TABLE_COLUMN, &briefs, &n), "briefs");
}

int
main(int argc, char **argv)
{
	struct store_options options = { .mode = STORE_CRAWL,
		.command = "downgrade" };
	struct err_detail detail = { "" };
	struct store *store;
	struct txn *txn;
	int64_t schema;

	if (argc != 3 || str_to_int(argv[2], 2, 8, &schema) != 0 ||
	    (schema > 3 && schema < 7))
		return 2;
	options.path = argv[1];
	check(store_open(&options, &store, &detail), detail.text);
	check(store_begin(store, true, &txn, &detail), detail.text);
	if (schema < 8)
		drop_briefs(txn);
	if (schema == 2)
		drop_ordinals(txn);
	check(meta_put_int(txn, META_SYSTEM, SCHEMA_KEY, schema), "schema");
	check(txn_commit(txn, &detail), detail.text);
	store_close(store);
	return 0;
}
