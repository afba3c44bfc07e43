/*
 * Roles by number: keys of scores and ranks carry two bytes instead of a
 * name.  The value of "role/NAME":
 *
 *   at  bytes
 *    0  2  number
 *    2  2  generation that is read: of scores, of the rank
 *    4  8  leads in it
 *   12 53  by what it is weighed: weights in thousandths (9 x 4), hash of the
 *          role, filled up with zeros
 *
 * and, while another generation is built or one is dropped (rebuild.c):
 *
 *   65  1  1: one is built, 2: one is dropped
 *   66  2  generation that is built
 *   68  8  leads in it
 *   76 53  by what it is weighed
 *  129  8  stamp of the rubric it is built by
 *  137  8  how far it is built: the last person who was scored for it, or see
 *          reweigh.c
 *  145  2  generation that is dropped
 *
 * Of a generation that has its scores in common with the one that is read, only
 * the rank and the cards are built or dropped.
 */
#include "store/score/role.h"

#include <string.h>

#include "store/column/front.h"
#include "store/key.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/store.h"
#include "store/value/value.h"

enum {
	WEIGHING_BYTES = 4 * FAMILY_COUNT + RUBRIC_LEN + 1,
	ROLE_BYTES = 12 + WEIGHING_BYTES,
	REBUILD_BYTES = ROLE_BYTES + 1 + 2 + 8 + WEIGHING_BYTES + 8 + 8 + 2,
	/* Of schema 3. */
	OLD_ROLE_BYTES = 11,
	OLD_REBUILD_BYTES = 38,
	FLAG_BUILT = 1,
	FLAG_DROPPED = 2
};

static const char next_key[] = "next-role";

_Static_assert(FAMILY_COUNT == 9 && ROLE_BYTES == 65 && REBUILD_BYTES == 147,
    "the table above");

static struct slot
slot_at(uint16_t role, const uint8_t *at)
{
	return (struct slot){ role, at[0], at[1] };
}

static struct weighing
weighing_at(const uint8_t *at)
{
	struct weighing by;

	for (size_t i = 0; i < FAMILY_COUNT; i++)
		by.weights.of[i] = (int32_t)key_get_be(at + 4 * i, 4);
	memcpy(by.rubric, at + 4 * FAMILY_COUNT, sizeof(by.rubric));
	by.rubric[RUBRIC_LEN] = '\0';
	return by;
}

static void
put_weighing(const struct weighing *by, uint8_t *at)
{
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		key_put_be(at + 4 * i, (uint64_t)by->weights.of[i], 4);
	memset(at + 4 * FAMILY_COUNT, 0, sizeof(by->rubric));
	memcpy(at + 4 * FAMILY_COUNT, by->rubric, strlen(by->rubric));
}

/* Until migrate.c has seen the scores, the weights are not known. */
static void
parse_old(struct slice value, struct role_slot *ret_role)
{
	const uint8_t *at = value.bytes;
	uint16_t number = (uint16_t)key_get_be(at, 2);

	*ret_role = (struct role_slot){
		.slot = { number, at[2], at[2] },
		.leads = (int64_t)key_get_be(at + 3, 8),
	};
	if (value.len == OLD_ROLE_BYTES)
		return;
	ret_role->is_built = (at[11] & FLAG_BUILT) != 0;
	ret_role->is_dropped = (at[11] & FLAG_DROPPED) != 0;
	ret_role->built = (struct slot){ number, at[12], at[12] };
	ret_role->built_leads = (int64_t)key_get_be(at + 13, 8);
	ret_role->built_stamp = key_get_be(at + 21, 8);
	ret_role->built_to = (int64_t)key_get_be(at + 29, 8);
	ret_role->dropped = (struct slot){ number, at[37], at[37] };
}

static int
parse(struct txn *txn, struct slice value, struct role_slot *ret_role)
{
	const uint8_t *at = value.bytes;
	uint16_t number;

	if (value.len == OLD_ROLE_BYTES || value.len == OLD_REBUILD_BYTES) {
		parse_old(value, ret_role);
		return 0;
	}
	if (value.len != ROLE_BYTES && value.len != REBUILD_BYTES)
		return value_corrupt(txn);
	number = (uint16_t)key_get_be(at, 2);
	*ret_role = (struct role_slot){
		.slot = slot_at(number, at + 2),
		.leads = (int64_t)key_get_be(at + 4, 8),
		.by = weighing_at(at + 12),
	};
	if (value.len == ROLE_BYTES)
		return 0;
	at += ROLE_BYTES;
	ret_role->is_built = (at[0] & FLAG_BUILT) != 0;
	ret_role->is_dropped = (at[0] & FLAG_DROPPED) != 0;
	ret_role->built = slot_at(number, at + 1);
	ret_role->built_leads = (int64_t)key_get_be(at + 3, 8);
	ret_role->built_by = weighing_at(at + 11);
	at += 11 + WEIGHING_BYTES;
	ret_role->built_stamp = key_get_be(at, 8);
	ret_role->built_to = (int64_t)key_get_be(at + 8, 8);
	ret_role->dropped = slot_at(number, at + 16);
	return 0;
}

