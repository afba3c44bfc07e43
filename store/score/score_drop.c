/* Erasing scores. */
#include "store/column/column.h"
#include "store/lmdb.h"
#include "store/posting/ordinal.h"
#include "store/score/reweigh.h"
#include "store/score/score.h"
#include "store/score/score_find.h"

static int
drop_record(struct txn *txn, struct slot slot, int64_t person)
{
	struct key key;

	key_score(&key, slot, SCORE_WHOLE, person);
	return db_drop(txn, TABLE_SCORE, &key);
}

/* What of it stands by ordinal. */
static int
drop_indexed(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct score_found *found)
{
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	rc = score_change_terms(txn, slot, ordinal, found,
	    (struct index_score){ NULL, 0 });
	return rc < 0 ? rc : column_drop(txn, COLUMN_SIGNAL, slot, ordinal);
}

static int
drop_ranked(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct score_found *found)
{
	int rc = 0;

	if (found->key.len > 0)
		rc = db_drop(txn, TABLE_RANK, &found->key);
	if (rc == 0 && ordinal != ORDINAL_NONE)
		rc = column_drop(txn, COLUMN_CARD, slot, ordinal);
	return rc;
}

/* In one generation; *ret_was tells whether the person was in its rank. */
static int
drop_in(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    bool *ret_was)
{
	struct arena arena = { 0 };
	struct score_found found;
	int rc;

	rc = score_find(txn, slot, person, ordinal, &arena, &found);
	*ret_was = rc == 0 && found.key.len > 0;
	if (rc == 0)
		rc = drop_ranked(txn, slot, ordinal, &found);
	if (rc == 0 && found.is_there)
		rc = drop_record(txn, slot, person);
	if (rc == 0 && (found.is_there || *ret_was))
		rc = drop_indexed(txn, slot, ordinal, &found);
	arena_done(&arena);
	return rc;
}

/*
 * In a ranking that is built for scores that are there: whoever has a card is
 * counted, also while the rank is not made yet.
 */
static int
drop_built_ranking(struct txn *txn, const struct role_slot *role,
    int64_t person, uint32_t ordinal, bool *ret_was)
{
	struct score_found found = { .is_there = false };
	const uint8_t *entry;
	struct column cards;
	int rc;

	column_init(&cards, txn, COLUMN_CARD, role->built);
	*ret_was =
	    ordinal != ORDINAL_NONE && column_at(&cards, ordinal, &entry) == 0;
	rc = score_find_rank(txn, role->built, person, ordinal, &found.key,
	    &found.card);
	if (rc == ERR_CORRUPT && reweigh_has_ranks(role))
		rc = score_scan_rank(txn, role->built, person, &found.key);
	rc = score_none_if_absent(rc);
	return rc < 0 ? rc : drop_ranked(txn, role->built, ordinal, &found);
}

/* Of a generation that is being dropped the rest goes with it. */
static int
drop_score(struct txn *txn, const char *name, struct role_slot role,
    int64_t person)
{
	bool was = false, was_built = false;
	uint32_t ordinal;
	int rc;

	rc = score_find_ordinal(txn, person, &ordinal);
	if (rc == 0 && score_is_shared(&role))
		rc =
		    drop_built_ranking(txn, &role, person, ordinal, &was_built);
	else if (rc == 0 && role.is_built)
		rc = drop_in(txn, role.built, person, ordinal, &was_built);
	if (rc == 0)
		rc = drop_in(txn, role.slot, person, ordinal, &was);
	if (rc == 0 && role.is_dropped &&
	    role.dropped.generation != role.slot.generation)
		rc = drop_record(txn, role.dropped, person);
	if (rc < 0 || (!was && !was_built))
		return rc;
	role.leads -= was;
	role.built_leads -= was_built;
	return store_role_put(txn, name, &role);
}

int
store_score_drop(struct txn *txn, const char *role, int64_t person)
{
	struct role_slot slot;
	int rc;

	rc = store_role_find(txn, role, &slot);
	if (rc == ERR_NOTFOUND)
		return 0;
	return rc < 0 ? rc : drop_score(txn, role, slot, person);
}

int
store_score_drop_all(struct txn *txn, int64_t person)
{
	struct arena arena = { 0 };
	struct role_slot role;
	const char *name = "";
	int rc;

	while ((rc = store_role_next(txn, name, &arena, &name, &role)) == 0) {
		rc = drop_score(txn, name, role, person);
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
