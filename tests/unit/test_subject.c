/*
 * The report to a person is complete: every member of every record is filled
 * by its table and looked for in the report, and every table is walked for
 * keys that hold the id.
 */
#include <string.h>

#include "base/arena.h"
#include "cli/subject_page.h"
#include "store/rights.h"
#include "store/rights/sweep.h"
#include "store/task.h"
#include "tests/unit/store_fixture.h"

enum {
	ADA = 123456789,
	BOB = 7002,
	SEED = 5
};

/* ---- a store in which all there can be of Ada is ---- */

struct filled {
	struct arena arena;
	char texts[400][24];
	size_t n;
};

static const char *
unique(struct filled *filled)
{
	char *text = filled->texts[filled->n];

	(void)snprintf(text, sizeof(filled->texts[0]), "planted-%03zu-",
	    filled->n++);
	return text;
}

/* Each text is another one; numbers are above zero. */
static void
fill(struct filled *filled, const struct record_type *type, void *value)
{
	for (size_t i = 0; i < type->n_fields; i++) {
		const struct record_field *field = &type->fields[i];
		char *at = (char *)value + field->offset;
		const char *text;
		const size_t one = 1;
		void *items;

		switch (field->kind) {
		case RECORD_INT:
		case RECORD_TIME:
			memcpy(at, &(int64_t){ FIXTURE_NOW - 1000 }, 8);
			break;
		case RECORD_BOOL:
			*(bool *)at = true;
			break;
		case RECORD_REAL:
		case RECORD_PART:
			memcpy(at, &(double){ 0.5 }, sizeof(double));
			break;
		case RECORD_TEXT:
			text = unique(filled);
			memcpy(at, &text, sizeof(text));
			break;
		case RECORD_TEXTS:
		case RECORD_LIST:
			items = arena_calloc(&filled->arena, 1,
			    field->kind == RECORD_LIST ? field->item->size
						       : sizeof(char *));
			if (field->kind == RECORD_LIST)
				fill(filled, field->item, items);
			else
				*(const char **)items = unique(filled);
			memcpy(at, &items, sizeof(items));
			memcpy((char *)value + field->count, &one, sizeof(one));
			break;
		}
	}
}

static void
put_facts(struct fixture *fixture, struct filled *filled)
{
	struct portfolio portfolio = { 0 };
	struct person person = { 0 };
	struct work work = { 0 };

	fill(filled, &person_record, &person);
	person.id = ADA;
	person.login = "ada-77";
	person.refusal = person.bot_reason = NULL;
	person.vanished_at = person.refused_at = 0;
	assert_ok(store_person_put(fixture->txn, &person));
	fill(filled, &portfolio_record, &portfolio);
	assert_ok(store_portfolio_put(fixture->txn, ADA, &portfolio));
	fill(filled, &work_record, &work);
	work.repository = SEED;
	assert_ok(store_work_merge(fixture->txn, ADA, &work));
}

static void
put_made(struct fixture *fixture, struct filled *filled)
{
	struct person person = { .id = ADA };
	struct task task = { 0 };
	struct score_row row = { 0 };
	struct lead lead = { 0 };
	struct score score;

	fill(filled, &score_row_record, &row);
	row.score.person = ADA;
	row.band = BAND_A;
	row.involvement = INVOLVEMENT_REGULAR;
	assert_ok(score_row_to(&row, &score));
	assert_ok(
	    store_score_put(fixture->txn, "api", &score, &person, 0, false));
	fill(filled, &lead_record, &lead);
	lead.status = STATUS_APPLICANT;
	assert_ok(store_lead_put(fixture->txn, "api", ADA, &lead));
	fill(filled, &task_record, &task);
	task.stage = 3;
	task.subject = ADA;
	task.share = 1;
	assert_ok(store_task_put(fixture->txn, &task));
	assert_ok(store_search_put(fixture->txn, "weekly", "lang:go"));
	assert_ok(store_search_list(fixture->txn, "weekly", "api",
	    &(int64_t){ ADA }, 1, 0));
	assert_ok(
	    store_journal_add(fixture->txn, "draft", ADA, unique(filled)));
	assert_ok(store_journal_add(fixture->txn, "dump", 0, unique(filled)));
}

