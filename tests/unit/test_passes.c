#include "crawler/passes.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test.h"

static const struct role backend = { .name = "backend" };
static const struct role end = { .name = "end" };

static const char *
take(struct fixture *fixture, struct arena *arena)
{
	const char *passes = NULL;

	assert_ok(passes_take(fixture->txn, arena, &passes));
	return passes;
}

static void
a_stamp_counts_for_its_role_alone(void **state)
{
	const char *passes = "backend=00000000000000ab;x=00000000000000cd;";

	(void)state;
	assert_true(passes_have(passes, "backend", 0xAB));
	assert_true(passes_have(passes, "x", 0xCD));
	assert_false(passes_have(passes, "backend", 0xCD));
	assert_false(passes_have(passes, "end", 0xAB));
	assert_false(passes_have(passes, "", 0xAB));
	assert_false(passes_have("", "x", 0xCD));
	assert_false(passes_have("=;x=;x", "x", 0));
	assert_false(passes_have("x=00000000000000cd", "x", 0xCD));
}

static void
what_is_taken_out_is_gone_until_it_is_put_back(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct rubric_stamps stamp = { 1, 2, 3 }, found;

	fixture_begin(fixture, true);
	assert_string_equal(take(fixture, &arena), "");
	assert_ok(passes_put(fixture->txn, "", &backend, &stamp, 1));
	assert_string_equal(take(fixture, &arena),
	    "backend=0000000000000001,0000000000000002,0000000000000003;");
	assert_string_equal(take(fixture, &arena), "");
	assert_false(passes_find("x=00000000000000cd;", "x", &found));
	assert_false(passes_find("x=00000000000000cd,1,2;", "x", &found));
	arena_done(&arena);
}

static void
other_roles_keep_theirs_if_told(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct rubric_stamps stamp = { 0xF00D, 0, -1 }, found;

	fixture_begin(fixture, true);
	assert_ok(
	    passes_put(fixture->txn, "backend=1;end=2;", &end, &stamp, 1));
	assert_string_equal(take(fixture, &arena),
	    "end=000000000000f00d,0000000000000000,ffffffffffffffff;backend="
	    "1;");
	assert_ok(passes_put(fixture->txn, "", &end, &stamp, 1));
	assert_true(passes_find(take(fixture, &arena), "end", &found));
	assert_int_equal(found.all, 0xF00D);
	assert_int_equal(found.now, -1);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stamp_counts_for_its_role_alone),
		TEST(what_is_taken_out_is_gone_until_it_is_put_back),
		TEST(other_roles_keep_theirs_if_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
