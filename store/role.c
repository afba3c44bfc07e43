/*
 * Roles by number: keys of scores and ranks carry two bytes instead of a
 * name.  The value of "role/NAME" is number, generation and count of leads.
 */
#include <string.h>

#include "store/store_internal.h"

enum {
	ROLE_BYTES = 2 + 1 + 8
};

static const char next_key[] = "next-role";

static int
parse(struct txn *txn, struct slice value, struct role_slot *ret_role)
{
	if (value.len != ROLE_BYTES)
		return value_corrupt(txn);
	ret_role->slot.role = (uint16_t)key_get_be(value.bytes, 2);
	ret_role->slot.generation = value.bytes[2];
	ret_role->leads = (int64_t)key_get_be(value.bytes + 3, 8);
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
	uint8_t value[ROLE_BYTES];
	struct key key;

	key_meta(&key, META_ROLE, name);
	key_put_be(value, role->slot.role, 2);
	value[2] = role->slot.generation;
	key_put_be(value + 3, (uint64_t)role->leads, 8);
	return db_put(txn, TABLE_META, &key,
	    (struct slice){ value, ROLE_BYTES });
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
	struct slice found, value, text;
	struct cursor *cursor;
	struct key key;
	int rc;

	rc = cursor_open(txn, TABLE_META, &cursor);
	if (rc < 0)
		return rc;
	key_meta(&key, META_ROLE, name);
	rc = cursor_seek(cursor, &key, &found, &value);
	if (rc == 0 && key_equal(&key, found))
		rc = cursor_next(cursor, &found, &value);
	if (rc == 0 && !key_meta_parse(found, META_ROLE, &text))
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = parse(txn, value, ret_role);
	if (rc == 0)
		*ret_name =
		    arena_text(arena, (const char *)text.bytes, text.len);
	cursor_close(cursor);
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
