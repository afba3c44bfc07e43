/* Batches are taken in order, in another thread, until one fails. */
#include <pthread.h>
#include <stdint.h>

#include "base/relay.h"
#include "tests/unit/test.h"

enum {
	BATCHES = 2000,
	BATCH_BYTES = 100
};

struct numbered {
	struct relay_batch way;
	int64_t number;
	bool is_taken;
	bool is_kept; /* was handed over once */
};

struct taker {
	int64_t n;
	int64_t fails_at; /* -1: never */
	bool is_ordered;
	pthread_t thread;
	pthread_mutex_t *gate; /* shut while it is locked; NULL: none */
};

static int64_t n_dropped, n_cleared;

static int
take(void *context, struct relay_batch *batch)
{
	struct numbered *numbered = (struct numbered *)(void *)batch;
	struct taker *taker = context;

	taker->is_ordered = taker->is_ordered && numbered->number == taker->n &&
	    !numbered->is_taken;
	numbered->is_taken = true;
	taker->thread = pthread_self();
	if (taker->gate != NULL) {
		assert_int_equal(pthread_mutex_lock(taker->gate), 0);
		assert_int_equal(pthread_mutex_unlock(taker->gate), 0);
	}
	return taker->n++ == taker->fails_at ? ERR_FULL : 0;
}

static void
clear(struct relay_batch *batch)
{
	((struct numbered *)(void *)batch)->is_taken = false;
	n_cleared++;
}

static void
drop(struct relay_batch *batch)
{
	(void)batch;
	n_dropped++;
}

/* Returns how many could be handed over; *ret_made: batches made anew. */
static int64_t
give_all(struct relay *relay, size_t most, int64_t *ret_made)
{
	int64_t n = 0;

	for (*ret_made = 0; n < BATCHES; n++) {
		bool is_short;
		struct relay_batch *next = relay_next(relay, &is_short);
		struct numbered *batch = (struct numbered *)(void *)next;

		if (batch == NULL)
			break;
		/* Nothing waits yet. */
		assert_true(is_short || n > 0 || most < 2);
		*ret_made += !batch->is_kept;
		batch->is_kept = true;
		batch->number = n;
		batch->way.bytes = BATCH_BYTES;
		relay_give(relay, next);
	}
	return n;
}

static struct relay_ends
ends(struct taker *taker, size_t most)
{
	n_dropped = n_cleared = 0;
	return (struct relay_ends){ .context = taker,
		.batch_size = sizeof(struct numbered),
		.most = most,
		.take = take,
		.clear = clear,
		.drop = drop };
}

static void
batches_are_taken_in_order_by_another_thread(void **state)
{
	static const size_t bounds[] = { 0, BATCH_BYTES, 1000000 };

	(void)state;
	for (size_t i = 0; i < COUNT(bounds); i++) {
		struct taker taker = { .fails_at = -1, .is_ordered = true };
		struct relay_ends all = ends(&taker, bounds[i]);
		struct relay *relay = relay_start(&all);
		int64_t made;

		assert_non_null(relay);
		assert_int_equal(give_all(relay, bounds[i], &made), BATCHES);
		assert_ok(relay_end(relay));
		assert_int_equal(taker.n, BATCHES);
		assert_true(taker.is_ordered);
		assert_false(pthread_equal(taker.thread, pthread_self()));
		assert_int_equal(n_cleared, BATCHES);
		assert_int_equal(n_dropped, made);
		/* One more than there is room for, and one that is made. */
		assert_true(made <= (int64_t)(bounds[i] / BATCH_BYTES) + 2);
	}
}

static void
a_taking_that_fails_ends_all(void **state)
{
	struct taker taker = { .fails_at = 3, .is_ordered = true };
	struct relay_ends all = ends(&taker, BATCH_BYTES);
	struct relay *relay = relay_start(&all);
	int64_t made;

	(void)state;
	assert_non_null(relay);
	assert_true(give_all(relay, BATCH_BYTES, &made) < BATCHES);
	assert_int_equal(relay_end(relay), ERR_FULL);
	assert_int_equal(taker.n, 4);
	assert_int_equal(n_dropped, made);
}

static void
it_is_told_how_many_wait(void **state)
{
	pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	struct taker taker = { .fails_at = -1,
		.is_ordered = true,
		.gate = &gate };
	struct relay_ends all = ends(&taker, BATCHES * BATCH_BYTES);
	struct relay *relay = relay_start(&all);
	int64_t made;

	(void)state;
	assert_non_null(relay);
	assert_int_equal(relay_waiting(relay), 0);
	assert_int_equal(pthread_mutex_lock(&gate), 0);
	assert_int_equal(give_all(relay, BATCHES * BATCH_BYTES, &made),
	    BATCHES);
	/* One may be on its way already. */
	assert_in_range(relay_waiting(relay), BATCHES - 1, BATCHES);
	assert_int_equal(pthread_mutex_unlock(&gate), 0);
	assert_ok(relay_end(relay));
	assert_int_equal(taker.n, BATCHES);
}

static void
nothing_may_come(void **state)
{
	struct taker taker = { .fails_at = -1, .is_ordered = true };
	struct relay_ends all = ends(&taker, 0);

	(void)state;
	assert_ok(relay_end(relay_start(&all)));
	assert_int_equal(taker.n, 0);
	assert_ok(relay_end(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_are_taken_in_order_by_another_thread),
		cmocka_unit_test(a_taking_that_fails_ends_all),
		cmocka_unit_test(it_is_told_how_many_wait),
		cmocka_unit_test(nothing_may_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
