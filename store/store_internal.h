#ifndef STORE_STORE_INTERNAL_H
#define STORE_STORE_INTERNAL_H

#include <sys/types.h>

#include "base/buf.h"
#include "store/dictionary.h"
#include "store/lmdb.h"
#include "store/packer.h"
#include "store/rights.h"
#include "store/store.h"
#include "store/task.h"

struct MDB_env;
struct MDB_txn;
struct column_batch;
struct hmac_sha256_ctx;
struct name_batch;
struct posting_batch;

enum {
	SECRET_LEN = 32,
	/* Bytes of scratch memory that are kept between calls. */
	SCRATCH_KEEP = 256 * 1024
};

/* What a transaction sees, and where: two that are the same have the same bytes
 * at the same addresses. */
struct snapshot {
	uint64_t id;
	uint64_t map_bytes;
};

struct store {
	char *path;
	enum store_mode mode;
	struct MDB_env *env;
	unsigned int dbi[TABLE_COUNT];
	int open_txns;
	int64_t writes; /* write transactions begun */
	bool map_was_full;
	bool is_older; /* of a schema that must be migrated first */
	bool is_shared; /* with the group of its directory */
	bool was_shared; /* before it was opened */
	uid_t owner; /* of its directory */
	gid_t group;
	int lock_fd; /* crawl.lock, or -1 */
	/* While the data file is being replaced, see lock_exclude(); or -1. */
	int dir_fd;
	int claim_fd;
	struct packer *packer; /* compression */
	/* What a write transaction changes of the postings; NULL: nothing yet. */
	struct posting_batch *postings;
	const struct fact_words *words; /* made ahead; or NULL */
	/* Of a load into an empty store, see load_index.c: names that wait to be
	 * written (NULL: none do), blocks of columns that do (likewise), and
	 * whether entries of the rank and briefs do. */
	struct name_batch *names;
	struct column_batch *columns;
	bool has_ranks_wait;
	bool has_secret;
	uint8_t secret[SECRET_LEN];
	struct hmac_sha256_ctx *hmac; /* with that key; NULL: none yet */
	int64_t corrupt; /* corrupt records met since opening */
	/* What the last transaction that read had in `sound`: of use to the next
	 * one if nothing was written in between. */
	const uint8_t **sound;
	struct snapshot sound_in;
};

struct txn {
	struct store *store;
	struct MDB_txn *mdb;
	bool write;
	int failed; /* the first code of a failed write */
	struct err_detail failure;
	struct cursor *cursors; /* open ones, closed with the transaction */
	/* Blocks of postings found sound in this transaction, which stay what
	 * they are until its end: see posting_is_sound().  NULL: none yet. */
	const uint8_t **sound;
	struct snapshot sound_in; /* this one, when there are any */
};

/* Remembers a failure's sentence for txn_failure(); returns `code`. */
int txn_fail(struct txn *txn, int code, const char *sentence);

/* ---- value.c: values of the tables, by the store's packer ---- */

/* Encodes and stores a record.  ERR_LIMIT beyond 16 MiB, ERR_FULL, ERR_IO. */
int value_put(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, const void *value) MUST_CHECK;

/* Reads and decodes one.  ERR_NOTFOUND, ERR_CORRUPT. */
int value_get(struct txn *txn, enum table table, const struct key *key,
    const struct record_type *type, struct arena *arena,
    void *ret_value) MUST_CHECK;

/* Decodes a stored value that is at hand.  ERR_CORRUPT. */
int value_decode(struct txn *txn, struct slice stored,
    const struct record_type *type, struct arena *arena,
    void *ret_value) MUST_CHECK;

/* All texts of a packed record, its own and others', as they stand there:
 * without telling whose they are.  ERR_NOTFOUND: is none.  ERR_CORRUPT. */
int value_texts(struct txn *txn, struct slice stored, struct arena *arena,
    struct record_packed *ret_packed) MUST_CHECK;

/* The bytes of a record, as value_pack() gives them.  ERR_LIMIT. */
int value_pack_record(struct txn *txn, const struct record_type *type,
    const void *value, struct slice *ret_stored) MUST_CHECK;

/*
 * Between plain and stored bytes, for what is no record.  Both results live in
 * the store's scratch memory (or the database's) until the next value_*().
 */
