#include <string.h>

#include "base/array.h"
#include "base/encoding.h"
#include "base/text.h"
#include "tests/unit/test.h"

static void
texts_are_read_whatever_wrote_them(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum encoding was;
		const char *text;
		size_t bad;
	} cases[] = {
		{ "", 0, ENCODING_UTF8, "", 0 },
		{ "M\xC3\xBCller", 7, ENCODING_UTF8, "M\xC3\xBCller", 0 },
		{ "\xEF\xBB\xBFx", 4, ENCODING_UTF8, "x", 0 },
		{ "\xFF\xFEM\0\xFC\0", 6, ENCODING_UTF16, "M\xC3\xBC", 0 },
		{ "\xFE\xFF\0M\0\xFC", 6, ENCODING_UTF16, "M\xC3\xBC", 0 },
		{ "\xFF\xFE\x3D\xD8\x00\xDE", 6, ENCODING_UTF16,
		    "\xF0\x9F\x98\x80", 0 },
		{ "\xFF\xFE\x00\xDEx", 5, ENCODING_UTF16, "\xEF\xBF\xBD", 0 },
		{ "Gr\xF6\xDF"
		  "e",
		    5, ENCODING_WINDOWS,
		    "Gr\xC3\xB6\xC3\x9F"
		    "e",
		    2 },
		{ "\x80\x81", 2, ENCODING_WINDOWS, "\xE2\x82\xAC ", 2 },
		{ "\xC3\xBC\xC3\xBC\xFF", 5, ENCODING_MIXED,
		    "\xC3\xBC\xC3\xBC ", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;
		size_t bad;

		buf_init(&out, 100);
		assert_int_equal(encoding_to_utf8(&out, cases[i].bytes,
				     cases[i].len, &bad),
		    cases[i].was);
		assert_string_equal(out.data != NULL ? out.data : "",
		    cases[i].text);
		assert_int_equal(bad, cases[i].bad);
		buf_done(&out);
	}
}

static void
any_bytes_become_text_of_at_most_three_times_the_length(void **state)
{
	unsigned char bytes[512];
	uint32_t seed = 99;

	(void)state;
	for (int round = 0; round < 400; round++) {
		size_t len = (size_t)round, bad;
		struct buf out;

		for (size_t i = 0; i < len; i++) {
			seed = seed * 1664525U + 1013904223U;
			bytes[i] = (unsigned char)(seed >> 24);
		}
		if (round % 3 == 0 && len >= 2) {
			bytes[0] = 0xFF;
			bytes[1] = 0xFE;
		}
		buf_init(&out, 3 * len + 1);
		(void)encoding_to_utf8(&out, (char *)bytes, len, &bad);
		assert_false(out.overflow);
		assert_true(
		    text_valid(out.data != NULL ? out.data : "", out.len));
		buf_done(&out);
	}
}

static void
documents_are_told_from_texts(void **state)
{
	(void)state;
	assert_non_null(encoding_binary("PK\x03\x04", 4));
	assert_non_null(encoding_binary("%PDF-1.7", 8));
	assert_non_null(encoding_binary("\x1F\x8B\x08", 3));
	assert_null(encoding_binary("PK", 2));
	assert_null(encoding_binary("login\n", 6));
	assert_null(encoding_binary("", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_whatever_wrote_them),
		cmocka_unit_test(
		    any_bytes_become_text_of_at_most_three_times_the_length),
		cmocka_unit_test(documents_are_told_from_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
