#include <stdio.h>

#include "base/array.h"
#include "base/clock.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/erase.h"
#include "cli/interrupt.h"
#include "cli/option.h"
#include "store/rights.h"

enum {
	SHARE = 5, /* more than a fifth of all asks first */
	/* For so long the wall clock is trusted without GitHub's. */
	TRUSTED_S = 60 * CLOCK_DAY_S
};

struct purge {
	struct app *app;
	bool yes;
	bool dry_run;
	struct retention rules;
	struct retention_count found;
	int64_t since_date; /* seconds since GitHub's last Date */
};

static int
check_clock(struct purge *purge)
{
	struct app *app = purge->app;
	struct txn *txn = NULL;
	int64_t date = 0, wall = 0;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = store_clock_check(txn, &app->detail);
	if (rc == 0)
		rc = store_date_get(txn, &date, &wall);
	purge->rules.now = clock_wall();
	purge->since_date = date != 0 ? purge->rules.now - date : 0;
	return app_finish(app, txn, rc);
}

static int
count(struct purge *purge)
{
	struct app *app = purge->app;
	int64_t after = 0;
	int rc = 0;

	while (rc == 0) {
		struct txn *txn = NULL;

		rc = store_begin(app->store, false, &txn, &app->detail);
		if (rc == 0)
			rc = store_retention_count(txn, &purge->rules, &after,
			    &purge->found);
		txn_abort(txn);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
slice(struct purge *purge, int64_t *after, struct retention_count *done)
{
	struct app *app = purge->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail), end = 0;

	if (rc == 0)
		end = rc =
		    store_retention_purge(txn, &purge->rules, after, done);
	rc = app_finish(app, txn, rc == ERR_NOTFOUND ? 0 : rc);
	return rc == 0 ? end : rc;
}

/* Whoever stops it finds those it came to gone, and the others for the next. */
static int
erase(struct purge *purge, int64_t n)
{
	struct app *app = purge->app;
	struct retention_count done = { 0 };
	const volatile sig_atomic_t *stop = interrupt_start();
	int64_t after = 0;
	int rc = 0;

	while (rc == 0) {
		rc = slice(purge, &after, &done);
		erase_progress(app, "purging", done.people, n);
		if (rc == 0 && *stop != 0)
			rc = app_error(app, ERR_CANCELED,
			    "interrupted; the same command goes on");
	}
	erase_progress(app, "purging", -1, n);
	interrupt_stop();
	if (rc == ERR_NOTFOUND)
		rc = 0;
	if (done.people > 0)
		app_say(app,
		    "%lld %s purged; for a year they are not fetched again, "
		    "who declined never.",
		    (long long)done.people,
		    app_plural(done.people, "person", "people"));
	return rc;
}

static void
tell(const struct purge *purge, int64_t n)
{
	const struct retention_count *found = &purge->found;

	if (n == 0) {
		app_say(purge->app, "Nobody of %lld is past their time.",
		    (long long)found->people);
		return;
	}
	app_say(purge->app,
	    "%lld of %lld people are past their time: %lld were not told "
	    "within %lld days, %lld were told but nothing changed for %lld "
	    "days.",
	    (long long)n, (long long)found->people,
	    (long long)found->past_notice, (long long)purge->rules.notice_days,
	    (long long)found->past_told, (long long)purge->rules.told_days);
}

static int
ask(struct purge *purge, int64_t n)
{
	if (purge->since_date > TRUSTED_S)
		return ask_yes(purge->app, purge->yes,
		    "GitHub has not confirmed this machine's clock for two "
		    "months. Is it right, and shall they be deleted?");
	if (n * SHARE > purge->found.people)
		return ask_yes(purge->app, purge->yes,
		    "That is more than a fifth of all. Delete them?");
	return 0;
}

static int
run(struct purge *purge)
{
	struct app *app = purge->app;
	int64_t n;
	int rc = app_store_existing(app, "purge");

	if (rc != 0)
		return rc;
	purge->rules.notice_days = app->config.store_retention_days;
	purge->rules.told_days = app->config.store_retention_told_days;
	rc = check_clock(purge);
	if (rc == 0)
		rc = count(purge);
	if (rc != 0)
		return rc;
	n = purge->found.past_notice + purge->found.past_told;
	tell(purge, n);
	if (purge->dry_run) {
		printf("%lld\n", (long long)n);
		return 0;
	}
	if (n > 0)
		rc = ask(purge, n);
	if (rc == 0 && n > 0)
		rc = erase(purge, n);
	if (rc == 0)
		rc = erase_mentions(app);
	return rc == 0 && n > 0 ? erase_tell_rest(app) : rc;
}

int
cmd_purge(struct app *app, int argc, char **argv)
{
	struct purge purge = { .app = app };
	const struct option_spec options[] = {
		{ "yes", 'y', OPTION_FLAG, &purge.yes, NULL, "don't ask", 0,
		    0 },
		{ "dry-run", 0, OPTION_FLAG, &purge.dry_run, NULL,
		    "print how many would go, delete nobody", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0,
		    "no operands: muster forget erases one person");
	return rc == 0 ? run(&purge) : rc;
}
