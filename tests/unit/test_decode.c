/*
 * Decoders against tests/golden/github: a case is a directory named after its
 * decoder ("pulls-ghosts"), with GitHub's JSON as input and what becomes of it
 * as expect.  MUSTER_GOLDEN=write writes the expectations, for review.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "tests/unit/test.h"

#define GOLDEN "tests/golden/github"

enum {
	NOW = 1790000000,
	SINCE = 1700000000,
	FILE_MAX = 1 << 20
};

static struct rules *rules;

static void
write_wanted(struct json_writer *json, struct arena *arena, const char *key,
    const struct wanted *wanted, size_t n)
{
	json_member_text(json, key, decode_wanted_format(arena, wanted, n));
}

static void
write_person(const struct json *input, struct arena *arena,
    struct json_writer *json)
{
	struct wanted profile, *own_readmes;
	struct portfolio own;
	struct person person;

	assert_true(decode_person(input, NOW, arena, &person, &profile));
	decode_portfolio(input, NOW, 6, arena, &own, &own_readmes);
	json_put_key(json, "person");
	record_json(&person_record, &person, json);
	write_wanted(json, arena, "profile_readme", &profile, 1);
	json_put_key(json, "own");
	record_json(&portfolio_record, &own, json);
	write_wanted(json, arena, "readmes", own_readmes, own.n_items);
}

static void
write_repository(const struct json *input, struct arena *arena,
    struct json_writer *json)
{
	struct repository repository;
	struct wanted readme;

	assert_true(decode_repository(input, NOW, arena, &repository, &readme));
	json_put_key(json, "repository");
	record_json(&repository_record, &repository, json);
	write_wanted(json, arena, "readme", &readme, 1);
}

static void
write_page(const char *kind, const struct json *input, struct arena *arena,
    struct json_writer *json)
{
	struct seen *seen = seen_new();
	struct harvest harvest;
	struct page page;

	harvest_init(&harvest, arena, rules, 7, NOW);
	harvest.seen = seen;
	if (str_starts(kind, "pulls"))
		decode_pulls(input, SINCE, &harvest, &page);
	else if (str_starts(kind, "commits"))
		decode_commits(input, SINCE, &harvest, &page);
	else if (str_starts(kind, "comments"))
		decode_comments(input, SINCE, &harvest, &page);
	else
		decode_contributors(input, &harvest, &page);
	json_member_int(json, "entries", (int64_t)page.n);
	json_member_time(json, "oldest", page.oldest);
	json_member_text(json, "next", page.next);
	json_member_int(json, "bots", seen_count(seen, SEEN_BOT));
	json_put_key(json, "people");
	json_begin_array(json);
	for (size_t i = 0; i < harvest.n_people; i++) {
		const struct harvest_person *person = harvest.people[i];

		json_begin_object(json);
		json_member_int(json, "id", person->actor.id);
		json_member_text(json, "login", person->actor.login);
		json_member_text(json, "node_id", person->actor.node_id);
		json_put_key(json, "work");
		record_json(&work_record, &person->work, json);
		json_end_object(json);
	}
	json_end_array(json);
	harvest_done(&harvest);
	seen_free(seen);
}

static void
read_file(const char *name, const char *file, struct buf *out)
{
	char path[512];

	(void)snprintf(path, sizeof(path), GOLDEN "/%.100s/%s", name, file);
	buf_init(out, FILE_MAX);
	assert_ok(file_read(path, out, NULL));
}

static void
check_or_write(const char *name, const char *text)
{
	const char *mode = getenv("MUSTER_GOLDEN");
	struct buf expected;

	if (mode != NULL && strcmp(mode, "write") == 0) {
		char path[512];
		FILE *file;

		(void)snprintf(path, sizeof(path), GOLDEN "/%.100s/expect",
		    name);
		file = fopen(path, "w");
		assert_non_null(file);
		(void)fprintf(file, "%s\n", text);
		assert_int_equal(fclose(file), 0);
		return;
	}
	read_file(name, "expect", &expected);
	assert_true(expected.len > 0);
	expected.data[expected.len - 1] = '\0';
	assert_string_equal(text, expected.data);
	buf_done(&expected);
}

static void
check_case(const char *name)
{
	struct arena arena = { 0 };
	struct json_writer writer;
	struct json *json = NULL;
	struct buf input, out;

	print_message("%s\n", name);
	read_file(name, "input", &input);
	assert_ok(json_parse(input.data, input.len, NULL, &json, NULL));
	buf_init(&out, FILE_MAX);
	json_writer_init(&writer, &out);
	json_begin_object(&writer);
	if (str_starts(name, "person"))
		write_person(json, &arena, &writer);
	else if (str_starts(name, "repository"))
		write_repository(json, &arena, &writer);
	else
		write_page(name, json, &arena, &writer);
	json_end_object(&writer);
	assert_false(out.overflow);
	/* whatever stood in the input, no address comes out */
	assert_null(strcasestr(out.data, "@example"));
	assert_null(strstr(out.data, "555-01"));
	assert_null(strstr(out.data, "7946"));
	check_or_write(name, out.data);
	json_free(json);
	buf_done(&out);
	buf_done(&input);
	arena_done(&arena);
}

