/* Work done by two threads. */
#include <pthread.h>
#include <stdbool.h>

#include "base/assert.h"
#include "base/share.h"
#include "tests/unit/test.h"

enum {
	PARTS = 10000
};

/* What is not locked here, nobody shares. */
struct parts {
	int prepared[PARTS];
	int done[PARTS];
	size_t next; /* to be prepared */
	size_t most; /* at a time */
	size_t of_hand[SHARE_HANDS];
};

static void
prepare(void *context, size_t from, size_t to)
{
	struct parts *parts = context;

	assert_int_equal(from, parts->next);
	for (size_t i = from; i < to; i++)
		parts->prepared[i] = (int)i + 1;
	parts->next = to;
}

static void
work(void *context, size_t hand, size_t from, size_t to)
{
	struct parts *parts = context;

	ASSERT(hand < SHARE_HANDS && from < to && to - from <= parts->most);
	for (size_t i = from; i < to; i++)
		parts->done[i] += parts->prepared[i];
	parts->of_hand[hand] += to - from;
}

static void
check(size_t n, size_t step, bool is_prepared)
{
	static struct parts parts;
	struct share share = { .n = n,
		.step = step,
		.work = work,
		.context = &parts };

	parts = (struct parts){ .most = step };
	if (is_prepared)
		share.prepare = prepare;
	else
		prepare(&parts, 0, n);
	share_out(&share);
	for (size_t i = 0; i < PARTS; i++)
		assert_int_equal(parts.done[i], i < n ? i + 1 : 0);
	assert_int_equal(parts.next, n);
	assert_int_equal(parts.of_hand[0] + parts.of_hand[1], n);
	if (n <= step)
		assert_int_equal(parts.of_hand[0], n);
}

static void
every_part_is_done_once(void **state)
{
	static const size_t counts[] = { 0, 1, 31, 32, 33, 64, 100, PARTS };
	static const size_t steps[] = { 1, 32, PARTS };

	(void)state;
	for (size_t i = 0; i < COUNT(counts); i++)
		for (size_t k = 0; k < COUNT(steps); k++) {
			check(counts[i], steps[k], false);
			check(counts[i], steps[k], true);
		}
}

static void
meet(void *context, size_t hand, size_t from, size_t to)
{
	(void)hand;
	for (; from < to; from++)
		(void)pthread_barrier_wait(context); /* one is told so */
}

static void
parts_that_wait_for_each_other_are_done(void **state)
{
	pthread_barrier_t barrier;
	const struct share share = { .n = 2,
		.step = 1,
		.work = meet,
		.context = &barrier };

	(void)state;
	assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
	share_out(&share);
	assert_int_equal(pthread_barrier_destroy(&barrier), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_part_is_done_once),
		cmocka_unit_test(parts_that_wait_for_each_other_are_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
