#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "signals/fact.h"
#include "signals/score.h"

/*
 * The store: one LMDB environment, opened once per process.  Nothing that
 * LMDB owns leaves this folder: all that is returned is copied into the
 * caller's arena.  A corrupt record is ERR_CORRUPT, counted, and never a crash.
 */
struct store;
struct txn;

enum store_mode {
	STORE_READ, /* must exist; ERR_NOTFOUND otherwise */
	STORE_WRITE, /* short writes, beside a running crawl */
	STORE_CRAWL /* takes crawl.lock; ERR_BUSY names pid and command */
};

struct store_options {
	const char *path; /* directory, created (its parents too) */
	enum store_mode mode;
	int64_t map_size_mb; /* at first; 0: the default, 64 GiB */
	const char *command; /* written into the lock file */
	/*
	 * All files are 0660 and directories 2770 for the directory's group,
	 * else 0600 and 0700, whatever the umask.  Opening mends what is not
	 * so.  Who isn't the owner goes along with what the owner chose.
	 */
	bool is_shared;
};

int store_open(const struct store_options *options, struct store **ret_store,
    struct err_detail *detail) MUST_CHECK;
void store_close(struct store *store);
const char *store_path(const struct store *store);

/* After ERR_BUSY: the command that holds crawl.lock of the store in that
 * directory, as it gave it to store_open(); ERR_NOTFOUND if it can't be told. */
int store_holder(const char *path, char *ret_command, size_t size) MUST_CHECK;

/*
 * Writes the store anew without unused pages, and so without a byte of those
 * who were erased, then puts the new file in the old one's place.  The store
 * must not be open in this process.  ERR_BUSY names another crawl, daemon or
 * load, or whoever has the store open; those who open it meanwhile wait.
 * ERR_NOTFOUND; ERR_FULL when the disk has no room for a second copy.  A
 * failure leaves the store as it was.
 */
struct compaction {
	int64_t bytes_before;
	int64_t bytes_after;
};
int store_compact(const struct store_options *options,
    struct compaction *ret_compaction, struct err_detail *detail) MUST_CHECK;

/*
 * Copies one view of the store, also while others write, into a directory that
 * must not exist (ERR_INVAL), whole or not at all, and as open to a group as the
 * store.  The view lives as long as the copying takes; pages freed meanwhile are not used again before.
 */
int store_backup(struct store *store, const char *dir,
    struct err_detail *detail) MUST_CHECK;

/* Whether somebody was erased since the last time. */
int store_compact_is_due(struct txn *txn, bool *ret_is_due) MUST_CHECK;

/*
 * Transactions.  Read transactions give one consistent view; a write
 * transaction is never held over 100 ms, a wait or a prompt.  Commit frees the
 * transaction in any case; abort takes NULL.
 */
int store_begin(struct store *store, bool write, struct txn **ret_txn,
    struct err_detail *detail) MUST_CHECK;
int txn_commit(struct txn *txn, struct err_detail *detail) MUST_CHECK;
void txn_abort(struct txn *txn);

/*
 * After a transaction that ended with ERR_FULL: true if the map was what was
 * full and is larger now, so that the transaction can be repeated.  Only with
 * no transaction open.  The map also grows by itself when the next write begins.
 */
bool store_grow(struct store *store);

/* The sentence of the first failure in this transaction ("" if none): for
 * functions below that take no detail.  Lives as long as the transaction.  A
 * commit after a failed write fails, with that sentence. */
const char *txn_failure(const struct txn *txn);

/* ---- people, repositories, work: the facts ---- */

/*
 * What is put below mentions nobody who is suppressed: "@login", ids and the
 * like are taken out of the texts, in place, before they are stored.
 */

int store_person_get(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person) MUST_CHECK;

/*
 * Stores a profile, keeps an earlier first_seen, indexes the folded login and
 * follows renames.  ERR_BLOCKED for a suppressed person (nothing is stored).
 * A person with `refusal` set: all other facts, scores and ranks are erased.
 */
