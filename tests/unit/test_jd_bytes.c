/*
 * Descriptions that are no text, in other encodings, of any bytes, or large.
 */
#include <dirent.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"
#include "tests/unit/jd_fixture.h"
#include "tests/unit/rounds.h"

enum {
	MUTATIONS = 240
};

static void
what_is_no_text_is_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *says;
	} cases[] = {
		{ "%PDF-1.4 x", 10, "is a PDF" },
		{ "PK\x03\x04 x", 6, "Word" },
		{ "", 0, "holds no text" },
		{ "\0\0\0", 3, "holds no text" },
		{ " \n\t", 3, "holds no text" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { "" };
		struct arena arena = { 0 };
		struct jd jd;

		assert_int_equal(jd_read(jd_rules, jd_places, cases[i].bytes,
				     cases[i].len, &arena, &jd, &detail),
		    ERR_INVAL);
		assert_non_null(strstr(detail.text, cases[i].says));
		arena_done(&arena);
	}
}

static void
other_encodings_are_read_and_told(void **state)
{
	static const char utf16[] = "\xFF\xFEG\0o\0 \0e\0n\0g\0i\0n\0e\0e\0r\0";
	static const char latin[] = "Ing\xE9nieur Backend\n\nMa\xEEtrise de "
				    "Python pour vous, avec \x80 60000";
	struct arena arena = { 0 };
	struct jd jd;

	(void)state;
	assert_ok(jd_read(jd_rules, jd_places, utf16, sizeof(utf16) - 1, &arena,
	    &jd, NULL));
	assert_string_equal(jd.title, "Go engineer");
	assert_ok(jd_read(jd_rules, jd_places, latin, sizeof(latin) - 1, &arena,
	    &jd, NULL));
	assert_string_equal(jd.title, "Ingénieur Backend");
	assert_non_null(strstr(jd.notes[0], "Windows-1252"));
	arena_done(&arena);
}

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Replaces, doubles, drops and turns round pieces of a text. */
static void
mutate(char *text, size_t len, uint64_t *random)
{
	static const char *const pieces[] = { "\xFF", "\0", "\n", ": ", "- ",
		"(", ")", "or ", "Go", "no ", "\"", "\\", "#", "\xE2\x80\xA8",
		"<li>", "&#13;", "C", "](", "**", "\x1B[2J", "a@example.com",
		"{{", "|", "\xC2\x85", "plus", "must", "90k", "$" };
	size_t changes = 1 + next_random(random) % 40;

	for (size_t i = 0; i < changes; i++) {
		const char *piece = pieces[next_random(random) % COUNT(pieces)];
		size_t n = piece[0] == '\0' ? 1 : strlen(piece);
		size_t at = next_random(random) % len;

		if (next_random(random) % 4 == 0) {
			size_t from = next_random(random) % len;

			n = next_random(random) % 80;
			if (at + n < len && from + n < len)
				memmove(text + at, text + from, n);
		} else if (at + n < len) {
			memcpy(text + at, piece, n);
		}
	}
}

static void
any_bytes_give_a_valid_role(void **state)
{
	static const char *const names[] = { "bulleted", "forty-tools",
		"german", "startup", "html-paste", "hostile", "long" };
	uint64_t random = 0x9E3779B97F4A7C15u;
	const char *root = getenv("MUSTER_TESTS");

	(void)state;
	for (int i = 0; i < test_rounds(MUTATIONS); i++) {
		struct arena arena = { 0 };
		struct buf text, out;
		struct jd jd;

		fixture_read(arena_format(&arena, "%s/golden/jd/%s.txt",
				 root == NULL ? "tests" : root,
				 names[(size_t)i % COUNT(names)]),
		    &text);
		buf_init(&out, JD_ROLE_BYTES);
		mutate(text.data, text.len, &random);
		if (i % 5 == 0)
			for (size_t k = 0; k < text.len; k++)
				text.data[k] = (char)next_random(&random);
		if (jd_read(jd_rules, jd_places, text.data, text.len, &arena,
			&jd, NULL) == 0) {
			jd_role(&jd, "any", &arena, &out);
			assert_true(text_valid(out.data, out.len));
		}
		buf_done(&text);
		buf_done(&out);
		arena_done(&arena);
	}
}

/* A line of 256 KB, nothing but separators, a word a thousand times. */
static void
large_and_dull_texts_are_read(void **state)
{
	static const char *const units[] = { "Go, ", "(", "no Go or ", "#\n",
		"- Kafka or ", "<li>", "&#", "a:", "\xC3\xA9", "$90k - ",
		"Berlin, " };

	(void)state;
	for (size_t i = 0; i < COUNT(units); i++) {
		struct arena arena = { 0 };
		struct buf text, out;
		struct jd jd;

		buf_init(&text, JD_TEXT_MAX);
		buf_init(&out, JD_ROLE_BYTES);
		while (text.len + strlen(units[i]) <= JD_TEXT_MAX)
			buf_text(&text, units[i]);
		if (jd_read(jd_rules, jd_places, text.data, text.len, &arena,
			&jd, NULL) == 0)
			jd_role(&jd, "dull", &arena, &out);
		buf_done(&text);
		buf_done(&out);
		arena_done(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(other_encodings_are_read_and_told),
		cmocka_unit_test(any_bytes_give_a_valid_role),
		cmocka_unit_test(large_and_dull_texts_are_read),
	};

	return cmocka_run_group_tests(tests, jd_up, jd_down);
}
