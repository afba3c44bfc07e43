/* Keys, byte by byte: a change here is a change of the store's format. */
#include <string.h>

#include "store/key.h"
#include "tests/unit/test.h"

static void
expect(const struct key *key, const char *hex)
{
	char text[2 * KEY_MAX + 1];
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < key->len; i++) {
		text[2 * i] = digits[key->bytes[i] >> 4];
		text[2 * i + 1] = digits[key->bytes[i] & 15];
	}
	text[2 * key->len] = '\0';
	assert_string_equal(text, hex);
}

static void
ids_are_eight_bytes_big_endian(void **state)
{
	struct key key;
	int64_t id;

	(void)state;
	key_id(&key, 583231);
	expect(&key, "000000000008e63f");
	assert_true(key_id_parse(key_slice(&key), &id));
	assert_int_equal(id, 583231);
	key_id(&key, INT64_MAX);
	expect(&key, "7fffffffffffffff");
	key.bytes[0] = 0x80;
	assert_false(key_id_parse(key_slice(&key), &id));
	key.len = 7;
	assert_false(key_id_parse(key_slice(&key), &id));
}

static void
short_ids_have_no_zeros_in_front(void **state)
{
	static const int64_t ids[] = { 0, 1, 255, 256, 583231, INT64_MAX };
	struct key key;
	int64_t id;

	(void)state;
	key_short_id(&key, 583231);
	expect(&key, "08e63f");
	for (size_t i = 0; i < COUNT(ids); i++) {
		key_short_id(&key, ids[i]);
		assert_true(key_short_id_parse(key_slice(&key), &id));
		assert_int_equal(id, ids[i]);
		key_id(&key, ids[i]);
		assert_true(key_short_id_parse(key_slice(&key), &id));
		assert_int_equal(id, ids[i]);
	}
	key.bytes[0] = 0x80;
	assert_false(key_short_id_parse(key_slice(&key), &id));
	key.len = 9;
	assert_false(key_short_id_parse(key_slice(&key), &id));
	key.len = 0;
	assert_false(key_short_id_parse(key_slice(&key), &id));
}

static void
names_are_a_kind_and_text_cut_at_200_bytes(void **state)
{
	char text[300];
	enum name_kind kind;
	bool is_bearer;
	struct key key;

	(void)state;
	key_name(&key, NAME_LOGIN, "ada");
	expect(&key, "01616461");
	key_name(&key, NAME_REPOSITORY, "a/b");
	expect(&key, "02612f62");
	assert_true(key_name_parse(key_slice(&key), &kind, &is_bearer));
	assert_int_equal(kind, NAME_REPOSITORY);
	assert_false(is_bearer);
	key_bearer(&key, NAME_LOGIN, "ada", 258);
	expect(&key,
	    "0361646100"
	    "0000000000000102");
	assert_true(key_name_parse(key_slice(&key), &kind, &is_bearer));
	assert_int_equal(kind, NAME_LOGIN);
	assert_true(is_bearer);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	key_name(&key, NAME_LOGIN, text);
	assert_int_equal(key.len, 1 + KEY_TEXT_MAX);
	key.bytes[0] = 5;
	assert_false(key_name_parse(key_slice(&key), &kind, &is_bearer));
}

static void
facts_of_a_person_stand_together_by_kind(void **state)
{
	const struct fact_key fact = { 7, FACT_WORK, 0x0102 };
	struct fact_key got;
	struct key key, prefix;

	(void)state;
	key_fact(&key, &fact);
	expect(&key,
	    "0000000000000007"
	    "04"
	    "0000000000000102");
	assert_true(key_fact_parse(key_slice(&key), &got));
	assert_int_equal(got.person, 7);
	assert_int_equal(got.kind, FACT_WORK);
	assert_int_equal(got.repository, 0x0102);
	key_fact_prefix(&prefix, 7);
	assert_true(key_prefixes(&prefix, key_slice(&key)));
	key_fact_kind_prefix(&prefix, 7, FACT_WORK);
	expect(&prefix, "000000000000000704");
	assert_true(key_prefixes(&prefix, key_slice(&key)));
	key.bytes[8] = 9;
	assert_false(key_fact_parse(key_slice(&key), &got));
}

static void
scores_are_role_generation_part_person(void **state)
{
	const struct slot slot = { 0x0102, 3, 4 };
	struct score_key got;
	struct key key;

	(void)state;
	key_score(&key, slot, SCORE_REASONS, 7);
	expect(&key,
	    "0102"
	    "03"
	    "02"
	    "0000000000000007");
	assert_true(key_score_parse(key_slice(&key), &got));
	assert_int_equal(got.slot.role, 0x0102);
	assert_int_equal(got.slot.generation, 3);
	assert_int_equal(got.part, SCORE_REASONS);
	assert_int_equal(got.person, 7);
	key.bytes[3] = 0;
	assert_false(key_score_parse(key_slice(&key), &got));
}

