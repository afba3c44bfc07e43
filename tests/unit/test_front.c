/* Fronts of ranks: what is in them, who is touched, and how they come to be.
 * That they say what the store does is found by store_check(). */
#include "tests/unit/front_fixture.h"

static void
the_best_are_in_it_in_their_order(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct column cards;
	const uint8_t *entry;
	struct front front;
	uint32_t ordinal;

	begin_with_front(fixture);
	fixture_expect_sound(fixture);
	assert_int_equal(find(fixture, &arena, &front), 0);
	assert_int_equal(front.n, PLACES);
	assert_int_equal(front.n_touched, 0);
	column_init(&cards, fixture->txn, COLUMN_CARD, front.slot);
	for (uint32_t i = 0; i < PLACES; i++) {
		assert_ok(front_ordinal(fixture->txn, &front, i, &ordinal));
		assert_int_equal(ordinal, ordinal_of(fixture, PEOPLE - i));
		assert_ok(column_at(&cards, FRONT_FIRST + i, &entry));
		assert_int_equal(column_number(entry, COLUMN_PERSON),
		    PEOPLE - i);
	}
	assert_int_equal(column_at(&cards, FRONT_FIRST + PLACES, &entry),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

/* One for both of a person's records in the pipeline. */
static void
it_has_postings_by_place(void **state)
{
	static const struct {
		enum posting_space space;
		const char *term;
	} terms[] = { { POSTING_LANG, "go" }, { POSTING_SKILL, "kafka" },
		{ POSTING_COMPANY, "umbrella" }, { POSTING_EMPLOYER, "Acme" },
		{ POSTING_MEMBER, "" }, { POSTING_PIPELINE, "" } };
	static const size_t expected[] = { 100, 43, 100, 100, 300, 2 };
	struct fixture *fixture = *state;
	struct lead lead = { .status = STATUS_SHORTLISTED };
	struct arena arena = { 0 };
	struct front front;

	put_all(fixture);
	fixture_begin(fixture, true);
	assert_ok(store_lead_put(fixture->txn, "r", 690, &lead));
	lead.status = STATUS_DECLINED;
	assert_ok(store_lead_put(fixture->txn, "r", 650, &lead));
	assert_ok(store_lead_put(fixture->txn, "r", 3, &lead));
	fixture_commit(fixture);
	build(fixture);
	fixture_begin(fixture, false);
	assert_int_equal(find(fixture, &arena, &front), 0);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct posting_term term = { terms[i].space, front.slot,
			{ (const uint8_t *)terms[i].term,
			    strlen(terms[i].term) },
			false };
		struct posting_reader reader;
		struct posting_list list;
		struct bits one, other;

		bits_clear(&one);
		bits_clear(&other);
		assert_ok(posting_or(fixture->txn, FRONT_CHUNK, &term, &one));
		posting_reader_open(&reader, fixture->txn, 1);
		assert_ok(
		    posting_reader_or(&reader, FRONT_CHUNK, &term, &other));
		posting_reader_close(&reader);
		assert_memory_equal(&one, &other, sizeof(one));
		assert_int_equal(bits_count(&one), expected[i]);
		/* few have it, and yet */
		assert_int_equal(posting_whole(fixture->txn, &term, &list),
		    ERR_LIMIT);
	}
	arena_done(&arena);
}

static void
a_small_role_has_none(void **state)
{
	struct fixture *fixture = *state;

	front_limits.small_role = PEOPLE;
	put_all(fixture);
	build(fixture);
	assert_false(has_front(fixture));
}

static int64_t
count_entries(struct fixture *fixture, enum table table)
{
	int64_t n;

	fixture_begin(fixture, false);
	assert_ok(db_count(fixture->txn, table, &n));
	fixture_abort(fixture);
	return n;
}

static void
of_one_that_became_small_nothing_is_left(void **state)
{
	struct fixture *fixture = *state;
	int64_t columns, postings, meta;

	put_all(fixture);
	columns = count_entries(fixture, TABLE_COLUMN);
	postings = count_entries(fixture, TABLE_POSTING);
	meta = count_entries(fixture, TABLE_META);
	build(fixture);
	assert_true(count_entries(fixture, TABLE_COLUMN) > columns);
	front_limits.small_role = PEOPLE;
	build(fixture);
	assert_int_equal(count_entries(fixture, TABLE_COLUMN), columns);
	assert_int_equal(count_entries(fixture, TABLE_POSTING), postings);
	assert_int_equal(count_entries(fixture, TABLE_META), meta);
}

/* ---- touched ---- */

static void
who_changes_is_touched(void **state)
{
	struct fixture *fixture = *state;
	struct lead lead = { .status = STATUS_SHORTLISTED };

	begin_with_front(fixture);
	put_score(fixture, 700, 700 * 31, points_of(700)); /* as it was */
	assert_int_equal(count_touched(fixture), 0);
	put_score(fixture, 699, 1, points_of(699)); /* another language */
	assert_int_equal(count_touched(fixture), 1);
	put_score(fixture, 698, 698 * 31, 3); /* falls out */
	assert_int_equal(count_touched(fixture), 2);
	put_person(fixture, 697, 697 * 7919 + 1); /* another company */
	assert_int_equal(count_touched(fixture), 3);
	assert_ok(store_lead_put(fixture->txn, "r", 696, &lead));
	assert_int_equal(count_touched(fixture), 4);
	lead.status = STATUS_DECLINED; /* in all roles */
	assert_ok(store_lead_put(fixture->txn, "q", 695, &lead));
	assert_int_equal(count_touched(fixture), 5);
	assert_ok(store_score_drop(fixture->txn, "r", 694));
	assert_int_equal(count_touched(fixture), 6);
	put_score(fixture, 699, 2, points_of(699)); /* once more */
	assert_int_equal(count_touched(fixture), 6);
}

static void
who_is_not_in_it_is_touched_when_they_rise(void **state)
{
	struct fixture *fixture = *state;
	struct lead lead = { .status = STATUS_SHORTLISTED };

	begin_with_front(fixture);
	put_score(fixture, 300, 1, points_of(299));
	put_person(fixture, 301, 1);
	assert_ok(store_lead_put(fixture->txn, "r", 302, &lead));
	put_person(fixture, 1000, 5);
	put_score(fixture, 1000, 5, 7);
	assert_int_equal(count_touched(fixture), 0);
	put_score(fixture, 300, 1, points_of(600));
	assert_int_equal(count_touched(fixture), 1);
	put_score(fixture, 1000, 5, 99);
	assert_int_equal(count_touched(fixture), 2);
	/* the last place's own score: by the id they could be before it */
	put_score(fixture, 303, 1, points_of(PEOPLE - PLACES + 1));
	assert_int_equal(count_touched(fixture), 3);
}

static void
expect_touched(struct fixture *fixture, const struct front_touched *expected)
{
	struct arena arena = { 0 };
	struct front front;

	assert_int_equal(find(fixture, &arena, &front), 0);
	for (size_t i = 0; i < front.n_touched; i++) {
		const struct front_touched *is = &front.touched[i];

		if (is->ordinal != expected->ordinal)
			continue;
		assert_int_equal(is->place, expected->place);
		assert_int_equal(is->rank.tier, expected->rank.tier);
		assert_int_equal(is->rank.score, expected->rank.score);
		arena_done(&arena);
		return;
	}
	fail_msg("not touched");
}

static void
it_is_told_where_they_were_and_are(void **state)
{
	struct fixture *fixture = *state;
	uint32_t of[4];

	begin_with_front(fixture);
	for (int64_t i = 0; i < 4; i++)
		of[i] = ordinal_of(fixture, i == 3 ? 9 : 700 - i);
	put_score(fixture, 700, 1, 65.25);
	put_person(fixture, 699, 699 * 7919 + 1);
	put_score(fixture, 9, 1, 66);
	assert_int_equal(count_touched(fixture), 3);
	expect_touched(fixture,
	    &(struct front_touched){ of[0], 0, { 0, 65250 } });
	expect_touched(fixture,
	    &(struct front_touched){ of[1], 1, { 0, 69900 } });
	expect_touched(fixture,
	    &(struct front_touched){ of[3], FRONT_NOWHERE, { 0, 66000 } });
	put_score(fixture, 9, 1, 2);
	assert_ok(store_score_drop(fixture->txn, "r", 698));
	assert_ok(store_score_drop(fixture->txn, "r", 699));
	assert_int_equal(count_touched(fixture), 4);
	expect_touched(fixture,
	    &(struct front_touched){ of[3], FRONT_NOWHERE, { 0, 2000 } });
	for (uint32_t i = 1; i < 3; i++)
		expect_touched(fixture,
		    &(struct front_touched){ of[i], i, { 255, 0 } });
}

static void
all_who_are_in_it_may_be_touched(void **state)
{
	struct fixture *fixture = *state;

	front_limits.places = 3;
	begin_with_front(fixture);
	for (int64_t i = 0; i < 3; i++)
		put_score(fixture, 700 - i, 1, 50);
	assert_int_equal(count_touched(fixture), 3);
}

static void
whose_postings_are_cleared_is_touched(void **state)
{
	static int (*const clears[])(struct txn *,
	    uint32_t) = { posting_clear_all, posting_clear_chunk };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct front front;

	begin_with_front(fixture);
	for (size_t i = 0; i < COUNT(clears); i++) {
		assert_int_equal(clears[i](fixture->txn,
				     ordinal_of(fixture, 690)),
		    0);
		assert_int_equal(find(fixture, &arena, &front), 0);
		assert_int_equal(front.n_touched, 1);
		fixture_abort(fixture);
		fixture_begin(fixture, true);
	}
	arena_done(&arena);
}

static void
what_is_taken_back_touches_nobody(void **state)
{
	struct fixture *fixture = *state;

	begin_with_front(fixture);
	put_score(fixture, 699, 1, 3);
	fixture_abort(fixture);
	fixture_begin(fixture, true);
	assert_int_equal(count_touched(fixture), 0);
}

static void
of_too_many_it_is_given_up_until_it_is_made_anew(void **state)
{
	struct fixture *fixture = *state;

	begin_with_front(fixture);
	for (int64_t i = 0; i < TOUCHED; i++)
		put_score(fixture, 700 - i, 1, 50);
	assert_int_equal(count_touched(fixture), TOUCHED);
	put_score(fixture, 650, 1, 50.5);
	fixture_expect_sound(fixture);
	fixture_commit(fixture);
	assert_false(has_front(fixture));
	fixture_begin(fixture, true);
	put_score(fixture, 649, 1, 50.5);
	fixture_commit(fixture);
	build(fixture);
	fixture_begin(fixture, true);
	assert_int_equal(count_touched(fixture), 0);
}

static void
few_who_are_touched_are_no_reason_to_make_it_anew(void **state)
{
	struct fixture *fixture = *state;

	begin_with_front(fixture);
	for (int64_t i = 0; i < TOUCHED / 8; i++)
		put_score(fixture, 700 - i, 1, 50);
	fixture_commit(fixture);
	build(fixture);
	fixture_begin(fixture, true);
	assert_int_equal(count_touched(fixture), TOUCHED / 8);
	put_score(fixture, 600, 1, 50);
	fixture_commit(fixture);
	build(fixture);
	fixture_begin(fixture, true);
	assert_int_equal(count_touched(fixture), 0);
}

/* Another generation of the rank has another front. */
static void
it_goes_with_its_generation(void **state)
{
	static const struct role role = { .name = "r" };
	struct fixture *fixture = *state;
	int64_t person;
	bool is_done = false;

	begin_with_front(fixture);
	assert_ok(store_rebuild_begin(fixture->txn, &role, 7, &person));
	assert_int_equal(count_touched(fixture), 0);
	assert_ok(store_rebuild_end(fixture->txn, "r"));
	put_score(fixture, 700, 1, 50);
	fixture_commit(fixture);
	assert_false(has_front(fixture));
	fixture_begin(fixture, true);
	while (!is_done)
		assert_ok(store_rebuild_drop(fixture->txn, "r", &is_done));
	for (int64_t id = 1; id <= 50; id++)
		put_score(fixture, id, 1, points_of(id));
	fixture_commit(fixture);
	build(fixture);
	fixture_begin(fixture, true);
	assert_int_equal(count_touched(fixture), 0);
}

/* ---- erasing ---- */

static void
who_is_erased_is_in_it_no_more(void **state)
{
	struct fixture *fixture = *state;
	uint32_t ordinal;

	begin_with_front(fixture);
	ordinal = ordinal_of(fixture, 690);
	assert_true(is_anywhere(fixture, 10));
	assert_ok(store_forget(fixture->txn, 690, true));
	assert_int_equal(count_touched(fixture), 1);
	assert_false(is_anywhere(fixture, 10));
	/* somebody else has the ordinal */
	put_person(fixture, 1000, 5);
	assert_int_equal(ordinal_of(fixture, 1000), ordinal);
	put_score(fixture, 1000, 5, 99);
	assert_int_equal(count_touched(fixture), 1);
	expect_touched(fixture,
	    &(struct front_touched){ ordinal, 10, { 0, 99000 } });
}

static void
nor_in_one_that_was_given_up(void **state)
{
	struct fixture *fixture = *state;

	begin_with_front(fixture);
	for (int64_t i = 0; i <= TOUCHED; i++)
		put_score(fixture, 700 - i, 1, 50);
	fixture_commit(fixture);
	assert_false(has_front(fixture));
	fixture_begin(fixture, true);
	assert_true(is_anywhere(fixture, 10));
	assert_ok(store_forget(fixture->txn, 690, true));
	assert_false(is_anywhere(fixture, 10));
	fixture_commit(fixture);
}

/* ---- building ---- */

struct turns {
	struct fixture *fixture;
	int left; /* it is killed after so many */
	bool has_changes;
	unsigned n;
};

static int
turn(void *context)
{
	struct turns *turns = context;
	struct fixture *fixture = turns->fixture;
	int64_t id = 700 - (int64_t)(turns->n * 13 % PLACES);

	turns->n++;
	if (turns->has_changes) {
		uint32_t ordinal;

		fixture_begin(fixture, true);
		if (turns->n % 3 == 0)
			assert_ok(store_forget(fixture->txn, id, true));
		else if (ordinal_get(fixture->txn, id, &ordinal) == 0)
			put_score(fixture, id, turns->n, points_of(id - 99));
		fixture_commit(fixture);
	}
	return turns->left-- > 0 ? 0 : ERR_CANCELED;
}

static void
killed_anywhere_it_is_made_by_the_next(void **state)
{
	struct fixture *fixture = *state;
	struct turns turns = { .fixture = fixture };
	int rc = ERR_CANCELED;

	put_all(fixture);
	for (int i = 0; rc == ERR_CANCELED; i += 1 + i / 4) {
		turns.left = i;
		rc = store_front_build(fixture->store, turn, &turns, NULL);
		assert_true(rc == 0 || rc == ERR_CANCELED);
		fixture_begin(fixture, true);
		fixture_expect_sound(fixture);
		fixture_commit(fixture);
	}
	assert_true(has_front(fixture));
	assert_true(turns.n > 60);
}

static void
who_changes_or_is_erased_meanwhile_is_left_out(void **state)
{
	struct fixture *fixture = *state;
	struct turns turns = { fixture, 1000, true, 0 };
	struct column cards;
	const uint8_t *entry;

	front_limits.touched = 200;
	put_all(fixture);
	assert_ok(store_front_build(fixture->store, turn, &turns, NULL));
	fixture_begin(fixture, true);
	assert_true(count_touched(fixture) > 10);
	column_init(&cards, fixture->txn, COLUMN_CARD, front_slot(1));
	for (uint32_t i = 0; i < PLACES; i++)
		if (column_at(&cards, FRONT_FIRST + i, &entry) == 0)
			(void)ordinal_of(fixture,
			    column_number(entry, COLUMN_PERSON));
	fixture_commit(fixture);
}

static void
too_many_meanwhile_and_there_is_none(void **state)
{
	struct fixture *fixture = *state;
	struct turns turns = { fixture, 1000, true, 0 };
	struct err_detail detail = { "" };

	front_limits.touched = 3;
	put_all(fixture);
	assert_ok(store_front_build(fixture->store, turn, &turns, &detail));
	assert_string_equal(detail.text, "");
	assert_false(has_front(fixture));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FRONT_TEST(the_best_are_in_it_in_their_order),
		FRONT_TEST(it_has_postings_by_place),
		FRONT_TEST(a_small_role_has_none),
		FRONT_TEST(of_one_that_became_small_nothing_is_left),
		FRONT_TEST(who_changes_is_touched),
		FRONT_TEST(who_is_not_in_it_is_touched_when_they_rise),
		FRONT_TEST(it_is_told_where_they_were_and_are),
		FRONT_TEST(all_who_are_in_it_may_be_touched),
		FRONT_TEST(whose_postings_are_cleared_is_touched),
		FRONT_TEST(what_is_taken_back_touches_nobody),
		FRONT_TEST(of_too_many_it_is_given_up_until_it_is_made_anew),
		FRONT_TEST(few_who_are_touched_are_no_reason_to_make_it_anew),
		FRONT_TEST(it_goes_with_its_generation),
		FRONT_TEST(who_is_erased_is_in_it_no_more),
		FRONT_TEST(nor_in_one_that_was_given_up),
		FRONT_TEST(killed_anywhere_it_is_made_by_the_next),
		FRONT_TEST(who_changes_or_is_erased_meanwhile_is_left_out),
		FRONT_TEST(too_many_meanwhile_and_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
