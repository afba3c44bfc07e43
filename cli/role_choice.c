#include "cli/role_choice.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

/* "a, b and c" */
static void
list(struct buf *out, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_text(out, i + 1 < n ? ", " : " and ");
		buf_text(out, names[i]);
	}
}

static int
several(const char *what, const char *const *names, size_t n,
    struct err_detail *detail)
{
	struct buf text;

	buf_init(&text, ERR_DETAIL_LEN);
	list(&text, names, n);
	(void)err_set(detail, ERR_INVAL, "which role? %s %s: add --role NAME",
	    text.data, what);
	buf_done(&text);
	return ERR_INVAL;
}

int
role_choice_make(const struct role_choice *choice, const char **ret_role,
    struct err_detail *detail)
{
	if (choice->given != NULL && choice->in_query != NULL &&
	    !str_equal(choice->given, choice->in_query))
		return err_set(detail, ERR_INVAL,
		    "--role %s and role:%s in the query disagree",
		    choice->given, choice->in_query);
	if (choice->given != NULL)
		*ret_role = choice->given;
	else if (choice->in_query != NULL)
		*ret_role = choice->in_query;
	else if (choice->n_enabled == 1)
		*ret_role = choice->enabled[0];
	else if (choice->n_enabled > 1)
		return several("are enabled", choice->enabled,
		    choice->n_enabled, detail);
	else if (choice->n_with_leads == 1)
		*ret_role = choice->with_leads[0];
	else if (choice->n_with_leads > 1)
		return several("have leads", choice->with_leads,
		    choice->n_with_leads, detail);
	else
		return err_set(detail, ERR_INVAL,
		    "no role is enabled and none has leads: `muster role "
		    "list` names them, `muster crawl --role NAME` finds some "
		    "or goes on where it was stopped, `muster role enable "
		    "NAME` spares the --role");
	return 0;
}

const char *
role_choice_key(struct app *app, const char *role)
{
	return arena_format(&app->arena, "role.enabled.%s", role);
}

int
role_choice_enabled(struct app *app, struct txn *txn, const char ***ret_names,
    size_t *ret_n)
{
	struct role_list roles;
	const char **names;
	size_t n = 0;
	int rc;

	rc = app_paths(app);
	if (rc == 0)
		rc = config_roles_list(&app->paths, &app->arena, &roles,
		    &app->detail);
	if (rc != 0)
		return rc;
	names = arena_calloc(&app->arena, roles.n + 1, sizeof(*names));
	for (size_t i = 0; i < roles.n; i++) {
		const char *value;

		rc = store_meta_get(txn, role_choice_key(app, roles.names[i]),
		    &app->arena, &value);
		if (rc != 0 && rc != ERR_NOTFOUND)
			return rc;
		if (rc == 0 && str_equal(value, "1"))
			names[n++] = roles.names[i];
	}
	*ret_names = names;
	*ret_n = n;
	return 0;
}

/* Whether the name is a role file's; a wrong one is refused by its nearest. */
static int
check_name(struct app *app, const struct role_choice *choice, const char *name)
{
	const char *path;
	int rc;

	for (size_t i = 0; i < choice->n_with_leads; i++)
		if (str_equal(choice->with_leads[i], name))
			return 0;
	rc = config_role_find(&app->paths, name, &app->arena, &path,
	    &app->detail);
	return rc == ERR_NOTFOUND ? ERR_INVAL : rc;
}

int
role_choice_read(struct app *app, struct txn *txn, const char *given,
    const char *in_query, const char **ret_role)
{
	struct role_choice choice = { .given = given, .in_query = in_query };
	struct role_count *counts;
	const char *role = NULL;
	size_t n;
	int rc;

	rc = role_choice_enabled(app, txn, &choice.enabled, &choice.n_enabled);
	if (rc == 0)
		rc = store_roles(txn, &app->arena, &counts, &n);
	if (rc != 0)
		return rc;
	choice.with_leads =
	    arena_calloc(&app->arena, n + 1, sizeof(*choice.with_leads));
	for (size_t i = 0; i < n; i++)
		if (counts[i].leads > 0)
			choice.with_leads[choice.n_with_leads++] =
			    counts[i].role;
	rc = role_choice_make(&choice, &role, &app->detail);
	if (rc == 0)
		rc = check_name(app, &choice, role);
	if (rc == 0)
		*ret_role = role;
	return rc;
}
