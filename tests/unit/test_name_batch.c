/* Names that wait to be written in order. */
#include <stdio.h>

#include "store/fact/name_batch.h"
#include "tests/unit/test.h"

static void
put(struct name_batch *batch, const char *name, int64_t id)
{
	struct key key;

	key_name(&key, NAME_LOGIN, name);
	if (id == 0)
		name_batch_drop(batch, &key);
	else
		name_batch_put(batch, &key, id);
}

static int64_t
get(const struct name_batch *batch, const char *name)
{
	struct key key;
	int64_t id = 0;

	key_name(&key, NAME_LOGIN, name);
	return name_batch_get(batch, &key, &id) ? id : 0;
}

static void
of_a_name_the_last_counts(void **state)
{
	struct name_batch *batch = name_batch_new();

	(void)state;
	assert_int_equal(get(batch, "ada"), 0);
	put(batch, "ada", 0);
	assert_int_equal(name_batch_count(batch), 0);
	put(batch, "ada", 1);
	put(batch, "ad", 2);
	put(batch, "ada", INT64_MAX);
	assert_int_equal(get(batch, "ada"), INT64_MAX);
	put(batch, "ad", 0);
	assert_int_equal(get(batch, "ad"), 0);
	put(batch, "ad", 3);
	assert_int_equal(get(batch, "ad"), 3);
	assert_int_equal(name_batch_count(batch), 2);
	name_batch_reset(batch);
	assert_int_equal(get(batch, "ada"), 0);
	name_batch_free(batch);
	name_batch_free(NULL);
}

static void
they_are_sorted_as_the_database_has_them(void **state)
{
	static const char *const sorted[] = { "a", "a-very-long-login",
		"a-very-long-login-too", "ab", "ada", "b", "\xC3\xB6" };
	static const size_t order[] = { 3, 0, 6, 2, 1, 5, 4 };
	struct name_batch *batch = name_batch_new();
	struct key key, expected;
	int64_t id;

	(void)state;
	for (size_t i = 0; i < COUNT(order); i++)
		put(batch, sorted[order[i]], (int64_t)order[i] + 1);
	put(batch, "ada", 0);
	name_batch_sort(batch);
	for (size_t i = 0; i < COUNT(sorted); i++) {
		assert_int_equal(name_batch_at(batch, i, &key, &id), i != 4);
		key_name(&expected, NAME_LOGIN, sorted[i]);
		assert_true(key_equal(&expected, key_slice(&key)));
		assert_int_equal(id, i == 4 ? 0 : i + 1);
	}
	name_batch_free(batch);
}

static void
thousands_are_found_again(void **state)
{
	struct name_batch *batch = name_batch_new();
	char name[16];

	(void)state;
	for (int64_t i = 1; i <= 20000; i++) {
		(void)snprintf(name, sizeof(name), "login-%d", (int)i);
		put(batch, name, i);
	}
	for (int64_t i = 1; i <= 20000; i++) {
		(void)snprintf(name, sizeof(name), "login-%d", (int)i);
		assert_int_equal(get(batch, name), i);
	}
	assert_false(name_batch_is_full(batch));
	name_batch_free(batch);
}

static void
a_million_fit_and_more_are_told(void **state)
{
	struct name_batch *batch = name_batch_new();
	char name[16];
	int n = 0;

	(void)state;
	for (; !name_batch_is_full(batch) && n < 2000000; n++) {
		(void)snprintf(name, sizeof(name), "some-%x", (unsigned)n);
		put(batch, name, n + 1);
	}
	assert_in_range(n, 1000000, 1999999);
	assert_int_equal(name_batch_count(batch), n);
	name_batch_free(batch);
}

static void
transactions_that_do_not_follow_raise_a_doubt(void **state)
{
	struct name_batch *batch = name_batch_new();

	(void)state;
	name_batch_in(batch, 7);
	name_batch_in(batch, 8);
	assert_false(name_batch_is_doubtful(batch));
	name_batch_in(batch, 8);
	assert_true(name_batch_is_doubtful(batch));
	name_batch_reset(batch);
	name_batch_in(batch, 9);
	assert_false(name_batch_is_doubtful(batch));
	name_batch_in(batch, 11);
	assert_true(name_batch_is_doubtful(batch));
	name_batch_free(batch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_name_the_last_counts),
		cmocka_unit_test(they_are_sorted_as_the_database_has_them),
		cmocka_unit_test(thousands_are_found_again),
		cmocka_unit_test(a_million_fit_and_more_are_told),
		cmocka_unit_test(transactions_that_do_not_follow_raise_a_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
