#ifndef STORE_QUERY_QUERY_INTERNAL_H
#define STORE_QUERY_QUERY_INTERNAL_H

#include "store/query.h"

enum {
	QUERY_BYTES_MAX = 4096,
	QUERY_DEPTH_MAX = 50,
	QUERY_TERMS_MAX = 200,
	QUERY_LEAVES_MAX = QUERY_TERMS_MAX + 8, /* with what narrows it */
	/* Lists of so many places are read; of more the cards tell faster. */
	QUERY_PLACE_TERMS_MAX = 64,
	QUERY_SEARCHES_MAX =
	    20, /* saved ones that a query names, or in a row */
	/* The notice date is that many days after a person was first stored,
	 * unless the configuration says otherwise. */
	RETENTION_DAYS = 30,
	INACTIVE_MONTHS = 24,
	/* Contacted leads are deleted after that many days without a change. */
	TOLD_DAYS = 365
};

/* ---- what a query is made of ---- */

/* Numbers and times alike; an end that is not given is infinite. */
struct range {
	double low;
	double high;
	bool above; /* the low end itself is out ("score:>70") */
	bool below;
};

enum place_kind {
	PLACE_NAMED,
	PLACE_UNKNOWN,
	PLACE_REMOTE
};

enum contact {
	CONTACT_NONE,
	CONTACT_LINKEDIN,
	CONTACT_WEBSITE,
	CONTACT_SOCIAL
};

struct query_row;
struct predicate;
typedef bool
predicate_match(struct query_row *row, const struct predicate *what);
struct leaf_maker;
typedef void
predicate_terms(struct leaf_maker *maker, const struct predicate *what);

/* Where the answer to a condition stands. */
enum access {
	ACCESS_CARD,
	ACCESS_SIGNAL, /* the column of signals */
	ACCESS_TERMS, /* postings: they tell, or narrow it down */
	ACCESS_LEAD, /* the pipeline's record, and the card */
	ACCESS_KNOWN /* the pipeline's record, and who is excluded */
};

enum {
	LANGUAGE_NAMES = 3
};

/* One condition on one field. */
struct predicate {
	predicate_match *match;
	/* What postings know of it; NULL: nothing. */
	predicate_terms *terms;
	enum access access;
	/* The pipeline's record can change the answer. */
	bool asks_lead;
	struct range range;
	const char *text; /* folded */
	const char *words; /* store/index/terms.h */
	const char *id; /* the skill's, when the vocabulary knows one */
	/* Folded names of languages that are meant; of a prefix none. */
	const char *languages[LANGUAGE_NAMES];
	size_t n_languages;
	bool is_prefix; /* the value ended in "*" */
	bool is_none; /* "none", "unknown" */
	bool yes;
	enum family family;
	enum place_kind place_kind;
	const int64_t *places; /* all that are meant, in rising order */
	size_t n_places;
	int64_t code; /* enum status or enum contact */
};

enum node_kind {
	NODE_ALL, /* no condition */
	NODE_AND,
	NODE_OR,
	NODE_NOT,
	NODE_LEAF
};

struct node {
	enum node_kind kind;
	struct node **children;
	size_t n;
	/* The same, cheapest first: for one lead whose card is at hand, and for
	 * sets of leads.  The written order is for telling which condition
	 * emptied a result. */
	struct node **by_cost;
	struct node **by_set_cost;
	int cost;
	int set_cost;
	size_t leaf; /* leaves are numbered from 0 */
	bool is_place; /* a leaf on a named place */
	bool negated; /* below an odd number of nots */
	const char *source; /* where it stands in the query's text */
	size_t source_len;
	struct predicate predicate;
};

enum sort_by {
	SORT_SCORE,
	SORT_RECENT,
	SORT_FOLLOWERS,
	SORT_STARS,
	SORT_PULLS,
	SORT_REVIEWS,
	SORT_SEEN,
	SORT_SIGNAL
};

struct query {
	struct arena arena; /* owns everything below */
	const char *text;
	struct vocabulary vocabulary;
	int64_t now;
	struct node *root;
	const char *role;
	enum sort_by sort;
	enum family sort_family;
	bool has_sort;
	/* A saved search said so: the query's own word wins. */
	bool has_saved_role;
	bool has_saved_sort;
	bool has_place;
	/* Fields that lift a rule of what is hidden. */
	bool names_status;
	bool names_active;
	bool names_known;
	bool names_flag;
	size_t n_terms;
	size_t n_leaves; /* below QUERY_LEAVES_MAX */
	const char *searches[QUERY_SEARCHES_MAX];
	size_t n_searches;
};

/* ---- query_field.c: fields and their values ---- */

/* What is cheap to know of a lead whose card is at hand, and what takes a look
 * elsewhere: into postings first, then into records. */
enum cost {
	COST_CARD = 1,
	COST_LEAD = 2,
	COST_SIGNAL = 3,
	COST_TERM = 4,
	COST_KNOWN = 5,
	COST_OWN = 8,
	COST_TEXTS = 50
};

/* A value as it was written. */
struct value {
	const char *text; /* NUL-ended, without quotes */
	bool is_quoted;
	bool is_prefix; /* a "*" stood behind */
};

typedef int query_value_parse(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail);

struct query_field {
	const char *name;
	/* Fills in what matching needs; on ERR_PARSE the detail says what was
	 * expected. */
	query_value_parse *parse;
	predicate_match *match;
	predicate_terms *terms;
	enum access access;
	int cost;
	bool asks_lead;
	bool takes_list; /* "a,b" is a or b */
	size_t flag; /* offset in struct query of the bool it sets; 0: none */
};

/* NULL for an unknown name.  "signal.NAME" sets *ret_family. */
const struct query_field *
query_field_find(const char *name, enum family *ret_family);
/* The known name that is nearest to a misspelt one, or NULL. */
const char *query_field_nearest(struct arena *arena, const char *name);
/* What follows "sort:". */
bool query_field_sort(const char *name, enum sort_by *ret_sort,
    enum family *ret_family);
/* A free word or phrase. */
extern const struct query_field query_field_text;
/* Whom a saved search has not listed: its name is the text, the role stands in
 * words, the time in code. */
extern const struct query_field query_field_new;

/* ---- query_value.c: values that are numbers, times, grades ---- */

query_value_parse query_value_number, query_value_percent, query_value_unit,
    query_value_band, query_value_involvement, query_value_past,
    query_value_future;

bool query_range_has(const struct range *range, double value);

#endif
