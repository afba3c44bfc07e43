#include <math.h>
#include <string.h>

#include "signals/prose.h"
#include "tests/unit/test.h"

static const struct row {
	const char *text;
	enum prose_feature feature;
	int n; /* how many; -1: a flag that is up */
} rows[] = {
	{ "one two three", PROSE_WORDS, 3 },
	{ "one -- two", PROSE_WORDS, 2 },
	{ "title here\n\nbody of four words", PROSE_TITLE, 2 },
	{ "title here\n\nbody of four words", PROSE_BODY, 4 },
	{ "One. Two! Three? four.five", PROSE_SENTENCES, 1 },
	{ "use `foo` and `bar`", PROSE_CODE, 2 },
	{ "```go\nx\n```", PROSE_FENCE, -1 },
	{ "see\n\n    indented", PROSE_FENCE, -1 },
	{ "```suggestion\nx\n```", PROSE_SUGGESTION, -1 },
	{ "fooBar foo_bar foo() foo::bar foo->bar plain", PROSE_IDENTIFIERS,
	    5 },
	{ "a_ and _b I/O", PROSE_IDENTIFIERS, 0 },
	{ "in store/key.c and cmd/main.go", PROSE_PATHS, 2 },
	{ "and/or 1/2 /", PROSE_PATHS, 1 },
	{ "https://example.org/x (http://example.com)", PROSE_LINKS, 2 },
	{ "Closes #12, gh-34; GH-5 acme/x#7 0a1b2c3d", PROSE_REFERENCES, 5 },
	{ "deadbeef #x C#", PROSE_REFERENCES, 0 },
	{ "2 ms, 40k, -3 and v2", PROSE_NUMBERS, 3 },
	{ "why?", PROSE_QUESTION, -1 },
	{ "no! never!", PROSE_EXCLAMATION, 2 },
	{ "- a\n* b\n1. c\n+ d\n-e", PROSE_ITEMS, 4 },
	{ "### Impact\n**Issue:** x\n- **Risk**: y\n**All bold**", PROSE_LABELS,
	    4 },
	{ "**very** odd\n#12 is open\n** a\n* b", PROSE_LABELS, 0 },
	{ "> said\nno", PROSE_QUOTE, -1 },
	{ "STOP this NOW and DROP it", PROSE_SHOUTING, 2 },
};

static void
features_are_counted(void **state)
{
	struct words *words = words_new();

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		struct prose prose;
		double expected = row->n < 0 ? 1 : log1p(row->n);

		print_message("%s: %s\n", prose_feature_name(row->feature),
		    row->text);
		prose_read(words, -1, row->text, strlen(row->text), &prose,
		    NULL, NULL);
		assert_true(
		    fabs(prose.feature[row->feature] - expected) < 1e-9);
	}
	words_free(words);
}

static void
count(void *ctx, const struct word_hit *hit)
{
	size_t *n = ctx;

	assert_int_equal(hit->list, PROSE_LISTS_MAX + 5);
	(*n)++;
}

static void
lists_and_others_are_told_apart(void **state)
{
	struct words *words = words_new();
	struct prose prose;
	size_t n = 0;

	(void)state;
	words_add(words, "because", 2);
	words_add(words, "the", 3);
	words_add(words, "kafka", PROSE_LISTS_MAX + 5);
	prose_read(words, 3, "Because the Kafka, because the", 30, &prose,
	    count, &n);
	assert_int_equal(n, 1);
	assert_true(fabs(prose.feature[PROSE_COUNT + 2] - log1p(2)) < 1e-9);
	assert_true(prose.feature[PROSE_COUNT + 3] == 0);
	assert_int_equal(prose.n_common, 2);
	words_free(words);
}

static void
scripts_are_told_apart(void **state)
{
	static const char greek[] = "\xCE\xB1\xCE\xB2 abc";
	struct words *words = words_new();
	struct prose prose;

	(void)state;
	prose_read(words, -1, greek, strlen(greek), &prose, NULL, NULL);
	assert_int_equal(prose.n_letters, 5);
	assert_int_equal(prose.n_foreign, 2);
	prose_read(words, -1, "na\xC3\xAFve \xE2\x80\x94", 11, &prose, NULL,
	    NULL);
	assert_int_equal(prose.n_foreign, 0);
	words_free(words);
}

static void
nothing_is_nothing(void **state)
{
	struct words *words = words_new();
	struct prose prose;

	(void)state;
	prose_read(words, -1, "", 0, &prose, NULL, NULL);
	assert_int_equal(prose.n_words, 0);
	assert_true(prose.feature[PROSE_ONE_WORD] == 1);
	prose_read(words, -1, "\n\n \t\n", 5, &prose, NULL, NULL);
	assert_int_equal(prose.n_words, 0);
	words_free(words);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(features_are_counted),
		cmocka_unit_test(lists_and_others_are_told_apart),
		cmocka_unit_test(scripts_are_told_apart),
		cmocka_unit_test(nothing_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