int store_person_put(struct txn *txn, const struct person *person) MUST_CHECK;

/* The id of a login (any case, "@login" too) or of a decimal id, the login
 * first if both exist; ERR_NOTFOUND. */
int store_person_find(struct txn *txn, const char *login,
    int64_t *ret_id) MUST_CHECK;

int store_repository_get(struct txn *txn, int64_t id, struct arena *arena,
    struct repository *ret_repository) MUST_CHECK;
int store_repository_put(struct txn *txn,
    const struct repository *repository) MUST_CHECK;
int store_repository_find(struct txn *txn, const char *full_name,
    int64_t *ret_id) MUST_CHECK;

int store_work_get(struct txn *txn, int64_t person, int64_t repository,
    struct arena *arena, struct work *ret_work) MUST_CHECK;

/*
 * Merges new work into what is stored: items with the same number, id or oid
 * replace, the others are added, newest first; commits_total 0 keeps the old
 * figure.  Creates a bare person if need be.  ERR_BLOCKED as above.
 */
int store_work_merge(struct txn *txn, int64_t person,
    const struct work *work) MUST_CHECK;

int store_portfolio_get(struct txn *txn, int64_t person, struct arena *arena,
    struct portfolio *ret_portfolio) MUST_CHECK;
int store_portfolio_put(struct txn *txn, int64_t person,
    const struct portfolio *portfolio) MUST_CHECK;

/* Everything on one person, repositories of the work resolved. */
int store_facts_load(struct txn *txn, int64_t person, struct arena *arena,
    struct facts *ret_facts) MUST_CHECK;

/*
 * Writes back those records of `facts`, as loaded in this transaction, whose
 * gists (see rubric_read()) are others than in `before`, a copy made by
 * store_facts_copy() before they were read.  A record that is too large with
 * gists stays without.
 */
int store_gists_put(struct txn *txn, const struct facts *facts,
    const struct facts *before) MUST_CHECK;

/* The records of one level, to compare with; their texts are shared. */
void store_facts_copy(const struct facts *facts, struct arena *arena,
    struct facts *ret_copy);

/* Next person with id > after; ERR_NOTFOUND at the end. */
int
store_person_next(struct txn *txn, int64_t after, int64_t *ret_id) MUST_CHECK;

/* ---- scores and ranks ---- */

/*
 * Takes effect for lists at once: score, explanation, card and rank.  The
 * person must be stored: ERR_NOTFOUND; ERR_BLOCKED as above.
 */
int
store_score_put(struct txn *txn, const char *role, const struct score *score,
    const struct person *person, int64_t place_id, bool is_remote) MUST_CHECK;
int store_score_get(struct txn *txn, const char *role, int64_t person,
    struct arena *arena, struct score *ret_score) MUST_CHECK;
int
store_score_drop(struct txn *txn, const char *role, int64_t person) MUST_CHECK;

/*
 * A rescore builds a role's scores, ranks and indexes as a new *generation*
 * beside the one that is read, in slices.  Whoever is scored or erased
 * meanwhile is so in both.  What was built stays when the process ends, and is
 * gone on with if the stamp (what the scores depend on) is the same.
 *
 * begin finds or starts it: *ret_person is the last one who was scored for it,
 * 0 at first.  ERR_AGAIN: an old generation has to be dropped first, by
 * store_rebuild_drop(), in another transaction.
 */
int store_rebuild_begin(struct txn *txn, const struct role *role,
    uint64_t stamp, int64_t *ret_person) MUST_CHECK;
/* As store_score_put(), for the new generation alone. */
int
store_rebuild_put(struct txn *txn, const char *role, const struct score *score,
    const struct person *person, int64_t place_id, bool is_remote) MUST_CHECK;
/* Everybody up to `person` is in it. */
int store_rebuild_note(struct txn *txn, const char *role,
    int64_t person) MUST_CHECK;
/* The new generation is what is read from now on; the old one is to be
 * dropped. */
