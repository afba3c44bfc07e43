/* Text from strangers comes out valid, on one line and harmless. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/unit/test.h"

static void
line_is_harmless(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "plain", "plain" },
		{ "  two\t\n words \r\n", "two words" },
		{ "\x1b[2Jcleared\x07", "[2Jcleared" },
		{ "\x1b]8;;http://a\x1b\\x", "]8;;http://a\\x" },
		{ "c1 \xC2\x9B"
		  "31m",
		    "c1 31m" },
		{ "a\xE2\x80\xAE"
		  "b\xE2\x81\xA6"
		  "c",
		    "abc" },
		{ "zero\xE2\x80\x8Bwidth\xEF\xBB\xBF", "zerowidth" },
		{ "bad\xFFutf\xC3", "bad\xEF\xBF\xBDutf\xEF\xBF\xBD" },
		{ "overlong \xC0\xAF", "overlong \xEF\xBF\xBD\xEF\xBF\xBD" },
		{ "surrogate \xED\xA0\x80!",
		    "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD!" },
		{ "nbsp\xC2\xA0here", "nbsp here" },
		{ "line\xE2\x80\xA8sep", "line sep" },
		/* a family of three keeps its joiners */
		{ "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
		    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7" },
		{ "tag \xF3\xA0\x81\x81", "tag" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;

		buf_init(&out, 1000);
		text_line(&out, cases[i].in, strlen(cases[i].in));
		assert_string_equal(out.data, cases[i].out);
		assert_true(text_valid(out.data, out.len));
		buf_done(&out);
	}
}

static void
nul_and_every_byte_are_survived(void **state)
{
	char all[512];
	struct buf out;

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)i;
	buf_init(&out, 4096);
	text_line(&out, all, sizeof(all));
	assert_true(text_valid(out.data, out.len));
	for (size_t i = 0; i < out.len; i++)
		assert_true((unsigned char)out.data[i] >= 0x20);
	buf_reset(&out);
	text_repair(&out, all, sizeof(all));
	assert_true(text_valid(out.data, out.len));
	buf_done(&out);
}

static void
block_keeps_lines(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	text_block(&out, "a \x1b[31mb\n\tc  d", 15);
	assert_string_equal(out.data, "a [31mb\n\tc d");
	buf_done(&out);
}

static void
width_counts_columns(void **state)
{
	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("\xE6\x97\xA5\xE6\x9C\xAC"), 4);
	assert_int_equal(text_width("e\xCC\x81"), 1);
	assert_int_equal(text_prefix("\xE6\x97\xA5\xE6\x9C\xAC", 3), 3);
}

static void
show_cuts_by_columns(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(text_show(&arena, "short", 10), "short");
	assert_string_equal(text_show(&arena, "a longer line", 8),
	    "a longe\xE2\x80\xA6");
	assert_string_equal(text_show(&arena, "", 8), "");
	assert_string_equal(text_show(&arena, "any length", 0), "any length");
	arena_done(&arena);
}

static void
cut_never_splits_a_code_point(void **state)
{
	(void)state;
	assert_int_equal(text_cut("ab\xC3\xA9", 4, 3), 2);
	assert_int_equal(text_cut("ab\xC3\xA9", 4, 4), 4);
	assert_int_equal(text_cut("\xE6\x97\xA5", 3, 2), 0);
}

static void
folding_ignores_case_and_accents(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "Malm\xC3\xB6", "malmo" },
		{ "STRA\xC3\x9F"
		  "E",
		    "strasse" },
		{ "\xC4\xB0stanbul", "istanbul" },
		{ "\xC5\x81\xC3\xB3"
		  "d\xC5\xBA",
		    "\xC5\x82odz" },
		{ "  Two   Words ", "two words" },
		{ "\xEF\xBC\xA7o", "go" },
		{ "bad \xFF", "bad \xEF\xBF\xBD" },
		{ "", "" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(text_fold(&arena, cases[i].in,
					strlen(cases[i].in)),
		    cases[i].out);
	arena_done(&arena);
}

static bool
is_line(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7E ||
		    (text[i] == ' ' &&
			(i == 0 || i + 1 == len || text[i - 1] == ' ')))
			return false;
	return true;
}

/* At any place of a text of any length, around sixteen bytes and twice that. */
static void
what_is_no_line_is_seen_wherever_it_stands(void **state)
{
	static const char odd[] = { ' ', '\t', '\n', 0x1F, '~', 0x7F,
		(char)0x80, (char)0xFF };
	char text[64];

	(void)state;
	for (size_t len = 0; len <= 40; len++)
		for (size_t at = 0; at < len; at++)
			for (size_t i = 0; i < sizeof(odd); i++) {
				memset(text, 'x', len);
				text[len] = '\0';
				text[at] = odd[i];
				assert_int_equal(text_is_line(text),
				    is_line(text, len));
				if (at == 0)
					continue;
				text[at - 1] = ' ';
				assert_int_equal(text_is_line(text),
				    is_line(text, len));
			}
	assert_true(text_is_line(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_is_harmless),
		cmocka_unit_test(nul_and_every_byte_are_survived),
		cmocka_unit_test(block_keeps_lines),
		cmocka_unit_test(width_counts_columns),
		cmocka_unit_test(show_cuts_by_columns),
		cmocka_unit_test(cut_never_splits_a_code_point),
		cmocka_unit_test(folding_ignores_case_and_accents),
		cmocka_unit_test(what_is_no_line_is_seen_wherever_it_stands),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
