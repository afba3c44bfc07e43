#include <string.h>

#include "base/str.h"
#include "crawler/rate.h"
#include "tests/unit/test.h"

enum {
	RESERVE = 500,
	WALL = 1790000000
};

/* An answer's headers, as most answers have them. */
static struct headers
said(const char *resource, int64_t limit, int64_t remaining, int64_t reset)
{
	struct headers headers;

	headers_clear(&headers);
	(void)str_copy(headers.resource, sizeof(headers.resource), resource);
	headers.limit = limit;
	headers.remaining = remaining;
	headers.reset = reset;
	headers.date = WALL;
	return headers;
}

static struct headers
silent(void)
{
	struct headers headers;

	headers_clear(&headers);
	return headers;
}

/* One request from `start` that takes `ms`. */
static void
request(struct rate *rate, enum rate_kind kind, int64_t start, int64_t ms,
    enum rate_verdict verdict, const struct headers *headers)
{
	rate_begin(rate, kind, 1, start);
	rate_finish(rate, kind, verdict, headers, start + ms, WALL);
}

static void
same_kind_requests_go_one_by_one(void **state)
{
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 1000), 0);
	rate_begin(&rate, RATE_REST, 1, 1000);
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 1001), RATE_BUSY);
	assert_int_equal(rate_wait(&rate, RATE_GRAPHQL, 1, 1001), 0);
	rate_finish(&rate, RATE_REST, RATE_FINE, NULL, 1300, WALL);
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 1301), 0);
}

static void
the_reserve_is_left_alone(void **state)
{
	struct headers headers = said("core", 5000, 501, WALL + 600);
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	request(&rate, RATE_REST, 0, 10, RATE_FINE, &headers);
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 20), 0);
	/* two points would touch it: wait for the reset and a second more */
	assert_int_equal(rate_wait(&rate, RATE_REST, 2, 20),
	    600000 + 1000 - 10);
	/* the other bucket is not concerned */
	assert_int_equal(rate_wait(&rate, RATE_GRAPHQL, 5, 20), 0);
	/* after the reset the old figure means nothing */
	assert_int_equal(rate_wait(&rate, RATE_REST, 2, 601020), 0);
}

static void
answers_without_headers_are_not_free(void **state)
{
	struct headers headers = said("graphql", 5000, 510, WALL + 600);
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	request(&rate, RATE_GRAPHQL, 0, 10, RATE_FINE, &headers);
	assert_int_equal(rate_wait(&rate, RATE_GRAPHQL, 5, 20), 0);
	rate_begin(&rate, RATE_GRAPHQL, 6, 20);
	rate_finish(&rate, RATE_GRAPHQL, RATE_FINE, NULL, 30, WALL);
	assert_int_equal(rate_wait(&rate, RATE_GRAPHQL, 4, 40), 0);
	assert_true(rate_wait(&rate, RATE_GRAPHQL, 5, 40) > 500000);
}

static void
a_small_bucket_is_not_all_reserve(void **state)
{
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	assert_int_equal(rate_reserve(&rate, 5000), 500);
	assert_int_equal(rate_reserve(&rate, 1000), 500);
	assert_int_equal(rate_reserve(&rate, 999), 99);
	assert_int_equal(rate_reserve(&rate, 60), 6);
}

static void
buckets_go_by_what_the_answer_says(void **state)
{
	/* a REST address that GitHub counts in another bucket */
	struct headers headers = said("code_search", 10, 0, WALL + 60);
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	request(&rate, RATE_SEARCH, 0, 10, RATE_FINE, &headers);
	assert_string_equal(rate_bucket(&rate, RATE_SEARCH)->name,
	    "code_search");
	assert_true(rate_wait(&rate, RATE_SEARCH, 1, 5000) > 50000);
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 5000), 0);
}