static void
ranks_put_the_best_score_first(void **state)
{
	const struct rank_key rank = { { 1, 9, 3 }, { 2, 71500 }, 7 };
	struct rank_key got;
	struct key key;

	(void)state;
	key_rank(&key, &rank);
	expect(&key,
	    "0001"
	    "03"
	    "02"
	    "fffee8b3"
	    "0000000000000007");
	assert_true(key_rank_parse(key_slice(&key), &got));
	assert_int_equal(got.place.tier, 2);
	assert_int_equal(got.place.score, 71500);
	assert_int_equal(got.person, 7);
}

static int
compare(const struct key *a, const struct key *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->bytes, b->bytes, len);

	return order != 0 ? order : (int)a->len - (int)b->len;
}

static void
ranks_sort_by_tier_score_and_id(void **state)
{
	static const struct rank_key sorted[] = {
		{ { 1, 0, 0 }, { 0, 90000 }, 5 },
		{ { 1, 0, 0 }, { 0, 90000 }, 6 },
		{ { 1, 0, 0 }, { 0, 89900 }, 1 },
		{ { 1, 0, 0 }, { 0, 0 }, 1 },
		{ { 1, 0, 0 }, { 1, 99000 }, 1 },
		{ { 1, 0, 0 }, { RANK_TIER_OUT, 99000 }, 1 },
		{ { 1, 0, 1 }, { 0, 99000 }, 1 },
		{ { 2, 0, 0 }, { 0, 99000 }, 1 },
	};
	struct key before, after;

	(void)state;
	for (size_t i = 1; i < COUNT(sorted); i++) {
		key_rank(&before, &sorted[i - 1]);
		key_rank(&after, &sorted[i]);
		assert_true(compare(&before, &after) < 0);
	}
}

static void
leads_are_person_and_role(void **state)
{
	struct key key;
	int64_t person;
	uint16_t role;

	(void)state;
	key_lead(&key, 7, 0x0102);
	expect(&key, "00000000000000070102");
	assert_true(key_lead_parse(key_slice(&key), &person, &role));
	assert_int_equal(person, 7);
	assert_int_equal(role, 0x0102);
	key.len--;
	assert_false(key_lead_parse(key_slice(&key), &person, &role));
}

static void
tasks_take_negative_subjects(void **state)
{
	struct key key;
	int64_t stage, subject;

	(void)state;
	key_task(&key, 3, -1);
	expect(&key, "00037fffffffffffffff");
	assert_true(key_task_parse(key_slice(&key), &stage, &subject));
	assert_int_equal(stage, 3);
	assert_int_equal(subject, -1);
}

static void
ready_entries_are_best_priority_then_earliest(void **state)
{
	static const struct ready_key sorted[] = {
		{ READY_PENDING, 1, 0, 9, 100, 1 },
		{ READY_PENDING, 1, 0, 9, 200, -5 },
		{ READY_PENDING, 1, 0, 9, 200, 3 },
		{ READY_PENDING, 1, 0, 8, 50, 1 },
		{ READY_PENDING, 1, 0, -8, 50, 1 },
		{ READY_PENDING, 1, 770, 99, 50, 1 },
		{ READY_PENDING, 2, 0, 100, 50, 1 },
		{ READY_DEAD, 1, 0, 100, 50, 1 },
	};
	struct ready_key got;
	struct key before, key;

	(void)state;
	key_ready(&key, &sorted[0]);
	expect(&key,
	    "01"
	    "0001"
	    "0000"
	    "7ffffffffffffff6"
	    "8000000000000064"
	    "8000000000000001");
	for (size_t i = 1; i < COUNT(sorted); i++) {
		key_ready(&before, &sorted[i - 1]);
		key_ready(&key, &sorted[i]);
		assert_true(compare(&before, &key) < 0);
		assert_true(key_ready_parse(key_slice(&key), &got));
		assert_memory_equal(&got.priority, &sorted[i].priority, 8);
		assert_int_equal(got.share, sorted[i].share);
		assert_int_equal(got.subject, sorted[i].subject);
	}
}

static void
long_urls_end_in_their_hash(void **state)
{
	uint8_t hash[KEY_HASH_LEN];
	char url[600];
	struct key key;

	(void)state;
	memset(hash, 0xAB, sizeof(hash));
	key_validator(&key, "https://x", hash);
	expect(&key, "68747470733a2f2f78");
	memset(url, 'u', sizeof(url) - 1);
	url[sizeof(url) - 1] = '\0';
	key_validator(&key, url, hash);
	assert_int_equal(key.len, KEY_URL_MAX + KEY_HASH_LEN);
	assert_int_equal(key.bytes[KEY_URL_MAX - 1], 'u');
	assert_int_equal(key.bytes[KEY_URL_MAX], 0xAB);
}

