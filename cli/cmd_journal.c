#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/table.h"
#include "store/rights.h"

enum {
	LIMIT_DEFAULT = 50,
	HASH_SHOWN = 8, /* digits that tell people apart in a list */
	ENTRY_MAX_BYTES = 256 * 1024
};

struct journal {
	struct app *app;
	int64_t limit;
	bool json;
	char person[STORE_JOURNAL_PERSON_LEN]; /* "": everybody's entries */
	struct term term;
	struct table table;
};

static const struct column columns[] = {
	{ "when", 16, 16, false, CUT_FIRST },
	{ "action", 6, 16, false, CUT_FIRST },
	{ "by", 4, 16, false, CUT_FIRST },
	{ "person", 8, 8, false, CUT_FIRST },
	{ "what", 10, 100, false, CUT_FIRST },
};

static void
add_row(struct journal *journal, const struct journal_entry *entry)
{
	char when[CLOCK_TEXT_LEN], person[HASH_SHOWN + 1] = "";

	clock_format(entry->at, when);
	when[10] = ' ';
	when[16] = '\0';
	if (entry->person != NULL)
		(void)snprintf(person, sizeof(person), "%.8s", entry->person);
	table_cell(&journal->table, 0, STYLE_DIM, when);
	table_cell(&journal->table, 1, STYLE_BOLD, entry->action);
	table_cell(&journal->table, 2, STYLE_PLAIN, entry->actor);
	table_cell(&journal->table, 3, STYLE_DIM, person);
	table_cell(&journal->table, 4, STYLE_PLAIN, entry->detail);
	table_end_row(&journal->table);
}

static void
print_json(const struct journal_entry *entry)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, ENTRY_MAX_BYTES);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	json_member_int(&json, "sequence", entry->sequence);
	json_member_time(&json, "at", entry->at);
	json_member_text(&json, "action", entry->action);
	json_member_text(&json, "actor", entry->actor);
	json_member_text(&json, "person", entry->person);
	json_member_text(&json, "detail", entry->detail);
	json_end_object(&json);
	printf("%s\n", out.data);
	buf_done(&out);
}

/* Hashes of who was in a file are for `forget` and `subject` to read. */
static bool
is_held(const struct journal_entry *entry)
{
	return str_equal(entry->action, STORE_JOURNAL_HELD);
}

static bool
is_shown(const struct journal *journal, const struct journal_entry *entry)
{
	return !is_held(entry) &&
	    (journal->person[0] == '\0' ||
		str_equal(journal->person, entry->person));
}

/* Behind which the last ones are to be printed.  Numbers have no gaps. */
static int
find_start(const struct journal *journal, struct txn *txn, int64_t last,
    int64_t *ret_start)
{
	struct arena arena = { 0 };
	struct journal_entry entry = { 0 };
	int64_t left = journal->limit;
	int rc = 0;

	while (rc == 0 && last > 0 && left > 0) {
		arena_reset(&arena);
		rc = store_journal_next(txn, --last, &arena, &entry);
		left -= rc == 0 && is_shown(journal, &entry);
		if (rc == ERR_CORRUPT)
			rc = 0;
	}
	arena_done(&arena);
	*ret_start = last;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
print_all(struct journal *journal, struct txn *txn)
{
	struct arena arena = { 0 };
	struct journal_entry entry = { 0 };
	struct store_stats stats;
	int rc = store_stats(txn, &stats);

	if (rc == 0 && journal->limit >= 0)
		rc = find_start(journal, txn, stats.journal, &entry.sequence);
	while (rc == 0) {
		arena_reset(&arena);
		rc = store_journal_next(txn, entry.sequence, &arena, &entry);
		if (rc != 0)
			break;
		if (!is_shown(journal, &entry))
			continue;
		if (journal->json)
			print_json(&entry);
		else
			add_row(journal, &entry);
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Of somebody who is here: who was forgotten is no more. */
static int
choose_person(struct journal *journal, struct txn *txn, const char *name)
{
	struct person person;
	int rc =
	    app_person(journal->app, txn, name, &journal->app->arena, &person);

	if (rc == 0)
		store_journal_person(txn, person.id, journal->person);
	return rc;
}

int
cmd_journal(struct app *app, int argc, char **argv)
{
	struct journal journal = { .app = app, .limit = LIMIT_DEFAULT };
	struct txn *txn = NULL;
	const struct option_spec options[] = {
		{ "limit", 'n', OPTION_LIMIT, &journal.limit, "N",
		    "the last N (default 50; all)", 0, 0 },
		{ "json", 0, OPTION_FLAG, &journal.json, NULL,
		    "one JSON object a line", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 1,
		    "at most one login or id");
	if (rc == 0)
		rc = app_store(app, STORE_READ, "journal");
	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0 && operands.n == 1)
		rc = choose_person(&journal, txn, operands.items[0]);
	if (rc != 0)
		return app_finish(app, txn, rc);
	term_init(&journal.term, stdout, app->globals.no_color);
	table_init(&journal.table, &journal.term, columns, COUNT(columns));
	rc = app_finish(app, txn, print_all(&journal, txn));
	table_done(&journal.table);
	return rc;
}
