#ifndef STORE_INDEX_INDEX_H
#define STORE_INDEX_INDEX_H

#include "store/fact/portfolio.h"
#include "store/index/fact_terms.h"
#include "store/posting/posting.h"

/*
 * Which terms records make of a person: the postings' only writers.  Whoever
 * changes a record calls with what it was and what it is, NULL for none; what
 * is in both costs comparing it, the rest a term each (see posting_put()).
 */

/* ---- facts ---- */

int index_company(struct txn *txn, uint32_t ordinal, const char *old,
    const char *new) MUST_CHECK;

/*
 * Work and portfolio share words with the person's other facts: these are read
 * if texts are gone, so that a word that one of them has stays.  The new record
 * may have been written already or not yet.
 */
int index_work(struct txn *txn, uint32_t ordinal, int64_t person,
    const struct work *old, const struct work *new) MUST_CHECK;
int index_portfolio(struct txn *txn, uint32_t ordinal, int64_t person,
    const struct portfolio *old, const struct portfolio *new) MUST_CHECK;

/* Names of own repositories. */
int index_own(struct txn *txn, uint32_t ordinal, const struct own *old,
    const struct own *new) MUST_CHECK;

/* Makes the person's words anew from all facts: after one could not be read. */
int
index_words_again(struct txn *txn, uint32_t ordinal, int64_t person) MUST_CHECK;

/* Takes all that the person's facts say, profile and pipeline too, which are
 * still there; all terms that there are, when one can't be read. */
int index_facts_take(struct txn *txn, int64_t person) MUST_CHECK;

/* ---- the pipeline ---- */

/* Whether the person has a record of that role, 0: for all roles. */
int index_pipeline(struct txn *txn, uint32_t ordinal, uint16_t role,
    bool has) MUST_CHECK;
/* The records that are there already, for somebody with a new ordinal. */
int index_pipeline_again(struct txn *txn, uint32_t ordinal,
    int64_t person) MUST_CHECK;

/* ---- scores ---- */

/* A score as far as it makes terms; the brief part will do. */
struct index_score {
	const struct score *score; /* NULL: none */
	int64_t place; /* the card's */
};
int index_score(struct txn *txn, struct slot slot, uint32_t ordinal,
    struct index_score old, struct index_score new) MUST_CHECK;
/* Takes all terms of a score that can't be read. */
int index_score_clear(struct txn *txn, struct slot slot,
    uint32_t ordinal) MUST_CHECK;

/* ---- words made ahead ---- */

/* A fact of just these texts, the very pointers, that is new need not be cut
 * into words when it is put; borrowed until the next call, NULL: none. */
struct fact_words;
struct role_slot;
void index_expect_words(struct store *store, const struct fact_words *words);

/* ---- for a store of a schema that had none ---- */

/* Makes all of it, a slice at a time: see migrate.h. */
int
store_index_build(struct txn *txn, struct key *progress, size_t max) MUST_CHECK;
/* Makes the postings anew, of people who have ordinals. */
int store_index_rebuild(struct txn *txn, struct key *progress,
    size_t max) MUST_CHECK;
/* Adds what postings say of people now and did not. */
int store_index_people(struct txn *txn, struct key *progress,
    size_t max) MUST_CHECK;
/* Puts logins and repositories' names that lead nowhere. */
int
store_index_names(struct txn *txn, struct key *progress, size_t max) MUST_CHECK;
/* Scores of schema 3 as they are now, likewise. */
int store_score_migrate(struct txn *txn, struct key *progress,
    size_t max) MUST_CHECK;
/* Cards of schema 3 to 5, which stood in the rank too, likewise. */
int store_rank_migrate(struct txn *txn, struct key *progress,
    size_t max) MUST_CHECK;
/* Briefs of all cards, likewise. */
int store_brief_migrate(struct txn *txn, struct key *progress,
    size_t max) MUST_CHECK;

/* ---- lists of terms, by index_*.c ---- */

struct index_term {
	enum posting_space space;
	struct slot slot;
	struct slice term;
};
struct index_terms {
	struct arena *arena; /* of the terms and the list */
	struct slot slot; /* of those that are added */
	struct index_term *items;
	size_t n;
	size_t room;
};
/* The bytes are borrowed. */
void index_terms_add(struct index_terms *terms, enum posting_space space,
    const void *bytes, size_t len);
/* Words of a text, cut as they are indexed, and of POSTING_WORD pairs of
 * frequent ones (store/posting/pairs.h); copied. */
void index_terms_words(struct index_terms *terms, enum posting_space space,
    const char *text);
/* The three forms of a folded "owner/name". */
void index_terms_repository(struct index_terms *terms, enum posting_space space,
    const char *folded);
/* In order, each once. */
void index_terms_sort(struct index_terms *terms);
/* Takes what only `old` has, gives what only `new` has; sorts both. */
int index_terms_change(struct txn *txn, uint32_t ordinal,
    struct index_terms *old, struct index_terms *new) MUST_CHECK;
/* <0, 0, >0: the order of their keys. */
int index_term_compare(const struct index_term *a, const struct index_term *b);

void index_company_terms(const char *company, struct index_terms *terms);
void index_own_terms(const struct own *own, struct index_terms *terms);
void index_score_terms(struct index_score score, struct index_terms *terms);

/* Calls `each` for the texts of all facts of a person but one (NULL: of all).
 * *ret_is_corrupt: one could not be read and was left out. */
int index_each_text(struct txn *txn, int64_t person, const struct fact_key *but,
    fact_text_fn *each, void *context, bool *ret_is_corrupt) MUST_CHECK;

/*
 * All that the records of a person's facts, pipeline and scores say; scores of
 * these roles.  What can't be read is left out, and *ret_is_corrupt set.
 */
int
index_all_terms(struct txn *txn, int64_t person, const struct role_slot *roles,
    size_t n_roles, struct index_terms *terms, bool *ret_is_corrupt) MUST_CHECK;

#endif
