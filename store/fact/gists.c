#include <string.h>

#include "base/str.h"
#include "store/fact/person.h"
#include "store/key.h"
#include "store/lmdb.h"
#include "store/store.h"
#include "store/value/value.h"

/*
 * Gists are no facts: they can be made anew from the texts beside them, so a
 * record that has no room for them is kept as it is.
 */
static int
put_unless_large(struct txn *txn, const struct key *key,
    const struct record_type *type, const void *record)
{
	int rc = value_put(txn, TABLE_FACT, key, type, record);

	return rc == ERR_LIMIT ? 0 : rc;
}

static int
put_works(struct txn *txn, const struct facts *facts,
    const struct facts *before)
{
	struct key key;
	int rc = 0;

	for (size_t i = 0; i < facts->n_work && rc == 0; i++) {
		const struct work *work = &facts->work[i];

		if (str_equal(work->gists, before->work[i].gists))
			continue;
		key_fact(&key,
		    &(struct fact_key){ facts->person.id, FACT_WORK,
			work->repository });
		rc = put_unless_large(txn, &key, &work_record, work);
	}
	return rc;
}

static bool
has_news(const struct portfolio *own, const struct portfolio *before)
{
	for (size_t i = 0; i < own->n_items; i++)
		if (!str_equal(own->items[i].gists, before->items[i].gists))
			return true;
	return false;
}

int
store_gists_put(struct txn *txn, const struct facts *facts,
    const struct facts *before)
{
	const struct person *person = &facts->person;
	struct key key;
	int rc = put_works(txn, facts, before);

	if (rc == 0 && has_news(&facts->own, &before->own)) {
		key_fact(&key,
		    &(struct fact_key){ person->id, FACT_PORTFOLIO, 0 });
		rc =
		    put_unless_large(txn, &key, &portfolio_record, &facts->own);
	}
	if (rc == 0 && !str_equal(person->gists, before->person.gists))
		rc = store_person_put_gists(txn, person->id, person->gists);
	return rc;
}

void
store_facts_copy(const struct facts *facts, struct arena *arena,
    struct facts *ret_copy)
{
	size_t works = facts->n_work * sizeof(*facts->work);
	size_t items = facts->own.n_items * sizeof(*facts->own.items);

	*ret_copy = *facts;
	if (works > 0) {
		ret_copy->work = arena_alloc(arena, works);
		memcpy(ret_copy->work, facts->work, works);
	}
	if (items > 0) {
		ret_copy->own.items = arena_alloc(arena, items);
		memcpy(ret_copy->own.items, facts->own.items, items);
	}
}
