#include "signals/score.h"
#include "tests/unit/signals_fixture.h"

static void
names_go_both_ways(void **state)
{
	enum band band;

	(void)state;
	for (int i = BAND_NONE; i <= BAND_A; i++) {
		assert_true(band_parse(band_name((enum band)i), &band));
		assert_int_equal(band, i);
	}
	assert_true(band_parse("b", &band));
	assert_int_equal(band, BAND_B);
	assert_false(band_parse("F", &band));
	assert_string_equal(involvement_name(INVOLVEMENT_FOUNDER), "founder");
}

static void
a_score_is_read_back_as_written(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score, read;
	struct buf bytes, again;

	(void)state;
	fixture_person(&f);
	score = fixture_score(&role, &f.facts);
	buf_init(&bytes, 1024 * 1024);
	buf_init(&again, 1024 * 1024);
	score_encode(&score, &bytes);
	assert_ok(score_decode((const uint8_t *)bytes.data, bytes.len,
	    &fixture_arena, &read));
	score_encode(&read, &again);
	assert_int_equal(bytes.len, again.len);
	assert_memory_equal(bytes.data, again.data, bytes.len);
	assert_string_equal(read.reason, score.reason);
	assert_int_equal(read.band, score.band);
	assert_int_equal(read.signals[FAMILY_REVIEW].n_reasons,
	    score.signals[FAMILY_REVIEW].n_reasons);
	buf_done(&bytes);
	buf_done(&again);
}

static void
broken_bytes_are_refused(void **state)
{
	struct score score = { .person = 1, .band = BAND_A }, read;
	struct buf bytes;

	(void)state;
	buf_init(&bytes, 1024 * 1024);
	score.band = (enum band)99;
	score_encode(&score, &bytes);
	assert_int_equal(score_decode((const uint8_t *)bytes.data, bytes.len,
			     &fixture_arena, &read),
	    ERR_CORRUPT);
	assert_int_equal(score_decode((const uint8_t *)"\xFF\xFF", 2,
			     &fixture_arena, &read),
	    ERR_CORRUPT);
	for (size_t i = 0; i < bytes.len; i++) {
		/* Any prefix decodes or is refused, and nothing breaks. */
		if (score_decode((const uint8_t *)bytes.data, i, &fixture_arena,
			&read) < 0)
			continue;
	}
	buf_done(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_go_both_ways),
		cmocka_unit_test(a_score_is_read_back_as_written),
		cmocka_unit_test(broken_bytes_are_refused),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
