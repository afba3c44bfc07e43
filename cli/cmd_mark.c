#include "base/array.h"
#include "cli/command.h"
#include "cli/erase.h"
#include "cli/option.h"
#include "cli/target.h"

struct mark {
	enum status status;
	const char *reason;
};

static int
change(void *context, struct app *app, struct lead *lead, int64_t now)
{
	const struct mark *mark = context;

	(void)app; /* part of the callback's form */
	target_set_status(lead, mark->status, mark->reason, now);
	return 0;
}

/*
 * What the status takes along with it, and files that it can't reach; they are
 * named also when marking came to `rc`, since no query finds the people again.
 */
static int
end_contact(struct app *app, const struct erased *erased, size_t n, int rc)
{
	int told;

	if (rc == 0)
		rc = erase_mentions(app);
	if (rc == 0)
		app_say(app,
		    "What was held is erased, and %s never fetched again.",
		    n == 1 ? "the person is" : "these people are");
	told = erase_tell_files(app, erased, n);
	if (told == 0)
		told = erase_tell_rest(app);
	return rc != 0 ? rc : told;
}

/* Whom the status will erase: afterwards nothing tells when they came. */
static int
note_erased(struct app *app, const struct target *target,
    struct erased **ret_erased)
{
	struct erased *erased =
	    arena_calloc(&app->arena, target->n, sizeof(*erased));
	struct txn *txn = NULL;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	for (size_t i = 0; i < target->n && rc == 0; i++)
		erased[i] = erase_note(txn, target->people[i]);
	*ret_erased = erased;
	return app_finish(app, txn, rc);
}

int
cmd_mark(struct app *app, int argc, char **argv)
{
	struct mark mark = { 0 };
	struct target_change how = { .change = change, .context = &mark };
	const char *role = NULL;
	struct erased *erased = NULL;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role, "NAME",
		    "in which role's pipeline", 0, 0 },
		{ "reason", 0, OPTION_TEXT, &mark.reason, "TEXT",
		    "why, kept with the status", 0, 0 },
		{ "yes", 'y', OPTION_FLAG, &how.yes, NULL,
		    "don't ask before changing several", 0, 0 },
	};
	struct text_list operands;
	struct target target;
	const char *status;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 2, SIZE_MAX,
		    "a login or query and a status");
	if (rc != 0)
		return rc;
	status = operands.items[operands.n - 1];
	if (status_parse(operands.items[0], &mark.status) &&
	    !status_parse(status, &mark.status))
		return app_error(app, ERR_INVAL,
		    "mark: the status comes last: muster mark %.60s %s", status,
		    operands.items[0]);
	rc = target_status(app, "mark", status, &mark.status);
	if (rc != 0)
		return rc;
	if (mark.reason != NULL)
		mark.reason = target_text(app, mark.reason);
	rc = app_store_existing(app, "mark");
	if (rc == 0)
		rc = target_find(app, &operands, operands.n - 1, role, &target);
	if (rc != 0)
		return rc;
	how.question = arena_format(&app->arena, "Mark %s of %s as %s?",
	    target_name(app, &target), target.role, status);
	if (mark.status == STATUS_DO_NOT_CONTACT)
		rc = note_erased(app, &target, &erased);
	if (rc == 0)
		rc = target_apply(app, &target, &how);
	if (rc == 0)
		app_say(app, "%s: %s for %s.", target_name(app, &target),
		    status_name(mark.status), target.role);
	return erased != NULL && target.n_done > 0
	    ? end_contact(app, erased, target.n_done, rc)
	    : rc;
}
