/* Scores, cards and the order of the rank. */
#include <math.h>
#include <string.h>

#include "store/column/card.h"
#include "store/key.h"
#include "store/lmdb.h"
#include "store/rights.h"
#include "tests/unit/rank_walk.h"
#include "tests/unit/store_fixture.h"

static struct reason reasons[] = { { "explains why", "https://x.example.org",
    9 } };
static struct evidence evidence[] = { { "pull", "Fix the lock", "https://y",
    8 } };
static struct skill_seen skills[] = { { "kafka", 0.75 } };
static const char *missing[] = { "go", "kafka" };

static struct score
make(int64_t person, double points, size_t n_missing)
{
	struct score score = { .person = person,
		.score = points,
		.coverage = 0.655,
		.band = BAND_B,
		.involvement = INVOLVEMENT_REGULAR,
		.must_missing = missing,
		.n_must_missing = n_missing,
		.headline = "Go engineer",
		.reason = "Wrote \"Fix the lock\".",
		.reason_url = "https://y",
		.alternates = reasons,
		.n_alternates = 1,
		.evidence = evidence,
		.n_evidence = 1,
		.skills = skills,
		.n_skills = 1,
		.merged_pulls = 12,
		.reviews = 34,
		.last_active = 1700000000 };

	score.signals[FAMILY_REVIEW] = (struct signal){ .value = 0.5,
		.share = 0.5,
		.weight = 20,
		.reasons = reasons,
		.n_reasons = 1 };
	return score;
}

static void
put(struct fixture *fixture, const char *role, struct score score)
{
	struct person person = { .id = score.person,
		.first_seen = 77,
		.followers = 55,
		.hireable = true };

	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(
	    store_score_put(fixture->txn, role, &score, &person, 42, true));
}

static void
expect_rank(struct fixture *fixture, const char *role, const char *expected)
{
	struct rank_walk rank;
	struct card card;
	struct buf ids;
	int rc;

	buf_init(&ids, 1000);
	assert_int_equal(rank_walk_open(fixture->txn, role, &rank), 0);
	while ((rc = rank_walk_next(&rank, &card)) == 0)
		buf_format(&ids, "%lld ", (long long)card.person);
	assert_int_equal(rc, ERR_NOTFOUND);
	rank_walk_close(&rank);
	assert_string_equal(ids.len > 0 ? ids.data : "", expected);
	buf_done(&ids);
}

