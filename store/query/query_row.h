#ifndef STORE_QUERY_QUERY_ROW_H
#define STORE_QUERY_QUERY_ROW_H

#include "base/map.h"
#include "store/column/column.h"
#include "store/index/terms.h"
#include "store/query/query_index.h"
#include "store/score/role.h"

/*
 * A lead while a query looks at it: its card is at hand, everything else is
 * read when a condition asks for it.
 */
enum part {
	PART_PERSON = 1,
	PART_BRIEF = 2, /* the score without the signals' reasons */
	PART_REASONS = 4,
	PART_LEAD = 8,
	PART_ALL = 15,
	/* What a table shows; nothing of what was read whole. */
	PART_PERSON_FRONT = 16,
	PART_SCORE_FRONT = 32
};

/* What does not change from lead to lead. */
struct query_source {
	struct txn *txn;
	const struct query *query;
	const struct query_options *options;
	struct role_slot role;
	int64_t now;
	bool has_leads; /* the pipeline is not empty */
	/* Who would match if they gave a place is told by a sample. */
	bool estimates_unplaced;
	struct query_index *index; /* NULL: records tell everything */
	struct column signals;
	struct column cards; /* of leads by their place in the rank */
	struct weighing by; /* the role's, or of a what-if score */
	struct map *repositories; /* id -> folded name */
	struct arena names; /* of the map */
	struct cursor *facts; /* NULL: not opened yet */
	struct arena texts; /* of one fact */
	int64_t verified; /* leads that a record was read of */
};

void query_source_init(struct query_source *source, struct txn *txn,
    const struct query *query, const struct query_options *options);
void query_source_done(struct query_source *source);

/* Whether profiles and scores of those who are listed are nobody's but the
 * reader's: with a limit, whoever finds one damaged there is too late to list
 * somebody else instead. */
static inline bool
query_source_leaves_unread(const struct query_source *source)
{
	return source->options->reader != NULL && source->options->limit < 0;
}

/* Values that were looked up already; of length 0: were not.  They live as long
 * as what db_get() returns. */
struct query_found {
	struct slice person;
	struct slice score; /* the brief part */
};

struct query_row {
	struct query_source *source;
	struct lead_row lead;
	struct place_in_rank place;
	uint32_t ordinal; /* ORDINAL_NONE: not known */
	unsigned parts; /* that were read */
	const struct query_found *found; /* NULL: nothing was looked up */
	bool is_filled; /* with more than the card */
	int failed; /* the first code of a failed read */
	bool assume_place; /* let conditions on places hold */
	struct arena arena; /* of the current lead */
	bool has_texts; /* of the facts, which were looked into */
	/* Postings have said what they know of the condition asked: only what
	 * they do not tell is open. */
	bool is_told;
	const char **names; /* folded names of repositories */
	size_t n_names;
	bool has_names;
};

void query_row_init(struct query_row *row, struct query_source *source);
void query_row_done(struct query_row *row);

/* Begins with another lead; nothing is read yet.  With what-if weights its
 * score is worked out at once. */
void query_row_begin(struct query_row *row, const struct card *card,
    struct place_in_rank place, uint32_t ordinal);

/* The same of one whose card is not at hand: for conditions that do not ask
 * for it. */
void
query_row_begin_bare(struct query_row *row, int64_t person, uint32_t ordinal);

/* Whether postings tell that the lead is in one of query_index.h's sets. */
enum answer query_row_ask(struct query_row *row, size_t set);

/* Whether they were readable, so that only what they do not tell is open. */
bool query_row_is_told(struct query_row *row, size_t leaf);

/* The value of a signal; false on failure. */
bool
query_row_signal(struct query_row *row, enum family family, double *ret_value);

/* Reads the parts that are not there yet; false on failure (row->failed). */
bool query_row_need(struct query_row *row, unsigned parts);

/* Finds these parts of profile and score for whoever will read them, and checks
 * their bytes unless that is left to them, too; false on failure. */
bool query_row_leave_unread(struct query_row *row, unsigned parts);

/*
 * Whether words of a search stand side by side in one of the texts of the
 * lead's facts (store/index/fact_terms.h); false on failure.
 */
bool
query_row_has_words(struct query_row *row, const struct terms_search *search);

/* Fills in row->names; false on failure. */
bool query_row_names(struct query_row *row);

/* Whether they are in the ATS (`known`), or `exclude:` keeps them out. */
bool query_row_is_known(struct query_row *row);

/* Whether the lead applied: then no condition on what is scored finds it. */
bool query_row_hides_score(struct query_row *row);

/* When a notice falls due; 0: never, one was given. */
int64_t query_row_due(struct query_row *row);
/* The same for who has no record in the pipeline. */
int64_t
query_row_due_since(const struct query_source *source, int64_t first_seen);

/* ---- query_match.c: one function a kind of condition ---- */

predicate_match query_match_text, query_match_lang, query_match_loc,
    query_match_skill, query_match_company, query_match_repo, query_match_seed,
    query_match_score, query_match_band, query_match_coverage,
    query_match_signal, query_match_followers, query_match_stars,
    query_match_prs, query_match_reviews, query_match_involvement,
    query_match_active, query_match_contact, query_match_hireable,
    query_match_status, query_match_flag, query_match_tag, query_match_owner,
    query_match_known, query_match_due, query_match_since, query_match_new;

/* Whether a repository of that folded name is asked for: "owner/name" as a
 * whole, and a word without a slash as either part of it. */
bool query_match_repository(const struct predicate *what, const char *folded);

/* Whether a place is one of those that are meant. */
bool query_match_place(const struct predicate *what, int64_t place);

/* Whether the lead satisfies a node.  False also when a read failed. */
bool query_match_node(struct query_row *row, const struct node *node);

#endif
