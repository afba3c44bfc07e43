#ifndef CLI_ROLE_CHOICE_H
#define CLI_ROLE_CHOICE_H

#include "cli/app.h"

/*
 * Which role a command is about: the one given, else the query's `role:`, else
 * the only enabled one, else the only one with leads.  Names are borrowed.
 */
struct role_choice {
	const char *given; /* --role; NULL: none */
	const char *in_query;
	const char **enabled;
	size_t n_enabled;
	const char **with_leads;
	size_t n_with_leads;
};

/* ERR_INVAL with a sentence that names the candidates. */
int role_choice_make(const struct role_choice *choice, const char **ret_role,
    struct err_detail *detail) MUST_CHECK;

/*
 * The same, with the candidates read from the store; `in_query` may be NULL.
 * A name that is neither a role file nor has leads is ERR_INVAL.
 */
int role_choice_read(struct app *app, struct txn *txn, const char *given,
    const char *in_query, const char **ret_role) MUST_CHECK;

/* The enabled roles, sorted by name; in the app's arena. */
int role_choice_enabled(struct app *app, struct txn *txn,
    const char ***ret_names, size_t *ret_n) MUST_CHECK;

/* The store's key that says whether a role is enabled; in the app's arena. */
const char *role_choice_key(struct app *app, const char *role);

#endif