int value_pack(struct txn *txn, struct slice plain,
    struct slice *ret_stored) MUST_CHECK;
/* With the dictionary of its kind. */
int value_pack_as(struct txn *txn, enum value_kind kind, struct slice plain,
    struct slice *ret_stored) MUST_CHECK;
/* Of a record as record_encode() writes it, however it is stored. */
int value_unpack(struct txn *txn, struct slice stored,
    struct slice *ret_plain) MUST_CHECK;

/* Scratch memory for encoding into; the bytes live until the next value_*(). */
struct buf *value_scratch(struct txn *txn);

/* Counts a corrupt record; returns ERR_CORRUPT. */
int value_corrupt(struct txn *txn);
/* The same if `rc`, what a packer_*() returned, says so; returns it. */
int value_read(struct txn *txn, int rc);

/* ---- access.c: who may open it ---- */

/* Whether it is to be shared: as its owner says, as it is for others. */
void access_look(struct store *store, bool is_shared);
/* Makes its directory and the parents that are missing. */
int access_make_dirs(struct store *store, bool is_shared,
    struct err_detail *detail) MUST_CHECK;
/* For what is being made. */
mode_t access_file_mode(const struct store *store);
mode_t access_dir_mode(const struct store *store);
/* For umask(2), while files are made. */
mode_t access_mask(const struct store *store);
/* Sets mode and group of one's own file or directory. */
void access_settle(const struct store *store, const char *path);
/* The same for all that is in the store's directory. */
void access_mend(const struct store *store);
void access_mend_key(const struct store *store, const char *path);
/* Whether this user may not open that path of the store; if so, with a sentence
 * that names what is in the way, whose it is, and what helps. */
bool access_refused(const struct store *store, const char *path,
    struct err_detail *detail);

/* ---- lock.c: the lock of crawl, daemon, load and rescore ---- */

int lock_take(struct store *store, const char *command,
    struct err_detail *detail) MUST_CHECK;
/*
 * Makes sure that nobody else has the store open and that none opens it until
 * lock_release(): they wait.  ERR_BUSY names the process that has.
 */
int lock_exclude(struct store *store, struct err_detail *detail) MUST_CHECK;
void lock_release(struct store *store);

/* ---- copy.c: a store into another directory ---- */

/*
 * Makes `dir`, as open to others as `from` is, and in it a store with every entry of `from`'s view and no
 * byte of what was erased; synced.  ERR_FULL, also beforehand when the disk
 * has not got the room; a failure leaves no directory behind.
 */
int copy_store(struct txn *from, const char *dir,
    struct err_detail *detail) MUST_CHECK;
/* Removes a store's files and their directory, if they are there. */
void copy_remove(const char *dir);

/* ---- compact.c ---- */

#define COMPACT_KEY "compact-due"
/* Old bytes of somebody who was erased may be in unused pages from now on. */
int compact_call_for(struct txn *txn) MUST_CHECK;
/* Removes what a compaction that was killed left behind. */
void compact_clear(const struct store *store);

/* ---- secret.c: the key of keyed hashes ---- */

#define SECRET_PRINT_KEY "suppress-key"

/* Loads suppress.key; makes it when it is missing and may be. */
int secret_open(struct txn *txn, struct err_detail *detail) MUST_CHECK;
void secret_done(struct store *store);

enum secret_use {
	SECRET_ID,
	SECRET_LOGIN
};
/* HMAC-SHA256 of an account id or of a folded login. */
void secret_hash_id(const struct store *store, int64_t id,
    uint8_t ret_hash[static KEY_HASH_LEN]);
void secret_hash_login(const struct store *store, const char *folded,
    uint8_t ret_hash[static KEY_HASH_LEN]);
/* Of what somebody is known by, see known.c. */
void secret_hash_known(const struct store *store, const char *text,
    uint8_t ret_hash[static KEY_HASH_LEN]);
/* The hash of an id as a journal shows it: 32 hex digits and a NUL. */
void
secret_id_text(const struct store *store, int64_t id, char ret_text[static 33]);
/* The first `n` of its digits, at most 64 and even; no NUL. */
void secret_id_digits(const struct store *store, int64_t id, char *ret_digits,
    size_t n);
