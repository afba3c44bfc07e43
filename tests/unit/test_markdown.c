#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "signals/markdown.h"
#include "tests/unit/test.h"

/* "level:heading[words/code/links/items]" for each section */
static char *
outline(struct arena *arena, const char *text, bool *ret_plain)
{
	struct markdown markdown;
	struct buf out;
	char *told;

	markdown_read(text, strlen(text), arena, &markdown);
	buf_init(&out, 64 * 1024);
	for (size_t i = 0; i < markdown.n_sections; i++) {
		const struct section *section = &markdown.sections[i];

		buf_format(&out, "%s%d:%s[%zu/%zu/%zu/%zu]", i == 0 ? "" : " ",
		    section->level, section->heading, section->words,
		    section->code, section->links, section->items);
	}
	*ret_plain = markdown.is_plain;
	told = arena_strdup(arena, out.data == NULL ? "" : out.data);
	buf_done(&out);
	return told;
}

static void
sections_are_told(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{ "", "0:[0/0/0/0]" },
		{ "just text", "0:[2/0/0/0]" },
		{ "# A\n\none two\n", "0:[0/0/0/0] 1:A[2/0/0/0]" },
		{ "A\n===\n\nB\n---\n",
		    "0:[0/0/0/0] 1:A[0/0/0/0] 2:B[0/0/0/0]" },
		{ "##A\n\nx\n", "0:[0/0/0/0] 2:A[1/0/0/0]" },
		{ "#123 is open", "0:[3/0/0/0]" },
		{ "# A\n```\n# no\n```\n", "0:[0/0/0/0] 1:A[0/1/0/0]" },
		{ "# A\n```go\nx\n## B\n\ntext\n",
		    "0:[0/0/0/0] 1:A[1/0/0/0] 2:B[1/0/0/0]" },
		{ "# A\n[x](y) and [z](w)\n- a\n- b\n",
		    "0:[0/0/0/0] 1:A[5/0/2/2]" },
		{ "# A ##\n", "0:[0/0/0/0] 1:A ##[0/0/0/0]" },
		{ "# [A](x) b\r\n\r\ny\r\n",
		    "0:[0/0/0/0] 1:[A](x) b[1/0/0/0]" },
	};
	struct arena arena = { 0 };
	bool is_plain;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n", rows[i].text);
		assert_string_equal(outline(&arena, rows[i].text, &is_plain),
		    rows[i].expected);
		assert_false(is_plain);
	}
	arena_done(&arena);
}

static void
bodies_are_slices_of_the_text(void **state)
{
	static const char text[] = "intro\n# A\nfirst\n\nsecond\n# B\n";
	struct arena arena = { 0 };
	struct markdown markdown;

	(void)state;
	markdown_read(text, strlen(text), &arena, &markdown);
	assert_int_equal(markdown.n_sections, 3);
	assert_memory_equal(markdown.sections[0].body, "intro", 5);
	assert_int_equal(markdown.sections[1].body_len, 13);
	assert_memory_equal(markdown.sections[1].body, "first\n\nsecond", 13);
	arena_done(&arena);
}

static void
tangled_texts_are_read_by_lines(void **state)
{
	struct arena arena = { 0 };
	bool is_plain;
	char text[8192] = "# A\n\n";

	(void)state;
	for (int i = 0; i < 400; i++)
		(void)strcat(text, "![[]()");
	(void)strcat(text, "\n\n## B\n\none [x](y)\n\n```\n# no\n```\n");
	assert_non_null(strstr(outline(&arena, text, &is_plain), "2:B["));
	assert_true(is_plain);
	arena_done(&arena);
}

/*
 * The worst inputs known for CommonMark parsers, cut at 64 KB.  Without the
 * pre-scan some take minutes; no time is asserted.
 */
static void
hostile_texts_are_read_to_the_end(void **state)
{
	static const char *const units[] = { "![[]()", "[", "[a](", "![a](<",
		"*a **a ", "*a_ ", "_", "a**b", "`", "`` ` ", "<", "<a ",
		"<!--", "<?", "<!A ", "> ", "- ", "1. ", "* - + ", "&", "&amp",
		"]", "[a]: b\n", "[a][a]", "#", "# x\n", "\n", "~~~\n", "```\n",
		"\\", "|", "a|b\n-|-\n", "www.", "http://a@", "a@a.", "\t",
		"**x", "[[a]", "![", "<https://", "x\n===\n", "\xC3", "    a\n",
		">-", "~~a ", "[^a]: ", "[x]\n", "a  \n" };
	enum {
		BYTES = 512 * 1024
	};
	char *text = malloc(BYTES);
	struct arena arena = { 0 };

	(void)state;
	for (size_t u = 0; u < COUNT(units); u++) {
		struct markdown markdown;

		for (size_t i = 0; i < BYTES; i++)
			text[i] = units[u][i % strlen(units[u])];
		markdown_read(text, BYTES, &arena, &markdown);
		assert_true(markdown.is_cut);
		arena_reset(&arena);
	}
	arena_done(&arena);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_are_told),
		cmocka_unit_test(bodies_are_slices_of_the_text),
		cmocka_unit_test(tangled_texts_are_read_by_lines),
		cmocka_unit_test(hostile_texts_are_read_to_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
