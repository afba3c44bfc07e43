#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/subject_page.h"
#include "cli/typed.h"
#include "store/rights.h"
#include "store/subject.h"

struct subject {
	struct app *app;
	bool json;
	const char *name; /* as it was typed */
	struct person person; /* id and login, as far as known */
	struct subject_page *page;
};

/* Refusing, suppressed and unknown people alike get their answer. */
static int
look_up(struct subject *subject, struct txn *txn)
{
	struct app *app = subject->app;
	const char *name =
	    subject->name[0] == '@' ? subject->name + 1 : subject->name;
	int rc = store_person_find(txn, name, &subject->person.id);

	if (rc == 0)
		return store_person_get(txn, subject->person.id, &app->arena,
		    &subject->person);
	if (rc != ERR_NOTFOUND && rc != ERR_BLOCKED)
		return rc;
	/* "Nothing is held" of an address might be untrue of whom it means. */
	if (typed_login(app, subject->name) == NULL)
		return app_error(app, ERR_INVAL,
		    "subject: \"%.60s\": expected a login or an id",
		    subject->name);
	subject->person = (struct person){ .id = 0 };
	if (str_to_int(name, 1, INT64_MAX, &subject->person.id) != 0) {
		subject->person.id = 0;
		subject->person.login = name;
	}
	return 0;
}

static int
take_record(void *context, const struct subject_record *record)
{
	struct subject *subject = context;

	subject_page_record(subject->page, record);
	return 0;
}

static int
take_journal(void *context, const struct journal_entry *entry)
{
	struct subject *subject = context;

	subject_page_journal(subject->page, entry);
	return 0;
}

static int
take_mention(void *context, const char *what, const char *repository, int64_t n)
{
	struct subject *subject = context;

	subject_page_mention(subject->page, what, repository, n);
	return 0;
}

static int
head(struct subject *subject, struct txn *txn)
{
	struct app *app = subject->app;
	const struct retention rules = { .now = store_now(txn),
		.notice_days = app->config.store_retention_days,
		.told_days = app->config.store_retention_told_days };
	struct subject_suppression suppression;
	struct retention_end end = { .at = 0 };
	int rc = store_subject_suppression(txn, subject->person.id,
	    subject->person.login, &suppression);

	if (rc == 0)
		rc = store_retention_of(txn, &rules, &subject->person, &end);
	if (rc == 0)
		subject_page_head(subject->page, &subject->person,
		    subject->name, &suppression, &end, rules.now);
	return rc;
}

static int
write_own(struct subject *subject, struct txn *txn)
{
	struct subject_page *page = subject->page;
	int64_t id = subject->person.id;
	int rc = head(subject, txn);

	subject_page_part(page, "records");
	if (rc == 0 && id > 0)
		rc = store_subject_records(txn, id, take_record, subject);
	subject_page_part(page, "journal");
	if (rc == 0 && id > 0)
		rc = store_subject_journal(txn, id, take_journal, subject);
	subject_page_part(page, "files");
	if (rc == 0 && id > 0)
		rc = store_handouts(txn, id, subject->person.first_seen,
		    take_journal, subject);
	return rc;
}

static int
write_mentions(struct subject *subject)
{
	struct app *app = subject->app;

	subject_page_part(subject->page, "mentions");
	return store_subject_mentions(app->store, &subject->person,
	    take_mention, subject, &app->detail);
}

static int
run(struct subject *subject)
{
	struct app *app = subject->app;
	struct txn *txn = NULL;
	int rc = app_store_existing(app, "subject");

	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = look_up(subject, txn);
	if (rc == 0) {
		subject->page = subject_page_new(stdout, subject->json);
		rc = write_own(subject, txn);
	}
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		rc = write_mentions(subject);
	if (rc == 0)
		subject_page_end(subject->page); /* main() checks */
	subject_page_free(subject->page);
	return rc;
}

int
cmd_subject(struct app *app, int argc, char **argv)
{
	struct subject subject = { .app = app };
	const struct option_spec options[] = {
		{ "json", 0, OPTION_FLAG, &subject.json, NULL,
		    "as one JSON object", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 1, 1, "one login or id");
	if (rc == 0)
		rc = app_config(app);
	if (rc != 0)
		return rc;
	subject.name = typed_person(app, operands.items[0]);
	return run(&subject);
}
