/* Scores as schema 3 had them: two records each, points and weights in them. */
#include <string.h>

#include "store/column/card.h"
#include "store/column/column.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/store_internal.h"
#include "store/value/dictionary.h"
#include "store/value/value.h"
#include "tests/unit/store_fixture.h"

enum {
	PEOPLE = 3,
	OLD_ROLE_BYTES = 11
};

static const struct slot slot = { 1, 0, 0 };

static void
put(struct fixture *fixture, int64_t person)
{
	static struct reason reasons[] = { { "explains why",
	    "https://x.example.org", 9 } };
	static const char *languages[] = { "Go" };
	const struct person whose = { .id = person, .first_seen = 77 };
	struct score score = { .person = person,
		.languages = languages,
		.n_languages = 1,
		.headline = "Go engineer",
		.rubric = "0123456789abcdef",
		.scored_at = FIXTURE_NOW };
	const struct weights weights = { { 60000, 40000 } };

	score.signals[0] = (struct signal){ .value = 0.5,
		.coverage = 0.75,
		.share = 0.1 * (double)person,
		.reasons = reasons,
		.n_reasons = 1 };
	score.signals[1] =
	    (struct signal){ .value = 0.25, .coverage = 1, .share = 0.25 };
	score_weigh(&score, &weights);
	assert_ok(store_person_put(fixture->txn, &whose));
	assert_ok(
	    store_score_put(fixture->txn, "api", &score, &whose, 42, false));
}

static void
put_old(struct fixture *fixture, enum score_part part, int64_t person,
    struct slice head, const struct score *score)
{
	struct slice stored;
	struct key key;
	struct buf buf;

	buf_init(&buf, 4096);
	score_encode(score, &buf);
	assert_ok(value_pack_as(fixture->txn,
	    part == SCORE_BRIEF ? VALUE_SCORE : VALUE_REASONS,
	    (struct slice){ (const uint8_t *)buf.data, buf.len }, &stored));
	key_score(&key, slot, part, person);
	assert_ok(db_put_parts(fixture->txn, TABLE_SCORE, &key, head, stored));
	buf_done(&buf);
}

static void
make_old(struct fixture *fixture, int64_t person)
{
	struct arena arena = { 0 };
	struct score score, brief, reasons = { 0 };
	struct place_in_rank place;
	uint8_t head[5];
	struct key key;

	assert_ok(store_score_get(fixture->txn, "api", person, &arena, &score));
	brief = score;
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		brief.signals[i].share = 0;
		brief.signals[i].reasons = NULL;
		brief.signals[i].n_reasons = 0;
		reasons.signals[i].reasons = score.signals[i].reasons;
		reasons.signals[i].n_reasons = score.signals[i].n_reasons;
	}
	place = store_card_place(&score);
	head[0] = place.tier;
	key_put_be(head + 1, place.score, 4);
	put_old(fixture, SCORE_BRIEF, person,
	    (struct slice){ head, sizeof(head) }, &brief);
	put_old(fixture, SCORE_REASONS, person, (struct slice){ head, 0 },
	    &reasons);
	key_score(&key, slot, SCORE_WHOLE, person);
	assert_ok(db_drop(fixture->txn, TABLE_SCORE, &key));
	assert_ok(column_drop(fixture->txn, COLUMN_SIGNAL, slot,
	    (uint32_t)person - 1));
	arena_done(&arena);
}

static void
make_schema_3(struct fixture *fixture)
{
	uint8_t role[OLD_ROLE_BYTES] = { 0 };
	struct key key;

	fixture_begin(fixture, true);
	for (int64_t person = 1; person <= PEOPLE; person++)
		put(fixture, person);
	for (int64_t person = 1; person <= PEOPLE; person++)
		make_old(fixture, person);
	key_put_be(role, 1, 2);
	key_put_be(role + 3, PEOPLE, 8);
	key_meta(&key, META_ROLE, "api");
	assert_ok(db_put(fixture->txn, TABLE_META, &key,
	    (struct slice){ role, sizeof(role) }));
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, 3));
}

static void
expect_new(struct fixture *fixture)
{
	struct arena arena = { 0 };
	struct score score;
	struct slice value;
	struct key key;

	for (int64_t person = 1; person <= PEOPLE; person++) {
		assert_ok(store_score_get(fixture->txn, "api", person, &arena,
		    &score));
		assert_string_equal(score.headline, "Go engineer");
		assert_string_equal(score.rubric, "0123456789abcdef");
		assert_true(score.signals[0].coverage == 0.75);
		assert_true(score.signals[0].share == (double)person / 10);
		assert_true(
		    score.signals[0].points == (double)(60 * person) / 10);
		assert_true(score.score == (double)(60 * person + 100) / 10);
		assert_string_equal(score.signals[0].reasons[0].text,
		    "explains why");
		key_score(&key, slot, SCORE_REASONS, person);
		assert_int_equal(db_get(fixture->txn, TABLE_SCORE, &key,
				     &value),
		    ERR_NOTFOUND);
	}
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
older_scores_become_one_record(void **state)
{
	struct fixture *fixture = *state;

	make_schema_3(fixture);
	fixture_commit(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	expect_new(fixture);
}

static void
slices_go_on_where_the_last_one_ended(void **state)
{
	struct fixture *fixture = *state;
	struct key progress = { 0 };
	int rc = 0, steps = 0;

	make_schema_3(fixture);
	for (; rc == 0; steps++)
		rc = store_score_migrate(fixture->txn, &progress, 1);
	assert_int_equal(rc, ERR_NOTFOUND);
	assert_true(steps > 2 * PEOPLE);
	expect_new(fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(older_scores_become_one_record),
		TEST(slices_go_on_where_the_last_one_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