/* A plain SHA-256. */
void secret_digest(const void *bytes, size_t len,
    uint8_t ret_hash[static KEY_HASH_LEN]);

/* ---- store.c ---- */

#define SCHEMA_KEY "schema"

/* One that is not open yet; store_close() frees it. */
struct store *store_make(const char *path, enum store_mode mode);
/* ERR_NOTFOUND with a sentence when there is none. */
int
store_require(const struct store *store, struct err_detail *detail) MUST_CHECK;
/* Without trailing slashes; to be freed. */
char *store_clean_path(const char *path);
/* "PATH/name", to be freed. */
char *store_file(const char *path, const char *name);

/* ---- suppress.c ---- */

/* What is kept of a hash. */
struct suppression {
	int64_t at;
	int64_t until; /* 0: for ever */
	/* Of a login whose account's id is hashed too: see suppress.c. */
	bool is_alias;
};
extern const struct record_type store_suppression_record;

/* Takes over a hash with what is kept of it; the longer one holds.
 * *ret_is_new: it was not there, or was over. */
int suppress_put(struct txn *txn, const uint8_t hash[static KEY_HASH_LEN],
    const struct suppression *suppression, bool *ret_is_new) MUST_CHECK;

/* What is kept of an id, else of a login; ERR_NOTFOUND also when it is over. */
int suppress_find(struct txn *txn, int64_t id, const char *login,
    struct suppression *ret_found) MUST_CHECK;

/* Whether there is no hash at all. */
bool suppress_is_empty(struct txn *txn);

/* 0, or ERR_BLOCKED.  What was suppressed by login alone is from now on known
 * by id as well (in a write transaction). */
int suppress_check(struct txn *txn, int64_t id, const char *login) MUST_CHECK;

/* ---- retention.c ---- */

/* The earlier of the wall clock and GitHub's last Date. */
int64_t store_now_at_least(struct txn *txn);

/* ---- sweeper.c ---- */

/* Their mentions are to be erased; keeps login and name until then. */
int
store_sweep_call_for(struct txn *txn, const struct person *person) MUST_CHECK;

/* ---- name.c: the index of logins and of repositories' names ---- */

/* The id of a folded name; ERR_NOTFOUND. */
int store_name_find(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t *ret_id) MUST_CHECK;
/* Who has the name is remembered as an earlier bearer from now on. */
int store_name_put(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id) MUST_CHECK;
/* For a record that has the name no more.  If it led there it leads to an
 * earlier bearer now, whose record still says so, or nowhere. */
int store_name_drop(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id) MUST_CHECK;
/* Makes `id` an earlier bearer: the later one is not known. */
int store_name_yield(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id) MUST_CHECK;
/* Whether the index knows `id` as the one who has the name, or had it. */
int store_name_has(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id, bool *ret_has) MUST_CHECK;

/* ---- meta.c ---- */

/* The entry behind that name, "" being before the first; ERR_NOTFOUND at the
 * end.  Both slices live until the next write. */
int meta_next(struct txn *txn, enum meta_kind kind, const char *after,
    struct slice *ret_name, struct slice *ret_value) MUST_CHECK;

int meta_get_int(struct txn *txn, enum meta_kind kind, const char *name,
    int64_t *ret_value) MUST_CHECK; /* absent is 0 */
int meta_put_int(struct txn *txn, enum meta_kind kind, const char *name,
    int64_t value) MUST_CHECK;
/* A value of eight bytes under a key of META. */
int
meta_put_at(struct txn *txn, const struct key *key, int64_t value) MUST_CHECK;
/* Counters of stats that are not the size of a table. */
#define COUNT_PROFILES "profiles"
#define COUNT_REFUSALS "refusals"
#define COUNT_WORKS    "works"
int meta_count(struct txn *txn, const char *name, int64_t delta) MUST_CHECK;

/* ---- role.c: small numbers for role names ---- */

