/* Words and phrases in text, whatever its script. */
#include "base/arena.h"
#include "store/terms.h"
#include "tests/unit/test.h"

static void
words_are_letters_and_digits(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} cases[] = {
		{ "Distributed Lock", " distributed lock " },
		{ "redis/redis: fix-up (v2)!", " redis redis fix up v2 " },
		{ "C++ and C#, F#; a+b #1", " c++ and c# f# a b 1 " },
		{ "node.js", " node js " },
		{ "Stra\xC3\x9F"
		  "e Malm\xC3\xB6",
		    " strasse malmo " },
		{ "\xE2\x80\x9Cquoted\xE2\x80\x9D \xE2\x80\x94 dash",
		    " quoted dash " },
		{ "\xE5\x88\x86\xE5\xB8\x83\xE3\x80\x82x",
		    " \xE5\x88\x86\xE5\xB8\x83 x " },
		{ "  ", "" },
		{ "...", "" },
		{ "", "" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(terms_of(&arena, cases[i].text),
		    cases[i].words);
	arena_done(&arena);
}

static void
phrases_are_whole_words_of_one_text(void **state)
{
	static const struct {
		const char *search;
		bool prefix;
		bool found;
	} cases[] = {
		{ "lock", false, true },
		{ "loc", false, false },
		{ "loc", true, true },
		{ "distributed lock", false, true },
		{ "lock distributed", false, false },
		{ "distributed lo", true, true },
		{ "stributed", true, false },
		{ "lock second", false, false },
		{ "second", false, true },
		{ "", false, false },
	};
	struct arena arena = { 0 };
	struct buf words;

	(void)state;
	buf_init(&words, 1000);
	terms_add(&words, "A distributed lock.");
	terms_add(&words, NULL);
	terms_add(&words, "...");
	terms_add(&words, "Second text");
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(terms_contain(words.data,
				     terms_of(&arena, cases[i].search),
				     cases[i].prefix),
		    cases[i].found);
	buf_done(&words);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_letters_and_digits),
		cmocka_unit_test(phrases_are_whole_words_of_one_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
