#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "cli/command.h"
#include "cli/lead_page.h"
#include "cli/option.h"
#include "cli/role_choice.h"
#include "cli/target.h"
#include "outreach/export.h"

struct show {
	struct app *app;
	const char *role;
	bool json;
	struct txn *txn;
	struct lead_row row;
	struct lead_view view;
};

static int
print(struct show *show)
{
	struct err_detail ignored = { 0 };
	struct app *app = show->app;
	struct role role, *needs = &role;
	struct term term;

	if (show->json)
		return export_json_line(stdout, &show->view);
	/* A role file that is gone or broken costs the list of needs only. */
	if (app_role_read(app, show->view.role, &role) != 0) {
		needs = NULL;
		app->detail = ignored;
	}
	term_init(&term, stdout, app->globals.no_color);
	lead_page_print(&show->view, needs, &term, clock_wall());
	return 0;
}

static int
run(struct show *show, const char *name)
{
	struct app *app = show->app;
	const char *role;
	int rc = app_store(app, STORE_READ, "show");

	if (rc == 0)
		rc = store_begin(app->store, false, &show->txn, &app->detail);
	if (rc == 0)
		rc = role_choice_read(app, show->txn, show->role, NULL, &role);
	if (rc == 0)
		rc = target_load(app, show->txn, role, name, &show->row);
	if (rc != 0)
		return rc;
	lead_view_make(&show->row, role, app->config.store_retention_days,
	    &app->arena, &show->view);
	return print(show);
}

int
cmd_show(struct app *app, int argc, char **argv)
{
	struct show show = { .app = app };
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &show.role, "NAME",
		    "for which role; needed only when several are enabled", 0,
		    0 },
		{ "json", 0, OPTION_FLAG, &show.json, NULL,
		    "the lead as one JSON object", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 1, 1, "one login or id");
	if (rc != 0)
		return rc;
	rc = run(&show, operands.items[0]);
	return app_finish(app, show.txn, rc);
}