enum {
	RUBRIC_LEN = 16 /* of a role's hash */
};
/* By what all scores of a generation are weighed. */
struct weighing {
	struct weights weights;
	char rubric[RUBRIC_LEN + 1]; /* the hash of the role; "": not known */
};
struct role_slot {
	struct slot slot; /* what is read */
	int64_t leads;
	struct weighing by;
	/* Another generation that is being built, see rebuild.c. */
	bool is_built;
	struct slot built;
	int64_t built_leads;
	struct weighing built_by;
	uint64_t built_stamp;
	int64_t built_to; /* the last person scored for it */
	/* One that is being dropped. */
	bool is_dropped;
	struct slot dropped;
};
int store_role_find(struct txn *txn, const char *name,
    struct role_slot *ret_role) MUST_CHECK;
/* Finds or makes one.  ERR_INVAL for a name that is empty or too long. */
int store_role_make(struct txn *txn, const char *name,
    struct role_slot *ret_role) MUST_CHECK;
int store_role_put(struct txn *txn, const char *name,
    const struct role_slot *role) MUST_CHECK;
/* The role after `name` ("" for the first) in order; the name in the arena. */
int store_role_next(struct txn *txn, const char *name, struct arena *arena,
    const char **ret_name, struct role_slot *ret_role) MUST_CHECK;

/* ---- person.c ---- */

/* The record without the profile's README. */
int store_person_get_brief(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person) MUST_CHECK;
/* The same with the ordinal (ordinal.h). */
int store_person_get_numbered(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person, uint32_t *ret_ordinal) MUST_CHECK;
/* From a value of TABLE_PERSON that is at hand.  ERR_CORRUPT; *ret_ordinal is
 * written before the record is looked at. */
int store_person_decode(struct txn *txn, int64_t id, struct slice value,
    struct arena *arena, struct person *ret_person,
    uint32_t *ret_ordinal) MUST_CHECK;
/* The same without a transaction, and not counted; `only_front`: what a list
 * shows of it will do, the record's front (signals/fact.h). */
int packer_decode_person(struct packer *packer, int64_t id, struct slice value,
    bool only_front, struct arena *arena, struct person *ret_person) MUST_CHECK;
/* Whether its bytes are those that were written: ERR_CORRUPT, not counted. */
int packer_check_person(int64_t id, struct slice value) MUST_CHECK;
/* Writes the record without the README, and no index. */
int store_person_write(struct txn *txn, uint32_t ordinal,
    const struct person *person) MUST_CHECK;
/* Whether facts may be stored: 0, or ERR_BLOCKED, ERR_INVAL. */
int
store_person_admit(struct txn *txn, int64_t id, const char *login) MUST_CHECK;
/* The same, and makes a bare person when there is none; no more than a look-up
 * when there is one. */
int store_person_ensure(struct txn *txn, int64_t id,
    uint32_t *ret_ordinal) MUST_CHECK;
/* Takes the ordinal and whatever the indexes have of it; the person's record,
 * which has it, is to be dropped or written anew. */
int store_person_unnumber(struct txn *txn, int64_t id) MUST_CHECK;
/* Erases scores and ranks, and with `facts` all facts and the pipeline's
 * records too; keeps the person's own record. */
int store_person_strip(struct txn *txn, int64_t id, bool facts) MUST_CHECK;

/* Work, repositories and READMEs of one person. */
int store_person_drop_facts(struct txn *txn, int64_t id) MUST_CHECK;

/* Whether the record tells of more than notes on somebody new. */
bool store_lead_is_beyond_new(const struct lead *lead);

/* Pipeline records of one person: all, or those that say no more than "new". */
int store_lead_drop(struct txn *txn, int64_t id, bool all) MUST_CHECK;
/* Moves the counters of stats from the old state to the new one; a zeroed
 * person is none. */
int store_person_count(struct txn *txn, const struct person *old,
    const struct person *new) MUST_CHECK;
/* Makes the index of logins follow a rename; either may be NULL. */
int store_person_move_login(struct txn *txn, int64_t id, const char *old,
    const char *login) MUST_CHECK;
/* Writes a stored profile's gists and nothing else. */
int store_person_put_gists(struct txn *txn, int64_t id,
    const char *gists) MUST_CHECK;
char *store_person_fold_login(struct arena *arena, const char *login);

/* ---- lead.c ---- */

/* As store_lead_get(), by the role's number; 0 for all roles' record. */
int store_lead_read(struct txn *txn, uint16_t role, int64_t person,
    struct arena *arena, struct lead *ret_lead) MUST_CHECK;