static void
resets_that_make_no_sense_are_not_believed(void **state)
{
	static const struct {
		int64_t reset;
		int64_t at_least, at_most;
	} rows[] = {
		{ WALL - 1000, 0, 0 }, /* in the past */
		{ WALL + 30, 30000, 31000 },
		{ WALL + 86400 * 365, RATE_BLOCK_MAX_MS - 100,
		    RATE_BLOCK_MAX_MS }, /* in a year */
		{ -1, 0, 0 }, /* absent */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct headers headers = said("core", 5000, 0, rows[i].reset);
		struct rate rate;
		int64_t wait;

		rate_init(&rate, RESERVE, 1);
		request(&rate, RATE_REST, 0, 10, RATE_FINE, &headers);
		wait = rate_wait(&rate, RATE_REST, 1, 10);
		assert_in_range(wait, rows[i].at_least, rows[i].at_most);
	}
}

static void
the_servers_clock_counts_not_ours(void **state)
{
	/* our clock is a day fast; the server says when it is now */
	struct headers headers = said("core", 5000, 0, WALL + 100);
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	rate_begin(&rate, RATE_REST, 1, 0);
	rate_finish(&rate, RATE_REST, RATE_FINE, &headers, 10, WALL + 86400);
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 10), 101000);
}

/* GITHUB.md's order: what an answer asks for, and how long that is. */
static void
limit_answers_stop_the_whole_token(void **state)
{
	static const struct {
		const char *name;
		enum rate_verdict verdict;
		int64_t remaining, reset_in, retry_after, retry_at_in;
		int64_t least, most;
	} rows[] = {
		{ "primary: until the reset and a second", RATE_PRIMARY, 0, 900,
		    -1, 0, 901000, 906000 },
		{ "primary, reset in 5 s: the floor", RATE_PRIMARY, 0, 5, -1, 0,
		    60000, 65000 },
		{ "primary without headers: the floor", RATE_PRIMARY, -1, 0, -1,
		    0, 60000, 65000 },
		{ "primary, points left: the floor", RATE_PRIMARY, 4000, 900,
		    -1, 0, 60000, 65000 },
		{ "secondary without headers: the floor", RATE_SECONDARY, -1, 0,
		    -1, 0, 60000, 65000 },
		{ "secondary with points left: the floor", RATE_SECONDARY, 4000,
		    900, -1, 0, 60000, 65000 },
		{ "retry-after of 4 s was too short for others: the floor",
		    RATE_SECONDARY, 4000, 900, 4, 0, 60000, 65000 },
		{ "retry-after of 5 minutes", RATE_SECONDARY, 4000, 900, 300, 0,
		    300000, 305000 },
		{ "retry-after as a date", RATE_SECONDARY, -1, 0, -1, 200,
		    201000, 206000 },
		{ "retry-after counts, not the reset", RATE_PRIMARY, 4000, 900,
		    120, 0, 120000, 125000 },
		{ "secondary, no points left: the reset", RATE_SECONDARY, 0,
		    900, -1, 0, 901000, 906000 },
		{ "retry-after of a month is not believed", RATE_SECONDARY, -1,
		    0, 86400 * 30, 0, RATE_BLOCK_MAX_MS,
		    RATE_BLOCK_MAX_MS + 5000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct headers headers = silent();
		struct rate rate;
		int64_t wait;

		print_message("%s\n", rows[i].name);
		headers.date = WALL;
		if (rows[i].remaining >= 0) {
			headers.limit = 5000;
			headers.remaining = rows[i].remaining;
			headers.reset = WALL + rows[i].reset_in;
		}
		headers.retry_after_s = rows[i].retry_after;
		if (rows[i].retry_at_in > 0)
			headers.retry_at = WALL + rows[i].retry_at_in;
		rate_init(&rate, RESERVE, 7);
		request(&rate, RATE_REST, 0, 10, rows[i].verdict, &headers);
		wait = rate_wait(&rate, RATE_REST, 1, 10);
		assert_in_range(wait, rows[i].least, rows[i].most);
		/* nothing at all is sent meanwhile */
		assert_in_range(rate_wait(&rate, RATE_GRAPHQL, 1, 10),
		    rows[i].least, rows[i].most);
		assert_in_range(rate_wait(&rate, RATE_SEARCH, 1, 10),
		    rows[i].least, rows[i].most);
	}
}

static void
repeated_secondary_limits_wait_longer_each_time(void **state)
{
	static const int64_t least[] = { 60000, 120000, 240000, 480000, 960000,
		1920000, 1920000 };
	struct headers headers = silent();
	struct rate rate;
	int64_t now = 0;

	(void)state;
	rate_init(&rate, RESERVE, 3);
	for (size_t i = 0; i < COUNT(least); i++) {
		int64_t wait;

		request(&rate, RATE_REST, now, 10, RATE_SECONDARY, &headers);
		now += 10;
		wait = rate_wait(&rate, RATE_REST, 1, now);
		assert_in_range(wait, least[i], least[i] + 5000);
		now += wait;
	}
	/* a minute without one, and it is forgiven */
	request(&rate, RATE_REST, now, 10, RATE_FINE, NULL);
	now += RATE_WINDOW_S * 1000;
	request(&rate, RATE_REST, now + 1, 10, RATE_SECONDARY, &headers);
	assert_in_range(rate_wait(&rate, RATE_REST, 1, now + 11), 60000, 65000);
}

/* Queries are answered while one kind of request is limited, before or after
 * it is sent. */
static void
good_answers_between_do_not_forgive_a_limit_that_comes_back(void **state)
{
	struct headers headers = silent();

	(void)state;
	for (int order = 0; order < 2; order++) {
		struct rate rate;
		int64_t now = 0, wait;

		rate_init(&rate, RESERVE, 3);
		request(&rate, RATE_REST, now, 10, RATE_SECONDARY, &headers);
		now += 10;
		now += rate_wait(&rate, RATE_REST, 1, now);
		rate_begin(&rate, RATE_GRAPHQL, 1, now);
		if (order == 0)
			rate_begin(&rate, RATE_REST, 1, now);
		rate_finish(&rate, RATE_GRAPHQL, RATE_FINE, NULL, now + 10,
		    WALL);
		if (order == 1)
			rate_begin(&rate, RATE_REST, 1, now + 10);
		rate_finish(&rate, RATE_REST, RATE_SECONDARY, &headers,
		    now + 20, WALL);
		wait = rate_wait(&rate, RATE_REST, 1, now + 20);
		assert_in_range(wait, 120000, 125000);
	}
}

static void
answers_to_what_was_in_flight_are_no_second_offence(void **state)
{
	struct headers headers = silent();
	struct rate rate;
	int64_t wait;

	(void)state;
	rate_init(&rate, RESERVE, 3);
	rate_begin(&rate, RATE_REST, 1, 0);
	rate_begin(&rate, RATE_GRAPHQL, 1, 0);
	rate_finish(&rate, RATE_REST, RATE_SECONDARY, &headers, 10, WALL);
	rate_finish(&rate, RATE_GRAPHQL, RATE_SECONDARY, &headers, 20, WALL);
	wait = rate_wait(&rate, RATE_REST, 1, 20);
	assert_in_range(wait, 60000, 65000);
	assert_int_equal(rate.strikes, 1);
	/* nor does a good one lift the block */
	rate_init(&rate, RESERVE, 3);
	rate_begin(&rate, RATE_REST, 1, 0);
	rate_begin(&rate, RATE_GRAPHQL, 1, 0);
	rate_finish(&rate, RATE_REST, RATE_SECONDARY, &headers, 10, WALL);
	rate_finish(&rate, RATE_GRAPHQL, RATE_FINE, &headers, 20, WALL);
	assert_true(rate_wait(&rate, RATE_GRAPHQL, 1, 20) >= 59000);
	assert_int_equal(rate.strikes, 1);
}

static void
trouble_pauses_by_squares(void **state)
{
	static const int64_t least[] = { 1000, 4000, 9000, 16000, 25000, 36000,
		49000, 60000, 60000 };
	struct rate rate;
	int64_t now = 0;

	(void)state;
	rate_init(&rate, RESERVE, 3);
	for (size_t i = 0; i < COUNT(least); i++) {
		int64_t wait;

		request(&rate, RATE_REST, now, 10, RATE_TROUBLE, NULL);
		now += 10;
		wait = rate_wait(&rate, RATE_GRAPHQL, 1, now);
		assert_in_range(wait, least[i], least[i] + 500);
		now += wait;
	}
	request(&rate, RATE_REST, now, 10, RATE_FINE, NULL);
	request(&rate, RATE_REST, now + 10, 10, RATE_TROUBLE, NULL);
	assert_in_range(rate_wait(&rate, RATE_REST, 1, now + 20), 1000, 1500);
}

static void
halving_a_batch_is_not_slowed_down(void **state)
{
	struct rate rate;
	int64_t now = 0;

	(void)state;
	rate_init(&rate, RESERVE, 3);
	for (int i = 0; i < 5; i++) {
		int64_t wait;

		request(&rate, RATE_GRAPHQL, now, 10, RATE_HEAVY, NULL);
		now += 10;
		wait = rate_wait(&rate, RATE_GRAPHQL, 1, now);
		assert_in_range(wait, 1000, 1500);
		now += wait;
	}
	/* but an outage that looks like it is */
	request(&rate, RATE_GRAPHQL, now, 10, RATE_HEAVY, NULL);
	assert_true(rate_wait(&rate, RATE_GRAPHQL, 1, now + 10) >= 36000);
}

/* How much response time any 60 s window saw; `step` of a random walk. */
struct meter {
	int64_t start[4000], end[4000];
	enum rate_kind kind[4000];
	size_t n;
};

static int64_t
busy_within(const struct meter *meter, int64_t from, int64_t to, bool graphql)
{
	int64_t sum = 0;

	for (size_t i = 0; i < meter->n; i++) {
		int64_t a = meter->start[i] > from ? meter->start[i] : from;
		int64_t b = meter->end[i] < to ? meter->end[i] : to;

		if (b > a && (!graphql || meter->kind[i] == RATE_GRAPHQL))
			sum += b - a;
	}
	return sum;
}

/*
 * Two lanes as greedy as the limiter allows, against answers of many speeds:
 * no window of a minute may see more response time than GitHub allows, nor
 * more points.
 */
static void
check_property(uint64_t seed, int64_t usual_ms)
{
	static struct meter meter;
	int64_t ends[RATE_KINDS] = { 0 }, starts[RATE_KINDS] = { 0 };
	struct rate rate;
	uint64_t random = seed;

	meter.n = 0;
	rate_init(&rate, RESERVE, seed);
	for (int64_t now = 0; now < 300000 && meter.n < 3900; now += 5) {
		for (int k = RATE_REST; k <= RATE_GRAPHQL; k++) {
			enum rate_kind kind = (enum rate_kind)k;

			if (ends[k] != 0 && ends[k] <= now) {
				rate_finish(&rate, kind, RATE_FINE, NULL, now,
				    WALL);
				meter.start[meter.n] = starts[k];
				meter.end[meter.n] = now;
				meter.kind[meter.n++] = kind;
				ends[k] = 0;
			}
			if (ends[k] != 0 || rate_wait(&rate, kind, 1, now) != 0)
				continue;
			random = random * 6364136223846793005ULL + 1;
			rate_begin(&rate, kind, 1, now);
			starts[k] = now;
			ends[k] =
			    now + 5 + (int64_t)(random >> 33) % (2 * usual_ms);
			if (ends[k] > now + 10000)
				ends[k] = now + 10000;
		}
	}
	for (int64_t from = 0; from + 60000 <= 300000; from += 1000) {
		int64_t points[RATE_KINDS] = { 0 };

		assert_true(
		    busy_within(&meter, from, from + 60000, false) <= 90000);
		assert_true(
		    busy_within(&meter, from, from + 60000, true) <= 60000);
		for (size_t i = 0; i < meter.n; i++)
			if (meter.start[i] >= from &&
			    meter.start[i] < from + 60000)
				points[meter.kind[i]]++;
		assert_true(points[RATE_REST] <= 900);
		assert_true(points[RATE_GRAPHQL] <= 2000);
	}
	/* and it is no idler either */
	if (usual_ms >= 1000)
		assert_true(
		    busy_within(&meter, 60000, 300000, false) > 3 * 60000);
}

static void
no_minute_is_ever_too_busy(void **state)
{
	static const int64_t usual[] = { 5, 50, 300, 1000, 4000, 9000 };

	(void)state;
	for (size_t i = 0; i < COUNT(usual); i++)
		for (uint64_t seed = 1; seed <= 3; seed++) {
			print_message("answers of %d ms\n", (int)usual[i]);
			check_property(seed, usual[i]);
		}
}

static void
servers_without_limits_are_still_paced(void **state)
{
	struct headers headers = silent();
	struct rate rate;
	int sent = 0;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	for (int64_t now = 0; now < 60000; now += 10)
		if (rate_wait(&rate, RATE_REST, 1, now) == 0) {
			request(&rate, RATE_REST, now, 5, RATE_FINE, &headers);
			sent++;
		}
	assert_int_equal(sent, RATE_REST_POINTS);
}

static void
searches_keep_their_distance(void **state)
{
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	request(&rate, RATE_SEARCH, 1000, 10, RATE_FINE, NULL);
	assert_int_equal(rate_wait(&rate, RATE_SEARCH, 1, 1010), 2090);
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 1010), 0);
}

