#include "crawler/passes.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	PASSES_MAX = 64 * 1024,
	DIGITS = 16
};

static const char passes_key[] = "passes";
static const char hex_digits[] = "0123456789abcdef";

int
passes_get(struct txn *txn, struct arena *arena, const char **ret_passes)
{
	int rc = store_meta_get(txn, passes_key, arena, ret_passes);

	if (rc != ERR_NOTFOUND)
		return rc;
	*ret_passes = "";
	return 0;
}

int
passes_drop(struct txn *txn)
{
	return store_meta_put(txn, passes_key, NULL);
}

int
passes_take(struct txn *txn, struct arena *arena, const char **ret_passes)
{
	int rc = passes_get(txn, arena, ret_passes);

	return rc == 0 && **ret_passes != '\0' ? passes_drop(txn) : rc;
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

/* The hex digits at *at, which ends behind them; false for other bytes. */
static bool
take_number(const char **at, uint64_t *ret_number)
{
	uint64_t number = 0;

	for (int i = 0; i < DIGITS; i++, (*at)++) {
		const char *found =
		    **at != '\0' ? strchr(hex_digits, **at) : NULL;

		if (found == NULL)
			return false;
		number = number << 4 | (uint64_t)(found - hex_digits);
	}
	*ret_number = number;
	return true;
}

/* *ret_stamps has as many as there are; their number. */
static int
find(const char *passes, const char *role, uint64_t ret_stamps[static 3])
{
	size_t name, len;

	for (; next_entry(&passes, &name, &len); passes += len + 1) {
		const char *at = passes + name + 1;
		int n = 0;

		if (!is_of(passes, name, role))
			continue;
		while (n < 3 && take_number(&at, &ret_stamps[n])) {
			n++;
			if (*at++ != ',')
				break;
		}
		return n > 0 && at == passes + len + 1 ? n : 0;
	}
	return 0;
}

bool
passes_have(const char *passes, const char *role, uint64_t stamp)
{
	uint64_t stamps[3];

	return find(passes, role, stamps) > 0 && stamps[0] == stamp;
}

bool
passes_find(const char *passes, const char *role,
    struct rubric_stamps *ret_stamps)
{
	uint64_t stamps[3];

	if (find(passes, role, stamps) != 3)
		return false;
	*ret_stamps =
	    (struct rubric_stamps){ stamps[0], stamps[1], (int64_t)stamps[2] };
	return true;
}

int
passes_put(struct txn *txn, const char *others, const struct role *roles,
    const struct rubric_stamps *stamps, size_t n)
{
	struct buf text;
	size_t name, len;
	int rc;

	buf_init(&text, PASSES_MAX);
	for (size_t i = 0; i < n; i++)
		buf_format(&text, "%s=%016llx,%016llx,%016llx;", roles[i].name,
		    (unsigned long long)stamps[i].all,
		    (unsigned long long)stamps[i].facts,
		    (unsigned long long)stamps[i].now);
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
