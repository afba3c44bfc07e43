#ifndef STORE_POSTING_POSTING_H
#define STORE_POSTING_POSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/key.h"
#include "store/posting/bits.h"

/*
 * Inverted index: of each term the people who have it, by ordinal.
 *
 * Every stored person who does not refuse has an *ordinal*, a dense number
 * (store/posting/ordinal.h).  CHUNK_BITS ordinals are a *chunk*: ordinal / CHUNK_BITS
 * is the chunk, the rest the offset, a member of containers (store/posting/bits.h).
 *
 *   key    chunk (2) | space (1) | role (2) | generation (1) | term (0..200)
 *   value  a container, never an empty one
 *
 * A term that POSTING_WHOLE_MOST people of the store have at most is *kept
 * whole* instead: one list of ordinals (store/posting/posting_list.h) under the same key
 * with KEY_CHUNK_WHOLE in place of the chunk.  Once more have had it, it is
 * kept by chunks, and its list says so.  Functions that ask of a chunk answer
 * for either.
 *
 * They are stored in order, many in one entry: store/posting/posting_block.h.
 *
 * All postings change in the transaction that changes the records they are
 * made of.  In a write transaction reading sees what was written in it.
 */
struct txn;

enum posting_space {
	/* Of people; role and generation 0. */
	/* Words of the facts, see store/index/fact_terms.h, and pairs of frequent
	 * ones, see store/posting/pairs.h. */
	POSTING_WORD = 2,
	POSTING_COMPANY = 3, /* words of the profile's company */
	/* Own repositories, folded: "owner/name", "owner" and "name". */
	POSTING_REPO = 4,
	/* Repositories worked in, by id (8 bytes, big-endian), since a
	 * repository can get another name: see store_name_repositories(). */
	POSTING_WORKED = 5,
	/* "": has a record in the pipeline; role 0: one for all roles.  The
	 * generation is 0. */
	POSTING_PIPELINE = 6,
	/* Of scores: the slot's. */
	POSTING_MEMBER = 7, /* "": has a score */
	POSTING_LANG = 8, /* languages, folded */
	POSTING_SKILL = 9, /* ids of skills, as in the score */
	POSTING_FLAG = 10, /* words of flags, and "out" for who is out */
	POSTING_SEED = 11, /* seeds worked in, in the forms of POSTING_REPO */
	POSTING_PLACE = 12, /* 4 bytes, big-endian; 0 for unknown places */
	/* Of people again: the profile's company as it stands. */
	POSTING_EMPLOYER = 13
};

enum {
	/* Words are indexed by that many bytes: a longer one must be verified. */
	POSTING_WORD_MAX = 32
};

/* What is looked for; a term is cut to KEY_TEXT_MAX bytes. */
struct posting_term {
	enum posting_space space;
	struct slot slot; /* zeroed for spaces of people */
	struct slice term;
	bool is_prefix; /* all terms that begin so */
};

/* Chunks in use: those below *ret_n.  O(1). */
int posting_chunks(struct txn *txn, uint32_t *ret_n) MUST_CHECK;

enum {
	POSTING_WHOLE_MOST = 1024
};
struct posting_list {
	size_t n;
	uint32_t ordinals[POSTING_WHOLE_MOST];
};

/*
 * All people of the store who have the term, in rising order: nobody, too.
 * ERR_LIMIT when it is kept by chunks, or a prefix; ERR_CORRUPT, counted.
 */
int posting_whole(struct txn *txn, const struct posting_term *term,
    struct posting_list *ret_list) MUST_CHECK;

/*
 * Adds to `bits` whoever has the term, or any term that begins so: one
 * look-up, or a range of the chunk's terms.  ERR_CORRUPT, counted, for a
 * container that can't be read.
 */
int posting_or(struct txn *txn, uint32_t chunk, const struct posting_term *term,
    struct bits *bits) MUST_CHECK;

/*
 * Calls `each` for every term of the chunk that begins as `prefix`'s, in
 * order, with a container that lives until `each` returns.  Ends early with
 * what `each` returns if that is not 0.
 */
typedef int
posting_fn(void *context, struct slice term, struct slice container);
typedef int posting_each_fn(struct txn *txn, uint32_t chunk,
    const struct posting_term *prefix, posting_fn *each, void *context);
posting_each_fn posting_each MUST_CHECK;

/*
 * The same for what is kept in one way alone, so that nothing is put together:
 * by chunks, of one chunk; or whole, once for the store, with the value that
 * posting_list.h reads instead of a container.  Neither has changes that wait:
 * only to be called where posting_is_settled().
 */