static void
a_block_is_remembered(void **state)
{
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	rate_block(&rate, 5000);
	assert_int_equal(rate_wait(&rate, RATE_GRAPHQL, 1, 1000), 4000);
	rate_block(&rate, 3000); /* a shorter one does not lift it */
	assert_int_equal(rate_wait(&rate, RATE_GRAPHQL, 1, 1000), 4000);
}

static void
invented_resources_do_no_harm(void **state)
{
	struct rate rate;

	(void)state;
	rate_init(&rate, RESERVE, 1);
	for (int i = 0; i < 100; i++) {
		char name[4] = { (char)('a' + i % 26), (char)('a' + i / 26),
			0 };
		struct headers headers = said(name, 5000, 4000, WALL + 60);

		request(&rate, RATE_REST, i * 10, 1, RATE_FINE, &headers);
	}
	assert_int_equal(rate_wait(&rate, RATE_REST, 1, 2000), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_kind_requests_go_one_by_one),
		cmocka_unit_test(the_reserve_is_left_alone),
		cmocka_unit_test(answers_without_headers_are_not_free),
		cmocka_unit_test(a_small_bucket_is_not_all_reserve),
		cmocka_unit_test(buckets_go_by_what_the_answer_says),
		cmocka_unit_test(resets_that_make_no_sense_are_not_believed),
		cmocka_unit_test(the_servers_clock_counts_not_ours),
		cmocka_unit_test(limit_answers_stop_the_whole_token),
		cmocka_unit_test(
		    repeated_secondary_limits_wait_longer_each_time),
		cmocka_unit_test(
		    good_answers_between_do_not_forgive_a_limit_that_comes_back),
		cmocka_unit_test(
		    answers_to_what_was_in_flight_are_no_second_offence),
		cmocka_unit_test(trouble_pauses_by_squares),
		cmocka_unit_test(halving_a_batch_is_not_slowed_down),
		cmocka_unit_test(no_minute_is_ever_too_busy),
		cmocka_unit_test(servers_without_limits_are_still_paced),
		cmocka_unit_test(searches_keep_their_distance),
		cmocka_unit_test(a_block_is_remembered),
		cmocka_unit_test(invented_resources_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
