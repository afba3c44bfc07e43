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
/* Ends it by what came of it: commits when rc is 0, else aborts, puts
 * txn_failure() into `detail` and returns rc.  NULL (it never began) is
 * allowed. */
int txn_end(struct txn *txn, int rc, struct err_detail *detail) MUST_CHECK;

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

/* Makes ACCOUNT_ERASED of the accounts in it that are gone; texts are sweep.c's. */
void store_work_erase(struct work *work,
    bool (*is_gone)(const void *context, int64_t account), const void *context);

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

/* Names of roles that have scores, and how many each; sorted by name. */
struct role_count {
	const char *role;
	int64_t leads;
};
int store_roles(struct txn *txn, struct arena *arena,
    struct role_count **ret_roles, size_t *ret_n) MUST_CHECK;

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
 * Where *stop is not 0 soon ends with ERR_CANCELED; NULL allowed.
 */
struct dump_report {
	int64_t lines;
	int64_t corrupt;
};
int store_dump(struct txn *txn, FILE *out, const volatile sig_atomic_t *stop,
    struct dump_report *ret_report, struct err_detail *detail) MUST_CHECK;
void store_dump_schema(struct buf *out);

/*
 * Merges a dump into a store opened with STORE_CRAWL, by the rules that
 * docs/INTERNALS/load.md states; nobody who is suppressed or refuses on either
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
/* Whether a load into an empty store is under way, or was killed: until it has
 * ended, or the store was opened by STORE_CRAWL, lists are empty. */
bool store_load_is_unfinished(struct txn *txn);
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
