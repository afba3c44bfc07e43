#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/target.h"

/*
 * A notice is about the person: the store counts it for every role, so it is
 * recorded in the first role that lists them.
 */
static int
record(struct app *app, struct txn *txn, const char *name, const char *role)
{
	struct role_count *roles;
	struct lead_row row;
	size_t n;
	int rc = store_roles(txn, &app->arena, &roles, &n);

	if (rc != 0)
		return rc;
	rc = app_no_person(app, name);
	for (size_t i = 0; rc == ERR_NOTFOUND && i < n; i++) {
		if (role != NULL && !str_equal(role, roles[i].role))
			continue;
		rc = target_load(app, txn, roles[i].role, name, &row);
		if (rc != 0)
			continue;
		app->detail.text[0] = '\0';
		row.lead.noticed_at = clock_wall();
		return store_lead_put(txn, roles[i].role, row.person.id,
		    &row.lead);
	}
	return rc;
}

int
cmd_notice(struct app *app, int argc, char **argv)
{
	const char *role = NULL;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role, "NAME",
		    "as a lead of this role", 0, 0 },
	};
	struct text_list operands;
	struct txn *txn = NULL;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 1, 1, "one login or id");
	if (rc != 0)
		return rc;
	rc = app_store_existing(app, "notice");
	if (rc == 0)
		rc = store_begin(app->store, true, &txn, &app->detail);
	if (rc == 0)
		rc = record(app, txn, operands.items[0], role);
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		app_say(app, "%s: notice recorded.", operands.items[0]);
	return rc;
}
