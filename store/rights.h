#ifndef STORE_RIGHTS_H
#define STORE_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* People's rights: who is suppressed, forgotten, past their time; what is held
 * on somebody, and the journal. */

/* ---- suppressing ---- */

/*
 * Writes keyed hashes (HMAC-SHA256 with the key in $MUSTER_SUPPRESS_KEY, else
 * suppress.key beside the store's directory) of the id and the login; `login`
 * may be NULL, id 0 when unknown.  An id decides for itself; a login's hash
 * decides only while no id is known, since logins change hands.  Somebody who
 * is stored is forgotten, see store_forget().
 */
int store_suppress(struct txn *txn, int64_t id, const char *login) MUST_CHECK;

/* One keyed hash, for taking it to another store of the same key. */
enum {
	SUPPRESSION_HASH = 64 /* hex digits */
};
struct suppression_line {
	char hash[SUPPRESSION_HASH + 1];
	int64_t at;
	int64_t until; /* 0: for ever */
	bool is_alias; /* of a login whose account is hashed too */
};
/* All that are not over, by hash. */
int store_suppressions(struct txn *txn,
    int (*each)(void *context, const struct suppression_line *line),
    void *context) MUST_CHECK;
/* Tells which key they were made with, without telling it; 0: there is none. */
int store_suppression_key(struct txn *txn, int64_t *ret_fingerprint) MUST_CHECK;
/* Takes one over; of two the longer holds.  ERR_PARSE for no hash. */
int store_suppression_take(struct txn *txn, const struct suppression_line *line,
    bool *ret_is_new) MUST_CHECK;
/* Looks at some thousand people behind *after, and forgets who is suppressed;
 * ERR_NOTFOUND after the last one. */
int store_forget_suppressed(struct txn *txn, int64_t *after,
    int64_t *erased) MUST_CHECK;

/* The hashes alone, with an end (0: never): a purged person is not fetched
 * for a year.  Erases nothing; never shortens what is there. */
int store_suppress_until(struct txn *txn, int64_t id, const char *login,
    int64_t until) MUST_CHECK;

/* True also when it can't be told. */
bool store_is_suppressed(struct txn *txn, int64_t id, const char *login);
int store_suppressed_count(struct txn *txn, int64_t *ret_n) MUST_CHECK;

/* ---- forgetting ---- */

/*
 * Erases all records of a person at once and leaves only the keyed hashes;
 * `suppress` false: no hash.  Mentions in other people's records are erased by
 * a sweep, see below, which whoever calls this starts afterwards.
 */
int store_forget(struct txn *txn, int64_t id, bool suppress) MUST_CHECK;

/*
 * The same for somebody whose time is over; the hash keeps them out for a year,
 * for ever if they declined.  Journalled with the reason.
 */
int store_purge(struct txn *txn, int64_t id, const char *why) MUST_CHECK;

/* ---- the clock ---- */

/*
 * GitHub's Date is noted by whoever asked GitHub; what is past its
 * time is told by the later of that and the wall clock, so a clock that is set
 * back shows nobody again; a suppression's end by the earlier one.
 */
int store_date_put(struct txn *txn, int64_t date) MUST_CHECK;
/* The last one, and what the wall clock said then; 0: never. */
int store_date_get(struct txn *txn, int64_t *ret_date,
    int64_t *ret_wall) MUST_CHECK;
int64_t store_now(struct txn *txn);
/* The earlier of the wall clock and GitHub's last Date. */
int64_t store_now_at_least(struct txn *txn);

/* Whether people may be purged by the wall clock: not behind GitHub's last Date
 * or the last purge, and not known to be ahead.  ERR_INVAL says why not. */
int store_clock_check(struct txn *txn, struct err_detail *detail) MUST_CHECK;

struct retention {
	int64_t now;
	int64_t notice_days; /* since first_seen, for who was not told */
	int64_t told_days; /* since the last change, for who was */
	int64_t grace_days; /* longer, when only_past_grace */
	bool only_past_grace;
};
/* When somebody's time ends; 0: never (who refuses). */
struct retention_end {
	int64_t at;
	bool told;
};
int store_retention_of(struct txn *txn, const struct retention *rules,
    const struct person *person, struct retention_end *ret_end) MUST_CHECK;

/* Whether the person was told, and nothing changed in this lead for so long:
 * purging looks at all roles, each role's list at its own lead. */
bool store_lead_is_past_told(const struct lead *lead, int64_t now,
    int64_t told_days);

