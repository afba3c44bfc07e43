#include <string.h>

#include "base/str.h"
#include "signals/people.h"
#include "tests/unit/test.h"

static void
names_are_split_or_left(void **state)
{
	static const struct {
		const char *name;
		const char *first;
		const char *last;
		bool guessed;
	} rows[] = {
		{ "Ada Lovelace", "Ada", "Lovelace", false },
		{ "Dr. Ada Lovelace", "Ada", "Lovelace", false },
		{ "Ada Lovelace PhD", "Ada", "Lovelace", false },
		{ "Dipl.-Ing. Ada Lovelace M.Sc.", "Ada", "Lovelace", false },
		{ "Ada Esq.uire", "Ada", "Esq.uire", false },
		{ "Profprofprofprof Ada", "Profprofprofprof", "Ada", false },
		{ "Ludwig van Beethoven", "Ludwig", "van Beethoven", true },
		{ "Ada King Lovelace", "Ada", "Lovelace", true },
		{ "Ada", "Ada", NULL, true },
		{ "Ada Lovelace (she)", "Ada", "Lovelace", true },
		{ "J. Random Hacker", "J.", "Hacker", true },
		{ "Jos\xC3\xA9 \xC3\x81lvarez", "Jos\xC3\xA9", "\xC3\x81lvarez",
		    false },
		{ "LOVELACE Ada", "LOVELACE", "Ada", true },
		{ "JD Salinger", "JD", "Salinger", false },
		{ "The Anh Nguyen", "The", "Nguyen", true },
		{ "The Fox", "The", "Fox", true },
		{ "Team Rocket", NULL, NULL, true },
		{ "Theo Fox", "Theo", "Fox", false },
		/* The family in front, all of those that are listed. */
		{ "Aoki Mei", "Aoki", "Mei", true },
		{ "Ueda Daichi", "Ueda", "Daichi", true },
		{ "Nguyen Anh", "Nguyen", "Anh", true },
		{ "Nguy\xE1\xBB\x85n Anh", "Nguy\xE1\xBB\x85n", "Anh", true },
		{ "T\xC3\xB3th Anna", "T\xC3\xB3th", "Anna", true },
		{ "Zhou Min", "Zhou", "Min", true },
		{ "Daichi Ueda", "Daichi", "Ueda", false },
		{ "Kim Nguyen", "Kim", "Nguyen", false },
		{ NULL, NULL, NULL, true },
		{ "", NULL, NULL, true },
		{ "x86_64", NULL, NULL, true },
		{ "l33t hacker", NULL, NULL, true },
		{ "@ada", NULL, NULL, true },
		{ "\xE5\xB1\xB1\xE7\x94\xB0 \xE5\xA4\xAA\xE9\x83\x8E", NULL,
		    NULL, true },
		{ "Lovelace, Ada", NULL, NULL, true },
		{ "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80", NULL, NULL, true },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *first, *last;
		bool guessed;

		print_message("%s\n",
		    rows[i].name == NULL ? "NULL" : rows[i].name);
		people_split_name(&arena, rows[i].name, &first, &last,
		    &guessed);
		assert_true(str_equal(first, rows[i].first));
		assert_true(str_equal(last, rows[i].last));
		assert_int_equal(guessed, rows[i].guessed);
	}
	arena_done(&arena);
}

static void
the_best_way_of_contact_is_named(void **state)
{
	struct link linkedin = { "linkedin", "https://linkedin.example" };
	struct link website = { "website", "https://ada.example" };
	struct link social = { "mastodon", "https://social.example/@ada" };
	struct link none = { NULL, NULL };
	struct link all[] = { social, website, linkedin };
	struct link two[] = { website, social };
	struct person person = { .links = all, .n_links = 3 };

	(void)state;
	assert_string_equal(people_contact(&person), "linkedin");
	person = (struct person){ .links = two, .n_links = 2 };
	assert_string_equal(people_contact(&person), "website");
	person = (struct person){ .links = &social, .n_links = 1 };
	assert_string_equal(people_contact(&person), "social");
	person = (struct person){ .links = &none, .n_links = 1 };
	assert_string_equal(people_contact(&person), "none");
	person = (struct person){ .n_links = 0 };
	assert_string_equal(people_contact(&person), "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_split_or_left),
		cmocka_unit_test(the_best_way_of_contact_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
