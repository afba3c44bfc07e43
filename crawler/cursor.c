#include "crawler/cursor.h"

#include <string.h>

#include "base/array.h"
#include "base/str.h"

/* "since=1;start=2;covered=3;page=4;bytes=5;after=..."; the opaque part is last, for
 * it may hold any character. */
static const char after_key[] = "after=";

void
cursor_parse(struct arena *arena, const char *text, struct cursor *ret_cursor)
{
	struct cursor *c = ret_cursor;
	const struct {
		const char *key;
		int64_t *value;
	} numbers[] = { { "since=", &c->since }, { "start=", &c->start },
		{ "covered=", &c->covered }, { "page=", &c->page },
		{ "bytes=", &c->bytes } };

	memset(c, 0, sizeof(*c));
	while (text != NULL && *text != '\0') {
		size_t len = strcspn(text, ";");
		const char *part = arena_text(arena, text, len);

		if (str_starts(text, after_key)) {
			c->after =
			    arena_strdup(arena, text + strlen(after_key));
			return;
		}
		for (size_t i = 0; i < COUNT(numbers); i++)
			if (str_starts(part, numbers[i].key) &&
			    str_to_int(part + strlen(numbers[i].key), 0,
				INT64_MAX / 2, numbers[i].value) != 0)
				*numbers[i].value = 0;
		text += len + (text[len] == ';');
	}
}

const char *
cursor_format(struct arena *arena, const struct cursor *cursor)
{
	return arena_format(arena,
	    "since=%lld;start=%lld;covered=%lld;page=%lld;bytes=%lld%s%s%s",
	    (long long)cursor->since, (long long)cursor->start,
	    (long long)cursor->covered, (long long)cursor->page,
	    (long long)cursor->bytes, cursor->after != NULL ? ";" : "",
	    cursor->after != NULL ? after_key : "",
	    cursor->after != NULL ? cursor->after : "");
}