static void
put_others(struct fixture *fixture)
{
	struct comment comment = { .id = 4,
		.body = "as @ada-77 said",
		.created_at = 5 };
	const struct work work = { .repository = SEED,
		.comments = &comment,
		.n_comments = 1 };

	assert_ok(store_repository_put(fixture->txn,
	    &(struct repository){ .id = SEED, .full_name = "golang/go" }));
	assert_ok(store_person_put(fixture->txn,
	    &(struct person){ .id = BOB, .login = "bob" }));
	assert_ok(store_work_merge(fixture->txn, BOB, &work));
}

/* ---- the report ---- */

static int
take_record(void *context, const struct subject_record *record)
{
	subject_page_record(context, record);
	return 0;
}

static int
take_journal(void *context, const struct journal_entry *entry)
{
	subject_page_journal(context, entry);
	return 0;
}

static int
take_mention(void *context, const char *what, const char *repository, int64_t n)
{
	subject_page_mention(context, what, repository, n);
	return 0;
}

static void
report(struct fixture *fixture, const struct person *person, bool is_json,
    struct buf *out)
{
	const struct retention_end end = { .at = FIXTURE_NOW };
	const struct subject_suppression none = { .is_there = false };
	FILE *file = tmpfile();
	struct subject_page *page = subject_page_new(file, is_json);
	char bytes[4096];
	size_t n;

	fixture_begin(fixture, false);
	subject_page_head(page, person, person->login, &none, &end,
	    FIXTURE_NOW);
	subject_page_part(page, "records");
	assert_ok(
	    store_subject_records(fixture->txn, person->id, take_record, page));
	subject_page_part(page, "journal");
	assert_ok(store_subject_journal(fixture->txn, person->id, take_journal,
	    page));
	subject_page_part(page, "files");
	assert_ok(store_handouts(fixture->txn, person->id, person->first_seen,
	    take_journal, page));
	fixture_abort(fixture);
	subject_page_part(page, "mentions");
	assert_ok(store_subject_mentions(fixture->store, person, take_mention,
	    page, NULL));
	subject_page_end(page);
	subject_page_free(page);
	rewind(file);
	buf_init(out, 1024 * 1024);
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(out, bytes, n);
	assert_int_equal(fclose(file), 0);
}

/* ---- tests ---- */

static void
every_member_is_in_the_report(void **state)
{
	const struct person ada = { .id = ADA,
		.login = "ada-77",
		.first_seen = FIXTURE_NOW - 1000 };
	struct fixture *fixture = *state;
	struct filled filled = { .n = 0 };
	struct buf out;

	fixture_begin(fixture, true);
	put_others(fixture);
	put_facts(fixture, &filled);
	put_made(fixture, &filled);
	fixture_commit(fixture);
	assert_true(filled.n > 60);
	for (int is_json = 0; is_json < 2; is_json++) {
		size_t missing = 0;

		report(fixture, &ada, is_json, &out);
		for (size_t i = 0; i < filled.n; i++)
			missing += strstr(out.data, filled.texts[i]) == NULL;
		/* refusal, bot_reason and login were replaced above */
		assert_int_equal(missing, 3);
		assert_non_null(strstr(out.data, "weekly"));
		assert_non_null(
		    strstr(out.data, "work of another contributor"));
		assert_non_null(strstr(out.data, "golang/go"));
		assert_null(strstr(out.data, "as @ada-77 said"));
		buf_done(&out);
	}
	arena_done(&filled.arena);
}

