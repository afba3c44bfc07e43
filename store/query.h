#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/store.h"

/*
 * The query language: one parser for the command line, exports and saved
 * searches.  The grammar stands in docs/man/muster.1.
 */
struct query;

/*
 * What names in a query mean; the store itself knows no skills or places.
 * Each returns false for an unknown name; `context` is passed through.  Any of
 * them may be NULL.  The struct is copied; its context and the texts it returns
 * must outlive the query.
 */
struct vocabulary {
	bool (*skill)(void *context, const char *name, const char **ret_id);
	bool (*place)(void *context, const char *name, int64_t *ret_place);
	bool (*place_within)(void *context, int64_t place, int64_t ancestor);
	const char *(
	    *nearest)(void *context, const char *kind, const char *name);
	/* The text of a saved search. */
	bool (*search)(void *context, const char *name, const char **ret_text);
	/* The name that the query is to be saved under, which must not occur in
	 * it; NULL: it is not. */
	const char *saving;
	void *context;
};

/* All that a query can look at; filled by the store when a query runs.  The
 * person comes without the profile's README. */
struct lead_row {
	struct card card;
	struct person person;
	struct score score;
	struct lead lead;
	int64_t rank; /* 1-based, among those listed */
};

/*
 * Parses a query ("" matches all).  ERR_PARSE: the detail shows the query with
 * a mark below the column and names the nearest field.  `role` in the text, if
 * any, is found by query_role().
 */
int
query_parse(const char *text, const struct vocabulary *vocabulary, int64_t now,
    struct query **ret_query, struct err_detail *detail) MUST_CHECK;
void query_free(struct query *query);
const char *query_role(const struct query *query); /* NULL: none named */
/* Whether it is only a saved search that names it. */
bool query_role_is_saved(const struct query *query);

/* The saved searches that the query itself names, each once, as they stand in
 * it; they live as long as the query. */
const char *const *query_searches(const struct query *query, size_t *ret_n);

/* Narrows the query by one more condition, "FIELD:VALUE"; ERR_PARSE with what
 * was expected. */
int query_narrow(struct query *query, const char *field, const char *value,
    struct err_detail *detail) MUST_CHECK;

/* Narrows it to whom the saved search has not listed for the role.  Whoever was
 * first met until `since` counts as listed. */
void query_narrow_new(struct query *query, const char *search, const char *role,
    int64_t since);

struct query_options {
	const char *role;
	int64_t offset;
	int64_t limit; /* -1: no limit */
	bool show_hidden; /* --all: what is hidden by default, never refusals */
	/* Whom `exclude:` and `known` keep out; NULL allowed. */
	bool (*is_excluded)(void *context, const struct person *person);
	void *context;
	/* What-if weights: a family's weight, or < 0 for the stored one. */
	const double *weights;
	/* The band of a what-if score; NULL keeps the stored band. */
	enum band (*band)(double score, double coverage);
	/* Days from first_seen to the notice date; 0: the default of 30. */
	int64_t retention_days;
	/* Rows come without the signals' reasons, half of what is read. */
	bool without_reasons;
};

/* How many were left out, and why; for the line below a list. */
struct query_counts {
	int64_t matched;
	int64_t listed;
	int64_t hidden_inactive; /* last active over 24 months ago */
	int64_t hidden_status; /* not-a-fit, declined, hired */
	int64_t hidden_excluded; /* excluded or known */
	int64_t hidden_out; /* evidence against a must */
	int64_t hidden_past_notice; /* past their notice date */
	int64_t place_unknown; /* gave no place, when one was asked for */
	int64_t due_this_week; /* notice or purge within 7 days */
	int64_t total; /* leads of the role */
	int64_t corrupt; /* left out because a record can't be read */
	/* An empty result: the condition that removed the last leads; "" when
	 * there are none at all, or when all that match are hidden. */
	char emptied_by[128];
};

/*
 * What is hidden by default is shown where the query asks for it by name:
 * status: lifts the rule on statuses, active: that on inactivity, known: that
 * on the excluded, flag: that on evidence against a must.  Who is past the
 * notice date or not to be contacted is never listed.
 *
 * Applicants (store_lead_hides_score()) have no score to the outside: score:,
 * band:, coverage:, signal.: and flag:out do not hold for them, whatever it is;
 * they are listed behind all others, by id, with rank 0 and nothing in their
 * score that tells it.
 *
 * Calls `each` for every listed lead in order; a non-zero return stops and is
 * returned.  Rows live until `each` returns.  Exact.  O(leads of the role); a
 * condition on the card alone reads no record.  A sort other than by score
 * keeps offset + limit places in memory, 48 bytes each.
 */
int query_run(struct txn *txn, const struct query *query,
    const struct query_options *options, int64_t now,
    int (*each)(void *context, const struct lead_row *row), void *each_context,
    struct query_counts *ret_counts, struct err_detail *detail) MUST_CHECK;

#endif
