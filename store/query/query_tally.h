#ifndef STORE_QUERY_QUERY_TALLY_H
#define STORE_QUERY_QUERY_TALLY_H

#include "store/query/query_run.h"

/*
 * What facets are made of.  query_tally_leads.c asks leads and their cards, the
 * other ones the lists of languages, skills and companies.
 */
enum {
	TALLY_PLACES = 10000 /* see config/place.h; ids beyond are not known */
};
#define TALLY_WHOLE UINT32_MAX

/* Each has its own memory, so that two threads can count two of them. */
struct facet {
	struct map *index; /* folded text -> its value */
	struct query_value **values;
	size_t n;
	size_t capacity;
	bool has_counted; /* what is no text has its values, too */
	struct query_value *sorted;
	struct arena arena;
	struct arena scratch; /* of one text */
};

enum {
	EMPLOYERS_MAX = 8
};

/* What one text of a company stands for. */
struct employer {
	struct query_value *values[EMPLOYERS_MAX];
	size_t n;
};

struct query_tally {
	unsigned facets;
	const char *(*names)(struct arena *arena, const char *company);
	struct facet of[FACET_COUNT];
	struct map *employers; /* a profile's company -> its struct employer */
	/* Who is counted, a bit each lead. */
	struct bits *leads; /* NULL: nobody yet */
	uint32_t n_chunks;
	size_t n_leads;
	int64_t places[TALLY_PLACES]; /* by id */
	int64_t bands[BAND_A + 1];
	int64_t involvements[INVOLVEMENT_FOUNDER + 1];
};

static inline bool
query_tally_counts(const struct query_tally *tally, enum query_facet facet)
{
	return (tally->facets >> facet & 1) != 0;
}

/* ---- query_tally.c ---- */

/* The value of that folded text; one spelling, the first of them in order,
 * stands for all; NULL: has none. */
struct query_value *query_tally_value(struct query_tally *tally,
    enum query_facet facet, const char *folded, const char *text);
/* Counts n leads that have a text; NULL: that have none. */
void query_tally_add(struct query_tally *tally, enum query_facet facet,
    const char *text, int64_t n);

/* The names that a profile's company stands for. */
void query_tally_employer(struct query_tally *tally, const char *company,
    struct employer *ret_employer);
void query_tally_add_to(const struct employer *employer, int64_t n);
/* Counts those who have that company; NULL: none. */
void query_tally_add_employer(struct query_tally *tally, const char *company,
    int64_t n);

/* ---- query_tally_leads.c ---- */

/* Goes to a lead that is counted. */
int query_tally_go_to(struct run *run, uint32_t ordinal) MUST_CHECK;
/* Counts what records say of these, a set each chunk. */
int query_tally_read(struct run *run, const struct bits *leads,
    unsigned parts) MUST_CHECK;

/* ---- query_tally_terms.c ---- */

/* Counts languages and skills, as they are asked for, by the lists of the role;
 * in another thread if one is to be had. */
struct tally_terms;
struct tally_terms *query_tally_terms_start(struct run *run);
/* When all are counted; frees it. */
int query_tally_terms_end(struct tally_terms *terms) MUST_CHECK;

/* ---- query_tally_lists.c ---- */

/*
 * Calls `each` for every list of a space: those of the store, then what chunks
 * keep.  `n` is how many of those who are counted are on it.
 */
struct tally_list {
	struct slice term;
	struct slice value;
	uint32_t chunk; /* TALLY_WHOLE: of the store */
	size_t n;
	uint32_t first; /* of them, an ordinal, if it is of the store */
};
typedef int tally_list_fn(void *context, const struct tally_list *list);
int query_tally_each(struct txn *txn, const struct query_tally *tally,
    enum posting_space space, struct slot slot, tally_list_fn *each,
    void *context) MUST_CHECK;

/* ---- query_tally_employers.c ---- */

/* Counts companies, by the lists of what profiles say. */
int query_tally_employers(struct run *run) MUST_CHECK;

#endif
