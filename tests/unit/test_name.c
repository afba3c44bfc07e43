#include <string.h>

#include "base/text.h"
#include "config/digest.h"
#include "config/fold.h"
#include "config/name.h"
#include "config/nearest.h"
#include "tests/unit/test.h"

static void
repositories_are_owner_and_name(void **state)
{
	static const char *const good[] = { "a/b", "twmb/franz-go",
		"mqttjs/MQTT.js", "jo_acme/x", "0x/_", "a/.github",
		"abcdefghijklmnopqrstuvwxyz-abcdefghijkl/x" };
	static const char *const bad[] = { "", "a", "a/", "/b", "a/b/c",
		"a b/c", "a/b c", "-a/b", "a-/b", "a/..", "a/.", "a/b.git",
		"https://github.com/a/b", "git@example.com:a/b", "a/b?x=1",
		"a/b#1", "a/\xC3\xB6", "\xC3\xB6/a", "a\\b",
		"abcdefghijklmnopqrstuvwxyz-abcdefghijklm/x" };

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!name_is_repository(good[i]))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (name_is_repository(bad[i]))
			fail_msg("%s", bad[i]);
}

static void
ids_and_roles_are_lower_case(void **state)
{
	(void)state;
	assert_true(name_is_id("c++"));
	assert_true(name_is_id("c#"));
	assert_true(name_is_id("node.js"));
	assert_false(name_is_id(""));
	assert_false(name_is_id("Go"));
	assert_false(name_is_id("a b"));
	assert_false(name_is_id("a/b"));
	assert_true(name_is_role("api-generalist"));
	assert_true(name_is_role("go_2.backend"));
	assert_false(name_is_role(""));
	assert_false(name_is_role(".hidden"));
	assert_false(name_is_role("-x"));
	assert_false(name_is_role("Data"));
	assert_false(name_is_role("a b"));
	assert_false(name_is_role("c++"));
}

static const char *
nearest_of(const char *wanted)
{
	static const char *const names[] = { "merged_work", "review", "commits",
		"go", "kafka", "postgresql" };
	struct nearest nearest;

	nearest_init(&nearest, wanted);
	for (size_t i = 0; i < COUNT(names); i++)
		nearest_offer(&nearest, names[i], names[i]);
	return nearest_get(&nearest);
}

static void
only_near_names_are_suggested(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("reviews"), "review");
	assert_string_equal(nearest_of("merged_wrok"), "merged_work");
	assert_string_equal(nearest_of("Kafak"), "kafka");
	assert_string_equal(nearest_of("postgressql"), "postgresql");
	assert_string_equal(nearest_of("g"), "go");
	assert_string_equal(nearest_of("post"), "postgresql");
	assert_null(nearest_of("kubernetes"));
	assert_null(nearest_of("wholly different"));
	assert_null(nearest_of(""));
}

static void
digests_tell_lists_apart(void **state)
{
	static const char *const ab[] = { "a", "b" };
	static const char *const ba[] = { "b", "a" };
	static const char *const joined[] = { "ab" };
	uint64_t one, other;
	char text[DIGEST_TEXT_LEN];

	(void)state;
	one = other = DIGEST_START;
	digest_texts(&one, ab, 2);
	digest_texts(&other, joined, 1);
	assert_int_not_equal(one, other);
	other = DIGEST_START;
	digest_texts(&other, ba, 2);
	assert_int_not_equal(one, other);

	one = other = DIGEST_START;
	digest_set(&one, ab, 2);
	digest_set(&other, ba, 2);
	assert_int_equal(one, other);
	other = DIGEST_START;
	digest_set(&other, ab, 1);
	assert_int_not_equal(one, other);

	one = DIGEST_START;
	digest_text(&one, NULL);
	other = DIGEST_START;
	digest_text(&other, "");
	assert_int_equal(one, other);

	/* FNV-1a of the bytes "a\0", by its definition. */
	one = DIGEST_START;
	digest_text(&one, "a");
	digest_format(one, text);
	assert_string_equal(text, "089be207b544f1e4");
}

static void
plain_names_fold_as_all_others(void **state)
{
	static const char *const texts[] = { "", " ", "PostgreSQL",
		"  Apache   Kafka ", "C++", "a_b-c.d/E", "~!@#$%^&*()",
		"Straße", "Malmö", "İstanbul", "tab\there", "\x7f" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_string_equal(fold_name(&arena, texts[i],
					strlen(texts[i])),
		    text_fold(&arena, texts[i], strlen(texts[i])));
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repositories_are_owner_and_name),
		cmocka_unit_test(ids_and_roles_are_lower_case),
		cmocka_unit_test(only_near_names_are_suggested),
		cmocka_unit_test(digests_tell_lists_apart),
		cmocka_unit_test(plain_names_fold_as_all_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
