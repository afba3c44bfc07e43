#ifndef STORE_STORE_INTERNAL_H
#define STORE_STORE_INTERNAL_H

#include <sys/types.h>

#include <stdatomic.h>

#include "store/key.h"
#include "store/lmdb.h"
#include "store/store.h"

struct MDB_env;
struct MDB_txn;
struct column_batch;
struct fact_words;
struct front_batch;
struct hmac_sha256_ctx;
struct name_batch;
struct packer;
struct posting_batch;

/*
 * What a store and a transaction are made of, for the files of this folder.
 * What these files offer each other stands in a header each.
 */
enum {
	SECRET_LEN = 32
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
	struct front_batch *fronts; /* and of fronts; likewise */
	/* From how many chunks on, and up to how many in all, changes of them
	 * wait (posting_delta.h); and the term that was settled last. */
	uint32_t delta_chunks;
	int64_t delta_most;
	struct key delta_at;
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
	atomic_llong corrupt; /* corrupt records met since opening */
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
	/* Changes of postings that wait, once they were counted. */
	bool has_deltas;
	int64_t deltas;
	bool is_direct; /* none may wait that is written: somebody is erased */
};

/* A transaction that reads the same state, for another thread; NULL: none is to
 * be had, or `txn` writes.  Begun and aborted by the same thread as `txn`. */
struct txn *txn_beside(struct txn *txn);

/* Remembers a failure's sentence for txn_failure(); returns `code`. */
int txn_fail(struct txn *txn, int code, const char *sentence);

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

#endif
