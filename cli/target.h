#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "cli/app.h"
#include "cli/option.h"

/*
 * Whom a pipeline command is about: one person by login or id, or all leads
 * that a query lists.  Lives in the app's arena.
 */
struct target {
	const char *role;
	int64_t *people;
	size_t n;
	const char *login; /* the person, when it is one given by name */
	size_t n_done; /* the first ones, whom target_apply() has changed */
};

/*
 * Loads one visible lead of a role.  ERR_NOTFOUND, always with the same
 * sentence, for who is unknown, suppressed, refusing, past their time or
 * no lead of the role.  The card stays empty.
 */
int target_load(struct app *app, struct txn *txn, const char *role,
    const char *name, struct lead_row *ret_row) MUST_CHECK;

/* Whether a text is a login or an id rather than a query or a saved search;
 * the store must be open. */
bool target_is_person(struct app *app, const char *text);

/* The first `n_words` operands as login, id or query ("@NAME" as a saved search
 * if there is one of that name); the store must be open.
 * ERR_NOTFOUND when nobody matches; ERR_INVAL when they are blank. */
int target_find(struct app *app, const struct text_list *operands,
    size_t n_words, const char *role, struct target *ret_target) MUST_CHECK;

/*
 * Changes each lead by `change`, in short write transactions, after a question
 * when it is more than one ("Mark 12 leads ...?").  Returns like ask_yes() or
 * an error; leads changed before an error stay changed.
 */
struct target_change {
	const char *question; /* "Mark %zu leads of X as Y?", already made */
	bool yes;
	int (*change)(void *context, struct app *app, struct lead *lead,
	    int64_t now);
	void *context;
};
int target_apply(struct app *app, struct target *target,
    const struct target_change *change) MUST_CHECK;

/* Where a lead stands from now on: "contacted" is a notice, too.  The reason
 * may be NULL and is borrowed. */
void target_set_status(struct lead *lead, enum status status,
    const char *reason, int64_t now);

/* A status by its name; ERR_INVAL names `what` and those there are. */
int target_status(struct app *app, const char *what, const char *name,
    enum status *ret_status) MUST_CHECK;

/* "octocat" or "12 leads", for messages. */
const char *target_name(struct app *app, const struct target *target);

/* A text typed by the user as it may be stored: no address, no phone number,
 * no control characters; says so when it took something out. */
const char *target_text(struct app *app, const char *text);

#endif
