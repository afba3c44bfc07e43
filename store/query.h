#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/store.h"

/*
 * The query language: one parser for the command line, exports and saved
 * searches.  The grammar stands in docs/man/muster.1.
 */
struct query;

enum {
	QUERY_PLACES = 10000 /* ids of places are below */
};

/*
 * What names in a query mean; the store itself knows no skills or places.
 * Each returns false for an unknown name; `context` is passed through.  Any of
 * them may be NULL.  The struct is copied; its context and the texts it returns
 * must outlive the query.
 */
struct vocabulary {
	bool (*skill)(void *context, const char *name, const char **ret_id);
	bool (*place)(void *context, const char *name, int64_t *ret_place);
	/* All places within one, itself included, in rising order, into `ids`,
	 * which has room for QUERY_PLACES; returns how many. */
	size_t (*places_below)(void *context, int64_t place, int64_t *ids);
	const char *(
	    *nearest)(void *context, const char *kind, const char *name);
	/* The text of a saved search. */
	bool (*search)(void *context, const char *name, const char **ret_text);
	/* The name that the query is to be saved under, which must not occur in
	 * it; NULL: it is not. */
	const char *saving;
	void *context;
	/* GitHub's name of the language that a skill is. */
	bool (*language)(void *context, const char *id, const char **ret_name);
};

/* All that a query can look at; filled by the store when a query runs.  The
 * person comes without the profile's README. */
/* Records as they are stored; NULL: not wanted.  See query_reader. */
struct lead_unread {
	bool is_unread;
	const uint8_t *person, *score;
	size_t person_len, score_len;
};