int
store_role_find(struct txn *txn, const char *name, struct role_slot *ret_role)
{
	struct slice value;
	struct key key;
	int rc;

	key_meta(&key, META_ROLE, name);
	rc = db_get(txn, TABLE_META, &key, &value);
	return rc < 0 ? rc : parse(txn, value, ret_role);
}

int
store_role_put(struct txn *txn, const char *name, const struct role_slot *role)
{
	bool is_plain = !role->is_built && !role->is_dropped;
	uint8_t value[REBUILD_BYTES], *at = value;
	struct key key;

	key_meta(&key, META_ROLE, name);
	key_put_be(at, role->slot.role, 2);
	at[2] = role->slot.generation;
	at[3] = role->slot.ranking;
	key_put_be(at + 4, (uint64_t)role->leads, 8);
	put_weighing(&role->by, at + 12);
	at += ROLE_BYTES;
	at[0] = (uint8_t)((role->is_built ? FLAG_BUILT : 0) |
	    (role->is_dropped ? FLAG_DROPPED : 0));
	at[1] = role->built.generation;
	at[2] = role->built.ranking;
	key_put_be(at + 3, (uint64_t)role->built_leads, 8);
	put_weighing(&role->built_by, at + 11);
	at += 11 + WEIGHING_BYTES;
	key_put_be(at, role->built_stamp, 8);
	key_put_be(at + 8, (uint64_t)role->built_to, 8);
	at[16] = role->dropped.generation;
	at[17] = role->dropped.ranking;
	return db_put(txn, TABLE_META, &key,
	    (struct slice){ value, is_plain ? ROLE_BYTES : REBUILD_BYTES });
}

int
store_role_make(struct txn *txn, const char *name, struct role_slot *ret_role)
{
	struct role_slot role = { 0 };
	int64_t next;
	int rc;

	rc = store_role_find(txn, name, ret_role);
	if (rc != ERR_NOTFOUND)
		return rc;
	if (name[0] == '\0' || strlen(name) > KEY_TEXT_MAX)
		return ERR_INVAL;
	rc = meta_get_int(txn, META_SYSTEM, next_key, &next);
	if (rc < 0)
		return rc;
	/* 0 stands for all roles in the pipeline's keys. */
	if (next == 0)
		next = 1;
	if (next >= FRONT_ROLE)
		return ERR_LIMIT;
	role.slot.role = (uint16_t)next;
	rc = meta_put_int(txn, META_SYSTEM, next_key, next + 1);
	if (rc == 0)
		rc = store_role_put(txn, name, &role);
	if (rc == 0)
		*ret_role = role;
	return rc;
}

int
store_role_next(struct txn *txn, const char *name, struct arena *arena,
    const char **ret_name, struct role_slot *ret_role)
{
	struct slice text, value;
	int rc = meta_next(txn, META_ROLE, name, &text, &value);

	if (rc == 0)
		rc = parse(txn, value, ret_role);
	if (rc == 0)
		*ret_name =
		    arena_text(arena, (const char *)text.bytes, text.len);
	return rc;
}

int
store_roles(struct txn *txn, struct arena *arena, struct role_count **ret_roles,
    size_t *ret_n)
{
	struct role_count *roles = NULL;
	struct role_slot role = { 0 };
	const char *name = "";
	size_t n = 0, room = 0;
	int rc;

	while ((rc = store_role_next(txn, name, arena, &name, &role)) == 0) {
		if (role.leads == 0)
			continue;
		if (n == room) {
			struct role_count *old = roles;

			room = room * 2 + 8;
			roles = arena_calloc(arena, room, sizeof(*roles));
			if (n > 0)
				memcpy(roles, old, n * sizeof(*roles));
		}
		roles[n++] = (struct role_count){ name, role.leads };
	}
	if (rc != ERR_NOTFOUND)
		return rc;
	*ret_roles = roles;
	*ret_n = n;
	return 0;
}
