/* The best k of many, as a full sort would give them. */
#include <stdlib.h>

#include "base/mem.h"
#include "store/posting/top.h"
#include "tests/unit/test.h"

enum {
	MANY = 1000
};

static int
by_rank(const void *left, const void *right)
{
	const struct top_entry *a = left, *b = right;

	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->key != b->key)
		return a->key > b->key ? -1 : 1;
	return a->person < b->person ? -1 : a->person > b->person;
}

static void
top_is_the_head_of_a_sort(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 50, MANY - 1, MANY, MANY + 1,
		SIZE_MAX };
	struct top_entry *all = mem_calloc(MANY, sizeof(*all));
	uint32_t seed = 5;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		seed = seed * 1664525 + 1013904223;
		all[i] = (struct top_entry){ .key = (seed >> 8) % 50,
			.person = (int64_t)i,
			.tier = (uint8_t)((seed >> 20) % 3) };
	}
	for (size_t s = 0; s < COUNT(sizes); s++) {
		struct top *top = top_new(sizes[s]);
		const struct top_entry *best;
		size_t n;

		for (size_t i = 0; i < MANY; i++)
			top_add(top, &all[(i * 7) % MANY]);
		best = top_sort(top, &n);
		assert_int_equal(n, sizes[s] < MANY ? sizes[s] : MANY);
		qsort(all, MANY, sizeof(*all), by_rank);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(best[i].person, all[i].person);
		top_free(top);
	}
	top_free(NULL);
	mem_free(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(top_is_the_head_of_a_sort),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
