#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "crawler/decode.h"

enum {
	WANTED_TEXT_MAX = 32 * 1024
};

const char *
decode_wanted_format(struct arena *arena, const struct wanted *wanted, size_t n)
{
	struct buf text;
	const char *kept;

	buf_init(&text, WANTED_TEXT_MAX);
	for (size_t i = 0; i < n; i++)
		if (wanted[i].oid != NULL)
			buf_format(&text, "%s%lld,%s,%s,%lld",
			    text.len > 0 ? " " : "",
			    (long long)wanted[i].repository, wanted[i].node_id,
			    wanted[i].oid, (long long)wanted[i].bytes);
	kept = arena_text(arena, text.data != NULL ? text.data : "", text.len);
	buf_done(&text);
	return kept;
}

/* The field up to `end` or the text's end; *cursor moves beyond it. */
static const char *
field(struct arena *arena, const char **cursor, const char *ends)
{
	size_t n = strcspn(*cursor, ends);
	const char *value = arena_text(arena, *cursor, n);

	*cursor += n;
	if (**cursor != '\0')
		(*cursor)++;
	return value;
}

size_t
decode_wanted_parse(struct arena *arena, const char *text,
    struct wanted **ret_wanted)
{
	struct wanted *list = arena_calloc(arena, WANTED_MAX, sizeof(*list));
	size_t n = 0;

	*ret_wanted = list;
	while (text != NULL && *text != '\0' && n < WANTED_MAX) {
		struct wanted *item = &list[n];
		const char *repository = field(arena, &text, ",");
		const char *bytes;

		item->node_id = field(arena, &text, ",");
		item->oid = field(arena, &text, ",");
		bytes = field(arena, &text, " ");
		if (item->node_id[0] != '\0' && item->oid[0] != '\0' &&
		    str_to_int(repository, 0, INT64_MAX, &item->repository) ==
			0 &&
		    str_to_int(bytes, 0, INT64_MAX, &item->bytes) == 0)
			n++;
	}
	return n;
}
