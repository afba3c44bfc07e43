#include <string.h>

#include "store/key.h"
#include "store/lmdb.h"
#include "store/secret.h"
#include "store/task.h"
#include "store/value/value.h"

static const struct record_field validator_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, validator, etag),
	RECORD_ONE(2, RECORD_TEXT, validator, last_modified),
	RECORD_ONE(3, RECORD_TIME, validator, checked_at),
};
const struct record_type validator_record =
    RECORD_TYPE(validator, validator_fields);

static int
url_key(struct key *key, const char *url)
{
	uint8_t hash[KEY_HASH_LEN] = { 0 };
	size_t len = strlen(url);

	if (len == 0)
		return ERR_INVAL;
	if (len > KEY_URL_MAX)
		secret_digest(url, len, hash);
	key_validator(key, url, hash);
	return 0;
}

int
store_validator_get(struct txn *txn, const char *url, struct arena *arena,
    struct validator *ret_validator)
{
	struct key key;
	int rc;

	rc = url_key(&key, url);
	if (rc < 0)
		return rc;
	return value_get(txn, TABLE_VALIDATOR, &key, &validator_record, arena,
	    ret_validator);
}

int
store_validator_put(struct txn *txn, const char *url,
    const struct validator *validator)
{
	struct key key;
	int rc;

	rc = url_key(&key, url);
	if (rc < 0)
		return rc;
	return value_put(txn, TABLE_VALIDATOR, &key, &validator_record,
	    validator);
}
