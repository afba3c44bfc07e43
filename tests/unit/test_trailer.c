#include <string.h>

#include "signals/redact.h"
#include "tests/unit/test.h"

struct row {
	const char *message;
	size_t n;
	int64_t id;
	const char *login;
	bool agent;
};

static const struct row rows[] = {
	{ "Fix it\n\nCo-authored-by: Ada <42+ada@users.noreply.github.com>", 1,
	    42, "ada", false },
	{ "Fix it\n\nCO-AUTHORED-BY: Ada <ada-l@users.noreply.github.com>\r\n",
	    1, 0, "ada-l", false },
	{ "Fix it\n\nCo-authored-by: Ada <ada@example.com>", 0, 0, "", false },
	{ "Fix it\n\nCo-authored-by: x <1+b[bot]@users.noreply.github.com>", 1,
	    1, "b[bot]", false },
	{ "Fix it\n\nCo-authored-by: x <99999999999999999999+b"
	  "@users.noreply.github.com>",
	    1, 0, "99999999999999999999+b", false },
	{ "Fix it\n\nCo-authored-by: x <1+a b@users.noreply.github.com>", 0, 0,
	    "", false },
	{ "Fix it", 0, 0, "", false },
	{ "", 0, 0, "", false },
	{ "Fix it\n\nCo-authored-by: Claude Code <1+x@example.com>", 0, 0, "",
	    true },
	{ "Fix it\n\nCo-authored-by: Copilot "
	  "<198982749+Copilot@users.noreply.github.com>",
	    0, 0, "", true },
	{ "Fix it\n\n\xF0\x9F\xA4\x96 Generated with an agent", 0, 0, "",
	    true },
	/* A person may be called Claude. */
	{ "Fix it\n\nCo-authored-by: Claude Example "
	  "<7+claude@users.noreply.github.com>",
	    1, 7, "claude", false },
	{ "I asked Claude Code about the merge", 0, 0, "", false },
};

static void
co_authors_are_read_by_their_ids(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct co_author authors[4] = { { 0 } };
		bool agent = !rows[i].agent;
		size_t n;

		print_message("%s\n", rows[i].message);
		n = redact_co_authors(rows[i].message, strlen(rows[i].message),
		    authors, COUNT(authors), &agent);
		if (strstr(rows[i].message, "99999") != NULL) {
			/* No such id, and no such login. */
			assert_true(n == 0 || authors[0].id == 0);
			continue;
		}
		assert_int_equal(n, rows[i].n);
		assert_int_equal(agent, rows[i].agent);
		assert_int_equal(authors[0].id, rows[i].id);
		assert_string_equal(authors[0].login, rows[i].login);
	}
}

static void
no_more_than_asked_for(void **state)
{
	struct co_author authors[2];
	bool agent;
	char message[4096] = "x\n\n";

	(void)state;
	for (int i = 0; i < 20; i++)
		(void)strncat(message,
		    "Co-authored-by: A <1+a@users.noreply.github.com>\n",
		    sizeof(message) - strlen(message) - 1);
	assert_int_equal(redact_co_authors(message, strlen(message), authors, 2,
			     &agent),
	    2);
}

static void
address_trailers_are_dropped(void **state)
{
	static const struct {
		const char *message;
		const char *expected;
	} cases[] = {
		{ "Fix it\n\nBecause.\n\nSigned-off-by: Ada <ada@example.com>",
		    "Fix it\n\nBecause." },
		{ "Fix it\n\nReviewed-by: Bob <bob@example.org>\nFixes: #12",
		    "Fix it\n\nFixes: #12" },
		{ "Fix it\n\nCc: dev@example.org\nCo-authored-by: X <x@y.zz>\n",
		    "Fix it" },
		{ "Ask ada@example.com about it", "Ask <e-mail> about it" },
		{ "Change-Id: I0123\nFix <T> boxes",
		    "Change-Id: I0123\nFix <T> boxes" },
		{ "Signed-off-by: A <a@example.com>", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;

		buf_init(&out, 4096);
		redact_commit_message(&out, cases[i].message,
		    strlen(cases[i].message));
		assert_string_equal(out.data == NULL ? "" : out.data,
		    cases[i].expected);
		buf_done(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(co_authors_are_read_by_their_ids),
		cmocka_unit_test(no_more_than_asked_for),
		cmocka_unit_test(address_trailers_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
