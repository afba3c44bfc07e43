#include "cli/rescore_queue.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

static const char key[] = "rescore.queue";
static const char all[] = "*";

enum {
	QUEUE_MAX_BYTES = 8192
};

static bool
is_listed(const char *list, const char *role)
{
	size_t len = strlen(role);

	for (const char *at = list; *at != '\0';) {
		size_t line = strcspn(at, "\n");

		if (line == len && strncmp(at, role, len) == 0)
			return true;
		at += line + (at[line] == '\n');
	}
	return false;
}

int
rescore_queue_add(struct txn *txn, const char *const *roles, size_t n)
{
	struct arena arena = { 0 };
	const char *text = "";
	struct buf list;
	int rc = store_meta_get(txn, key, &arena, &text);

	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		rc = 0;
	buf_init(&list, QUEUE_MAX_BYTES);
	buf_text(&list, text);
	for (size_t i = 0; i < n && rc == 0; i++) {
		if (list.data != NULL && is_listed(list.data, roles[i]))
			continue;
		if (list.len > 0)
			buf_char(&list, '\n');
		buf_text(&list, roles[i]);
	}
	/* too much to list is all */
	if (rc == 0)
		rc = store_meta_put(txn, key,
		    n == 0 || list.overflow || is_listed(text, all)
			? all
			: list.data);
	buf_done(&list);
	arena_done(&arena);
	return rc;
}

int
rescore_queue_get(struct txn *txn, struct arena *arena, const char ***ret_roles,
    size_t *ret_n, const char **ret_text)
{
	const char *text, **roles;
	size_t n = 0;
	int rc = store_meta_get(txn, key, arena, &text);

	if (rc != 0)
		return rc;
	roles = arena_calloc(arena, strlen(text) / 2 + 1, sizeof(*roles));
	for (const char *at = text; *at != '\0' && !str_equal(text, all);) {
		size_t line = strcspn(at, "\n");

		if (line > 0)
			roles[n++] = arena_text(arena, at, line);
		at += line + (at[line] == '\n');
	}
	*ret_roles = roles;
	*ret_n = n;
	*ret_text = text;
	return 0;
}

int
rescore_queue_drop(struct txn *txn, const char *text)
{
	struct arena arena = { 0 };
	const char *now;
	int rc = store_meta_get(txn, key, &arena, &now);

	if (rc == 0 && str_equal(now, text))
		rc = store_meta_put(txn, key, NULL);
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
