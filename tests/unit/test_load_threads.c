/* A dump that two threads load makes the store that one makes. */
#include <errno.h>
#include <signal.h>

#include "tests/unit/load_fixture.h"

/* A dump of lines good and bad, enough for many batches. */
static void
write_many(struct buf *text)
{
	buf_text(text, HEADER "{\"kind\":\"role\",\"name\":\"r\"}\n");
	for (int i = 1; i <= 600; i++)
		buf_format(text,
		    "{\"kind\":\"person\",\"id\":%d,\"login\":\"p%d\","
		    "\"company\":\"Acme %d\",\"fetched_at\":"
		    "\"2026-09-20T14:13:20Z\",\"first_seen\":"
		    "\"2026-01-20T14:13:20Z\"}\n%s",
		    i, i % 550, i % 7, i % 50 == 0 ? "{\"kind\":1}\n" : "");
	for (int i = 1; i <= 600; i++) {
		buf_format(text,
		    "{\"kind\":\"work\",\"person\":%d,\"repository\":%d,"
		    "\"pulls\":[{\"number\":1,\"title\":\"Fix lock of ",
		    i, i % 9);
		for (int j = 0; j < 400; j++)
			buf_format(text, "w%d ", (i * j) % 977);
		/* In an order that no store has, now and then. */
		buf_format(text,
		    "\",\"merged_at\":\"2026-0%d-20T14:13:20Z\"},"
		    "{\"number\":2,\"title\":\"Add it\","
		    "\"merged_at\":\"2026-05-20T14:13:20Z\"}]}\n",
		    i % 8 + 1);
	}
	for (int i = 1; i <= 620; i++)
		buf_format(text,
		    "{\"kind\":\"score\",\"role\":\"r\",\"person\":%d,"
		    "\"score\":%d,\"coverage\":0.5,\"band\":2,"
		    "\"languages\":[\"Go\"],\"reason\":\"good\"}\n",
		    i, i % 100);
}

static char *
load_many(struct fixture *fixture, const char *name, bool is_alone,
    char *ret_said, size_t size)
{
	struct load_report report;
	struct buf text;

	buf_init(&text, 64 * 1024 * 1024);
	write_many(&text);
	use(fixture, name);
	load_is_alone = is_alone;
	assert_int_equal(load_len(fixture, text.data, text.len, false, &report,
			     ret_said, size),
	    0);
	load_is_alone = false;
	buf_done(&text);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	fixture_abort(fixture);
	return dump(fixture);
}

/* Complaints too. */
static void
two_threads_make_the_same_store_as_one(void **state)
{
	struct fixture *fixture = *state;
	static char said[2][100000];
	char *alone, *together;

	alone = load_many(fixture, "alone", true, said[0], sizeof(said[0]));
	for (int i = 0; i < 3; i++) {
		char name[20];

		(void)snprintf(name, sizeof(name), "together%d", i);
		together =
		    load_many(fixture, name, false, said[1], sizeof(said[1]));
		assert_string_equal(said[0], said[1]);
		assert_string_equal(rest_of(alone), rest_of(together));
		mem_free(together);
	}
	assert_non_null(strstr(said[0], "no such person"));
	mem_free(alone);
}

/* Lines without end, and a signal after some. */
struct endless {
	volatile sig_atomic_t stop;
	int64_t reads;
	bool fails;
};

static ssize_t
read_endless(void *context, char *to, size_t size)
{
	struct endless *endless = context;
	int n = 0;

	if (endless->reads == 40)
		endless->stop = 1;
	if (endless->reads == 40 && endless->fails) {
		errno = EINTR;
		return -1;
	}
	if (endless->reads++ == 0)
		return snprintf(to, size, HEADER);
	n = snprintf(to, size, "{\"kind\":\"person\",\"id\":%lld}\n",
	    (long long)endless->reads);
	return n;
}

static void
interrupted_load_keeps_what_was_read_and_can_be_repeated(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 4; i++) {
		struct endless endless = { .fails = i % 2 == 0 };
		const struct load_options options = {
			.in = fopencookie(&endless, "r",
			    (cookie_io_functions_t){ .read = read_endless }),
			.stop = &endless.stop,
			.is_alone = i >= 2,
		};
		struct err_detail detail = { "" };
		struct load_report report;
		char name[20];
		int64_t id;

		(void)snprintf(name, sizeof(name), "s%d", i);
		use(fixture, name);
		fixture_close(fixture);
		fixture_open(fixture, STORE_CRAWL);
		assert_int_equal(store_load(fixture->store, &options, &report,
				     &detail),
		    ERR_CANCELED);
		(void)fclose(options.in);
		assert_non_null(strstr(detail.text, "interrupted"));
		fixture_begin(fixture, false);
		fixture_expect_sound(fixture);
		assert_int_equal(report.lines > 1
			? store_person_find(fixture->txn, "2", &id)
			: 0,
		    0);
		fixture_abort(fixture);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_threads_make_the_same_store_as_one),
		TEST(interrupted_load_keeps_what_was_read_and_can_be_repeated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