static void
golden_cases_hold(void **state)
{
	DIR *directory = opendir(GOLDEN);
	struct dirent *entry;
	int n = 0;

	(void)state;
	assert_non_null(directory);
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.') {
			check_case(entry->d_name);
			n++;
		}
	(void)closedir(directory);
	assert_true(n >= 10);
}

static void
what_is_no_account_is_refused(void **state)
{
	static const char *const inputs[] = { "null", "[]", "{}", "7",
		"{\"login\":\"x\"}", "{\"databaseId\":1}",
		"{\"databaseId\":-1,\"id\":\"U\",\"login\":\"x\"}",
		"{\"databaseId\":1,\"id\":\"U\",\"login\":\"x y\"}",
		"{\"databaseId\":1,\"id\":\"U\",\"login\":\"\"}" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(inputs); i++) {
		struct repository repository;
		struct wanted wanted;
		struct person person;
		struct json *json = NULL;

		print_message("%s\n", inputs[i]);
		assert_ok(json_parse(inputs[i], strlen(inputs[i]), NULL, &json,
		    NULL));
		assert_false(
		    decode_person(json, NOW, &arena, &person, &wanted));
		assert_false(
		    decode_repository(json, NOW, &arena, &repository, &wanted));
		json_free(json);
	}
	arena_done(&arena);
}

static void
only_web_addresses_are_links(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "https://example.org", "https://example.org" },
		{ "http://example.org/a?b=c#d", "http://example.org/a?b=c#d" },
		{ " https://example.org/ ", "https://example.org/" },
		{ "example.org/me", "https://example.org/me" },
		{ "www.example.org", "https://www.example.org" },
		{ "https://social.example.org/@mira",
		    "https://social.example.org/@mira" },
		{ "mailto:me@example.com", NULL },
		{ "me@example.com", NULL },
		{ "https://example.org/?to=me@example.com", NULL },
		{ "https://me:pw@example.org/", NULL },
		{ "javascript:alert(1)", NULL },
		{ "data:text/html,x", NULL },
		{ "ftp://example.org", NULL },
		{ "//example.org", NULL },
		{ "just words", NULL },
		{ "not.a host name", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *found = decode_web(&arena, rows[i].text);

		print_message("%s\n",
		    rows[i].text != NULL ? rows[i].text : "NULL");
		if (rows[i].expected == NULL)
			assert_null(found);
		else
			assert_string_equal(found, rows[i].expected);
	}
	arena_done(&arena);
}

/* An address that lies across the place where a long text is cut must not
 * leave its first half behind. */
