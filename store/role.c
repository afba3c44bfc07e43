/*
 * Roles by number: keys of scores and ranks carry two bytes instead of a
 * name.  The value of "role/NAME":
 *
 *   at  bytes
 *    0  2  number
 *    2  1  generation that is read
 *    3  8  leads in it
 *
 * and, while another generation is built or one is dropped (rebuild.c):
 *
 *   11  1  1: one is built, 2: one is dropped
 *   12  1  generation that is built
 *   13  8  leads in it
 *   21  8  stamp of the rubric it is built by
 *   29  8  the last person who was scored for it
 *   37  1  generation that is dropped
 */
#include <string.h>

#include "store/store_internal.h"

enum {
	ROLE_BYTES = 11,
	REBUILD_BYTES = 38,
	FLAG_BUILT = 1,
	FLAG_DROPPED = 2
};

static const char next_key[] = "next-role";

static int
parse(struct txn *txn, struct slice value, struct role_slot *ret_role)
{
	const uint8_t *at = value.bytes;

	if (value.len != ROLE_BYTES && value.len != REBUILD_BYTES)
		return value_corrupt(txn);
	*ret_role = (struct role_slot){
		.slot = { (uint16_t)key_get_be(at, 2), at[2] },
		.leads = (int64_t)key_get_be(at + 3, 8),
	};
	if (value.len == ROLE_BYTES)
		return 0;
	ret_role->is_built = (at[11] & FLAG_BUILT) != 0;
	ret_role->is_dropped = (at[11] & FLAG_DROPPED) != 0;
	ret_role->built = (struct slot){ ret_role->slot.role, at[12] };
	ret_role->built_leads = (int64_t)key_get_be(at + 13, 8);
	ret_role->built_stamp = key_get_be(at + 21, 8);
	ret_role->built_to = (int64_t)key_get_be(at + 29, 8);
	ret_role->dropped = (struct slot){ ret_role->slot.role, at[37] };
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
	uint8_t value[REBUILD_BYTES];
	struct key key;

	key_meta(&key, META_ROLE, name);
	key_put_be(value, role->slot.role, 2);
	value[2] = role->slot.generation;
	key_put_be(value + 3, (uint64_t)role->leads, 8);
	value[11] = (uint8_t)((role->is_built ? FLAG_BUILT : 0) |
	    (role->is_dropped ? FLAG_DROPPED : 0));
	value[12] = role->built.generation;
	key_put_be(value + 13, (uint64_t)role->built_leads, 8);
	key_put_be(value + 21, role->built_stamp, 8);
	key_put_be(value + 29, (uint64_t)role->built_to, 8);
	value[37] = role->dropped.generation;
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
	if (next > UINT16_MAX)
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
