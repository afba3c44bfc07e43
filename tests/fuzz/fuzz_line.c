/* Lines of a dump, one handle over all of them: refused with a sentence, or
 * written so that they are read alike. */
#include <string.h>

#include "store/load/line_parse.h"
#include "tests/fuzz/fuzz.h"

enum {
	OUT_BYTES = 64 * 1024 * 1024
};

static struct line_parser *parser;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	parser = line_parser_new();
	return 0;
}

static struct slice
written(const struct buf *line)
{
	return (struct slice){ (const uint8_t *)line->data, line->len - 1 };
}

static void
check_written(enum line_kind kind, const struct line *line, struct arena *arena)
{
	struct err_detail detail = { "" };
	enum line_kind again_kind;
	struct buf one, two;
	struct line again;

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	line_write(kind, line, &one);
	MUST(!one.overflow && one.len > 0);
	MUST(line_parse(parser, written(&one), arena, &again_kind, &again,
		 &detail) == 0);
	MUST(again_kind == kind);
	line_write(kind, &again, &two);
	MUST(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
	buf_done(&one);
	buf_done(&two);
}

static void
check_line(const uint8_t *bytes, size_t len)
{
	struct err_detail detail = { "" };
	struct arena arena = { 0 };
	enum line_kind kind;
	struct line line;

	if (line_parse(parser, (struct slice){ bytes, len }, &arena, &kind,
		&line, &detail) == 0)
		check_written(kind, &line, &arena);
	else
		MUST(detail.text[0] != '\0');
	fuzz_must_be_text(detail.text);
	arena_done(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	while (size > 0) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t len = end != NULL ? (size_t)(end - data) : size;

		check_line(data, len);
		len += end != NULL;
		data += len;
		size -= len;
	}
	return 0;
}