static void
cutting_a_long_text_cuts_no_address(void **state)
{
	enum {
		MAX = 100,
		LEN = 4000
	};
	static const char address[] = "someone.with.a.name@example.com";
	struct arena arena = { 0 };

	(void)state;
	for (size_t at = 0; at + sizeof(address) < LEN; at += 7) {
		char text[LEN + 1];
		const char *kept;

		memset(text, 'w', LEN);
		text[LEN] = '\0';
		for (size_t i = 5; i < LEN; i += 6)
			text[i] = ' ';
		text[at] = ' ';
		memcpy(text + at + 1, address, sizeof(address) - 1);
		if (at + sizeof(address) < LEN)
			text[at + sizeof(address)] = ' ';
		kept = decode_bytes(&arena, text, LEN, MAX);
		assert_true(strlen(kept) <= MAX);
		assert_null(strstr(kept, "someone"));
		arena_reset(&arena);
	}
	arena_done(&arena);
}

static void
wanted_readmes_travel_as_text(void **state)
{
	const struct wanted list[] = {
		{ 0, "R_kgDO=", "aaaa", 12 },
		{ 77, "R_none", NULL, 0 },
		{ 88, "MDEwOlJlcG9zaXRvcnk4OA==", "bbbb", 65536 },
	};
	static const char *const odd[] = { "", ",,,", "x,y,z,1", "1,,z,1",
		"1,y,,1", "1,y,z,-1", "1,y,z", "1,y" };
	struct arena arena = { 0 };
	struct wanted *back;
	const char *text = decode_wanted_format(&arena, list, COUNT(list));

	(void)state;
	assert_int_equal(decode_wanted_parse(&arena, text, &back), 2);
	assert_int_equal(back[1].repository, 88);
	assert_string_equal(back[1].node_id, list[2].node_id);
	assert_string_equal(back[1].oid, "bbbb");
	assert_int_equal(back[1].bytes, 65536);
	for (size_t i = 0; i < COUNT(odd); i++)
		assert_int_equal(decode_wanted_parse(&arena, odd[i], &back), 0);
	assert_int_equal(decode_wanted_parse(&arena, NULL, &back), 0);
	arena_done(&arena);
}

static int
setup(void **state)
{
	struct err_detail detail = { "" };

	(void)state;
	return rules_read("config", &rules, &detail);
}

static int
teardown(void **state)
{
	(void)state;
	rules_free(rules);
	return 0;
}

static void
a_profile_readme_is_found_however_it_is_spelt(void **state)
{
	static const struct {
		const char *fields, *oid;
	} rows[] = {
		{ "\"object\":{\"oid\":\"a\"},\"lower\":{\"oid\":\"b\"}", "a" },
		{ "\"object\":null,\"lower\":{\"oid\":\"b\"}", "b" },
		{ "\"object\":{},\"capital\":{\"oid\":\"c\"}", "c" },
		{ "\"upper\":{\"oid\":\"d\"}", "d" },
		{ "\"bare\":{\"oid\":\"e\"},\"upper\":7", "e" },
		{ "\"object\":null", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena arena = { 0 };
		struct wanted profile;
		struct person person;
		struct json *value;
		const char *text = arena_format(&arena,
		    "{\"__typename\":\"User\",\"databaseId\":7,"
		    "\"id\":\"U_x\",\"login\":\"ada\",\"profile\":{"
		    "\"id\":\"R_p\",\"nameWithOwner\":\"ada/ada\",%s}}",
		    rows[i].fields);

		print_message("%s\n", rows[i].fields);
		assert_ok(json_parse(text, strlen(text), NULL, &value, NULL));
		assert_true(
		    decode_person(value, NOW, &arena, &person, &profile));
		if (rows[i].oid == NULL)
			assert_null(profile.oid);
		else
			assert_string_equal(profile.oid, rows[i].oid);
		json_free(value);
		arena_done(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_profile_readme_is_found_however_it_is_spelt),
		cmocka_unit_test(golden_cases_hold),
		cmocka_unit_test(what_is_no_account_is_refused),
		cmocka_unit_test(only_web_addresses_are_links),
		cmocka_unit_test(cutting_a_long_text_cuts_no_address),
		cmocka_unit_test(wanted_readmes_travel_as_text),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
