/* Texts of tasks in the store: cursors, READMEs wanted, batch sizes. */
#include <string.h>

#include "base/mem.h"
#include "crawler/batch.h"
#include "crawler/cursor.h"
#include "crawler/decode.h"
#include "tests/fuzz/fuzz.h"

/* What was understood is written so that it is understood alike. */
static void
check_cursor(struct arena *arena, const char *text)
{
	struct cursor one, two;
	const char *written;

	cursor_parse(arena, text, &one);
	written = cursor_format(arena, &one);
	cursor_parse(arena, written, &two);
	MUST(one.since == two.since && one.start == two.start);
	MUST(one.covered == two.covered && one.page == two.page);
	MUST(one.bytes == two.bytes);
	MUST((one.after == NULL) == (two.after == NULL));
	MUST(one.after == NULL || strcmp(one.after, two.after) == 0);
}

static void
check_wanted(struct arena *arena, const char *text)
{
	struct wanted *one, *two;
	size_t n = decode_wanted_parse(arena, text, &one);

	MUST(n <= WANTED_MAX);
	if (n > 0) {
		const char *written = decode_wanted_format(arena, one, n);

		MUST(decode_wanted_parse(arena, written, &two) == n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	char *text = mem_strndup((const char *)data, size);

	check_cursor(&arena, text);
	check_wanted(&arena, text);
	for (int i = 0; i < OPERATION_COUNT; i++) {
		struct batch batch;

		batch_parse(&batch, (enum operation)i, text);
		MUST(batch.size >= 1 &&
		    batch.size <= batch_max((enum operation)i));
	}
	mem_free(text);
	arena_done(&arena);
	return 0;
}
