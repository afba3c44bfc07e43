#include <string.h>

#include "base/array.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/target.h"

static int
change(void *context, struct app *app, struct lead *lead, int64_t now)
{
	struct note *notes =
	    arena_calloc(&app->arena, lead->n_notes + 1, sizeof(*notes));

	if (lead->n_notes > 0)
		memcpy(notes, lead->notes, lead->n_notes * sizeof(*notes));
	notes[lead->n_notes++] = (struct note){ now, context };
	lead->notes = notes;
	return 0;
}

int
cmd_note(struct app *app, int argc, char **argv)
{
	const char *role = NULL, *text;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role, "NAME",
		    "in which role's pipeline", 0, 0 },
	};
	struct target_change how = { .change = change };
	struct text_list operands;
	struct target target;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 2, SIZE_MAX,
		    "a login and a text");
	if (rc != 0)
		return rc;
	text = target_text(app, option_join(app, &operands, 1, operands.n - 1));
	if (text[0] == '\0')
		return app_error(app, ERR_INVAL, "note: the text is empty");
	rc = app_store_existing(app, "note");
	if (rc == 0)
		rc = target_find(app, &operands, 1, role, &target);
	if (rc != 0)
		return rc;
	if (target.login == NULL)
		return app_error(app, ERR_INVAL,
		    "note: expected one login, not a query");
	how.context = arena_strdup(&app->arena, text);
	rc = target_apply(app, &target, &how);
	if (rc == 0)
		app_say(app, "%s: noted for %s.", target.login, target.role);
	return rc;
}
