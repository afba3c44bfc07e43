#include <string.h>

#include "base/text.h"
#include "store/fact/name.h"
#include "store/lmdb.h"
#include "store/rights/scrub.h"
#include "store/value/value.h"

int
store_repository_get(struct txn *txn, int64_t id, struct arena *arena,
    struct repository *ret_repository)
{
	struct key key;

	if (id <= 0)
		return ERR_NOTFOUND;
	key_id(&key, id);
	return value_get(txn, TABLE_REPOSITORY, &key, &repository_record, arena,
	    ret_repository);
}

static int
move_name(struct txn *txn, int64_t id, const char *old, const char *name)
{
	struct arena arena = { 0 };
	int rc = 0;

	if (old != NULL && (name == NULL || strcmp(old, name) != 0))
		rc = store_name_drop(txn, NAME_REPOSITORY,
		    text_fold(&arena, old, strlen(old)), id);
	if (rc == 0 && name != NULL)
		rc = store_name_put(txn, NAME_REPOSITORY,
		    text_fold(&arena, name, strlen(name)), id);
	arena_done(&arena);
	return rc;
}

int
store_repository_put(struct txn *txn, const struct repository *repository)
{
	struct arena arena = { 0 };
	struct repository old, new = *repository;
	struct key key;
	int rc;

	if (repository->id <= 0)
		return ERR_INVAL;
	rc = store_repository_get(txn, repository->id, &arena, &old);
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT) {
		old.full_name = NULL;
		rc = 0;
	}
	scrub_incoming(txn, &repository_record, &arena, &new);
	key_id(&key, repository->id);
	if (rc == 0)
		rc = value_put(txn, TABLE_REPOSITORY, &key, &repository_record,
		    &new);
	if (rc == 0)
		rc = move_name(txn, repository->id, old.full_name,
		    repository->full_name);
	arena_done(&arena);
	return rc;
}

int
store_repository_find(struct txn *txn, const char *full_name, int64_t *ret_id)
{
	struct arena arena = { 0 };
	int rc;

	rc = store_name_find(txn, NAME_REPOSITORY,
	    text_fold(&arena, full_name, strlen(full_name)), ret_id);
	arena_done(&arena);
	return rc;
}
