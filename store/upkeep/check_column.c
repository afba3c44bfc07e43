/*
 * Columns against the rank, both ways, and briefs against the cards.
 */
#include <inttypes.h>
#include <string.h>

#include "store/column/brief.h"
#include "store/column/card.h"
#include "store/column/column.h"
#include "store/column/front.h"
#include "store/posting/bits.h"
#include "store/posting/ordinal.h"
#include "store/upkeep/check.h"

int
check_columns_of(struct check *check, const struct rank_key *rank,
    struct slice value)
{
	uint32_t ordinal = ORDINAL_NONE;
	struct column cards;
	struct card card;
	int rc;

	rc = ordinal_get(check->txn, rank->person, &ordinal);
	if (check_is_hard(rc))
		return rc;
	if (rc < 0 || store_rank_ordinal(value) != ordinal) {
		check_found(check,
		    "rank of person %" PRId64 ": another ordinal",
		    rank->person);
		return 0;
	}
	column_init(&cards, check->txn, COLUMN_CARD, rank->slot);
	rc = column_ranked(&cards, rank, ordinal, NULL, &card);
	if (check_is_hard(rc))
		return rc;
	if (rc < 0)
		check_found(check,
		    "columns of person %" PRId64 ": not as in the rank",
		    rank->person);
	return 0;
}

/* An entry must be somebody's who is ranked, but while only the cards are
 * made; that it says what it should is found from there. */
static int
check_entry(struct check *check, struct slot slot, bool is_building,
    uint32_t ordinal, const uint8_t *entry)
{
	struct place_in_rank place = { 0 };
	uint32_t theirs = ORDINAL_NONE;
	struct card card = { 0 };
	struct key key;
	bool is_ranked = is_building || check->is_unindexed;
	int rc = ERR_CORRUPT;

	if (column_card(entry, &card, &place)) {
		key_rank(&key, &(struct rank_key){ slot, place, card.person });
		rc = ordinal_get(check->txn, card.person, &theirs);
	}
	if (rc == 0 && !is_ranked)
		rc = check_exists(check, TABLE_RANK, &key, &is_ranked);
	if (!is_ranked || theirs != ordinal)
		check_found(check,
		    "column: an entry of person %" PRId64 ", who is not ranked",
		    card.person);
	return check_is_hard(rc) ? rc : 0;
}

/* That there is one; what it says is looked at where it is met. */
static int
expect_brief(struct check *check, struct slot slot, uint32_t ordinal)
{
	struct key key;
	bool is_there;
	int rc;

	key_column(&key,
	    &(struct column_key){ COLUMN_BRIEF, slot, ordinal / BRIEF_BLOCK });
	rc = check_exists(check, TABLE_COLUMN, &key, &is_there);
	if (rc == 0 && !is_there)
		check_found(check, "column: no brief of ordinal %" PRIu32,
		    ordinal);
	return rc;
}

static int
check_cards(struct check *check, const struct column_key *key)
{
	struct column cards;
	bool is_building;
	int rc = 0;

	if (check_is_ranking_dropped(check, key->slot))
		return 0;
	if (check_ranking_of(check, key->slot, &is_building) == NULL)
		check_found(check, "column: cards of no role");
	column_init(&cards, check->txn, COLUMN_CARD, key->slot);
	for (uint32_t i = 0; i < COLUMN_BLOCK && rc == 0; i++) {
		uint32_t ordinal = key->block * COLUMN_BLOCK + i;
		const uint8_t *entry;

		rc = column_at(&cards, ordinal, &entry);
		if (rc == 0)
			rc = check_entry(check, key->slot, is_building, ordinal,
			    entry);
		if (rc == 0 && !check->is_unindexed)
			rc = expect_brief(check, key->slot, ordinal);
		else if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	return rc;
}

/* By the cards. */
static int
check_brief(struct check *check, const struct column_key *key,
    struct slice value)
{
	uint8_t expected[BRIEF_BYTES];
	struct column cards;
	bool is_building, is_empty = false;
	int rc;

	if (check->is_unindexed || check_is_ranking_dropped(check, key->slot))
		return 0;
	if (check_ranking_of(check, key->slot, &is_building) == NULL)
		check_found(check, "column: briefs of no role");
	column_init(&cards, check->txn, COLUMN_CARD, key->slot);
	rc = brief_make(&cards, key->block, expected, &is_empty);
	if (rc == 0 &&
	    (is_empty || value.len != BRIEF_BYTES ||
		memcmp(value.bytes, expected, BRIEF_BYTES) != 0))
		check_found(check,
		    "column: block %" PRIu32
		    " of briefs does not say what the cards do",
		    key->block);
	return rc;
}

/* Whoever has signals has a card. */
static int
check_signals(struct check *check, const struct column_key *key)
{
	struct column signals, cards;
	const uint8_t *entry;
	int rc = 0;

	if (check_is_dropped(check, key->slot))
		return 0;
	column_init(&signals, check->txn, COLUMN_SIGNAL, key->slot);
	column_init(&cards, check->txn, COLUMN_CARD,
	    check_scores_slot(check, key->slot));
	for (uint32_t i = 0; i < COLUMN_BLOCK && rc == 0; i++) {
		uint32_t ordinal = key->block * COLUMN_BLOCK + i;

		rc = column_at(&signals, ordinal, &entry);
		if (rc == 0)
			rc = column_at(&cards, ordinal, &entry);
		else if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	return rc;
}

/* What such a list holds is looked at with the postings. */
static int
check_free_key(struct check *check, const struct column_key *key)
{
	uint32_t next = 0;
	int rc = ordinal_next(check->txn, &next);

	if (key->slot.role != 0 || key->slot.generation != 0 ||
	    key->block > KEY_CHUNK_MAX || key->block * CHUNK_BITS >= next)
		check_found(check, "column: free ordinals of nobody");
	return check_is_hard(rc) ? rc : 0;
}

static int
check_entries(struct check *check, const struct column_key *key,
    struct slice value)
{
	switch ((enum column_kind)key->kind) {
	case COLUMN_CARD:
		return check_cards(check, key);
	case COLUMN_SIGNAL:
		return check_signals(check, key);
	case COLUMN_FREE:
		return check_free_key(check, key);
	case COLUMN_BRIEF:
		return check_brief(check, key, value);
	case COLUMN_FRONT_ORDINAL:
	case COLUMN_FRONT_PLACE:
		break;
	}
	return 0;
}

static bool
parse_key(struct slice at, struct column_key *ret_key)
{
	return key_column_parse(at, ret_key) && ret_key->kind >= COLUMN_CARD &&
	    ret_key->kind <= COLUMN_FRONT_PLACE &&
	    ret_key->block <= ORDINAL_NONE / COLUMN_BLOCK;
}

int
check_column(struct check *check, struct slice at, struct slice value)
{
	struct column_key key;
	int rc;

	if (!parse_key(at, &key)) {
		check_found(check, "column: malformed key");
		return 0;
	}
	if ((key.slot.role & FRONT_ROLE) != 0)
		return 0; /* see check_front.c */
	rc = check_entries(check, &key, value);
	if (rc == ERR_CORRUPT || rc == ERR_NOTFOUND)
		check_found(check, "column: a block that can't be read");
	return check_is_hard(rc) ? rc : 0;
}