/* What somebody reads who knows nothing of the program. */
static void
numbers_that_stand_for_words_are_words(void **state)
{
	const struct score score = { .band = BAND_B,
		.involvement = INVOLVEMENT_REGULAR,
		.signals[FAMILY_REVIEW] = { .value = 0.5 } };
	const struct lead lead = { .status = STATUS_SHORTLISTED };
	struct score_row row;
	const struct subject_record records[] = {
		{ .what = "score",
		    .about = "A.",
		    .source = "s",
		    .type = &score_row_record,
		    .value = &row },
		{ .what = "pipeline",
		    .about = "A.",
		    .source = "s",
		    .type = &lead_record,
		    .value = &lead },
	};
	static const char *const texts[] = { "- band: B\n",
		"- involvement: regular\n", "2. Review",
		"- status: shortlisted",
		"- work, o/r: 5 in 2 records\n- work, o/s: 1\n- journal: 1\n" };
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);
	struct subject_page *page = subject_page_new(file, false);

	(void)state;
	score_row_from(&score, &row);
	subject_page_part(page, "records");
	for (size_t i = 0; i < COUNT(records); i++)
		subject_page_record(page, &records[i]);
	subject_page_part(page, "mentions");
	subject_page_mention(page, "work", "o/r", 2);
	subject_page_mention(page, "work", "o/s", 1);
	subject_page_mention(page, "work", "o/r", 3);
	subject_page_mention(page, "journal", NULL, 1);
	subject_page_end(page);
	subject_page_free(page);
	assert_int_equal(fclose(file), 0);
	for (size_t i = 0; i < COUNT(texts); i++)
		if (strstr(text, texts[i]) == NULL)
			fail_msg("\"%s\" is not in \"%s\"", texts[i], text);
	free(text);
}

/* Bytes of the id at any place of a key. */
static bool
key_holds_id(struct slice key)
{
	uint8_t bytes[8];

	key_put_be(bytes, ADA, 8);
	/* Signed ones have their highest bit flipped: look behind it. */
	return memmem(key.bytes, key.len, bytes + 1, 7) != NULL;
}

/* A table that is added with people in its keys must be thought of here, in
 * subject.c and in forget.c. */
static void
every_table_with_the_id_is_known(void **state)
{
	static const bool known[TABLE_COUNT] = { [TABLE_META] = true,
		[TABLE_PERSON] = true,
		[TABLE_FACT] = true,
		[TABLE_SCORE] = true,
		[TABLE_RANK] = true,
		[TABLE_LEAD] = true,
		[TABLE_TASK] = true,
		[TABLE_READY] = true };
	struct fixture *fixture = *state;
	struct filled filled = { .n = 0 };

	fixture_begin(fixture, true);
	put_others(fixture);
	put_facts(fixture, &filled);
	put_made(fixture, &filled);
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < TABLE_COUNT; i++) {
			struct slice at, value;
			struct cursor *cursor;
			struct key all = { 0 };
			bool is_met = false;
			int rc;

			assert_ok(
			    cursor_open(fixture->txn, (enum table)i, &cursor));
			rc = cursor_seek(cursor, &all, &at, &value);
			for (; rc == 0; rc = cursor_next(cursor, &at, &value))
				is_met |= key_holds_id(at);
			cursor_close(cursor);
			/* All of them at first, none once she is forgotten. */
			if (is_met != (pass == 0 && known[i]))
				fail_msg("%s", db_name((enum table)i));
		}
		assert_ok(store_forget(fixture->txn, ADA, true));
	}
	arena_done(&filled.arena);
}

static void
report_on_nobody_says_so(void **state)
{
	const struct person nobody = { .id = 99, .login = "nobody" };
	struct fixture *fixture = *state;
	struct buf first, second;

	report(fixture, &nobody, true, &first);
	assert_non_null(strstr(first.data, "\"is_held\":false"));
	assert_non_null(strstr(first.data, "\"records\":[]"));
	report(fixture, &nobody, true, &second);
	assert_string_equal(first.data, second.data);
	buf_done(&first);
	buf_done(&second);
	report(fixture, &nobody, false, &first);
	assert_non_null(strstr(first.data, "No data is held"));
	buf_done(&first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_member_is_in_the_report),
		TEST(numbers_that_stand_for_words_are_words),
		TEST(every_table_with_the_id_is_known),
		TEST(report_on_nobody_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
