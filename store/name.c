#include "store/store_internal.h"

int
store_name_find(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t *ret_id)
{
	struct slice value;
	struct key key;
	int rc;

	if (folded[0] == '\0')
		return ERR_NOTFOUND;
	key_name(&key, kind, folded);
	rc = db_get(txn, TABLE_NAME, &key, &value);
	if (rc == 0 && !key_id_parse(value, ret_id))
		return value_corrupt(txn);
	return rc;
}

int
store_name_put(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id)
{
	struct key key, value;

	if (folded[0] == '\0')
		return 0;
	key_name(&key, kind, folded);
	key_id(&value, id);
	return db_put(txn, TABLE_NAME, &key, key_slice(&value));
}

int
store_name_drop(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id)
{
	struct key key;
	int64_t owner;
	int rc;

	rc = store_name_find(txn, kind, folded, &owner);
	if (rc == ERR_NOTFOUND)
		return 0;
	/* A corrupt entry leads nowhere: it goes too. */
	if (rc < 0 && rc != ERR_CORRUPT)
		return rc;
	if (rc == 0 && owner != id)
		return 0;
	key_name(&key, kind, folded);
	return db_drop(txn, TABLE_NAME, &key);
}
