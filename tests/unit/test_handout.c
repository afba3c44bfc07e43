/* Who was in which file that left the store. */
#include <string.h>

#include "store/rights.h"
#include "store/rights/journal.h"
#include "store/secret.h"
#include "tests/unit/store_fixture.h"

enum {
	PEOPLE = 2500 /* more than two entries of the journal hold */
};

struct found {
	char actions[200];
	size_t n;
};

static int
take(void *context, const struct journal_entry *entry)
{
	struct found *found = context;
	size_t len = strlen(found->actions);

	assert_null(entry->held);
	(void)snprintf(found->actions + len, sizeof(found->actions) - len,
	    "%s %s;", entry->action, entry->detail);
	found->n++;
	return 0;
}

static void
hand_out(struct fixture *fixture, int64_t first, int64_t last,
    const char *detail)
{
	struct handout *handout = store_handout_new(fixture->store);

	for (int64_t id = first; id <= last; id++)
		store_handout_add(handout, id);
	fixture_begin(fixture, true);
	assert_ok(store_handout_end(handout, fixture->txn, "export", detail));
	fixture_commit(fixture);
	store_handout_free(handout);
}

static void
expect(struct fixture *fixture, int64_t person, int64_t first_seen,
    const char *actions)
{
	struct found found = { .n = 0 };

	fixture_begin(fixture, false);
	assert_ok(
	    store_handouts(fixture->txn, person, first_seen, take, &found));
	assert_string_equal(found.actions, actions);
	fixture_abort(fixture);
}

static void
files_are_told_by_who_was_in_them(void **state)
{
	struct fixture *fixture = *state;

	hand_out(fixture, 1, PEOPLE, "all.csv");
	hand_out(fixture, 7, 7, "seven.csv");
	hand_out(fixture, 1, 0, "nobody.csv");
	expect(fixture, 1, 0, "export all.csv;");
	expect(fixture, 7, 0, "export all.csv;export seven.csv;");
	expect(fixture, PEOPLE, 0, "export all.csv;");
	expect(fixture, PEOPLE + 1, 0, "");
}

/* Whoever is asked for alone is found among many. */
static void
somebody_hashes_alone_as_in_a_list(void **state)
{
	struct fixture *fixture = *state;
	const int64_t ids[] = { 1, 2, INT64_C(1) << 40 };
	uint8_t together[3 * SECRET_LISTED], alone[SECRET_LISTED];

	secret_hash_listed(fixture->store, ids, 3, together);
	for (size_t i = 0; i < 3; i++) {
		secret_hash_listed(fixture->store, &ids[i], 1, alone);
		assert_memory_equal(alone, together + i * SECRET_LISTED,
		    SECRET_LISTED);
	}
	assert_memory_not_equal(together, together + SECRET_LISTED,
	    SECRET_LISTED);
}

/* Their hashes were the beginning of those that the rest of the journal has. */
static void
people_of_older_entries_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct journal_entry entry = { .at = FIXTURE_NOW,
		.action = STORE_JOURNAL_HELD,
		.file = "0123456789abcdef" };
	char hash[STORE_KEYED_ID];

	fixture_begin(fixture, true);
	store_keyed_id(fixture->txn, 7, hash);
	hash[12] = '\0';
	entry.held = hash;
	assert_ok(store_journal_append(fixture->txn, &entry));
	assert_ok(store_journal_add_file(fixture->txn, "export", entry.file,
	    "old.csv"));
	fixture_commit(fixture);
	hand_out(fixture, 1, 7, "new.csv");
	expect(fixture, 7, 0, "export old.csv;export new.csv;");
	expect(fixture, 1, 0, "export new.csv;");
}

static void
copies_of_the_whole_hold_who_was_there(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	assert_ok(store_journal_add(fixture->txn, "dump", 0, "d"));
	assert_ok(store_journal_add(fixture->txn, "backup", 0, "b"));
	assert_ok(store_journal_add(fixture->txn, "load", 0, NULL));
	fixture_commit(fixture);
	expect(fixture, 7, FIXTURE_NOW - 5, "dump d;backup b;");
	expect(fixture, 7, FIXTURE_NOW + 5, "");
	/* One who is not stored was in none, as far as can be told. */
	expect(fixture, 7, 0, "");
}

static void
dump_takes_them_along(void **state)
{
	struct fixture *fixture = *state;
	struct load_options options = { .strict = true };
	struct dump_report dumped;
	struct load_report loaded;
	struct fixture other = { .txn = NULL };
	FILE *file = tmpfile();

	hand_out(fixture, 1, PEOPLE, "all.csv");
	fixture_begin(fixture, true);
	assert_ok(store_suppress(fixture->txn, 99, NULL));
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_ok(store_dump(fixture->txn, file, NULL, &dumped, NULL));
	fixture_abort(fixture);
	rewind(file);
	(void)snprintf(other.path, sizeof(other.path), "%s/other",
	    fixture->root);
	fixture_open(&other, STORE_CRAWL);
	options.in = file;
	assert_ok(store_load(other.store, &options, &loaded, NULL));
	expect(&other, PEOPLE, 0, "export all.csv;");
	fixture_close(&other);
	assert_int_equal(fclose(file), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(files_are_told_by_who_was_in_them),
		TEST(somebody_hashes_alone_as_in_a_list),
		TEST(people_of_older_entries_are_found),
		TEST(copies_of_the_whole_hold_who_was_there),
		TEST(dump_takes_them_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
