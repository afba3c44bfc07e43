#include "store/score/score_find.h"

#include "store/column/card.h"
#include "store/column/column.h"
#include "store/lmdb.h"
#include "store/load/load_index.h"
#include "store/posting/ordinal.h"
#include "store/score/score.h"
#include "store/score/score_record.h"
#include "store/store_internal.h"
#include "store/value/value.h"

int
score_scan_rank(struct txn *txn, struct slot slot, int64_t person,
    struct key *ret_key)
{
	struct slice found, value;
	struct rank_key rank;
	struct cursor *cursor;
	struct key prefix;
	int rc;

	rc = cursor_open(txn, TABLE_RANK, &cursor);
	if (rc < 0)
		return rc;
	key_rank_prefix(&prefix, slot);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found) &&
	    (!key_rank_parse(found, &rank) || rank.person != person))
		rc = cursor_next(cursor, &found, &value);
	if (rc == 0 && !key_prefixes(&prefix, found))
		rc = ERR_NOTFOUND;
	if (rc == 0)
		key_from_slice(ret_key, found);
	cursor_close(cursor);
	return rc;
}

/* The key of the rank's entry at that place, if it is there, or will be. */
static int
read_rank(struct txn *txn, const struct rank_key *rank, uint32_t ordinal,
    struct key *ret_key)
{
	struct slice value;
	struct key key;
	int rc;

	key_rank(&key, rank);
	rc = db_get(txn, TABLE_RANK, &key, &value);
	if (rc == 0 && store_rank_ordinal(value) != ordinal)
		rc = value_corrupt(txn);
	if (rc == ERR_NOTFOUND && store_load_is_unfinished(txn))
		rc = 0;
	if (rc == 0 || rc == ERR_CORRUPT)
		*ret_key = key;
	return rc;
}

int
score_find_rank(struct txn *txn, struct slot slot, int64_t person,
    uint32_t ordinal, struct key *ret_key, struct card *ret_card)
{
	struct rank_key rank = { .slot = slot, .person = person };
	struct column cards;
	const uint8_t *entry;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return ERR_NOTFOUND;
	column_init(&cards, txn, COLUMN_CARD, slot);
	rc = column_at(&cards, ordinal, &entry);
	if (rc < 0)
		return rc;
	if (!column_card(entry, ret_card, &rank.place) ||
	    ret_card->person != person)
		return value_corrupt(txn);
	rc = read_rank(txn, &rank, ordinal, ret_key);
	return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
}

/* Nobody may stay in a list because something was damaged. */
static int
find_rank_surely(struct txn *txn, struct slot slot, int64_t person,
    uint32_t ordinal, struct score_found *found)
{
	int rc = score_find_rank(txn, slot, person, ordinal, &found->key,
	    &found->card);

	if (rc == 0 || (rc == ERR_NOTFOUND && !found->is_there))
		return score_none_if_absent(rc);
	if (rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	found->is_corrupt = true;
	return score_none_if_absent(
	    score_scan_rank(txn, slot, person, &found->key));
}

int
score_find_ordinal(struct txn *txn, int64_t person, uint32_t *ret_ordinal)
{
	*ret_ordinal = ORDINAL_NONE;
	return score_none_if_absent(ordinal_get(txn, person, ret_ordinal));
}

int
store_score_get_card(struct txn *txn, struct slot slot, int64_t person,
    struct card *ret_card)
{
	uint32_t ordinal;
	struct key key;
	int rc = score_find_ordinal(txn, person, &ordinal);

	return rc < 0
	    ? rc
	    : score_find_rank(txn, slot, person, ordinal, &key, ret_card);
}

int
store_score_get(struct txn *txn, const char *role, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	struct role_slot slot;
	struct score score;
	struct card card;
	int rc;

	rc = store_role_find(txn, role, &slot);
	if (rc == 0)
		rc = store_score_get_whole(txn, slot.slot, person, arena,
		    &score);
	if (rc < 0)
		return rc;
	rc = store_score_get_card(txn, slot.slot, person, &card);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? value_corrupt(txn) : rc;
	store_score_fill(&slot.by, &card, arena, &score);
	*ret_score = score;
	return 0;
}

int
score_find(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    struct arena *arena, struct score_found *ret_found)
{
	int rc;

	*ret_found = (struct score_found){ .is_there = true };
	rc = store_score_get_brief(txn, slot, person, arena, &ret_found->score);
	ret_found->is_there = rc != ERR_NOTFOUND;
	ret_found->is_corrupt = rc == ERR_CORRUPT;
	rc = score_none_if_absent(rc);
	return rc < 0 ? rc
		      : find_rank_surely(txn, slot, person, ordinal, ret_found);
}

int
score_change_terms(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct score_found *found, struct index_score new)
{
	struct index_score old = { NULL, 0 };
	int rc = 0;

	if (found->is_corrupt)
		rc = index_score_clear(txn, slot, ordinal);
	else if (found->is_there)
		old = (struct index_score){ &found->score, found->card.place };
	return rc < 0 ? rc : index_score(txn, slot, ordinal, old, new);
}
