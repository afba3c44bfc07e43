#include "base/clock.h"
#include "base/str.h"
#include "config/place.h"
#include "config/place_internal.h"
#include "tests/unit/config_fixture.h"
#include "tests/unit/place_texts.h"

static struct places *shipped;

static int
setup(void **state)
{
	(void)state;
	return places_read("config/places.yaml", &shipped, NULL);
}

static int
teardown(void **state)
{
	(void)state;
	places_free(shipped);
	return 0;
}

static void
places_are_recognised_in_free_text(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		bool is_remote;
		const struct place *place =
		    places_recognise(shipped, texts[i].text, &is_remote);
		const char *name = place == NULL ? NULL : place->name;

		if (str_equal(name, texts[i].place) &&
		    is_remote == texts[i].is_remote)
			continue;
		print_error("\"%s\": %s, expected %s\n", texts[i].text,
		    name == NULL ? "none" : name,
		    texts[i].place == NULL ? "none" : texts[i].place);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static bool
within(const char *name, const char *ancestor)
{
	const struct place *a = places_find(shipped, name);
	const struct place *b = places_find(shipped, ancestor);

	if (a == NULL || b == NULL)
		fail_msg("%s or %s: unknown", name, ancestor);
	return places_within(shipped, a->id, b->id);
}

static void
places_form_a_tree(void **state)
{
	static const struct {
		const char *name;
		const char *ancestor;
		bool is_within;
	} cases[] = {
		{ "berlin", "germany", true },
		{ "berlin", "eu", true },
		{ "berlin", "europe", true },
		{ "berlin", "world", true },
		{ "berlin", "berlin", true },
		{ "berlin", "dach", true },
		{ "berlin", "emea", true },
		{ "berlin", "eea", true },
		{ "berlin", "france", false },
		{ "germany", "berlin", false },
		{ "london", "eu", false },
		{ "london", "europe", true },
		{ "london", "uk", true },
		{ "oslo", "eu", false },
		{ "oslo", "eea", true },
		{ "oslo", "nordics", true },
		{ "zurich", "dach", true },
		{ "zurich", "eu", false },
		{ "eu", "europe", true },
		{ "eu", "eea", true },
		{ "dach", "europe", true },
		{ "europe", "dach", false },
		{ "sf", "bay area", true },
		{ "sf", "california", true },
		{ "sf", "usa", true },
		{ "sf", "americas", true },
		{ "seattle", "pnw", true },
		{ "toronto", "north america", true },
		{ "sao paulo", "latam", true },
		{ "sao paulo", "south america", true },
		{ "mexico city", "south america", false },
		{ "mexico city", "latam", true },
		{ "bangalore", "india", true },
		{ "bangalore", "apac", true },
		{ "sydney", "apac", true },
		{ "sydney", "anz", true },
		{ "cairo", "mena", true },
		{ "cairo", "africa", true },
		{ "dubai", "gulf", true },
		{ "lagos", "west africa", true },
		{ "hong kong", "asia", true },
		{ "tokyo", "east asia", true },
		{ "istanbul", "eu", false },
		{ "kyiv", "cee", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (within(cases[i].name, cases[i].ancestor) !=
		    cases[i].is_within)
			fail_msg("%s < %s", cases[i].name, cases[i].ancestor);
}

static void
names_are_found_in_any_spelling(void **state)
{
	static const struct {
		const char *name;
		const char *place;
	} cases[] = {
		{ "München", "Munich" },
		{ "munchen", "Munich" },
		{ "MUENCHEN", "Munich" },
		{ "uk", "United Kingdom" },
		{ "U.K.", "United Kingdom" },
		{ "nyc", "New York" },
		{ "Bay Area", "San Francisco Bay Area" },
		{ "bangalore", "Bengaluru" },
		{ "st louis", "St. Louis" },
		{ "Xian", "Xi'an" },
		{ "cluj napoca", "Cluj-Napoca" },
		{ "georgia", "Georgia" },
		{ "durham", "Durham" },
		{ "washington", "Washington DC" },
		{ "日本", "Japan" },
		{ "de", "Germany" },
		{ "world", "World" },
		{ "cambridge massachusetts", "Cambridge (Massachusetts)" },
		{ "nowhere", NULL },
		{ "", NULL },
		{ "remote", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct place *place = places_find(shipped, cases[i].name);

		if (!str_equal(place == NULL ? NULL : place->name,
			cases[i].place))
			fail_msg("%s: %s", cases[i].name,
			    place == NULL ? "none" : place->name);
	}
}

static void
ids_lead_back_to_places(void **state)
{
	const struct place *berlin = places_find(shipped, "berlin");

	(void)state;
	assert_ptr_equal(places_get(shipped, berlin->id), berlin);
	assert_string_equal(berlin->name, "Berlin");
	assert_string_equal(berlin->key, "berlin");
	assert_int_equal(berlin->parent, places_find(shipped, "germany")->id);
	assert_null(places_get(shipped, 0));
	assert_null(places_get(shipped, -1));
	assert_null(places_get(shipped, INT64_MAX));
	assert_null(places_get(shipped, PLACE_IDS - 1));
	assert_false(places_within(shipped, 0, berlin->id));
	assert_false(places_within(shipped, berlin->id, 0));
	assert_string_equal(places_nearest(shipped, "berlni"), "Berlin");
	assert_null(places_nearest(shipped, "qqqqqqqqqqqq"));
}

static void
all_below_a_place_are_those_within(void **state)
{
	static const char *const names[] = { "World", "Europe", "EU", "DACH",
		"EMEA", "Germany", "California", "Berlin" };
	static int64_t ids[PLACE_IDS];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		int64_t of = places_find(shipped, names[i])->id;
		size_t n = places_below(shipped, of, ids), at = 0;

		for (int64_t id = 1; id < PLACE_IDS; id++) {
			if (!places_within(shipped, id, of))
				continue;
			assert_true(at < n);
			assert_int_equal(ids[at++], id);
		}
		assert_int_equal(at, n);
	}
	assert_int_equal(places_below(shipped, 0, ids), 0);
	assert_int_equal(places_below(shipped, PLACE_IDS - 1, ids), 0);
}

/* Stored with every lead: these numbers may never change. */
static void
ids_are_stable(void **state)
{
	static const struct {
		const char *name;
		int64_t id;
	} cases[] = {
		{ "Europe", 2 },
		{ "European Union", 3 },
		{ "DACH", 20 },
		{ "Germany", 110 },
		{ "United States", 311 },
		{ "Berlin", 1072 },
		{ "London", 1304 },
		{ "San Francisco", 2084 },
		{ "Bengaluru", 1697 },
		{ "Montreal", 2422 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(places_find(shipped, cases[i].name)->id,
		    cases[i].id);
}

static void
there_are_all_countries_and_many_cities(void **state)
{
	size_t countries = 0, cities = 0;

	(void)state;
	for (int64_t id = 1; id < PLACE_IDS; id++) {
		const struct place *place = places_get(shipped, id);

		if (place == NULL)
			continue;
		if (id >= 100 && id < 1000)
			countries++;
		else if (id >= 1000 && !shipped->has_children[id])
			cities++;
		if (id > PLACE_WORLD)
			assert_non_null(places_get(shipped, place->parent));
		assert_true(place_depth(shipped, id) < PLACE_DEPTH);
	}
	assert_true(countries >= 193);
	assert_true(cities >= 400);
}

static void
any_bytes_are_harmless(void **state)
{
	static const char *const hostile[] = { "\xff\xfe\xfd", "\xC3",
		"\xF0\x9F\x87", "\xF0\x9F\x87\xA9\xF0\x9F\x87", "\x01\x02",
		"Berlin\xff", ",,,,,,,,", "((((((((", "-", "--", " - ", ".",
		"...", "'", "\xE2\x80\x99", "\xE2\x80\x8B", "~", "\n\n\n" };
	bool is_remote;
	char long_text[2000];
	uint32_t random = 1;

	(void)state;
	for (size_t i = 0; i < COUNT(hostile); i++)
		(void)places_recognise(shipped, hostile[i], &is_remote);
	assert_null(places_recognise(shipped, NULL, &is_remote));
	assert_null(places_recognise(shipped, "", &is_remote));
	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i + 1 < sizeof(long_text); i++) {
			random = random * 1664525 + 1013904223;
			long_text[i] = (char)(random >> 24);
		}
		long_text[sizeof(long_text) - 1] = '\0';
		(void)places_recognise(shipped, long_text, &is_remote);
	}
}

/* Names of places, over and over: every limit is met. */
static void
many_places_are_harmless(void **state)
{
	static const char *const pieces[] = { "Berlin, ", "CA, ", "北京上海",
		"Remote ", "de ", "New York ", "🇩🇪", "Washington " };
	bool is_remote;

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct buf text;

		buf_init(&text, 4096);
		while (text.len < 3000)
			buf_text(&text, pieces[i]);
		(void)places_recognise(shipped, text.data, &is_remote);
		buf_done(&text);
	}
}

static void
mistakes_in_the_file_name_their_line(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "", ":1: no \"world:\" with the tree of places" },
		{ "wrold: []\n",
		    ":1: wrold: unknown key, did you mean \"world\"?" },
		{ "world: Europe\n",
		    ":1: got \"Europe\", expected a list of places" },
		{ "world:\n  - Europe\n",
		    ":2: got \"Europe\", expected \"NUMBER NAME = ALIAS, "
		    "...\" with a number below 10000" },
		{ "world:\n  - 10000 Europe\n",
		    ":2: got \"10000 Europe\", expected \"NUMBER NAME = "
		    "ALIAS, ...\" with a number below 10000" },
		{ "world:\n  - 2\n",
		    ":2: got \"2\", expected \"NUMBER NAME = ALIAS, ...\" "
		    "with a number below 10000" },
		{ "world:\n  - 2 Europe\n  - 2 Asia\n",
		    ":3: number 2 is also that of Europe" },
		{ "world:\n  - 1 Europe\n",
		    ":2: number 1 is also that of World" },
		{ "world:\n  - 2 Europe:\n      - [3]\n",
		    ":3: got a list, expected a place, or a place with a "
		    "list below it" },
		{ "groups:\n  - 20 DACH: [Germany]\nworld: []\n",
		    ":2: DACH: got \"Germany\", expected a place of this "
		    "file" },
		{ "groups: [20 DACH]\nworld: []\n",
		    ":1: groups: got \"20 DACH\", expected \"NUMBER NAME: "
		    "[MEMBER, ...]\"" },
		{ "remote: {a: b}\nworld: []\n",
		    ":1: remote: got a table of keys, expected words" },
		{ "remote: [[a]]\nworld: []\n",
		    ":1: remote: got a list, expected a word" },
	};
	struct config_fixture fixture;

	(void)state;
	fixture_init(&fixture);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *path = fixture_write(&fixture, "p.yaml", cases[i].text);
		struct err_detail detail = { 0 };
		struct places *places;

		assert_int_equal(places_read(path, &places, &detail),
		    ERR_INVAL);
		assert_string_equal(fixture_said(path, &detail), cases[i].said);
	}
	assert_int_equal(places_read("/nonexistent.yaml", &shipped, NULL),
	    ERR_NOTFOUND);
	fixture_done(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_recognised_in_free_text),
		cmocka_unit_test(places_form_a_tree),
		cmocka_unit_test(names_are_found_in_any_spelling),
		cmocka_unit_test(ids_lead_back_to_places),
		cmocka_unit_test(all_below_a_place_are_those_within),
		cmocka_unit_test(ids_are_stable),
		cmocka_unit_test(there_are_all_countries_and_many_cities),
		cmocka_unit_test(any_bytes_are_harmless),
		cmocka_unit_test(many_places_are_harmless),
		cmocka_unit_test(mistakes_in_the_file_name_their_line),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
