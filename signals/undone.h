#ifndef SIGNALS_UNDONE_H
#define SIGNALS_UNDONE_H

#include "signals/fact.h"

struct scoring;

/*
 * Work that was taken back: `Revert "TITLE"` and "This reverts commit OID" among
 * a person's own pull requests and commits, and others' that they merged.  The
 * latest word on a title holds: what was reverted and brought back counts
 * again, what is done anew after a revert counts too.
 */
struct undoing {
	uint64_t key; /* of a title, or of an oid */
	int64_t date;
	int64_t number; /* of the pull request it names; 0: none */
	bool is_again; /* brings it back */
};

struct undone {
	struct undoing *items; /* by key, latest first */
	size_t n;
};

/* All within the horizon in one repository, in the arena. */
void undone_find(const struct scoring *scoring, const struct work *work,
    struct undone *ret_undone);

/* Whether a pull request or commit was taken back, or takes another one back:
 * neither is work that stands. */
bool undone_pull(const struct undone *undone, const struct pull *pull);
bool undone_commit(const struct undone *undone, const struct commit *commit);

/* The pull request that a squashed commit's first line names at its end:
 * "fix the race (#123)"; else 0. */
int64_t undone_number(const char *message);

#endif
