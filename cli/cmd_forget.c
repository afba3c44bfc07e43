#include <stdio.h>

#include "base/array.h"
#include "base/clock.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/erase.h"
#include "cli/option.h"
#include "cli/typed.h"
#include "store/rights.h"

struct forget {
	struct app *app;
	bool yes;
	int64_t id;
	struct person person;
	struct holdings holdings;
	int64_t mentions;
};

/* Refusing people are found here too: what is kept of them can be erased. */
static int
look_up(struct forget *forget, const char *name)
{
	struct app *app = forget->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = store_person_find(txn, name, &forget->id);
	if (rc == 0 && store_is_suppressed(txn, forget->id, NULL))
		rc = ERR_NOTFOUND;
	if (rc == ERR_NOTFOUND || rc == ERR_BLOCKED)
		rc = app_error(app, ERR_NOTFOUND,
		    "%.80s: not found among the leads; `muster suppress` keeps "
		    "out who is not known yet",
		    name);
	if (rc == 0)
		rc = store_holdings(txn, forget->id, &forget->holdings);
	if (rc == 0)
		rc = store_person_get(txn, forget->id, &app->arena,
		    &forget->person);
	rc = app_finish(app, txn, rc);
	return rc == 0 ? erase_count(app, &forget->person, &forget->mentions)
		       : rc;
}

static void
tell(const struct forget *forget, const char *name)
{
	const struct holdings *held = &forget->holdings;
	char since[CLOCK_TEXT_LEN];

	clock_format_date(held->first_seen, since);
	app_say(forget->app,
	    "Held on %s (id %lld), first seen %s: the profile, %lld %s of "
	    "work, %lld %s, %lld pipeline %s, and %lld %s in other people's "
	    "work.",
	    name, (long long)forget->id,
	    held->first_seen != 0 ? since : "at an unknown time",
	    (long long)held->work_records,
	    app_plural(held->work_records, "record", "records"),
	    (long long)held->scores,
	    app_plural(held->scores, "score", "scores"),
	    (long long)held->pipeline_records,
	    app_plural(held->pipeline_records, "record", "records"),
	    (long long)forget->mentions,
	    app_plural(forget->mentions, "mention", "mentions"));
}

static int
erase(struct forget *forget)
{
	struct app *app = forget->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail), told;

	if (rc == 0)
		rc = store_forget(txn, forget->id, true);
	rc = app_finish(app, txn, rc);
	if (rc != 0)
		return rc;
	rc = erase_mentions(app);
	/* also when that was interrupted: nobody finds them again */
	told = erase_tell_files(app,
	    &(struct erased){ forget->id, forget->holdings.first_seen }, 1);
	return rc != 0 ? rc : told;
}

int
cmd_forget(struct app *app, int argc, char **argv)
{
	struct forget forget = { .app = app };
	const struct option_spec options[] = {
		{ "yes", 'y', OPTION_FLAG, &forget.yes, NULL, "don't ask", 0,
		    0 },
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
	operands.items[0] = typed_person(app, operands.items[0]);
	rc = app_store_existing(app, "forget");
	if (rc == 0)
		rc = look_up(&forget, operands.items[0]);
	if (rc != 0)
		return rc;
	tell(&forget, operands.items[0]);
	rc = ask_yes(app, forget.yes,
	    "Erase all of it, and never fetch this person again?");
	if (rc == 0)
		rc = erase(&forget);
	if (rc != 0)
		return rc;
	app_say(app,
	    "Forgotten; a keyed hash stays, so that nobody fetches them "
	    "again.");
	return erase_tell_rest(app);
}