posting_each_fn posting_each_chunked MUST_CHECK;
int posting_each_whole(struct txn *txn, const struct posting_term *prefix,
    posting_fn *each, void *context) MUST_CHECK;

/* Whether no changes wait (store/posting/posting_delta.h).  O(1). */
int posting_is_settled(struct txn *txn, bool *ret_is) MUST_CHECK;

/*
 * How many people of the chunk have the term; of a prefix the sum over its
 * terms, in which a person can be counted more than once.
 */
int posting_size(struct txn *txn, uint32_t chunk,
    const struct posting_term *term, size_t *ret_n) MUST_CHECK;

/* Calls `each` for all postings whose keys begin so, and gives it the key. */
int posting_walk(struct txn *txn, const struct key *prefix, posting_fn *each,
    void *context) MUST_CHECK;

/*
 * Whether a block that the database gave can be read, by its checksum.  While
 * nothing is written that is found once for each, or a little more often: four
 * thousand are remembered.
 */
bool posting_is_sound(struct txn *txn, struct slice block);

/* Begins to remember; posting_is_sound() does so itself. */
void posting_open_sound(struct txn *txn);

/* Leaves what is remembered to the store's next transaction, which may see the
 * same: by txn_commit() and txn_abort(). */
void posting_keep_sound(struct txn *txn);

struct key;
/* The key of a term, or of what begins so, in a chunk. */
void posting_key_of(struct key *key, uint32_t chunk,
    const struct posting_term *term);

/* The value of a key in the block that covers it, ERR_NOTFOUND, ERR_CORRUPT
 * (not counted). */
int posting_find(struct txn *txn, struct slice block, const struct key *key,
    struct slice *ret_value) MUST_CHECK;

/* How a term is kept. */
enum posting_kept {
	POSTING_KEPT_UNKNOWN,
	POSTING_KEPT_BY_NOBODY,
	POSTING_KEPT_BY_CHUNKS,
	POSTING_KEPT_WHOLE
};
struct cursor;
/* And its list, if it is whole.  What waits of it apart. */
int posting_find_list(struct txn *txn, struct cursor *cursor,
    const struct posting_term *term, enum posting_kept *ret_kept,
    struct slice *ret_list) MUST_CHECK;
/* What waits of a term; empty: nothing. */
int posting_find_delta(struct txn *txn, struct cursor *cursor,
    const struct posting_term *term, struct slice *ret_delta) MUST_CHECK;

/* ---- writing: by the functions that change the records ---- */

struct store;
struct err_detail;

enum {
	/* Changes wait that are spread over so many chunks; in a smaller store
	 * they are few blocks.  And so many in all: more are settled along. */
	POSTING_DELTA_CHUNKS = 16,
	POSTING_DELTA_MOST = 512 * 1024
};

/* Gives a term to a person, or takes it; to ORDINAL_NONE nothing is given.
 * Collected in memory, see posting_batch.h. */
int posting_put(struct txn *txn, const struct posting_term *term,
    uint32_t ordinal, bool has) MUST_CHECK;

/*
 * Takes terms from a person: those that begin as `prefix`'s, or all; for when
 * the records that would name them are of no use.  Fronts that may have them
 * touch the person.  O(terms kept whole, and of the chunk): a tenth of a second
 * in a store of a million.
 */
int posting_clear(struct txn *txn, uint32_t ordinal,
    const struct posting_term *prefix) MUST_CHECK;
int posting_clear_all(struct txn *txn, uint32_t ordinal) MUST_CHECK;
/* All that are kept by chunks: some milliseconds. */
int posting_clear_chunk(struct txn *txn, uint32_t ordinal) MUST_CHECK;

/* Takes all terms of a generation of scores from everybody: of *left at the
 * most, which counts them down.  O(these, and the blocks that hold them). */
int posting_drop(struct txn *txn, struct slot slot, int64_t *left) MUST_CHECK;

/* Writes what was collected.  O(terms collected).  Called by txn_commit(). */
int posting_flush(struct txn *txn) MUST_CHECK;

/* From now on nothing of the transaction waits: what says that somebody who is
 * erased had a term is not to stay in the file. */
void posting_write_directly(struct txn *txn);

/* Writes all that waits, in transactions of its own of some ten milliseconds:
 * after what changes many people. */
int posting_settle(struct store *store, struct err_detail *detail) MUST_CHECK;
/* Drops it: by txn_abort(). */
void posting_forget(struct store *store);

#endif
