#include "cli/export_list.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/target.h"
#include "config/digest.h"

enum {
	SLICE = 1000 /* entries a write transaction */
};

#define PREFIX "export."

struct export_role {
	const char *role;
	int64_t *people;
	size_t n, capacity;
	bool is_long; /* more than are noted one by one */
};

bool
export_list_is_name(const char *search)
{
	return str_starts(search, PREFIX);
}

void
export_list_init(struct export_list *list, struct app *app, const char *query,
    const char *preset)
{
	uint64_t digest = DIGEST_START;
	char text[DIGEST_TEXT_LEN];

	digest_text(&digest, query);
	digest_text(&digest, preset);
	digest_format(digest, text);
	list->app = app;
	list->query = query;
	list->name = arena_format(&app->arena, PREFIX "%s", text);
}

void
export_list_done(struct export_list *list)
{
	for (size_t i = 0; i < list->n_roles; i++)
		mem_free(list->roles[i].people);
	mem_free(list->roles);
	*list = (struct export_list){ 0 };
}

/* To whom was not in the earlier exports of this query for the role. */
static int
narrow_to_new(struct export_list *list, struct selection *selection)
{
	struct search search;
	int rc = store_search_get(selection->txn, list->name, &list->app->arena,
	    &search);
	bool was_exported = false;

	for (size_t i = 0; rc == 0 && i < search.n_looks; i++) {
		if (!str_equal(search.looks[i].role, selection->role))
			continue;
		was_exported = true;
		query_narrow_new(selection->query, list->name, selection->role,
		    search.looks[i].since);
	}
	list->is_first |= !was_exported;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
export_list_open(struct export_list *list, struct selection *selection,
    const char *since)
{
	struct err_detail detail = { 0 };
	struct export_role *role;

	list->roles =
	    mem_resize(list->roles, list->n_roles + 1, sizeof(*list->roles));
	role = &list->roles[list->n_roles++];
	memset(role, 0, sizeof(*role));
	role->role = arena_strdup(&list->app->arena, selection->role);
	if (since == NULL)
		return 0;
	if (str_equal(since, "last"))
		return narrow_to_new(list, selection);
	if (query_narrow(selection->query, "since", since, &detail) == 0)
		return 0;
	return app_error(list->app, ERR_INVAL,
	    "--since: \"%.40s\": expected last, a span such as 7d, or a date "
	    "such as 2026-01-31",
	    since);
}

void
export_list_add(struct export_list *list, int64_t person)
{
	struct export_role *role = &list->roles[list->n_roles - 1];

	if (role->n == EXPORT_LIST_NOTE_MAX) {
		role->is_long = true;
		return;
	}
	if (role->n == role->capacity) {
		role->capacity = role->capacity * 2 + 64;
		role->people = mem_resize(role->people, role->capacity,
		    sizeof(*role->people));
	}
	role->people[role->n++] = person;
	list->n++;
}

static int
mark_one(struct export_list *list, struct txn *txn, const char *role,
    int64_t person, enum status status)
{
	struct arena arena = { 0 };
	struct lead lead;
	int rc = store_lead_get(txn, role, person, &arena, &lead);

	/* Forgotten or turned down while the list was written. */
	if (rc == 0 &&
	    (lead.status == STATUS_DO_NOT_CONTACT ||
		lead.status == STATUS_DECLINED))
		rc = ERR_BLOCKED;
	if (rc == 0) {
		target_set_status(&lead, status, NULL, clock_wall());
		rc = store_lead_put(txn, role, person, &lead);
	}
	arena_done(&arena);
	if (rc == ERR_BLOCKED || rc == ERR_NOTFOUND)
		return app_error(list->app, ERR_AGAIN,
		    "somebody was erased, or asked not to be contacted, while "
		    "the list was written: nothing was exported, do it again");
	return rc;
}

int
export_list_mark(struct export_list *list, struct txn *txn, enum status status)
{
	int rc = 0;

	for (size_t i = 0; i < list->n_roles; i++)
		for (size_t k = 0; k < list->roles[i].n && rc == 0; k++)
			rc = mark_one(list, txn, list->roles[i].role,
			    list->roles[i].people[k], status);
	return rc;
}

static int
keep_slice(struct export_list *list, const struct export_role *role, size_t at)
{
	struct app *app = list->app;
	size_t n = role->n - at < SLICE ? role->n - at : SLICE;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0)
		rc = store_search_ensure(txn, list->name, list->query);
	if (rc == 0)
		rc = store_search_list(txn, list->name, role->role,
		    role->people + at, n, role->is_long ? clock_wall() : 0);
	return app_finish(app, txn, rc);
}

int
export_list_keep(struct export_list *list)
{
	int rc = 0;

	for (size_t i = 0; i < list->n_roles && rc == 0; i++) {
		struct export_role *role = &list->roles[i];
		size_t at = 0;

		if (role->is_long)
			role->n = 0;
		do {
			rc = keep_slice(list, role, at);
			at += SLICE;
		} while (rc == 0 && at < role->n);
	}
	return rc;
}