int store_rebuild_end(struct txn *txn, const char *role) MUST_CHECK;
/* Drops a slice of what is to be dropped, less than 100 ms;
 * *ret_is_done: nothing is left. */
int store_rebuild_drop(struct txn *txn, const char *role,
    bool *ret_is_done) MUST_CHECK;

/*
 * Where only weights have changed, rank and cards alone are built, from the
 * column of signals; scores, reasons and postings stay as they are.  begin as
 * above; then slices until ERR_NOTFOUND, each in a transaction of its own, which
 * ends at `until_ms` of the monotonic clock; then store_rebuild_end().
 * `reweigh` keeps what is sorted between them, 4 bytes a lead.
 */
struct reweigh;
int store_reweigh_begin(struct txn *txn, const struct role *role,
    uint64_t stamp) MUST_CHECK;
struct reweigh *store_reweigh_new(void);
void store_reweigh_free(struct reweigh *reweigh);
int store_reweigh_slice(struct txn *txn, const char *role,
    struct reweigh *reweigh, int64_t until_ms) MUST_CHECK;
/* How far the last slice came: 0..1. */
double store_reweigh_done(const struct reweigh *reweigh);

/* What the index says of a lead without reading its records. */
struct card {
	int64_t person;
	int64_t place; /* config/place.h */
	double score;
	double coverage;
	enum band band;
	enum involvement involvement;
	int64_t must_missing;
	int64_t last_active;
	int64_t followers;
	int64_t merged_pulls;
	int64_t reviews;
	bool is_out;
	bool is_hireable;
	bool is_remote;
	int64_t stars; /* of the own repositories that were read */
	int64_t first_seen;
	/* What kinds of links the profile lists. */
	bool has_linkedin;
	bool has_website;
	bool has_social;
};

/*
 * Walks a role's leads, best first: those with every must seen, then those
 * lacking one, ...; within that by score, then by id.  `position` starts
 * zeroed.  ERR_NOTFOUND at the end.  Suppressed and refusing people are never
 * in the index.
 */
struct rank_position;
int store_rank_open(struct txn *txn, const char *role,
    struct rank_position **ret_position) MUST_CHECK;
int store_rank_next(struct rank_position *position,
    struct card *ret_card) MUST_CHECK;
void store_rank_close(struct rank_position *position);

/* Names of roles that have scores, and how many each; sorted by name. */
struct role_count {
	const char *role;
	int64_t leads;
};
int store_roles(struct txn *txn, struct arena *arena,
    struct role_count **ret_roles, size_t *ret_n) MUST_CHECK;

/* ---- tasks: the frontier ---- */

/*
 * A task is a stage of one subject ("contributors of repository 123, page 2").
 * Equal stage and subject is the same task: adding it again keeps its state
 * unless it is done and due.  `cursor` holds where to go on.
 */
struct task {
	int64_t stage; /* crawler/walk.h's enum */
	int64_t subject; /* repository or person id, or a stable number */
	const char *name; /* "owner/name", login: for people and logs */
	const char *cursor;
	int64_t due; /* wall clock */
	int64_t priority; /* higher first */
	int64_t attempts; /* failed ones in a row */
	int64_t done_at; /* 0: not yet */
	int64_t visited_at; /* the last complete visit, for `since` */
	bool is_dead; /* gave up; `doctor` shows it */
	const char *last_error;
	/* It failed in larger company: at most so many in one request, or
	 * entries of its page; 0: any number. */
	int64_t company;
	/* On whose behalf, 0..65534: 0 is everybody's; of the others a run takes
	 * only its own. */
	int64_t share;
};
extern const struct record_type task_record;

/* Whether the task waits to be run, now or later: not dead, and not done
 * unless it is due again after that (due > done_at). */
bool task_is_pending(const struct task *task);

int store_task_get(struct txn *txn, int64_t stage, int64_t subject,
    struct arena *arena, struct task *ret_task) MUST_CHECK;

/* Writes the task as given: for its progress, its end and its failures. */
int store_task_put(struct txn *txn, const struct task *task) MUST_CHECK;

