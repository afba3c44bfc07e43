#ifndef STORE_QUERY_QUERY_INDEX_H
#define STORE_QUERY_QUERY_INDEX_H

#include "store/posting/posting.h"
#include "store/query/query_internal.h"

/*
 * What postings know of a query's conditions: for each of its leaves, and for
 * a chunk at a time, who satisfies it for sure and who may.  Who is in neither
 * does not.  A posting that can't be read leaves it at "may" for everybody, so
 * that records decide.
 */
struct query_source;
struct query_index;

/* Chunks from FRONT_CHUNK on are those of a front of the role (front.h), once
 * its slot was given.  In place of a chunk's number: bit i is the i-th of the few. */
enum {
	INDEX_FEW = UINT32_MAX
};

/* Sets that stand for no leaf. */
enum {
	INDEX_MEMBER = QUERY_LEAVES_MAX, /* of the role */
	INDEX_LEAD, /* has a record in the pipeline */
	INDEX_UNPLACED, /* gave no place */
	INDEX_EXCLUDED, /* whom is_excluded() can hold for, but for links */
	INDEX_SETS
};

struct index_bits {
	struct bits yes;
	struct bits may; /* what is in `yes` included */
	bool is_corrupt;
};

enum answer {
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_ASK
};

/* Failures are left for query_index_failed(). */
struct query_index *query_index_new(struct query_source *source);
void query_index_free(struct query_index *index);

/* The first code that is not ERR_CORRUPT, or 0. */
int query_index_failed(const struct query_index *index);

/* Whether postings know anything of the leaf. */
bool query_index_knows(const struct query_index *index, size_t leaf);

/* From now on chunks of the front can be asked for, of leaves all of whose terms
 * it has: query_index_bits() alone, and without INDEX_EXCLUDED's logins. */
void query_index_front(struct query_index *index, struct slot slot);
/* These: whose ordinals the caller's logins are. */
const uint32_t *
query_index_suspects(const struct query_index *index, size_t *ret_n);

/* Kept until the next call at least. */
const struct index_bits *
query_index_bits(struct query_index *index, size_t leaf, uint32_t chunk);
enum answer
query_index_ask(struct query_index *index, size_t leaf, uint32_t ordinal);

/* Whether the postings of the leaf could be read where the ordinal is. */
bool
query_index_is_sound(struct query_index *index, size_t leaf, uint32_t ordinal);

/* What it stands for. */
struct leaf_terms;
const struct leaf_terms *
query_index_leaf(const struct query_index *index, size_t leaf);

/* How many terms are looked up for the leaf in each chunk. */
size_t query_index_terms(const struct query_index *index, size_t leaf);

/* From now on few people are asked for, mostly; NULL: whoever there is. */
struct query_bound;
void
query_index_limit(struct query_index *index, const struct query_bound *few);

/* What was found out of a leaf for few people, in place of what postings say
 * of them. */
struct index_told {
	const struct query_bound *few; /* the caller's */
	const enum answer *answers; /* theirs: the caller's */
	size_t n_open; /* of those to ask: postings say who needs not be */
};
void query_index_tell(struct query_index *index, size_t leaf,
    const struct index_told *told);
/*
 * What the sets of a chunk say of some of its people, who become the few from
 * the place `from` on: kept for all leaves, so that lists need not be asked
 * again when the index is limited to them.
 */
void
query_index_gather(struct query_index *index, const struct query_bound *few,
    uint32_t chunk, const struct bits *who, size_t from);

/* While chunks are asked one after the other, each once, sets of one chunk are
 * kept alone: true.  At first it is false. */
void query_index_pass(struct query_index *index, bool is_passing);

/* Whether it was told, and of all of them. */
bool query_index_is_told(const struct query_index *index, size_t leaf);

/* Whether `yes` is all there is for the leaf, in every sound chunk. */
bool query_index_is_exact(const struct query_index *index, size_t leaf);

/* ---- query_terms.c: which terms a condition stands for ---- */

predicate_terms query_terms_loc, query_terms_text, query_terms_lang,
    query_terms_skill, query_terms_company, query_terms_repo, query_terms_flag,
    query_terms_seed;

/*
 * A leaf holds for those who have any of `any`, and for those who have all of
 * `all` (none given: nobody); the latter may be too many when not exact.
 */
struct leaf_terms {
	struct posting_term *any;
	size_t n_any;
	struct posting_term *all;
	size_t n_all;
	bool is_exact;
	bool is_open; /* the index can't tell: everybody may */
	bool is_scanned; /* cards tell faster */
};

struct leaf_maker {
	struct query_source *source;
	struct arena *arena;
	struct leaf_terms *leaf;
	size_t any_capacity;
	size_t all_capacity;
	const struct predicate *what;
	int rc;
};

/* What the words of a text say: all of these must be there.  Exact when it is
 * one that is indexed whole. */
void query_terms_words(struct leaf_maker *maker, enum posting_space space,
    const char *words, bool is_prefix);

#endif