struct retention_count {
	int64_t people; /* looked at; by purging: purged */
	int64_t past_notice;
	int64_t past_told;
};
/* Looks at some thousand people behind *after, and moves it; adds up.
 * ERR_NOTFOUND after the last one. */
int store_retention_count(struct txn *txn, const struct retention *rules,
    int64_t *after, struct retention_count *count) MUST_CHECK;
/* The same, and purges who is past it, for less than 100 ms. */
int store_retention_purge(struct txn *txn, const struct retention *rules,
    int64_t *after, struct retention_count *count) MUST_CHECK;

/* ---- sweeps ---- */

/*
 * They erase what others' records say of those who were forgotten, purged or
 * refuse, in slices of less than 100 ms; login and name wait in the store until
 * it is done.  One that was interrupted goes on where it was, in whatever
 * process; several at once do no harm.
 */
struct sweeper;
struct sweep_report {
	int64_t people; /* of this pass */
	int64_t seen; /* entries, of about `total` */
	int64_t total;
	int64_t mentions;
};
struct sweeper *store_sweeper_new(struct store *store);
void store_sweeper_free(struct sweeper *sweeper);
/* One slice, in a transaction of its own; ERR_NOTFOUND: nothing is left to do.
 * The report may be NULL. */
int store_sweep_step(struct sweeper *sweeper, struct sweep_report *ret_report,
    struct err_detail *detail) MUST_CHECK;
/* All of it at once. */
int
store_sweep_finish(struct store *store, struct err_detail *detail) MUST_CHECK;
int store_sweep_is_due(struct txn *txn, bool *ret_is_due) MUST_CHECK;

/* Counts, in slices, what a sweep for one person would erase. */
struct sweeper *
store_mentions_new(struct store *store, const struct person *person);
int store_mentions_step(struct sweeper *sweeper,
    struct sweep_report *ret_report, struct err_detail *detail) MUST_CHECK;

/* ---- what is held, was done and left ---- */

/* What is held on a person, for the question before forgetting. */
struct holdings {
	int64_t work_records;
	int64_t repositories;
	int64_t scores;
	int64_t pipeline_records;
	int64_t first_seen;
};
int store_holdings(struct txn *txn, int64_t id,
    struct holdings *ret_holdings) MUST_CHECK;

/* Appends to the journal: what was done, about whom (keyed), free detail. */
int store_journal_add(struct txn *txn, const char *action, int64_t person,
    const char *detail_text) MUST_CHECK;

/* Somebody's keyed hash as the journal shows it; "" without a key. */
enum {
	STORE_KEYED_ID = 33 /* 32 hex digits and a NUL */
};
void store_keyed_id(struct txn *txn, int64_t person,
    char ret_text[static STORE_KEYED_ID]);

struct journal_entry {
	int64_t sequence; /* from 1, without gaps */
	int64_t at;
	const char *action; /* "mark", "forget", "export", ... */
	const char *actor; /* the account that ran the command */
	const char *person; /* keyed hash, 32 hex digits; NULL: nobody's */
	const char *detail;
	/* A number of a file that left the store, of its entry and of those
	 * with STORE_JOURNAL_HELD before it, which hold who was in it. */
	const char *file;
	const char *held;
};
#define STORE_JOURNAL_HELD "held"

/* How entries name a person; "" when the key of the hashes is missing. */
enum {
	STORE_JOURNAL_PERSON_LEN = 33
};
void store_journal_person(struct txn *txn, int64_t id,
    char ret_person[static STORE_JOURNAL_PERSON_LEN]);

/* The entry after that number; ERR_NOTFOUND at the end. */
int store_journal_next(struct txn *txn, int64_t after, struct arena *arena,
    struct journal_entry *ret_entry) MUST_CHECK;

/*
 * A file that leaves the store (an export, drafts): everybody in it is added,
 * in whatever thread writes it; then, in the transaction that journals it (and
 * marks them, say), it ends with the journal's action and detail: role, query,
 * format, path.  One that is not ended is freed.
 */
struct handout;
struct handout *store_handout_new(struct store *store);
void store_handout_free(struct handout *handout);
void store_handout_add(struct handout *handout, int64_t person);
int store_handout_end(struct handout *handout, struct txn *txn,
    const char *action, const char *detail_text) MUST_CHECK;

/* The journal's entries of all files that held a person, oldest first; dumps
 * and backups since `first_seen` did. */
int store_handouts(struct txn *txn, int64_t person, int64_t first_seen,
    int (*each)(void *context, const struct journal_entry *entry),
    void *context) MUST_CHECK;

#endif
