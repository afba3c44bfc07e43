/* Templates: what they render, and what is refused where. */
#include <string.h>

#include "outreach/template.h"
#include "tests/unit/test.h"

enum {
	LIMIT = 10000
};

static void
fill(struct template_values *values)
{
	memset(values, 0, sizeof(*values));
	values->texts[TOKEN_FIRST_NAME] = "Ada";
	values->texts[TOKEN_LOGIN] = "ada";
	values->texts[TOKEN_URL] = "https://github.com/ada";
	values->texts[TOKEN_WORK] = "your project ada/engine";
	values->texts[TOKEN_NOTICE] = "NOTICE";
	values->texts[TOKEN_LOCATION] = "";
	values->flags[TOKEN_HIREABLE] = true;
	values->n_items[TOKEN_EVIDENCE] = 2;
	values->items[TOKEN_EVIDENCE][0].texts[TOKEN_ITEM_TITLE] = "one";
	values->items[TOKEN_EVIDENCE][0].texts[TOKEN_ITEM_URL] = "u1";
	values->items[TOKEN_EVIDENCE][1].texts[TOKEN_ITEM_TITLE] = "{{name}}";
	values->items[TOKEN_EVIDENCE][1].texts[TOKEN_ITEM_URL] = "u2";
}

static void
templates_are_filled(void **state)
{
	static const struct {
		const char *template, *message;
	} cases[] = {
		{ "", "" },
		{ "  plain \n", "plain" },
		{ "Hi {{first_name|there}},", "Hi Ada," },
		{ "Hi {{ last_name | there }},", "Hi there," },
		{ "{{login}} {{url}}", "ada https://github.com/ada" },
		{ "at {{#company}}{{company}}{{/company}}"
		  "{{^company}}home{{/company}}",
		    "at home" },
		{ "{{#location}}in {{location}}{{/location}}x", "x" },
		{ "{{#first_name}}Dear {{first_name}}{{/first_name}}",
		    "Dear Ada" },
		{ "{{#hireable}}open{{/hireable}}", "open" },
		{ "{{^hireable}}closed{{/hireable}}x", "x" },
		{ "{{#evidence}}- {{title}}: {{url}}\n{{/evidence}}",
		    "- one: u1\n- {{name}}: u2" },
		/* The profile's address outside a list, the item's within. */
		{ "{{url}} {{#evidence}}{{url}} {{/evidence}}{{url}}",
		    "https://github.com/ada u1 u2 https://github.com/ada" },
		{ "{{^alternates}}none{{/alternates}}", "none" },
		/* A tag alone on its line leaves no line. */
		{ "a\n{{#company}}\nb\n{{/company}}\nc", "a\nc" },
		{ "a\n  {{! remark }}  \nc", "a\nc" },
		{ "a {{! remark }}\nc", "a \nc" },
		{ "a\r\n{{^company}}\r\nb\r\n{{/company}}\r\nc",
		    "a\r\nb\r\nc" },
		{ "\xEF\xBB\xBFmarked", "marked" },
		{ "a { b } }} c", "a { b } }} c" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct err_detail detail = { 0 };
		const struct template *template = NULL;
		struct template_values values;
		struct template_gaps gaps;
		struct buf out;
		int rc = template_parse("t", cases[i].template,
		    strlen(cases[i].template), &arena, &template, &detail);

		if (rc != 0 || template == NULL)
			fail_msg("%s: %s", cases[i].template, detail.text);
		fill(&values);
		buf_init(&out, LIMIT);
		template_render(template, &values, &out, &gaps);
		assert_string_equal(out.data != NULL ? out.data : "",
		    cases[i].message);
		assert_int_equal(gaps.missing, 0);
		buf_done(&out);
		arena_done(&arena);
	}
}

static void
mistakes_are_told_with_their_place(void **state)
{
	static const struct {
		const char *template, *sentence;
	} cases[] = {
		{ "Hi {{frist_name|x}}",
		    "t:1:4: {{frist_name}}: no such token; did you mean "
		    "first_name?" },
		{ "a\n\xC3\xA4\xC3\xB6 {{company}}",
		    "t:2:4: {{company}}: can "
		    "be missing" },
		{ "{{contact|x}}", "did you mean operator.contact?" },
		{ "{{score}}", "no score, band or rank goes into a message" },
		{ "{{title}}", "; only within {{#evidence}}...{{/evidence}}" },
		{ "{{#alternates}}{{title}}{{/alternates}}",
		    "t:1:16: {{title}}" },
		{ "{{#evidence}}x", "t:1:1: {{#evidence}}: is not closed" },
		{ "x{{/evidence}}", "closes a section that was not opened" },
		{ "{{#name}}\n{{#url}}{{/name}}{{/url}}",
		    "t:2:9: {{name}}: expected {{/url}}, which line 2 opened" },
		{ "{{evidence}}", "is no text" },
		{ "{{hireable|x}}", "is no text" },
		{ "{{name|}}", "an empty fallback leaves a gap" },
		{ "{{name", "is not closed by }}" },
		{ "{{name\n}}", "is not closed by }}" },
		{ "{{{name}}}", "are not part of these templates" },
		{ "{{> other}}", "are not part of these templates" },
		{ "{{& name}}", "are not part of these templates" },
		{ "{{=<% %>=}}", "are not part of these templates" },
		{ "{{}}", "no such token" },
		{ "{{! limit: many }}", "expected a number of characters" },
		{ "\xFF", "t: not UTF-8 text" },
		/* Known in its own section alone. */
		{ "{{^company}}{{company}}{{/company}}", "can be missing" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct err_detail detail = { 0 };
		const struct template *template = NULL;

		assert_int_equal(template_parse("t", cases[i].template,
				     strlen(cases[i].template), &arena,
				     &template, &detail),
		    ERR_PARSE);
		if (strstr(detail.text, cases[i].sentence) == NULL)
			fail_msg("%s: %s", cases[i].template, detail.text);
		arena_done(&arena);
	}
}

static void
what_is_missing_is_told(void **state)
{
	static const char text[] =
	    "{{work}}\n {{reason}} {{company|x}} {{! limit: 399 }}"
	    "{{^job.title}}that work{{/job.title}}"
	    "{{^hireable}}no{{/hireable}}{{^first_name}}no{{/first_name}}";
	struct arena arena = { 0 };
	struct err_detail detail = { 0 };
	const struct template *template = NULL;
	struct template_values values;
	struct template_gaps gaps;
	struct buf out;

	(void)state;
	assert_ok(template_parse("t", text, sizeof(text) - 1, &arena, &template,
	    &detail));
	fill(&values);
	buf_init(&out, LIMIT);
	template_render(template, &values, &out, &gaps);
	assert_true(gaps.missing == UINT64_C(1) << TOKEN_REASON);
	assert_true(gaps.fell_back ==
	    (UINT64_C(1) << TOKEN_COMPANY | UINT64_C(1) << TOKEN_JOB_TITLE));
	assert_string_equal(template_place(template, TOKEN_REASON, &arena),
	    "t:2:2");
	assert_int_equal(template_limit(template), 399);
	buf_done(&out);
	arena_done(&arena);
}

/* Nested as deep as it goes, and one deeper; more tokens than there is room. */
static void
size_is_limited(void **state)
{
	struct err_detail detail = { 0 };
	struct arena arena = { 0 };
	const struct template *template = NULL;
	struct buf text;

	(void)state;
	for (int depth = TEMPLATE_DEPTH_MAX; depth <= TEMPLATE_DEPTH_MAX + 1;
	     depth++) {
		buf_init(&text, TEMPLATE_MAX_BYTES);
		for (int i = 0; i < depth; i++)
			buf_text(&text, "{{#name}}");
		for (int i = 0; i < depth; i++)
			buf_text(&text, "{{/name}}");
		assert_int_equal(template_parse("t", text.data, text.len,
				     &arena, &template, &detail),
		    depth > TEMPLATE_DEPTH_MAX ? ERR_PARSE : 0);
		buf_done(&text);
	}
	buf_init(&text, TEMPLATE_MAX_BYTES);
	for (int i = 0; i < TEMPLATE_NODES_MAX + 1; i++)
		buf_text(&text, "{{login}}");
	assert_int_equal(template_parse("t", text.data, text.len, &arena,
			     &template, &detail),
	    ERR_PARSE);
	buf_done(&text);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(templates_are_filled),
		cmocka_unit_test(mistakes_are_told_with_their_place),
		cmocka_unit_test(what_is_missing_is_told),
		cmocka_unit_test(size_is_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