static void
score_comes_back_with_its_reasons(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct score got;

	fixture_begin(fixture, true);
	put(fixture, "api", make(7, 61.5, 1));
	assert_ok(store_score_get(fixture->txn, "api", 7, &arena, &got));
	assert_true(got.score == 61.5 && got.coverage == 0.655);
	assert_string_equal(got.must_missing[0], "go");
	assert_string_equal(got.evidence[0].title, "Fix the lock");
	assert_string_equal(got.reason_url, "https://y");
	assert_int_equal(got.n_alternates, 1);
	assert_string_equal(got.alternates[0].text, "explains why");
	assert_int_equal(got.alternates[0].date, 9);
	assert_int_equal(got.signals[FAMILY_REVIEW].n_reasons, 1);
	assert_string_equal(got.signals[FAMILY_REVIEW].reasons[0].text,
	    "explains why");
	assert_int_equal(store_score_get(fixture->txn, "other", 7, &arena,
			     &got),
	    ERR_NOTFOUND);
	assert_int_equal(store_score_get(fixture->txn, "api", 8, &arena, &got),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

static const char *
pick(uint32_t *seed, const char *const *texts, size_t n)
{
	*seed = *seed * 1664525 + 1013904223;
	return texts[(*seed >> 16) % n];
}

static void
assert_same(const struct score *a, const struct score *b)
{
	struct buf before, after;

	buf_init(&before, 1 << 16);
	buf_init(&after, 1 << 16);
	score_encode(a, &before);
	score_encode(b, &after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, after.len);
	buf_done(&before);
	buf_done(&after);
}

/* Reasons and evidence of few links, dates and titles: all that can be the same
 * is, now and then. */
static void
what_evidence_repeats_comes_back(void **state)
{
	static const char *const urls[] = { "https://a", "https://a/b", "",
		NULL };
	static const char *const texts[] = { "wrote a/b#1 \"Fix\"", "Fix", "\"",
		"said \"a \"b\" c\"", "said \"\"", "\"Fix\" \"" };
	static const char *const titles[] = { "Fix", "a \"b\" c", "", NULL,
		"Fix\" " };
	static const char *const kinds[] = { "pull", "review", "", NULL };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	uint32_t seed = 11;

	fixture_begin(fixture, true);
	for (size_t round = 0; round < 3000; round++) {
		struct score score = make(7, 20, 0), got;
		struct reason told[10];
		struct evidence shown[5];

		for (size_t i = 0; i < COUNT(told); i++)
			told[i] = (struct reason){ pick(&seed, texts,
						       COUNT(texts)),
				pick(&seed, urls, COUNT(urls)), seed >> 30 };
		for (size_t i = 0; i < COUNT(shown); i++)
			shown[i] = (struct evidence){ pick(&seed, kinds,
							  COUNT(kinds)),
				pick(&seed, titles, COUNT(titles)),
				pick(&seed, urls, COUNT(urls)), seed >> 30 };
		score.signals[FAMILY_REVIEW].reasons = told;
		score.signals[FAMILY_REVIEW].n_reasons = round % 5;
		score.signals[FAMILY_COUNT - 1].reasons = told + 4;
		score.signals[FAMILY_COUNT - 1].n_reasons = round % 7;
		score.evidence = shown;
		score.n_evidence = round % 6;
		score.reason_url = pick(&seed, urls, COUNT(urls));
		put(fixture, "api", score);
		assert_ok(
		    store_score_get(fixture->txn, "api", 7, &arena, &got));
		score_weigh(&score,
		    &(struct weights){ .of = { [FAMILY_REVIEW] = 20000 } });
		got.score = score.score;
		got.coverage = score.coverage;
		got.band = score.band;
		assert_same(&score, &got);
		arena_reset(&arena);
	}
	arena_done(&arena);
}

static struct signal
signal_of(uint32_t *seed, int round)
{
	struct signal signal = { 0 };
	int value, coverage, share;

	*seed = *seed * 1664525 + 1013904223;
	value = (int)(*seed >> 8) % 1001;
	coverage = (int)(*seed >> 18) % 1001;
	share = round % 3 == 0
	    ? (int)(*seed >> 5) % 10001
	    : value * coverage / 100 + round % (1 << (round % 10));
	signal.value = round == 1 ? 1 : (double)value / SIGNAL_UNIT;
	signal.coverage = round == 2 ? 1 : (double)coverage / SIGNAL_UNIT;
	signal.share = round < 3
	    ? round % 2
	    : (double)(share > SHARE_UNIT ? SHARE_UNIT : share) / SHARE_UNIT;
	return signal;
}

static void
signals_come_back_as_they_were(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	uint32_t seed = 4;

	fixture_begin(fixture, true);
	for (int round = 0; round < 300; round++) {
		struct score score = make(7, 20, 0), got;
		struct measured before, after;

		for (size_t i = 0; i < FAMILY_COUNT; i++)
			score.signals[i] = signal_of(&seed, round);
		put(fixture, "api", score);
		assert_ok(
		    store_score_get(fixture->txn, "api", 7, &arena, &got));
		score_measured(&score, &before);
		score_measured(&got, &after);
		assert_memory_equal(&before, &after, sizeof(before));
	}
	arena_done(&arena);
}

static void
card_tells_what_filters_ask(void **state)
{
	struct fixture *fixture = *state;
	struct rank_walk rank;
	struct card card;

	fixture_begin(fixture, true);
	put(fixture, "api", make(7, 61.5, 1));
	assert_int_equal(rank_walk_open(fixture->txn, "api", &rank), 0);
	assert_int_equal(rank_walk_next(&rank, &card), 0);
	rank_walk_close(&rank);
	assert_int_equal(card.person, 7);
	assert_int_equal(card.place, 42);
	assert_true(card.score == 61.5 && card.coverage == 0.655);
	assert_int_equal(card.band, BAND_B);
	assert_int_equal(card.involvement, INVOLVEMENT_REGULAR);
	assert_int_equal(card.must_missing, 1);
	assert_int_equal(card.last_active, 1700000000);
	assert_int_equal(card.followers, 55);
	assert_int_equal(card.merged_pulls, 12);
	assert_int_equal(card.reviews, 34);
	assert_int_equal(card.first_seen, 77);
	assert_true(card.is_hireable && card.is_remote && !card.is_out);
	assert_false(card.has_linkedin || card.has_website || card.has_social);
}

/* The bytes of a card are part of the store's format. */
static void
card_bytes_are_these(void **state)
{
	static const uint8_t golden[CARD_BYTES] = { 1, 4, 2, 0x17, 0x19, 0x96,
		0, 2, 0, 0, 0, 42, 0x65, 0x53, 0xF1, 0, 0, 0, 0, 77, 0, 0, 0x27,
		0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 34 };
	const struct card card = { .place = 42,
		.coverage = 0.655,
		.band = BAND_B,
		.involvement = INVOLVEMENT_REGULAR,
		.must_missing = 2,
		.last_active = 1700000000,
		.followers = 10000,
		.merged_pulls = 70000,
		.reviews = 34,
		.is_hireable = true,
		.is_remote = true,
		.has_linkedin = true,
		.has_social = true,
		.stars = INT64_MAX,
		.first_seen = 77 };
	const struct rank_key rank = { .place = { 2, 61500 }, .person = 7 };
	uint8_t bytes[CARD_BYTES];
	struct card got;

	(void)state;
	store_card_encode(&card, bytes);
	assert_memory_equal(bytes, golden, CARD_BYTES);
	assert_true(store_card_decode(&rank,
	    (struct slice){ bytes, CARD_BYTES }, &got));
	assert_int_equal(got.stars, UINT32_MAX);
	assert_true(got.score == 61.5);
	for (size_t i = 0; i < 3; i++) {
		bytes[i] = 99;
		assert_false(store_card_decode(&rank,
		    (struct slice){ bytes, CARD_BYTES }, &got));
		bytes[i] = golden[i];
	}
	assert_false(store_card_decode(&rank,
	    (struct slice){ bytes, CARD_BYTES - 1 }, &got));
}

static void
rank_is_needs_then_score_then_id(void **state)
{
	struct fixture *fixture = *state;
	struct score out = make(9, 99, 0);

	out.is_out = true;
	fixture_begin(fixture, true);
	put(fixture, "api", make(5, 50.1, 0));
	put(fixture, "api", make(4, 50.1, 0));
	put(fixture, "api", make(6, 50.2, 0));
	put(fixture, "api", make(1, 98, 1));
	put(fixture, "api", make(2, 99, 2));
	put(fixture, "api", out);
	put(fixture, "other", make(3, 10, 0));
	expect_rank(fixture, "api", "6 4 5 1 2 9 ");
	expect_rank(fixture, "other", "3 ");
	expect_rank(fixture, "nobody", "");
	fixture_expect_sound(fixture);
}

static void
new_score_moves_the_person(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct role_count *roles;
	size_t n;

	fixture_begin(fixture, true);
	put(fixture, "api", make(1, 10, 0));
	put(fixture, "api", make(2, 20, 0));
	put(fixture, "zeta", make(2, 20, 0));
	put(fixture, "api", make(1, 30, 0));
	expect_rank(fixture, "api", "1 2 ");
	put(fixture, "api", make(1, 30, 1));
	expect_rank(fixture, "api", "2 1 ");
	assert_ok(store_score_drop(fixture->txn, "api", 2));
	assert_ok(store_score_drop(fixture->txn, "api", 2));
	assert_ok(store_score_drop(fixture->txn, "none", 2));
	expect_rank(fixture, "api", "1 ");
	assert_ok(store_roles(fixture->txn, &arena, &roles, &n));
	assert_int_equal(n, 2);
	assert_string_equal(roles[0].role, "api");
	assert_int_equal(roles[0].leads, 1);
	assert_string_equal(roles[1].role, "zeta");
	assert_ok(store_score_drop(fixture->txn, "zeta", 2));
	assert_ok(store_roles(fixture->txn, &arena, &roles, &n));
	assert_int_equal(n, 1);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
score_needs_a_stored_person(void **state)
{
	struct fixture *fixture = *state;
	const struct score score = make(7, 10, 0);
	const struct person person = { .id = 7 };

	fixture_begin(fixture, true);
	assert_int_equal(store_score_put(fixture->txn, "api", &score, &person,
			     0, false),
	    ERR_NOTFOUND);
	fixture_expect_sound(fixture);
}

static void
odd_figures_are_put_in_their_bounds(void **state)
{
	static const double odd[] = { -5, 1e9, NAN, INFINITY, -INFINITY };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(odd); i++) {
		fixture_begin(fixture, true);
		put(fixture, "api", make(7, odd[i], 0));
		put(fixture, "api", make(7, 1, 0));
		expect_rank(fixture, "api", "7 ");
		fixture_expect_sound(fixture);
		fixture_abort(fixture);
	}
}

/* Whatever happened to its record, a person must leave every list. */
static void
damaged_score_still_leaves_the_rank(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} damages[] = { { "\0\0\0", 3 }, { "\5\0\0\0\1rest", 9 } };
	const struct slot slot = { 1, 0, 0 };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(damages); i++) {
		struct key key;

		fixture_begin(fixture, true);
		put(fixture, "api", make(7, 10, 0));
		put(fixture, "api", make(8, 20, 0));
		key_score(&key, slot, SCORE_WHOLE, 7);
		assert_ok(db_put(fixture->txn, TABLE_SCORE, &key,
		    (struct slice){ (const uint8_t *)damages[i].bytes,
			damages[i].len }));
		assert_ok(store_forget(fixture->txn, 7, true));
		expect_rank(fixture, "api", "8 ");
		fixture_expect_sound(fixture);
		fixture_abort(fixture);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(score_comes_back_with_its_reasons),
		TEST(signals_come_back_as_they_were),
		TEST(what_evidence_repeats_comes_back),
		TEST(card_tells_what_filters_ask),
		cmocka_unit_test(card_bytes_are_these),
		TEST(rank_is_needs_then_score_then_id),
		TEST(new_score_moves_the_person),
		TEST(score_needs_a_stored_person),
		TEST(odd_figures_are_put_in_their_bounds),
		TEST(damaged_score_still_leaves_the_rank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
