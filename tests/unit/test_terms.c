/* Words and phrases in text, whatever its script. */
#include "base/arena.h"
#include "store/index/terms.h"
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

/* Pieces of texts, in which words begin, end and go on in all ways. */
static void
append_piece(struct buf *out, unsigned *dice)
{
	static const char *const pieces[] = { "a", "b", "A", "ab", "+", "#",
		" ", ".", "c++", "\xC3\xA9", "\xE2\x80\x94", "2", "a b" };

	*dice = *dice * 1103515245 + 12345;
	buf_text(out, pieces[(*dice >> 16) % COUNT(pieces)]);
}

/* Cut in the middle, in two texts of which one has them or none. */
static void
expect_among(struct arena *arena, const struct buf *text,
    const struct terms_search *search)
{
	size_t middle = text->len / 2;
	char *texts = arena_alloc(arena, text->len + 2);
	bool has;

	/* No letter of two bytes apart. */
	while (
	    middle < text->len && ((uint8_t)text->data[middle] & 0xC0) == 0x80)
		middle++;
	memcpy(texts, text->data, middle);
	texts[middle] = '\0';
	memcpy(texts + middle + 1, text->data + middle, text->len - middle);
	texts[text->len + 1] = '\0';
	has = terms_stand_in(texts, search) ||
	    terms_stand_in(texts + middle + 1, search);
	assert_int_equal(terms_stand_among(arena, texts, text->len + 2, search),
	    has);
}

static void
texts_hold_what_their_words_hold(void **state)
{
	struct arena arena = { 0 };
	struct buf text, sought, words;
	unsigned dice = 1;
	int found = 0;

	(void)state;
	buf_init(&text, 100);
	buf_init(&sought, 100);
	buf_init(&words, 200);
	for (int i = 0; i < 20000; i++) {
		struct terms_search asked;
		const char *search;

		buf_reset(&text);
		buf_reset(&sought);
		buf_reset(&words);
		buf_text(&text, "");
		for (int j = 0; j < i % 12; j++)
			append_piece(&text, &dice);
		for (int j = 0; j < 1 + i % 3; j++)
			append_piece(&sought, &dice);
		search = terms_of(&arena, sought.data);
		terms_add(&words, text.data != NULL ? text.data : "");
		for (int prefix = 0; prefix < 2; prefix++) {
			bool has = words.len > 0 &&
			    terms_contain(words.data, search, prefix != 0);

			found += has;
			terms_search_init(&asked, search, prefix != 0);
			if (terms_stand_in(text.data != NULL ? text.data : "",
				&asked) != has)
				fail_msg("\"%s\" in \"%s\"", search, text.data);
			if (text.len > 0)
				expect_among(&arena, &text, &asked);
		}
		arena_reset(&arena);
	}
	assert_true(found > 1000);
	buf_done(&text);
	buf_done(&sought);
	buf_done(&words);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_letters_and_digits),
		cmocka_unit_test(phrases_are_whole_words_of_one_text),
		cmocka_unit_test(texts_hold_what_their_words_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
