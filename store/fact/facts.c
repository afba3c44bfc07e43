#include <string.h>

#include "store/key.h"
#include "store/lmdb.h"
#include "store/store.h"
#include "store/value/value.h"

enum {
	/* Far above any real person: a limit on what one call reads. */
	WORKS_MAX = 10000
};

/* Walks the person's work records; `to` NULL only counts. */
static int
each_work(struct txn *txn, int64_t person, struct arena *arena, struct work *to,
    size_t *ret_n)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key prefix;
	size_t n = 0;
	int rc;

	rc = cursor_open(txn, TABLE_FACT, &cursor);
	if (rc < 0)
		return rc;
	key_fact_kind_prefix(&prefix, person, FACT_WORK);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found) && n < WORKS_MAX) {
		if (to != NULL)
			rc = value_decode(txn, value, &work_record, arena,
			    &to[n]);
		n++;
		if (rc == 0)
			rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_n = n;
	return 0;
}

/* The same repository may be walked with several people: but each person has
 * it once, so there is nothing to share here. */
static int
resolve(struct txn *txn, struct arena *arena, struct facts *facts)
{
	for (size_t i = 0; i < facts->n_work; i++) {
		struct repository *in = arena_alloc(arena, sizeof(*in));
		int rc;

		rc = store_repository_get(txn, facts->work[i].repository, arena,
		    in);
		if (rc == 0)
			facts->work[i].in = in;
		else if (rc != ERR_NOTFOUND)
			return rc;
	}
	return 0;
}

int
store_facts_load(struct txn *txn, int64_t person, struct arena *arena,
    struct facts *ret_facts)
{
	struct facts facts = { 0 };
	int rc;

	rc = store_person_get(txn, person, arena, &facts.person);
	if (rc < 0)
		return rc;
	rc = store_portfolio_get(txn, person, arena, &facts.own);
	if (rc == ERR_NOTFOUND) {
		facts.own = (struct portfolio){ 0 };
		rc = 0;
	}
	if (rc == 0)
		rc = each_work(txn, person, arena, NULL, &facts.n_work);
	if (rc < 0)
		return rc;
	facts.work = arena_calloc(arena, facts.n_work, sizeof(*facts.work));
	rc = each_work(txn, person, arena, facts.work, &facts.n_work);
	if (rc == 0)
		rc = resolve(txn, arena, &facts);
	if (rc == 0)
		*ret_facts = facts;
	return rc;
}
