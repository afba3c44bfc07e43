#include "base/array.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/target.h"

static int
change(void *context, struct app *app, struct lead *lead, int64_t now)
{
	(void)app; /* both are part of the callback's form */
	(void)now;
	lead->owner = context;
	return 0;
}

int
cmd_assign(struct app *app, int argc, char **argv)
{
	struct target_change how = { .change = change };
	const char *role = NULL, *owner;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role, "NAME",
		    "in which role's pipeline", 0, 0 },
		{ "yes", 'y', OPTION_FLAG, &how.yes, NULL,
		    "don't ask before changing several", 0, 0 },
	};
	struct text_list operands;
	struct target target;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 2, SIZE_MAX,
		    "a login or query and an owner (- for none)");
	if (rc != 0)
		return rc;
	owner = operands.items[operands.n - 1];
	if (owner[0] == '\0')
		return app_error(app, ERR_INVAL,
		    "assign: the owner is empty; - is nobody");
	if (!str_equal(owner, "-"))
		how.context =
		    arena_strdup(&app->arena, target_text(app, owner));
	rc = app_store_existing(app, "assign");
	if (rc == 0)
		rc = target_find(app, &operands, operands.n - 1, role, &target);
	if (rc != 0)
		return rc;
	how.question = arena_format(&app->arena, "Assign %s of %s to %s?",
	    target_name(app, &target), target.role,
	    how.context != NULL ? owner : "nobody");
	rc = target_apply(app, &target, &how);
	if (rc == 0)
		app_say(app, "%s: assigned to %s for %s.",
		    target_name(app, &target),
		    how.context != NULL ? owner : "nobody", target.role);
	return rc;
}
