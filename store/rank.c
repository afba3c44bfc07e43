#include "base/mem.h"
#include "store/card.h"
#include "store/column.h"
#include "store/lmdb.h"
#include "store/role.h"
#include "store/value.h"

struct rank_position {
	struct txn *txn;
	struct cursor *cursor; /* NULL: the role has no scores */
	struct column cards;
	struct key prefix;
	bool has_begun;
};

int
store_rank_open(struct txn *txn, const char *role,
    struct rank_position **ret_position)
{
	struct rank_position *position;
	struct cursor *cursor = NULL;
	struct role_slot slot = { 0 };
	int rc;

	rc = store_role_find(txn, role, &slot);
	if (rc == 0)
		rc = cursor_open(txn, TABLE_RANK, &cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	position = mem_calloc(1, sizeof(*position));
	position->txn = txn;
	position->cursor = cursor;
	column_open_cards(&position->cards, txn, slot.slot);
	key_rank_prefix(&position->prefix, slot.slot);
	*ret_position = position;
	return 0;
}

int
store_rank_next(struct rank_position *position, struct card *ret_card)
{
	struct slice found, value;
	struct rank_key rank;
	int rc;

	if (position->cursor == NULL)
		return ERR_NOTFOUND;
	rc = position->has_begun
	    ? cursor_next(position->cursor, &found, &value)
	    : cursor_seek(position->cursor, &position->prefix, &found, &value);
	position->has_begun = true;
	if (rc == 0 && !key_prefixes(&position->prefix, found))
		rc = ERR_NOTFOUND;
	if (rc < 0)
		return rc;
	if (!key_rank_parse(found, &rank))
		return value_corrupt(position->txn);
	return column_ranked(&position->cards, &rank, store_rank_ordinal(value),
	    NULL, ret_card);
}

void
store_rank_close(struct rank_position *position)
{
	if (position == NULL)
		return;
	cursor_close(position->cursor);
	column_close(&position->cards);
	mem_free(position);
}
