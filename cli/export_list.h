#ifndef CLI_EXPORT_LIST_H
#define CLI_EXPORT_LIST_H

#include "cli/selection.h"

/*
 * Whom an export lists: to mark them with it, and to know the next time who is
 * new.  What was exported is noted as a saved search's looks are (store.h), by a
 * name made of the query and the preset, for each role.  Zero-initialise;
 * borrows what it is given.
 */
struct export_role;

struct export_list {
	struct app *app;
	const char *name; /* of the search that notes it */
	const char *query;
	struct export_role *roles;
	size_t n_roles;
	size_t n; /* leads of all roles, as far as they are kept */
	bool is_first; /* no earlier export of one of the roles */
};

enum {
	/* Marked in one transaction, which others wait for: below 100 ms. */
	EXPORT_LIST_MARK_MAX = 1000,
	/* Noted one by one; of a longer list everybody met until then counts as
	 * exported. */
	EXPORT_LIST_NOTE_MAX = 10 * 1000
};

/* `preset` may be NULL. */
void export_list_init(struct export_list *list, struct app *app,
    const char *query, const char *preset);
void export_list_done(struct export_list *list);

/* Begins the part of the selection's role; with `since` ("last", a span or a
 * date) narrows the query to who is new.  ERR_INVAL with a sentence. */
int export_list_open(struct export_list *list, struct selection *selection,
    const char *since) MUST_CHECK;

void export_list_add(struct export_list *list, int64_t person);

/* Marks all of them; ERR_AGAIN with a sentence when somebody may no longer be
 * listed: then the transaction must be given up, and the list too. */
int export_list_mark(struct export_list *list, struct txn *txn,
    enum status status) MUST_CHECK;

/* Notes who was exported, in short transactions of its own. */
int export_list_keep(struct export_list *list) MUST_CHECK;

/* Whether a search is one of these, which nobody saved. */
bool export_list_is_name(const char *search);

#endif
