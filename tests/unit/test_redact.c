#include <string.h>

#include "base/text.h"
#include "signals/redact.h"
#include "tests/unit/hostile_texts.h"
#include "tests/unit/test.h"

struct row {
	const char *text;
	const char *expected;
};

static void
check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct buf out;

		buf_init(&out, 64 * 1024);
		redact_text(&out, rows[i].text, strlen(rows[i].text));
		assert_string_equal(out.data == NULL ? "" : out.data,
		    rows[i].expected);
		assert_false(out.overflow);
		buf_done(&out);
	}
}

#define KANA        "\xE3\x81\x82\xE3\x81\x84\xE3\x81\x86\xE3\x81\x88\xE3\x81\x8A"
#define IN_JAPANESE KANA KANA KANA KANA KANA KANA

static void
addresses_go(void **state)
{
	static const struct row rows[] = {
		{ "Mail: ada@example.com", "Mail: <e-mail>" },
		{ "ADA.LOVELACE@EXAMPLE.COM", "<e-mail>" },
		{ "Reach me at a_b+x-1@dev.example.org.",
		    "Reach me at <e-mail>." },
		{ "mailto:ada@example.com", "<e-mail>" },
		{ "golang.org/adabot@example.com-amd64/bin",
		    "golang.org/<e-mail>-amd64/bin" },
		{ "ada@example.com.1", "<e-mail>.1" },
		/* a line of Japanese right behind it */
		{ "ada@example.com" IN_JAPANESE, "<e-mail>" IN_JAPANESE },
		/* and in front: what may be a name goes, by whole letters */
		{ IN_JAPANESE "ada@example.com" IN_JAPANESE,
		    KANA KANA "<e-mail>" IN_JAPANESE },
		{ "ada@co-op.example.com", "<e-mail>" },
		{ "[mail](mailto:ada@example.com?subject=x)",
		    "[mail](<e-mail>?subject=x)" },
		{ "Ada <ada@example.com>", "Ada <e-mail>" },
		{ "(ada@example.com)", "(<e-mail>)" },
		{ "a@example.com,b@example.org;c@example.com",
		    "<e-mail>,<e-mail>;<e-mail>" },
		{ "ada [at] example [dot] com", "<e-mail>" },
		{ "ada(at)example(dot)com", "<e-mail>" },
		{ "ada {at} example.com!", "<e-mail>!" },
		{ "ada at example dot com", "<e-mail>" },
		{ "ada.l AT example DOT org", "<e-mail>" },
		{ "write to ada at gmail.com", "write to <e-mail>" },
		{ "ada @ example.com", "<e-mail>" },
		{ "e-mail: ada @ acme.io", "e-mail: <e-mail>" },
		{ "ada.l @ acme.io", "<e-mail>" },
		{ "ada%40example.com", "<e-mail>" },
		{ "ada&#64;example.com", "<e-mail>" },
		{ "ada\xEF\xBC\xA0"
		  "example.com",
		    "<e-mail>" },
		{ "j\xC3\xB6rg@m\xC3\xBCller.example", "<e-mail>" },
		{ "x@xn--mller-kva.example", "<e-mail>" },
		{ "\"ada lovelace\"@example.com", "<e-mail>" },
		{ "ada@[192.0.2.1]", "<e-mail>" },
		{ "@ada@example.com", "@<e-mail>" },
		{ "https://ada:x@example.com/", "https://ada:<e-mail>/" },
		{ "git@example.com:acme/queue.git", "<e-mail>:acme/queue.git" },
		{ "Signed-off-by: Ada <ada@example.com>\nBye",
		    "Signed-off-by: Ada <e-mail>\nBye" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void
other_texts_stay(void **state)
{
	static const struct row rows[] = {
		{ "", "" },
		{ "@grafana @cncf", "@grafana @cncf" },
		{ "Engineer @ booking.com", "Engineer @ booking.com" },
		{ "look at example.org for docs",
		    "look at example.org for docs" },
		{ "look at the dot product", "look at the dot product" },
		{ "npm i @types/node@18.2.1", "npm i @types/node@18.2.1" },
		{ "root@localhost", "root@localhost" },
		{ "see https://medium.com/@ada",
		    "see https://medium.com/@ada" },
		{ "we met at noon", "we met at noon" },
		{ "a@b", "a@b" },
		{ "if (a[at]) return;", "if (a[at]) return;" },
		{ "look up x at y dot z", "look up x at y dot z" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void
phone_numbers_go(void **state)
{
	static const struct row rows[] = {
		{ "Call +1 (202) 555-0143", "Call <phone>" },
		{ "+1-415-555-0199.", "<phone>." },
		{ "+44 20 7946 0123", "<phone>" },
		{ "tel +447700900123", "tel <phone>" },
		{ "+49 (0)30 23125 456", "<phone>" },
		{ "(+33 1 99 00 12 34)", "(<phone>)" },
		{ "+46 70 174 06 12 and more", "<phone> and more" },
		{ "(202) 555-0143", "<phone>" },
		{ "202-555-0143", "<phone>" },
		{ "phone: 030 23125 456", "phone: <phone>" },
		{ "06 12 34 56 78", "<phone>" },
		{ "0049 30 231 25456", "<phone>" },
		{ "WhatsApp 2025550143", "WhatsApp <phone>" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void
other_numbers_stay(void **state)
{
	static const struct row rows[] = {
		{ "v1.22.3 and 4.5.6-rc.1", "v1.22.3 and 4.5.6-rc.1" },
		{ "2026-06-01 12:30:45", "2026-06-01 12:30:45" },
		{ "01.06.2026", "01.06.2026" },
		{ "192.168.100.200:8080", "192.168.100.200:8080" },
		{ "fixes #12345678", "fixes #12345678" },
		{ "1234567890", "1234567890" },
		{ "deadbeef1234567890", "deadbeef1234567890" },
		{ "0x12345678 and 1e10", "0x12345678 and 1e10" },
		{ "id 550e8400-e29b-41d4-a716-446655440000",
		    "id 550e8400-e29b-41d4-a716-446655440000" },
		{ "took 120 200 300 ms", "took 120 200 300 ms" },
		{ "@@ -10,7 +10,8 @@ func", "@@ -10,7 +10,8 @@ func" },
		{ "+12 -7 lines", "+12 -7 lines" },
		{ "RFC 9110 and ISO 8601", "RFC 9110 and ISO 8601" },
		{ "1 000 000 rows", "1 000 000 rows" },
		{ "$100-200", "$100-200" },
	};

	(void)state;
	check(rows, COUNT(rows));
}

static void
bytes_are_repaired(void **state)
{
	static const char nul[] = "a\0b";
	static const char bad[] = "x\xC3(y\xFF";
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	redact_text(&out, nul, sizeof(nul) - 1);
	assert_string_equal(out.data,
	    "a\xEF\xBF\xBD"
	    "b");
	buf_reset(&out);
	redact_text(&out, bad, sizeof(bad) - 1);
	assert_true(text_valid(out.data, out.len));
	buf_done(&out);
}

static void
a_full_buffer_is_told(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 4);
	redact_text(&out, "twelve bytes", 12);
	assert_true(out.overflow);
	buf_done(&out);
}

/* Work is counted, not timed: a constant for each byte, however it is
 * arranged, and not more of it in a longer text. */
static void
hostile_texts_take_linear_work(void **state)
{
	enum {
		BYTES = 128 * 1024,
		LOOKS = 80 /* at most, for each byte */
	};
	static char text[BYTES + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(hostile_texts); i++) {
		size_t whole, half;
		struct buf out;

		hostile_fill(&hostile_texts[i], text, BYTES);
		buf_init(&out, 16 * BYTES);
		whole = redact_text_counted(&out, text, BYTES);
		half = redact_text_counted(&out, text, BYTES / 2);
		assert_false(out.overflow);
		buf_done(&out);
		if (whole > (size_t)LOOKS * BYTES ||
		    whole > half * 2 + half / 8 + LOOKS * LOOKS)
			fail_msg("%s: %zu looks, %zu for half",
			    hostile_texts[i].what, whole, half);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_go),
		cmocka_unit_test(other_texts_stay),
		cmocka_unit_test(phone_numbers_go),
		cmocka_unit_test(other_numbers_stay),
		cmocka_unit_test(bytes_are_repaired),
		cmocka_unit_test(a_full_buffer_is_told),
		cmocka_unit_test(hostile_texts_take_linear_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
