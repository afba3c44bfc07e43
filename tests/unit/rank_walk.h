#ifndef TESTS_UNIT_RANK_WALK_H
#define TESTS_UNIT_RANK_WALK_H

/* A role's leads as the rank has them: those with every must seen, then those
 * lacking one, ...; within that by score, then by id. */
#include "store/column/card.h"
#include "store/column/column.h"
#include "store/lmdb.h"
#include "store/score/role.h"
#include "store/value/value.h"

struct rank_walk {
	struct txn *txn;
	struct cursor *cursor; /* NULL: the role has no scores */
	struct column cards;
	struct key prefix;
	bool has_begun;
};

static inline int
rank_walk_open(struct txn *txn, const char *role, struct rank_walk *walk)
{
	struct role_slot slot = { 0 };
	int rc;

	*walk = (struct rank_walk){ .txn = txn };
	rc = store_role_find(txn, role, &slot);
	if (rc == 0)
		rc = cursor_open(txn, TABLE_RANK, &walk->cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	column_open_cards(&walk->cards, txn, slot.slot);
	key_rank_prefix(&walk->prefix, slot.slot);
	return 0;
}

static inline int
rank_walk_next(struct rank_walk *walk, struct card *ret_card)
{
	struct slice found, value;
	struct rank_key rank;
	int rc;

	if (walk->cursor == NULL)
		return ERR_NOTFOUND;
	rc = walk->has_begun
	    ? cursor_next(walk->cursor, &found, &value)
	    : cursor_seek(walk->cursor, &walk->prefix, &found, &value);
	walk->has_begun = true;
	if (rc == 0 && !key_prefixes(&walk->prefix, found))
		rc = ERR_NOTFOUND;
	if (rc < 0)
		return rc;
	if (!key_rank_parse(found, &rank))
		return value_corrupt(walk->txn);
	return column_ranked(&walk->cards, &rank, store_rank_ordinal(value),
	    NULL, ret_card);
}

static inline void
rank_walk_close(struct rank_walk *walk)
{
	cursor_close(walk->cursor);
	column_close(&walk->cards);
}

#endif
