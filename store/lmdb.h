#ifndef STORE_LMDB_H
#define STORE_LMDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/key.h"

/*
 * The border to LMDB: lmdb*.c alone include its header, lmdb_code.c translates
 * its codes.  A failure's sentence is kept in the transaction (txn_failure()).
 *
 * Slices that are returned belong to the database: they live until the next
 * write in the same transaction, or its end.
 */
struct store;
struct store_options;
struct txn;

/* One LMDB database each; the order is free, the names are the schema. */
enum table {
	TABLE_META,
	TABLE_PERSON,
	TABLE_NAME,
	TABLE_REPOSITORY,
	TABLE_FACT,
	TABLE_SCORE,
	TABLE_RANK,
	TABLE_POSTING,
	TABLE_COLUMN,
	TABLE_TASK,
	TABLE_READY,
	TABLE_VALIDATOR,
	TABLE_LEAD,
	TABLE_SUPPRESSED,
	TABLE_JOURNAL,
	TABLE_COUNT
};

const char *db_name(enum table table);

/* False in a store of an older schema that is open for reading alone. */
bool db_has(const struct store *store, enum table table);

enum lmdb_use {
	LMDB_READ,
	LMDB_WRITE,
	LMDB_ALONE, /* to read by one who holds lock_exclude() */
	LMDB_BULK /* a new one, written without syncing until lmdb_sync() */
};

/*
 * Opens the environment in store->path and all tables; the map is `map_mb`
 * large, 0 for the default.  ERR_NOTFOUND when it is to be read and is not
 * there; ERR_FULL, ERR_IO, ERR_CORRUPT.
 */
int lmdb_open(struct store *store, enum lmdb_use use, int64_t map_mb,
    struct err_detail *detail) MUST_CHECK;
void lmdb_close(struct store *store);

/* Doubles the map; false when a transaction is open, at the bound of 1 TiB,
 * and when disk or address space have no room for more. */
bool lmdb_grow(struct store *store);

/* Before a write transaction: grows a map that will soon be full, since that
 * spares callers to repeat what has failed. */
void lmdb_look_ahead(struct store *store);

/* Grows a map that was made smaller than this. */
void lmdb_make_room(struct store *store, int64_t map_mb);

/* Whether commits wait for the disk; with no transaction open. */
void lmdb_set_sync(struct store *store, bool sync);
/* All that was committed, onto the disk. */
int lmdb_sync(struct store *store, struct err_detail *detail) MUST_CHECK;

/*
 * Begins txn->mdb.  A write transaction waits for the one of another process.
 * A map grown elsewhere is adopted; slots of dead readers are cleared.
 */
int lmdb_begin(struct txn *txn, struct err_detail *detail) MUST_CHECK;
int lmdb_commit(struct txn *txn) MUST_CHECK;
void lmdb_abort(struct txn *txn);
/* Of a transaction that reads. */
struct snapshot;
void lmdb_snapshot(const struct txn *txn, struct snapshot *ret_snapshot);

/* ERR_NOTFOUND when absent. */
int db_get(struct txn *txn, enum table table, const struct key *key,
    struct slice *ret_value) MUST_CHECK;
/* Inserts or replaces.  ERR_FULL, ERR_IO. */
int db_put(struct txn *txn, enum table table, const struct key *key,
    struct slice value) MUST_CHECK;
/* The same of a value in two parts, one behind the other. */
int db_put_parts(struct txn *txn, enum table table, const struct key *key,
    struct slice head, struct slice rest) MUST_CHECK;
/* The same for a key above all others of the table, which is quicker and fills
 * its pages; ERR_INVAL for any other key. */
int db_append(struct txn *txn, enum table table, struct slice key,
    struct slice value) MUST_CHECK;
/* Removing what is absent is fine. */
int
db_drop(struct txn *txn, enum table table, const struct key *key) MUST_CHECK;
/* Entries of a table.  O(1). */
int db_count(struct txn *txn, enum table table, int64_t *ret_n) MUST_CHECK;

/*
 * A cursor walks a table in key order.  It is closed by cursor_close() or by
 * the end of its transaction, whichever comes first; after that end only
 * cursor_close() may be called.
 */
struct cursor;

int cursor_open(struct txn *txn, enum table table,
    struct cursor **ret_cursor) MUST_CHECK;
void cursor_close(struct cursor *cursor);

/* The first entry with a key >= `key`; ERR_NOTFOUND past the end. */
int cursor_seek(struct cursor *cursor, const struct key *key,
    struct slice *ret_key, struct slice *ret_value) MUST_CHECK;
/* The one after; ERR_NOTFOUND past the end. */
int cursor_next(struct cursor *cursor, struct slice *ret_key,
    struct slice *ret_value) MUST_CHECK;
/* The last entry with a key <= `key`; ERR_NOTFOUND when all are above. */
int cursor_floor(struct cursor *cursor, const struct key *key,
    struct slice *ret_key, struct slice *ret_value) MUST_CHECK;
/* The last of the table; ERR_NOTFOUND when it is empty. */
int cursor_last(struct cursor *cursor, struct slice *ret_key,
    struct slice *ret_value) MUST_CHECK;

/* Drops all entries whose keys begin with `prefix`, and counts them. */
int db_drop_prefix(struct txn *txn, enum table table, const struct key *prefix,
    int64_t *ret_n) MUST_CHECK;

/* Bytes of the data file in use, and of these in free pages (0 when asked in
 * a write transaction). */
int
lmdb_space(struct txn *txn, int64_t *ret_used, int64_t *ret_free) MUST_CHECK;

#endif
