/* What goes wrong during a load into an empty store, and what others write. */
#include <sys/resource.h>

#include <signal.h>

#include "store/load/load_index.h"
#include "store/rights.h"
#include "store/store_internal.h"
#include "store/task.h"
#include "tests/unit/load_fixture.h"

/* A line that is bad; when it comes, no transaction is open if the one before it
 * has one of its own. */
#define PAUSE "{\"kind\":1}\n"

enum {
	LARGE = 1024 * 1024 + 1,
	TOO_LARGE = 16 * 1024 * 1024 + 1, /* of one value */
	PEOPLE = 20000
};

struct pause {
	struct fixture *fixture;
	void (*act)(struct fixture *fixture);
};

static void
act(void *context, int64_t line, const char *sentence)
{
	const struct pause *pause = context;
	struct store *store = pause->fixture->store;
	struct name_batch *names = store->names;

	(void)line;
	(void)sentence;
	/* Another process knows of no names that wait. */
	store->names = NULL;
	pause->act(pause->fixture);
	store->names = names;
}

static int
load(struct fixture *fixture, const struct buf *text,
    void (*then)(struct fixture *fixture), struct load_report *ret_report)
{
	struct pause pause = { fixture, then };
	struct load_options options = { .complain = act,
		.context = &pause,
		.is_alone = true };
	struct err_detail detail = { "" };
	int rc;

	fixture_close(fixture);
	fixture_open(fixture, STORE_CRAWL);
	options.in = fmemopen(text->data, text->len, "r");
	assert_non_null(options.in);
	rc = store_load(fixture->store, &options, ret_report, &detail);
	(void)fclose(options.in);
	return rc;
}

/* A line with a transaction of its own. */
static void
write_large(struct buf *text)
{
	buf_text(text, "{\"kind\":\"role\",\"name\":\"r\"");
	for (int i = 0; i < LARGE; i++)
		buf_add(text, " ", 1);
	buf_text(text, "}\n");
}

static void
begin_text(struct buf *text)
{
	buf_init(text, 64 * 1024 * 1024);
	buf_text(text, HEADER);
}

static void
nothing(struct fixture *fixture)
{
	(void)fixture;
}

static void
expect_indexed(struct fixture *fixture)
{
	fixture_begin(fixture, false);
	assert_false(store_load_is_unfinished(fixture->txn));
	fixture_expect_sound(fixture);
	fixture_abort(fixture);
}

/* ---- failures ---- */

static void
names_of_what_was_not_written_take_nobody_s(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	struct buf text;

	begin_text(&text);
	buf_text(&text, "{\"kind\":\"person\",\"id\":1,\"login\":\"x\"}\n");
	write_large(&text);
	buf_text(&text, "{\"kind\":\"person\",\"id\":2,\"login\":\"x\"}\n");
	/* With another key. */
	buf_text(&text,
	    "{\"kind\":\"suppressed\",\"hash\":"
	    "\"00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff\"}\n");
	assert_int_equal(load(fixture, &text, nothing, &report), ERR_INVAL);
	buf_done(&text);
	assert_int_equal(fixture_find(fixture, "x"), 1);
	expect_indexed(fixture);
}

static void
name_of_a_record_that_is_too_large_stays_whose_it_was(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	struct buf text;

	begin_text(&text);
	buf_text(&text,
	    "{\"kind\":\"person\",\"id\":1,\"login\":\"ada\"}\n"
	    "{\"kind\":\"person\",\"id\":2,\"login\":\"ada\","
	    "\"profile_readme\":\"");
	memset(buf_room(&text, TOO_LARGE), 'x', TOO_LARGE);
	text.len += TOO_LARGE;
	buf_text(&text,
	    "\"}\n{\"kind\":\"person\",\"id\":3,\"login\":\"bob\"}\n");
	assert_int_equal(load(fixture, &text, nothing, &report), 0);
	buf_done(&text);
	assert_int_equal(report.bad, 1);
	assert_int_equal(report.stored, 3);
	assert_int_equal(fixture_find(fixture, "ada"), 1);
	assert_int_equal(fixture_find(fixture, "bob"), 3);
	expect_indexed(fixture);
}

