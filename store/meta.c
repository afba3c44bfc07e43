#include "store/meta.h"

#include <string.h>

#include "store/key.h"
#include "store/lmdb.h"
#include "store/store.h"
#include "store/value/value.h"

enum {
	INT_BYTES = 8
};

int
meta_get_int(struct txn *txn, enum meta_kind kind, const char *name,
    int64_t *ret_value)
{
	struct slice value;
	struct key key;
	int rc;

	key_meta(&key, kind, name);
	rc = db_get(txn, TABLE_META, &key, &value);
	if (rc == ERR_NOTFOUND) {
		*ret_value = 0;
		return 0;
	}
	if (rc < 0)
		return rc;
	if (value.len != INT_BYTES)
		return value_corrupt(txn);
	*ret_value = (int64_t)key_get_be(value.bytes, INT_BYTES);
	return 0;
}

int
meta_next(struct txn *txn, enum meta_kind kind, const char *after,
    struct slice *ret_name, struct slice *ret_value)
{
	struct cursor *cursor;
	struct slice found;
	struct key key;
	int rc;

	rc = cursor_open(txn, TABLE_META, &cursor);
	if (rc < 0)
		return rc;
	key_meta(&key, kind, after);
	rc = cursor_seek(cursor, &key, &found, ret_value);
	if (rc == 0 && key_equal(&key, found))
		rc = cursor_next(cursor, &found, ret_value);
	if (rc == 0 && !key_meta_parse(found, kind, ret_name))
		rc = ERR_NOTFOUND;
	cursor_close(cursor);
	return rc;
}

int
meta_put_at(struct txn *txn, const struct key *key, int64_t value)
{
	uint8_t bytes[INT_BYTES];

	key_put_be(bytes, (uint64_t)value, INT_BYTES);
	return db_put(txn, TABLE_META, key, (struct slice){ bytes, INT_BYTES });
}

int
meta_put_int(struct txn *txn, enum meta_kind kind, const char *name,
    int64_t value)
{
	struct key key;

	key_meta(&key, kind, name);
	return meta_put_at(txn, &key, value);
}

int
meta_count(struct txn *txn, const char *name, int64_t delta)
{
	int64_t value = 0;
	int rc;

	if (delta == 0)
		return 0;
	rc = meta_get_int(txn, META_COUNTER, name, &value);
	if (rc < 0)
		return rc;
	return meta_put_int(txn, META_COUNTER, name, value + delta);
}

int
store_meta_get(struct txn *txn, const char *name, struct arena *arena,
    const char **ret_value)
{
	struct slice stored = { 0 }, plain = { 0 };
	struct key key;
	int rc;

	key_meta(&key, META_VALUE, name);
	rc = db_get(txn, TABLE_META, &key, &stored);
	if (rc == 0)
		rc = value_unpack(txn, stored, &plain);
	if (rc < 0)
		return rc;
	if (plain.len > 0 && memchr(plain.bytes, '\0', plain.len) != NULL)
		return value_corrupt(txn);
	*ret_value = arena_text(arena, (const char *)plain.bytes, plain.len);
	return 0;
}

int
store_meta_put(struct txn *txn, const char *name, const char *value)
{
	struct slice stored;
	struct key key;
	int rc;

	if (strlen(name) > KEY_TEXT_MAX)
		return ERR_INVAL;
	key_meta(&key, META_VALUE, name);
	if (value == NULL)
		return db_drop(txn, TABLE_META, &key);
	rc = value_pack(txn,
	    (struct slice){ (const uint8_t *)value, strlen(value) }, &stored);
	if (rc < 0)
		return rc;
	return db_put(txn, TABLE_META, &key, stored);
}
