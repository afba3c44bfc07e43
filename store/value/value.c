/* Records and other values of the tables, as a packer stores them. */
#include "store/value/value.h"

#include "store/store_internal.h"
#include "store/value/packer.h"

struct buf *
value_scratch(struct txn *txn)
{
	return packer_scratch(txn->store->packer);
}

int
value_corrupt(struct txn *txn)
{
	txn->store->corrupt++;
	return ERR_CORRUPT;
}

int
value_read(struct txn *txn, int rc)
{
	return rc == ERR_CORRUPT ? value_corrupt(txn) : rc;
}

int
value_pack_as(struct txn *txn, enum value_kind kind, struct slice plain,
    struct slice *ret_stored)
{
	return packer_pack(txn->store->packer, kind, plain, ret_stored);
}

int
value_pack(struct txn *txn, struct slice plain, struct slice *ret_stored)
{
	return value_pack_as(txn, VALUE_OTHER, plain, ret_stored);
}

int
value_unpack(struct txn *txn, struct slice stored, struct slice *ret_plain)
{
	return value_read(txn,
	    packer_unpack(txn->store->packer, stored, ret_plain));
}

int
value_pack_record(struct txn *txn, const struct record_type *type,
    const void *value, struct slice *ret_stored)
{
	struct slice plain;
	struct buf *encoded;

	if (packer_pack_record(txn->store->packer, type, value, &plain,
		ret_stored))
		return 0;
	encoded = value_scratch(txn);
	record_encode(type, value, encoded);
	if (encoded->overflow)
		return ERR_LIMIT;
	return value_pack_as(txn, dictionary_kind(type),
	    (struct slice){ (const uint8_t *)encoded->data, encoded->len },
	    ret_stored);
}

int
value_put(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, const void *value)
{
	struct slice stored;
	int rc = value_pack_record(txn, type, value, &stored);

	return rc < 0 ? rc : db_put(txn, table, key, stored);
}

int
value_decode(struct txn *txn, struct slice stored,
    const struct record_type *type, struct arena *arena, void *ret_value)
{
	return value_read(txn,
	    packer_decode(txn->store->packer, stored, type, false, arena,
		ret_value));
}

int
value_texts(struct txn *txn, struct slice stored, struct arena *arena,
    struct record_packed *ret_packed)
{
	return value_read(txn,
	    packer_texts(txn->store->packer, stored, arena, ret_packed));
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