static void
meta_names_have_a_prefix(void **state)
{
	struct slice name;
	struct key key;

	(void)state;
	key_meta(&key, META_SYSTEM, "schema");
	assert_memory_equal(key.bytes, "system/schema", key.len);
	key_meta(&key, META_ROLE, "api");
	assert_memory_equal(key.bytes, "role/api", key.len);
	key_meta(&key, META_COUNTER, "works");
	assert_memory_equal(key.bytes, "count/works", key.len);
	key_meta(&key, META_VALUE, "a b");
	assert_memory_equal(key.bytes, "value/a b", key.len);
	assert_false(key_meta_parse(key_slice(&key), META_ROLE, &name));
	assert_true(key_meta_parse(key_slice(&key), META_VALUE, &name));
	assert_int_equal(name.len, 3);
}

static void
prefix_has_a_least_key_behind_it(void **state)
{
	struct key key = { 3, { 1, 0xFF, 0xFF } };

	(void)state;
	assert_true(key_after_prefix(&key));
	expect(&key, "02");
	key = (struct key){ 2, { 0xFF, 0xFF } };
	assert_false(key_after_prefix(&key));
}

static void
postings_stand_together_by_chunk(void **state)
{
	const struct posting_key in = { 0x0102, 7, { 0x0304, 5, 0 },
		{ (const uint8_t *)"go", 2 } };
	uint8_t text[KEY_TEXT_MAX + 50];
	struct posting_key out;
	struct key key;

	(void)state;
	key_posting(&key, &in);
	expect(&key, "010207030405676f");
	assert_true(key_posting_parse(key_slice(&key), &out));
	assert_int_equal(out.chunk, 0x0102);
	assert_int_equal(out.space, 7);
	assert_int_equal(out.slot.role, 0x0304);
	assert_int_equal(out.slot.generation, 5);
	assert_int_equal(out.term.len, 2);
	assert_memory_equal(out.term.bytes, "go", 2);
	key_posting_chunk_prefix(&key, 0x0102);
	expect(&key, "0102");
	assert_false(key_posting_parse(key_slice(&key), &out));
	memset(text, 'x', sizeof(text));
	key_posting(&key,
	    &(struct posting_key){ 0, 1, { 0 }, { text, sizeof(text) } });
	assert_int_equal(key.len, KEY_POSTING_HEAD + KEY_TEXT_MAX);
}

static void
columns_are_kind_slot_and_block(void **state)
{
	struct column_key out;
	struct key key;

	(void)state;
	key_column(&key,
	    &(struct column_key){ 2, { 0x0304, 5, 0 }, 0x01020304 });
	expect(&key, "0203040501020304");
	assert_true(key_column_parse(key_slice(&key), &out));
	assert_int_equal(out.kind, 2);
	assert_int_equal(out.slot.role, 0x0304);
	assert_int_equal(out.slot.generation, 5);
	assert_int_equal(out.block, 0x01020304);
	key_column_prefix(&key, 2, out.slot);
	expect(&key, "02030405");
	assert_false(key_column_parse(key_slice(&key), &out));
}

/* Whatever bytes a damaged store holds, parsing must only say no. */
static void
any_bytes_are_parsed_without_harm(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		uint8_t bytes[40];
		struct slice slice = { bytes, 0 };
		struct rank_key rank;
		struct ready_key ready;
		struct score_key score;
		struct fact_key fact;
		struct posting_key posting;
		struct column_key column;
		int64_t a, b;
		uint16_t role;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = (uint8_t)(seed >> 24);
		}
		slice.len = seed % sizeof(bytes);
		if (key_rank_parse(slice, &rank))
			assert_true(rank.person >= 0);
		if (key_fact_parse(slice, &fact))
			assert_true(fact.person >= 0 && fact.repository >= 0);
		if (key_score_parse(slice, &score))
			assert_true(score.person >= 0);
		if (key_posting_parse(slice, &posting))
			assert_true(posting.term.len <= slice.len);
		(void)key_column_parse(slice, &column);
		(void)key_ready_parse(slice, &ready);
		(void)key_task_parse(slice, &a, &b);
		(void)key_lead_parse(slice, &a, &role);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_eight_bytes_big_endian),
		cmocka_unit_test(short_ids_have_no_zeros_in_front),
		cmocka_unit_test(names_are_a_kind_and_text_cut_at_200_bytes),
		cmocka_unit_test(facts_of_a_person_stand_together_by_kind),
		cmocka_unit_test(scores_are_role_generation_part_person),
		cmocka_unit_test(ranks_put_the_best_score_first),
		cmocka_unit_test(ranks_sort_by_tier_score_and_id),
		cmocka_unit_test(postings_stand_together_by_chunk),
		cmocka_unit_test(columns_are_kind_slot_and_block),
		cmocka_unit_test(leads_are_person_and_role),
		cmocka_unit_test(tasks_take_negative_subjects),
		cmocka_unit_test(ready_entries_are_best_priority_then_earliest),
		cmocka_unit_test(long_urls_end_in_their_hash),
		cmocka_unit_test(meta_names_have_a_prefix),
		cmocka_unit_test(prefix_has_a_least_key_behind_it),
		cmocka_unit_test(any_bytes_are_parsed_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