/*
 * Adds a task as described above: a new one is written as given; one that is
 * done and due again by task->due starts afresh (visited_at is kept); any
 * other keeps its state and takes the higher priority.
 */
int store_task_add(struct txn *txn, const struct task *task) MUST_CHECK;
int store_task_drop(struct txn *txn, int64_t stage, int64_t subject) MUST_CHECK;

/* Which tasks are looked for. */
struct task_query {
	int64_t stage; /* 0: all */
	int64_t now; /* due by then */
	const int64_t *shares; /* NULL: all */
	size_t n_shares;
	bool is_dead; /* of those given up: when they are to be tried again */
};

/* The next `max` tasks, best priority first, then earliest due, then stage and
 * subject.  O(stages x shares x (distinct priorities + max)), whatever the
 * number of waiting tasks. */
int store_task_due(struct txn *txn, const struct task_query *query,
    struct arena *arena, struct task *ret_tasks, size_t max,
    size_t *ret_n) MUST_CHECK;

/* How many there are; O(that number). */
int store_task_count(struct txn *txn, const struct task_query *query,
    int64_t *ret_n) MUST_CHECK;
int store_task_counts(struct txn *txn, int64_t now, int64_t *ret_due,
    int64_t *ret_waiting, int64_t *ret_dead) MUST_CHECK;

/* ---- validators of conditional requests ---- */

struct validator {
	const char *etag;
	const char *last_modified;
	int64_t checked_at;
};
extern const struct record_type validator_record;
int store_validator_get(struct txn *txn, const char *url, struct arena *arena,
    struct validator *ret_validator) MUST_CHECK;
int store_validator_put(struct txn *txn, const char *url,
    const struct validator *validator) MUST_CHECK;

/* ---- the pipeline ---- */

enum status {
	STATUS_NEW,
	STATUS_SHORTLISTED,
	STATUS_NOT_A_FIT,
	STATUS_CONTACTED,
	STATUS_REPLIED,
	STATUS_APPLICANT,
	STATUS_HIRED,
	STATUS_DECLINED,
	STATUS_DO_NOT_CONTACT,
	STATUS_COUNT
};
const char *status_name(enum status status); /* "not-a-fit" */
bool status_parse(const char *name, enum status *ret_status);

struct note {
	int64_t at;
	const char *text;
};

/* One person in one role's pipeline. */
struct lead {
	int64_t status; /* enum status */
	int64_t status_at;
	int64_t contacted_at;
	int64_t noticed_at; /* a recorded notice stops the purge clock */
	/* Since when they are known from elsewhere; holds for all roles, and is
	 * written with role "" only. */
	int64_t known_at;
	bool is_not_known; /* said by hand: recognised wrongly */
	const char *status_reason;
	const char *owner;
	const char **tags;
	size_t n_tags;
	struct note *notes;
	size_t n_notes;
	int64_t applied_at; /* since when an applicant; see below */
};
extern const struct record_type lead_record;

/*
 * From an application on no score, band, coverage, rank or signal is shown, in
 * lists and exports neither, whatever becomes of it: declined and not-a-fit
 * keep it hidden.  Only back to "new" to "replied" (a slip) shows it again.
 */
bool store_lead_hides_score(const struct lead *lead);
/* Empties what may not be shown then; the rest of the score stays. */
void store_score_hide(struct score *score);

/* A person without a record is STATUS_NEW: zeroed and 0 is returned. */
int store_lead_get(struct txn *txn, const char *role, int64_t person,
    struct arena *arena, struct lead *ret_lead) MUST_CHECK;

/*
 * Declined and do-not-contact are written for all roles (role ""), which
 * store_lead_get() then reports for each; do-not-contact also suppresses.
 * Journalled.
 */
int store_lead_put(struct txn *txn, const char *role, int64_t person,
    const struct lead *lead) MUST_CHECK;

/* ---- who is known from elsewhere ---- */

