#include "crawler/passes.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	PASSES_MAX = 64 * 1024
};

static const char passes_key[] = "passes";

int
passes_take(struct txn *txn, struct arena *arena, const char **ret_passes)
{
	int rc = store_meta_get(txn, passes_key, arena, ret_passes);

	if (rc == ERR_NOTFOUND) {
		*ret_passes = "";
		return 0;
	}
	return rc == 0 ? store_meta_put(txn, passes_key, NULL) : rc;
}

/* One "ROLE=STAMP;" after the other; false at the end. */
static bool
next_entry(const char **at, size_t *ret_name, size_t *ret_len)
{
	*ret_name = strcspn(*at, "=");
	*ret_len = strcspn(*at, ";");
	return *ret_name < *ret_len && (*at)[*ret_len] == ';';
}

static bool
is_of(const char *entry, size_t name, const char *role)
{
	return strlen(role) == name && strncmp(entry, role, name) == 0;
}

bool
passes_have(const char *passes, const char *role, uint64_t stamp)
{
	struct arena arena = { 0 };
	const char *wanted =
	    arena_format(&arena, "%016llx", (unsigned long long)stamp);
	size_t name, len;
	bool found = false;

	for (; next_entry(&passes, &name, &len); passes += len + 1)
		found |= is_of(passes, name, role) &&
		    len - name - 1 == strlen(wanted) &&
		    strncmp(passes + name + 1, wanted, strlen(wanted)) == 0;
	arena_done(&arena);
	return found;
}

int
passes_put(struct txn *txn, const char *others, const struct role *roles,
    const uint64_t *stamps, size_t n)
{
	struct buf text;
	size_t name, len;
	int rc;

	buf_init(&text, PASSES_MAX);
	for (size_t i = 0; i < n; i++)
		buf_format(&text, "%s=%016llx;", roles[i].name,
		    (unsigned long long)stamps[i]);
	for (; next_entry(&others, &name, &len); others += len + 1) {
		bool is_mine = false;

		for (size_t i = 0; i < n; i++)
			is_mine |= is_of(others, name, roles[i].name);
		if (!is_mine)
			buf_add(&text, others, len + 1);
	}
	rc = text.overflow || text.len == 0
	    ? 0
	    : store_meta_put(txn, passes_key, text.data);
	buf_done(&text);
	return rc;
}