/* The record of that number alone; none is zeroed and 0. */
int store_lead_get_own(struct txn *txn, uint16_t role, int64_t person,
    struct arena *arena, struct lead *ret_lead) MUST_CHECK;
/* Writes it, nothing else: no journal, no split. */
int store_lead_put_own(struct txn *txn, uint16_t role, int64_t person,
    const struct lead *lead) MUST_CHECK;
/* Whether it may have one: 0, ERR_NOTFOUND, ERR_BLOCKED. */
int store_lead_admit(struct txn *txn, int64_t person) MUST_CHECK;
/* The number of a role, 0 for "". */
int store_lead_role(struct txn *txn, const char *role, bool make,
    uint16_t *ret_number) MUST_CHECK;

/* ---- known.c ---- */

/* After a profile was stored: whether somebody known came in. */
int
store_known_recognise(struct txn *txn, const struct person *person) MUST_CHECK;
/* Drops what an erased person would be recognised by. */
int store_known_forget(struct txn *txn, int64_t id) MUST_CHECK;

/* ---- search.c ---- */

/* Writes a search as it is: no journal, nothing listed is dropped. */
int
store_search_put_own(struct txn *txn, const struct search *search) MUST_CHECK;
/* Notes one person as listed, whoever that is. */
int store_search_note(struct txn *txn, const char *name, uint16_t role,
    int64_t person) MUST_CHECK;
/* Somebody who is erased was listed by no search. */
int store_search_forget(struct txn *txn, int64_t person) MUST_CHECK;

/* ---- journal.c ---- */

/* Behind all others, with its number set. */
int store_journal_append(struct txn *txn,
    const struct journal_entry *entry) MUST_CHECK;

/* Of a file, see store_handout_end(). */
int store_journal_add_file(struct txn *txn, const char *action,
    const char *file, const char *detail_text) MUST_CHECK;

extern const struct record_type store_journal_record;

/* ---- task.c ---- */

/* Whether a task is about that person; the login may be NULL. */
bool task_is_of(const struct task *task, int64_t person, const char *login);

/* Builds the list of what is due anew, from the tasks; a slice, see
 * migrate.h. */
int store_task_reindex(struct txn *txn, struct key *progress,
    size_t max) MUST_CHECK;

/* Where a task stands in the index; false when it is done and in no list. */
bool store_task_ready_key(const struct task *task, struct key *ret_key);

/* ---- portfolio.c ---- */

/* What queries want of a portfolio without reading it. */
struct own {
	int64_t stars;
	const char **names; /* "owner/name" */
	size_t n_names;
};
extern const struct record_type store_own_record;
int store_own_get(struct txn *txn, int64_t person, struct arena *arena,
    struct own *ret_own) MUST_CHECK; /* none: zeroed */

/* ---- card.c ---- */

enum {
	CARD_BYTES = 32,
	CARD_LAYOUT = 1,
	/* The rank's value: the ordinal; in schema 3 and 4 a card in front. */
	RANK_VALUE_BYTES = 4
};

/* Flags of a card. */
enum {
	CARD_HIREABLE = 1,
	CARD_REMOTE = 2,
	CARD_LINKEDIN = 4,
	CARD_WEBSITE = 8,
	CARD_SOCIAL = 16
};

void store_card_encode(const struct card *card,
    uint8_t ret_bytes[static CARD_BYTES]);
/* Person, score and tier come from the key; what stands behind the card in the
 * value is not looked at. */
bool store_card_decode(const struct rank_key *rank, struct slice value,
    struct card *ret_card);
/* Whether a number was too large for the card: the
 * records have it. */
bool store_card_is_cut(const struct card *card);
struct place_in_rank store_card_place(const struct score *score);
/* Gives a card, and its place, the score by other weights. */
void store_card_weigh(struct card *card, struct place_in_rank *place,
    const struct weighed *weighed);
/* A score in the rank's units. */
uint32_t store_card_points(double score);
/* Writes an entry of the rank. */
int store_rank_put(struct txn *txn, const struct rank_key *rank,
    uint32_t ordinal) MUST_CHECK;
