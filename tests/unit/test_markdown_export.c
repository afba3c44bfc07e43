/* Text from strangers means nothing in Markdown. */
#include <string.h>

#include "outreach/markdown.h"
#include "tests/unit/test.h"

static void
text_is_escaped_where_it_means_something(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "Ada Lovelace", "Ada Lovelace" },
		{ NULL, "" },
		{ "<b onclick=x>", "\\<b onclick=x\\>" },
		{ "[a](http://b)", "\\[a\\](http\\://b)" },
		{ "![x](y)", "\\!\\[x\\](y)" },
		{ "*a* _b_ `c` ~~d~~",
		    "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~" },
		{ "# title", "\\# title" },
		{ "- item", "\\- item" },
		{ "1. item", "1\\. item" },
		{ "12) item", "12\\) item" },
		{ "version 1.2", "version 1.2" },
		{ "see WWW.example.com", "see WWW\\.example.com" },
		{ "https://example.com", "https\\://example.com" },
		{ "R&amp;D", "R\\&amp;D" },
		{ "a\\b", "a\\\\b" },
		{ "two\nlines", "two lines" },
		{ "a | b", "a \\| b" },
		{ "scan: use SELECT (2026).", "scan: use SELECT (2026)." },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;

		buf_init(&out, 1000);
		markdown_put_text(&out, cases[i].in);
		assert_string_equal(out.data != NULL ? out.data : "",
		    cases[i].out);
		buf_done(&out);
	}
}

static void
links_lead_to_web_addresses_alone(void **state)
{
	static const struct {
		const char *url, *out;
	} cases[] = {
		{ "https://example.com/a_b?c=d&e=f",
		    "[x](<https://example.com/a_b?c=d&amp;e=f>)" },
		{ "https://example.com/>)<script>",
		    "[x](<https://example.com/%3E)%3Cscript%3E>)" },
		{ "https://example.com/a b\\c`d",
		    "[x](<https://example.com/a%20b%5Cc%60d>)" },
		{ "javascript:alert(1)", "x" },
		{ "data:text/html,x", "x" },
		{ NULL, "x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;

		buf_init(&out, 1000);
		markdown_put_link(&out, "x", cases[i].url);
		assert_string_equal(out.data, cases[i].out);
		buf_done(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_escaped_where_it_means_something),
		cmocka_unit_test(links_lead_to_web_addresses_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
