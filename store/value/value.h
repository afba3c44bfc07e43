#ifndef STORE_VALUE_VALUE_H
#define STORE_VALUE_VALUE_H

#include "store/lmdb.h"
#include "store/value/packer.h"

/* Values of the tables, packed and unpacked by the store's packer. */

/* Encodes and stores a record.  ERR_LIMIT beyond 16 MiB, ERR_FULL, ERR_IO. */
int value_put(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, const void *value) MUST_CHECK;

/* Reads and decodes one.  ERR_NOTFOUND, ERR_CORRUPT. */
int value_get(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, struct arena *arena,
    void *ret_value) MUST_CHECK;

/* Decodes a stored value that is at hand.  ERR_CORRUPT. */
int value_decode(struct txn *txn, struct slice stored,
    const struct record_type *type, struct arena *arena,
    void *ret_value) MUST_CHECK;

/* All texts of a packed record, its own and others', as they stand there:
 * without telling whose they are.  ERR_NOTFOUND: is none.  ERR_CORRUPT. */
int value_texts(struct txn *txn, struct slice stored, struct arena *arena,
    struct record_packed *ret_packed) MUST_CHECK;

/* The bytes of a record, as value_pack() gives them.  ERR_LIMIT. */
int value_pack_record(struct txn *txn, const struct record_type *type,
    const void *value, struct slice *ret_stored) MUST_CHECK;

/*
 * Between plain and stored bytes, for what is no record.  Both results live in
 * the store's scratch memory (or the database's) until the next value_*().
 */
int value_pack(struct txn *txn, struct slice plain,
    struct slice *ret_stored) MUST_CHECK;
/* With the dictionary of its kind. */
int value_pack_as(struct txn *txn, enum value_kind kind, struct slice plain,
    struct slice *ret_stored) MUST_CHECK;
/* Of a record as record_encode() writes it, however it is stored. */
int value_unpack(struct txn *txn, struct slice stored,
    struct slice *ret_plain) MUST_CHECK;

/* Scratch memory for encoding into; the bytes live until the next value_*(). */
struct buf *value_scratch(struct txn *txn);

/* Counts a corrupt record; returns ERR_CORRUPT. */
int value_corrupt(struct txn *txn);
/* The same if `rc`, what a packer_*() returned, says so; returns it. */
int value_read(struct txn *txn, int rc);

#endif
