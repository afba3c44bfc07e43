#ifndef STORE_QUERY_TALLY_H
#define STORE_QUERY_TALLY_H

#include "store/query_run.h"

/*
 * What facets are made of.  query_tally_leads.c asks leads and their cards,
 * query_tally_lists.c the lists of languages, skills and companies.
 */
enum {
	TALLY_PLACES = 10000 /* see config/place.h; ids beyond are not known */
};

struct facet {
	struct map *index; /* folded text -> its value */
	struct query_value **values;
	size_t n;
	size_t capacity;
	bool has_counted; /* what is no text has its values, too */
	struct query_value *sorted;
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
	struct arena arena;
	struct arena scratch;
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

/* ---- query_tally_lists.c ---- */

/* Counts the terms of a facet, by the lists of the role. */
int query_tally_terms(struct run *run, enum query_facet facet,
    enum posting_space space) MUST_CHECK;
/* Counts companies. */
int query_tally_employers(struct run *run) MUST_CHECK;

#endif
