#include "store/fact/portfolio.h"

#include "store/fact/person.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/rights/scrub.h"
#include "store/value/value.h"

static const struct record_field own_fields[] = {
	RECORD_ONE(1, RECORD_INT, own, stars),
	RECORD_MANY(2, RECORD_TEXTS, own, names, n_names, NULL),
};
const struct record_type store_own_record = RECORD_TYPE(own, own_fields);

static void
fact_key(struct key *key, int64_t person, enum fact_kind kind)
{
	key_fact(key, &(struct fact_key){ person, kind, 0 });
}

int
store_own_get(struct txn *txn, int64_t person, struct arena *arena,
    struct own *ret_own)
{
	struct key key;
	int rc;

	fact_key(&key, person, FACT_OWN);
	rc =
	    value_get(txn, TABLE_FACT, &key, &store_own_record, arena, ret_own);
	if (rc != ERR_NOTFOUND)
		return rc;
	*ret_own = (struct own){ 0 };
	return 0;
}

/* What was there can't be compared with when it can't be read. */
static int
index_names(struct txn *txn, uint32_t ordinal, int64_t person,
    const struct own *own)
{
	const struct posting_term names = { .space = POSTING_REPO,
		.is_prefix = true };
	struct arena arena = { 0 };
	struct own old = { 0 };
	int rc = store_own_get(txn, person, &arena, &old);

	if (rc == ERR_CORRUPT) {
		old = (struct own){ 0 };
		rc = posting_clear(txn, ordinal, &names);
	}
	if (rc == 0)
		rc = index_own(txn, ordinal, &old, own);
	arena_done(&arena);
	return rc;
}

/* Stars of others' work are not theirs: forks and mirrors do not count. */
static int
put_own(struct txn *txn, uint32_t ordinal, int64_t person,
    const struct portfolio *portfolio)
{
	struct arena arena = { 0 };
	struct own own = { 0 };
	struct key key;
	int rc;

	own.names =
	    arena_calloc(&arena, portfolio->n_items, sizeof(*own.names));
	for (size_t i = 0; i < portfolio->n_items; i++) {
		const struct repository *item = &portfolio->items[i];

		if (!item->is_fork && !item->is_mirror)
			own.stars += item->stars;
		if (item->full_name != NULL)
			own.names[own.n_names++] = item->full_name;
	}
	fact_key(&key, person, FACT_OWN);
	rc = index_names(txn, ordinal, person, &own);
	if (rc == 0)
		rc = value_put(txn, TABLE_FACT, &key, &store_own_record, &own);
	arena_done(&arena);
	return rc;
}

int
store_portfolio_get(struct txn *txn, int64_t person, struct arena *arena,
    struct portfolio *ret_portfolio)
{
	struct key key;

	if (person <= 0)
		return ERR_NOTFOUND;
	fact_key(&key, person, FACT_PORTFOLIO);
	return value_get(txn, TABLE_FACT, &key, &portfolio_record, arena,
	    ret_portfolio);
}

int
store_portfolio_put(struct txn *txn, int64_t person,
    const struct portfolio *portfolio)
{
	struct portfolio most = *portfolio, old;
	struct arena arena = { 0 };
	uint32_t ordinal;
	struct key key;
	int rc, was;

	rc = store_person_ensure(txn, person, &ordinal);
	if (rc < 0)
		return rc;
	was = store_portfolio_get(txn, person, &arena, &old);
	if (was < 0 && was != ERR_NOTFOUND && was != ERR_CORRUPT)
		rc = was;
	scrub_incoming(txn, &portfolio_record, &arena, &most);
	fact_key(&key, person, FACT_PORTFOLIO);
	/* Pinned and starred ones come first: what does not fit is the least. */
	if (rc == 0)
		while ((rc = value_put(txn, TABLE_FACT, &key, &portfolio_record,
			    &most)) == ERR_LIMIT &&
		    most.n_items > 0)
			most.n_items /= 2;
	if (rc == 0)
		rc = was == ERR_CORRUPT
		    ? index_words_again(txn, ordinal, person)
		    : index_portfolio(txn, ordinal, person,
			  was == 0 ? &old : NULL, &most);
	if (rc == 0)
		rc = put_own(txn, ordinal, person, &most);
	arena_done(&arena);
	return rc;
}
