#include "cli/looks.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	/* More than that are not noted one by one at the first look: whoever was
	 * met until then counts as listed. */
	FIRST_MAX = 10 * 1000,
	SLICE = 1000 /* entries a write transaction */
};

static int
refuse(struct app *app, size_t n)
{
	return app_error(app, ERR_INVAL,
	    n == 0 ? "--new-since last: expected a saved search in the query, "
		     "such as @NAME (`muster search list`)"
		   : "--new-since last: the query names several saved "
		     "searches; expected one");
}

/* When it was last listed for the role, if ever. */
static int
read_look(struct looks *looks, struct txn *txn, int64_t *ret_since)
{
	struct search search;
	int rc =
	    store_search_get(txn, looks->search, &looks->app->arena, &search);

	*ret_since = 0;
	for (size_t i = 0; rc == 0 && i < search.n_looks; i++)
		if (str_equal(search.looks[i].role, looks->role)) {
			looks->looked_at = search.looks[i].at;
			*ret_since = search.looks[i].since;
		}
	return rc;
}

static int
narrow(struct looks *looks, struct query *query, const char *new_since,
    int64_t since)
{
	struct err_detail detail = { 0 };

	if (str_equal(new_since, "last")) {
		if (looks->looked_at != 0)
			query_narrow_new(query, looks->search, looks->role,
			    since);
		return 0;
	}
	if (query_narrow(query, "since", new_since, &detail) == 0)
		return 0;
	return app_error(looks->app, ERR_INVAL,
	    "--new-since: \"%.40s\": expected last, a span such as 7d, or a "
	    "date such as 2026-01-31",
	    new_since);
}

int
looks_open(struct looks *looks, struct app *app, struct selection *selection,
    const char *new_since)
{
	const char *const *names;
	int64_t since = 0;
	size_t n;
	int rc = 0;

	names = query_searches(selection->query, &n);
	looks->app = app;
	if (str_equal(new_since, "last") && n != 1)
		return refuse(app, n);
	if (n == 1) {
		looks->search = arena_strdup(&app->arena, names[0]);
		looks->role = arena_strdup(&app->arena, selection->role);
		rc = read_look(looks, selection->txn, &since);
	}
	if (rc == 0 && new_since != NULL)
		rc = narrow(looks, selection->query, new_since, since);
	return rc;
}

void
looks_add(struct looks *looks, int64_t person)
{
	if (looks->search == NULL)
		return;
	if (looks->n == looks->capacity) {
		looks->capacity = looks->capacity * 2 + 64;
		looks->listed = mem_resize(looks->listed, looks->capacity,
		    sizeof(*looks->listed));
	}
	looks->listed[looks->n++] = person;
}

static int
add_row(void *context, const struct lead_row *row)
{
	struct looks *looks = context;

	if (looks->n > FIRST_MAX)
		return 1; /* enough */
	looks_add(looks, row->person.id);
	return 0;
}

/* All that the search lists, whatever was asked for beside it. */
static int
list_all(struct looks *looks, int64_t *ret_since)
{
	struct selection selection = { 0 };
	struct app *app = looks->app;
	int rc;

	rc = selection_open(app, &selection,
	    arena_format(&app->arena, "@%s", looks->search), looks->role);
	if (rc == 0)
		rc = selection_run(app, &selection, add_row, looks);
	selection_close(&selection);
	*ret_since = looks->n > FIRST_MAX ? clock_wall() : 0;
	if (looks->n > FIRST_MAX)
		looks->n = 0;
	return rc > 0 ? 0 : rc;
}

static int
write_all(struct looks *looks, int64_t since)
{
	struct app *app = looks->app;
	size_t at = 0;
	int rc = 0;

	do {
		size_t n = looks->n - at < SLICE ? looks->n - at : SLICE;
		struct txn *txn = NULL;

		rc = store_begin(app->store, true, &txn, &app->detail);
		if (rc == 0)
			rc = store_search_list(txn, looks->search, looks->role,
			    looks->listed + at, n, since);
		rc = app_finish(app, txn, rc);
		at += n;
	} while (rc == 0 && at < looks->n);
	return rc;
}

void
looks_keep(struct looks *looks)
{
	struct err_detail none = { 0 };
	struct app *app = looks->app;
	int64_t since = 0;
	int rc = 0;

	if (looks->search == NULL)
		return;
	if (looks->looked_at == 0)
		rc = list_all(looks, &since);
	/* The list was read through an environment that can't write. */
	store_close(app->store);
	app->store = NULL;
	if (rc == 0)
		rc = app_store(app, STORE_WRITE, "leads");
	if (rc == 0)
		rc = write_all(looks, since);
	if (rc == 0)
		return;
	app_say(app, "Whom @%s has listed is not kept: %s", looks->search,
	    err_text(&app->detail, rc));
	app->detail = none;
}

void
looks_done(struct looks *looks)
{
	mem_free(looks->listed);
	*looks = (struct looks){ 0 };
}

void
looks_footer(const struct looks *looks, struct buf *out)
{
	char when[CLOCK_TEXT_LEN];

	if (looks->looked_at == 0) {
		buf_format(out,
		    "This is the first look at @%s for %s: all are new.\n",
		    looks->search, looks->role);
		return;
	}
	clock_format(looks->looked_at, when);
	when[10] = ' ';
	when[16] = '\0';
	buf_format(out, "New: not listed by @%s before, last looked at %s.\n",
	    looks->search, when);
}