/*
 * What a person is recognised by: login, LinkedIn pages, name with each company
 * (case, accents and legal forms apart); also of somebody who is not stored,
 * with what is known of them.  In the arena.
 */
size_t store_known_keys(const struct person *person, struct arena *arena,
    const char ***ret_keys);

/* Keeps keyed hashes of these: whoever is stored later and fits one is known.
 * *ret_is_new: one of them was not there. */
int store_known_add(struct txn *txn, const struct person *who,
    bool *ret_is_new) MUST_CHECK;

/* Somebody stored is known, unless it was said that they are not and this isn't
 * said `by_hand`, too; or isn't, and is never recognised again.  Journalled
 * when that is new. */
int store_known_mark(struct txn *txn, int64_t person, bool by_hand,
    bool *ret_is_new) MUST_CHECK;
int store_known_unmark(struct txn *txn, int64_t person) MUST_CHECK;

/* Calls `each` for everybody who may be shown, without their READMEs; what it
 * returns other than 0 ends the walk.  O(people). */
int store_known_walk(struct txn *txn,
    int (*each)(void *context, const struct person *person),
    void *context) MUST_CHECK;

/* How many hashes there are; O(that number). */
int store_known_count(struct txn *txn, int64_t *ret_n) MUST_CHECK;

/* ---- saved searches ---- */

/* When a search was last listed for a role. */
struct search_look {
	const char *role;
	int64_t at;
	/* Whoever was first met until then counts as listed; 0: those who are
	 * noted alone (store_search_list()). */
	int64_t since;
};

struct search {
	const char *name; /* search_name_is() */
	const char *text; /* a query */
	int64_t made_at;
	struct search_look *looks;
	size_t n_looks;
};
extern const struct record_type search_record;

/* Lower-case letters, digits, '.', '_', '-', the first one of the first two; at
 * most 40. */
bool search_name_is(const char *name);

int store_search_get(struct txn *txn, const char *name, struct arena *arena,
    struct search *ret_search) MUST_CHECK;

/* Saves or replaces; with another text it has listed nobody yet.  ERR_INVAL
 * for a wrong name.  Journalled by name. */
int store_search_put(struct txn *txn, const char *name,
    const char *text) MUST_CHECK;

/* The same for a search that nobody saved but a program: not journalled. */
int store_search_ensure(struct txn *txn, const char *name,
    const char *text) MUST_CHECK;

/* Drops a search and whom it has listed; ERR_NOTFOUND.  Journalled. */
int store_search_drop(struct txn *txn, const char *name) MUST_CHECK;

/* The search after that name ("" for the first), by name; ERR_NOTFOUND. */
int store_search_next(struct txn *txn, const char *after, struct arena *arena,
    struct search *ret_search) MUST_CHECK;

/*
 * Notes that the search has listed these people for the role, now.  `since`
 * other than 0 sets the look's.  Who is not stored is passed over.
 */
int store_search_list(struct txn *txn, const char *name, const char *role,
    const int64_t *people, size_t n, int64_t since) MUST_CHECK;

/* Whether it has; false also when it can't be told. */
bool store_search_has_listed(struct txn *txn, const char *name,
    const char *role, int64_t person);

/* ---- people's rights ---- */

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

/*
 * The clock.  GitHub's Date is noted by whoever asked GitHub; what is past its
 * time is told by the later of that and the wall clock, so a clock that is set
 * back shows nobody again; a suppression's end by the earlier one.
 */
int store_date_put(struct txn *txn, int64_t date) MUST_CHECK;
/* The last one, and what the wall clock said then; 0: never. */
int store_date_get(struct txn *txn, int64_t *ret_date,
    int64_t *ret_wall) MUST_CHECK;
int64_t store_now(struct txn *txn);

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
	int64_t past_grace; /* of both */
};
/* Looks at some thousand people behind *after, and moves it; adds up.
 * ERR_NOTFOUND after the last one. */
int store_retention_count(struct txn *txn, const struct retention *rules,
    int64_t *after, struct retention_count *count) MUST_CHECK;