/* Whose lead it is; ORDINAL_NONE for a value that tells of nobody. */
uint32_t store_rank_ordinal(struct slice value);

/* ---- score_same.c ---- */

enum {
	SCORE_SAME_MOST = 3 /* pieces of evidence; of more nothing is taken */
};

/* Takes out of a score's evidence and reason_url what its reasons say, too;
 * `person` tells what.  The rest of the evidence goes to `ret_evidence`. */
void score_same_take(struct score *score,
    struct evidence ret_evidence[static SCORE_SAME_MOST]);
/* Puts it back, for which the row needs its reasons.  ERR_CORRUPT. */
int score_same_restore(struct score_row *row, struct arena *arena) MUST_CHECK;

/* ---- score_record.c ---- */

/* The record as it is packed, for a role of that hash.  The row borrows from
 * the score and from `evidence`, which is for what is left of that. */
void store_score_row(const struct score *score, const char *rubric,
    struct evidence evidence[static SCORE_SAME_MOST],
    struct score_row *ret_row);
/* All but the signals' reasons, and but what weights make of it, which
 * store_score_fill() adds.  ERR_NOTFOUND, ERR_CORRUPT. */
int store_score_get_brief(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score) MUST_CHECK;
/* The same with the reasons. */
int store_score_get_whole(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score) MUST_CHECK;
/* Either from its value, which is at hand; not counted when it is corrupt. */
int
packer_decode_score(struct packer *packer, struct slice value, int64_t person,
    bool is_whole, struct arena *arena, struct score *ret_score) MUST_CHECK;
/* What a list shows of it: the record's front (signals/score.h), no signals,
 * and nothing for store_score_fill(). */
int packer_decode_score_front(struct packer *packer, struct slice value,
    int64_t person, struct arena *arena, struct score *ret_score) MUST_CHECK;
/* Whether its bytes are those that were written: ERR_CORRUPT, not counted. */
int packer_check_score(struct slice value) MUST_CHECK;
/* Score, coverage and band as the card has them, weights and points by those
 * of the generation. */
void store_score_fill(const struct weighing *by, const struct card *card,
    struct arena *arena, struct score *score);
/* What a score was weighed by. */
void store_weighing_from(const struct score *score, struct weighing *ret_by);
/* Writes the record alone. */
int store_score_write(struct txn *txn, struct slot slot,
    const struct weighing *by, const struct score *score) MUST_CHECK;
/* A value of TABLE_SCORE: what stands in front, and the packed record. */
bool store_score_split(struct slice value, struct measured *ret_measured,
    struct slice *ret_stored);
/* What a store of schema 3 has, whole. */
int store_score_get_old(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score) MUST_CHECK;

/* ---- score.c ---- */

/* What the rank has of it; ERR_NOTFOUND, ERR_CORRUPT. */
int store_score_get_card(struct txn *txn, struct slot slot, int64_t person,
    struct card *ret_card) MUST_CHECK;
/* A card that is damaged, anew from the records, but for the place: as if they
 * had told none.  ERR_CORRUPT. */
int store_score_make_card(struct txn *txn, const struct rank_key *rank,
    const struct role_slot *role, struct card *ret_card) MUST_CHECK;
/* As store_score_put() with the card's part that is the person's: place,
 * followers, stars, links and the like; the rest is the score's. */
int store_score_put_card(struct txn *txn, const char *role,
    const struct score *score, const struct card *card) MUST_CHECK;
/* Corrects first_seen in the person's cards. */
int store_score_touch(struct txn *txn, int64_t person,
    int64_t first_seen) MUST_CHECK;
/* Erases the person's scores and ranks of all roles. */
int store_score_drop_all(struct txn *txn, int64_t person) MUST_CHECK;

/* ---- reweigh.c ---- */

/* Whether a ranking that is built has entries of the rank by now. */
bool reweigh_has_ranks(const struct role_slot *role);

/*
 * The rank's entries of a slot that has cards: slices as store_reweigh_slice()
 * has them.  *bucket is how far they are, 0 at first; ERR_NOTFOUND at the end.
 */
int reweigh_rank(struct txn *txn, struct slot slot, struct reweigh *reweigh,
    int64_t until_ms, uint32_t *bucket) MUST_CHECK;

#endif
