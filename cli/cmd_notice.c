#include "base/clock.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/target.h"

/* A notice is about the person: it counts in every role that lists them. */
static int
record(struct app *app, struct txn *txn, const char *name, const char *role,
    int64_t *ret_roles)
{
	struct role_count *roles;
	struct person person;
	struct lead_row row;
	int64_t found = 0;
	size_t n;
	int rc = app_person(app, txn, name, &app->arena, &person);

	if (rc == 0)
		rc = store_roles(txn, &app->arena, &roles, &n);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct score score;

		if (role != NULL && !str_equal(role, roles[i].role))
			continue;
		rc = store_score_get(txn, roles[i].role, person.id, &app->arena,
		    &score);
		if (rc == ERR_NOTFOUND) {
			rc = 0;
			continue;
		}
		if (rc == 0)
			rc = target_load(app, txn, roles[i].role, name, &row);
		if (rc != 0)
			break;
		row.lead.noticed_at = clock_wall();
		rc = store_lead_put(txn, roles[i].role, person.id, &row.lead);
		found++;
	}
	if (rc == 0 && found == 0)
		return app_no_person(app, name);
	if (rc == 0)
		*ret_roles = found;
	return rc;
}

int
cmd_notice(struct app *app, const struct command *self, int argc, char **argv)
{
	const char *role = NULL;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role, "NAME",
		    "only in this role's pipeline", 0, 0 },
	};
	struct text_list operands;
	struct txn *txn = NULL;
	int64_t roles;
	int rc = option_parse(app, self, options,
	    sizeof(options) / sizeof(options[0]), argc, argv, &operands);

	if (rc != 0)
		return rc;
	if (operands.n != 1)
		return app_error(app, ERR_INVAL,
		    "notice: expected one login or id; see muster notice "
		    "--help");
	rc = app_store_existing(app, "notice");
	if (rc == 0)
		rc = store_begin(app->store, true, &txn, &app->detail);
	if (rc == 0)
		rc = record(app, txn, operands.items[0], role, &roles);
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		app_say(app, "%s: notice recorded for %lld %s.",
		    operands.items[0], (long long)roles,
		    roles == 1 ? "role" : "roles");
	return rc;
}