/* The same, and purges who is past it, for less than 100 ms. */
int store_retention_purge(struct txn *txn, const struct retention *rules,
    int64_t *after, struct retention_count *count) MUST_CHECK;

/*
 * Sweeps: erase what others' records say of those who were forgotten, purged or
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
 * which every thousand people takes a short write transaction; then, in the
 * transaction that journals it (and marks them, say), it ends with the journal's
 * action and detail: role, query, format, path.  One that is not ended is freed.
 */
struct handout;
struct handout *store_handout_new(struct store *store);
void store_handout_free(struct handout *handout);
int store_handout_add(struct handout *handout, int64_t person,
    struct err_detail *detail) MUST_CHECK;
int store_handout_end(struct handout *handout, struct txn *txn,
    const char *action, const char *detail_text) MUST_CHECK;

/* The journal's entries of all files that held a person, oldest first; dumps
 * and backups since `first_seen` did. */
int store_handouts(struct txn *txn, int64_t person, int64_t first_seen,
    int (*each)(void *context, const struct journal_entry *entry),
    void *context) MUST_CHECK;

/* ---- small values: medians, batch sizes, enabled roles ---- */

int store_meta_get(struct txn *txn, const char *name, struct arena *arena,
    const char **ret_value) MUST_CHECK;
int store_meta_put(struct txn *txn, const char *name,
    const char *value) MUST_CHECK; /* NULL drops the key */

/* ---- the whole store as JSON lines ---- */

/*
 * Writes every record, people first of all who must not come back; the text
 * of the form is store_dump_schema()'s.  Constant memory; the transaction
 * lives until it is done.  Blocks on `out`.  Damaged records are left out.
 */
struct dump_report {
	int64_t lines;
	int64_t corrupt;
};
int store_dump(struct txn *txn, FILE *out, struct dump_report *ret_report,
    struct err_detail *detail) MUST_CHECK;
void store_dump_schema(struct buf *out);

/*
 * Merges a dump into a store opened with STORE_CRAWL, by the rules that
 * docs/INTERNALS/store.md states; nobody who is suppressed or refuses on either
 * side comes back.  Commits in slices: what is stored when it fails stays, and
 * loading the same dump again completes it.  Bounded memory, any bytes.
 */
struct load_options {
	FILE *in;
	bool strict; /* the first bad line ends it: ERR_PARSE */
	/* Told of each bad line (from 1) unless strict; NULL allowed. */
	void (*complain)(void *context, int64_t line, const char *sentence);
	void *context;
	const volatile sig_atomic_t *stop; /* not 0: ERR_CANCELED; or NULL */
	/* In the caller's thread alone, instead of reading in it and writing in
	 * another; `complain` is called by the one that writes. */
	bool is_alone;
};
struct load_report {
	int64_t lines;
	int64_t stored;
	int64_t kept; /* the store knew better */
	int64_t blocked; /* of suppressed or refusing people */
	int64_t bad;
	bool is_whole; /* its last line was there */
};
int store_load(struct store *store, const struct load_options *options,
    struct load_report *ret_report, struct err_detail *detail) MUST_CHECK;

/* ---- health ---- */

struct store_stats {
	int64_t people;
	int64_t profiles; /* people with a fetched profile */
	int64_t refusals;
	int64_t repositories;
	int64_t works;
	int64_t scores;
	int64_t leads_touched;
	int64_t suppressed;
	int64_t tasks;
	int64_t journal;
	int64_t bytes_used;
	int64_t bytes_free_pages; /* 0 in a write transaction */
	int64_t schema_version;
	int64_t corrupt; /* corrupt records met by this process */
};
int store_stats(struct txn *txn, struct store_stats *ret_stats) MUST_CHECK;

/* Reads every record and checks every index against it; each finding goes to
 * `report` as one line.  Returns the number of findings or an error. */
int store_check(struct txn *txn, struct buf *report,
    int64_t *ret_findings) MUST_CHECK;

#endif