/* The file may not grow: what is freed in it still takes a mark or two. */
static void
fill_disk(struct fixture *fixture)
{
	struct rlimit limit;
	struct stat file;
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/data.mdb", fixture->path);
	assert_int_equal(stat(path, &file), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = (rlim_t)file.st_size;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
names_that_no_room_was_left_for_are_made_later(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	struct rlimit old;
	struct buf text;
	char login[16];

	begin_text(&text);
	for (int i = 1; i <= PEOPLE; i++)
		buf_format(&text,
		    "{\"kind\":\"person\",\"id\":%d,\"login\":\"p%d\"}\n", i,
		    i);
	buf_text(&text, "{\"kind\":\"person\",\"id\":9999999");
	for (int i = 0; i < LARGE; i++)
		buf_add(&text, " ", 1);
	buf_text(&text, "}\n" PAUSE "{\"kind\":\"portfolio\",\"person\":1}\n");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(load(fixture, &text, fill_disk, &report), ERR_FULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	(void)signal(SIGXFSZ, SIG_DFL);
	buf_done(&text);
	fixture_close(fixture);
	fixture_open(fixture, STORE_CRAWL);
	for (int i = 1; i <= PEOPLE; i += 1999) {
		(void)snprintf(login, sizeof(login), "p%d", i);
		assert_int_equal(fixture_find(fixture, login), i);
	}
	expect_indexed(fixture);
}

/* ---- others ---- */

static void
note_and_decline(struct fixture *fixture)
{
	struct note note = { FIXTURE_NOW, "has called" };
	const struct lead noted = { .notes = &note, .n_notes = 1 };
	const struct lead declined = { .status = STATUS_DECLINED,
		.status_at = FIXTURE_NOW };

	fixture_begin(fixture, true);
	assert_ok(store_lead_put(fixture->txn, "r", 1, &noted));
	assert_ok(store_lead_put(fixture->txn, "r", 2, &declined));
	fixture_commit(fixture);
}

static void
get_lead(struct fixture *fixture, int64_t id, struct arena *arena,
    struct lead *ret_lead)
{
	fixture_begin(fixture, false);
	assert_ok(store_lead_get(fixture->txn, "r", id, arena, ret_lead));
	fixture_abort(fixture);
}

static void
what_is_marked_meanwhile_is_united_with_the_dump_s(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct load_report report;
	struct lead lead;
	struct buf text;

	begin_text(&text);
	buf_text(&text,
	    "{\"kind\":\"person\",\"id\":1,\"login\":\"ada\"}\n"
	    "{\"kind\":\"person\",\"id\":2,\"login\":\"bob\"}\n");
	write_large(&text);
	buf_text(&text,
	    PAUSE "{\"kind\":\"lead\",\"person\":1,\"role\":\"r\","
		  "\"owner\":\"maria\"}\n"
		  "{\"kind\":\"lead\",\"person\":2,\"role\":\"\","
		  "\"tags\":[\"berlin\"]}\n");
	assert_int_equal(load(fixture, &text, note_and_decline, &report), 0);
	buf_done(&text);
	assert_int_equal(report.stored, 6);
	get_lead(fixture, 1, &arena, &lead);
	assert_string_equal(lead.owner, "maria");
	assert_int_equal(lead.n_notes, 1);
	get_lead(fixture, 2, &arena, &lead);
	assert_int_equal(lead.status, STATUS_DECLINED);
	arena_done(&arena);
	expect_indexed(fixture);
}

static void
suppress_ada(struct fixture *fixture)
{
	fixture_begin(fixture, true);
	assert_ok(store_forget(fixture->txn, 1, true));
	fixture_commit(fixture);
}

static void
who_is_the_first_suppressed_is_in_no_address_that_follows(void **state)
{
	struct fixture *fixture = *state;
	struct validator validator;
	struct load_report report;
	struct arena arena = { 0 };
	struct work work;
	struct buf text;

	begin_text(&text);
	buf_text(&text,
	    "{\"kind\":\"person\",\"id\":1,\"login\":\"ada\"}\n"
	    "{\"kind\":\"person\",\"id\":2,\"login\":\"bob\"}\n");
	write_large(&text);
	buf_text(&text,
	    PAUSE "{\"kind\":\"work\",\"person\":2,\"repository\":5,"
		  "\"pulls\":[{\"number\":1,\"merged_by\":1}]}\n"
		  "{\"kind\":\"validator\","
		  "\"url\":\"https://api.example.org/users/ada\","
		  "\"etag\":\"e\"}\n");
	assert_int_equal(load(fixture, &text, suppress_ada, &report), 0);
	buf_done(&text);
	fixture_begin(fixture, false);
	assert_int_equal(store_validator_get(fixture->txn,
			     "https://api.example.org/users/ada", &arena,
			     &validator),
	    ERR_NOTFOUND);
	assert_ok(store_work_get(fixture->txn, 2, 5, &arena, &work));
	assert_int_equal(work.n_pulls, 1);
	assert_int_equal(work.pulls[0].merged_by, ACCOUNT_ERASED);
	fixture_abort(fixture);
	assert_int_equal(report.blocked, 1);
	arena_done(&arena);
	expect_indexed(fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(names_of_what_was_not_written_take_nobody_s),
		TEST(name_of_a_record_that_is_too_large_stays_whose_it_was),
		TEST(names_that_no_room_was_left_for_are_made_later),
		TEST(what_is_marked_meanwhile_is_united_with_the_dump_s),
		TEST(who_is_the_first_suppressed_is_in_no_address_that_follows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