struct lead_row {
	struct card card;
	struct person person;
	struct score score;
	struct lead lead;
	int64_t rank; /* 1-based, among those listed */
	/* Of a row that query_run() hands out: the memory it was read into.
	 * Who takes the arena and leaves another one there keeps the row until
	 * the transaction ends. */
	struct arena *arena;
	/* With query_options.reader: profile and score are here instead. */
	struct lead_unread unread;
	bool has_score; /* the reader's own: more of it than the card tells */
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

/*
 * Whom is_excluded() can hold for at most, so that others need not be asked:
 * who has one of the logins, all words of one of the companies in the profile's
 * company, or any link when `has_links`.
 */
struct query_suspects {
	const char *const *logins;
	size_t n_logins;
	const char *const *companies;
	size_t n_companies;
	bool has_links;
};

/* A choice that the store makes by itself; for tests and measurements. */
enum query_plan {
	QUERY_PLAN_CHEAPEST,
	QUERY_PLAN_WALK,
	QUERY_PLAN_STRIDE,
	QUERY_PLAN_COUNT,
	QUERY_PLAN_PICK,
	QUERY_PLAN_FRONT /* where there is none, another one */
};
struct query_tuning {
	enum query_plan plan;
	int64_t kept; /* places at a time; 0: as many as is best */
	/* Roles of more leads than that count as large; 0: 30,000. */
	int64_t small_role;
	bool ignores_lists; /* that name all who can match */
	/* Facets of more leads than that are told by lists; 0: 400. */
	int64_t facet_reads;
	/* A walk that has listed nobody of so many is given up, and everything
	 * counted; 0: of 20,000 where nothing is asked of them, else never. */
	int64_t vain;
	/* Places of the front that are evaluated at once, beyond those that may
	 * fill the page; 0: 512. */
	int64_t spare;
};

struct query_options {
	const char *role;
	int64_t offset;
	int64_t limit; /* -1: no limit */
	bool show_hidden; /* --all: what is hidden by default, never refusals */
	/* Whom `exclude:` and `known` keep out; NULL allowed. */
	bool (*is_excluded)(void *context, const struct person *person);
	void *context;
	/* NULL: it can hold for anybody. */
	const struct query_suspects *suspects;
	/* Goes on behind the lead that query_counts.next named, wherever it
	 * stands by now; NULL: from the first one.  Not with an offset. */
	const char *cursor;
	/* Counts what the leads that match have in common; NULL: nothing. */
	struct query_tally *tally;
	/* Takes lines that tell how the query was run and why; NULL: nobody
	 * asks. */
	struct buf *explain;
	const struct query_tuning *tuning; /* NULL: chosen */
	/* What-if weights: a family's weight, or < 0 for the stored one. */
	const double *weights;
	/* The band of a what-if score; NULL keeps the stored band. */
	enum band (*band)(double score, double coverage);
	/* Days from first_seen to the notice date; 0: the default of 30. */
	int64_t retention_days;
	/* Days from the last change of who was told; 0: the default of 365. */
	int64_t told_days;
	/* Rows come without the signals' reasons, half of what is read. */
	bool without_reasons;
	/* Without the score's record or the profile: of these a row has only
	 * what the card tells, the person's id with it. */
	bool without_score;
	bool without_profile;
	/* What a table shows of these will do: of the score out_reason,
	 * must_missing and reason with the figures that the card has; of the
	 * profile login, name, company, location, hireable, followers,
	 * fetched_at and first_seen.  A row may have the rest all the same. */
	bool front_of_score;
	bool front_of_profile;
	/* Rows come with profile and score unread: this will read them, and
	 * finds out who can't be read, of whom then no count tells unless there
	 * is a limit.  NULL: query_run() does. */
	struct query_reader *reader;
};

/*
 * Reads the profiles and scores of rows that query_run() left unread, while the
 * transaction is open, and in other threads if need be: each of the
 * QUERY_READERS may be used by one thread at a time.  Of one query at a time:
 * the next begins when all rows of the one before are read.
 */
struct query_reader;
enum {
	QUERY_READERS = 2
};
struct query_reader *query_reader_new(void);
void query_reader_free(struct query_reader *reader);
/* Fills in what is unread, in the arena; all else stays.  ERR_CORRUPT: who
 * can't be read is to be left out. */
int query_reader_read(struct query_reader *reader, size_t number,
    struct lead_row *row, struct arena *arena) MUST_CHECK;

enum {
	QUERY_CURSOR_LEN = 64 /* bytes of a cursor, with the NUL */
};

/*
 * How many were left out, and why; for the line below a list.  All of a role's
 * leads are counted when there are not too many, when a limit of 0 asks for
 * nothing else, and when a tally is wanted; else a page ends the counting: then
 * `matched` and the counts of those left out are of the leads before the last
 * one listed.
 */
struct query_counts {
	bool is_partial;
	/* Where the list goes on: query_options.cursor; "" behind the last. */
	char next[QUERY_CURSOR_LEN];
	int64_t matched;
	int64_t listed;
	int64_t hidden_inactive; /* last active over 24 months ago */
	int64_t hidden_status; /* not-a-fit, declined, hired */
	int64_t hidden_excluded; /* excluded or known */
	int64_t hidden_out; /* evidence against a must */
	int64_t hidden_past_notice; /* past their time, told or not */
	int64_t place_unknown; /* gave no place, when one was asked for */
	/* A page of a larger role tells that from a sample. */
	bool place_is_estimated;
	int64_t due_this_week; /* notice or purge within 7 days */
	int64_t total; /* leads of the role */
	int64_t corrupt; /* left out because a record can't be read */
	/* An empty result: the condition that removed the last leads; "" when
	 * there are none at all, or when all that match are hidden. */
	char emptied_by[128];
};

/* ---- what leads have in common ---- */

enum query_facet {
	FACET_LANG,
	FACET_PLACE,
	FACET_COMPANY,
	FACET_BAND,
	FACET_SKILL,
	FACET_STATUS,
	FACET_INVOLVEMENT,
	FACET_COUNT
};

/* A value and how many leads have it. */
struct query_value {
	/* A language, the id of a skill, the name of a company, a band, a
	 * status or an involvement; NULL for places, and for leads without a
	 * company or a band. */
	const char *text;
	int64_t place; /* 0: unknown */
	int64_t n;
};

/*
 * Exact counts over all leads that match and are shown, whatever the page; who
 * applied has no band.  `facets` is a set of 1 << enum query_facet.
 */
struct query_tally;
struct query_tally *query_tally_new(unsigned facets);
void query_tally_free(struct query_tally *tally);

/* Splits what a profile says of its company into names, "a; b"; NULL for none.
 * Without it the text is taken as it is. */
void query_tally_set_company(struct query_tally *tally,
    const char *(*names)(struct arena *arena, const char *company));

/* After query_run(): how many values a facet has.  *ret_values are the first
 * `most` of them, or all: the most frequent first, then by text.  They live
 * until the facet's are asked for again, or the tally ends. */
size_t query_tally_values(struct query_tally *tally, enum query_facet facet,
    size_t most, const struct query_value **ret_values);

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
