#ifndef STORE_QUERY_QUERY_RUN_H
#define STORE_QUERY_QUERY_RUN_H

#include "store/column/front.h"
#include "store/posting/top.h"
#include "store/query/query_bound.h"
#include "store/query/query_chunk.h"

/*
 * A run of a query, by one of five plans.  All of them look at leads one by
 * one where postings and cards can't tell (query_look()); they differ in which
 * leads they look at, and in what order.
 *
 *   walk   the rank in order, until the page is full
 *   stride the same, but sets tell who is only to be counted or passed over
 *   count  every chunk as sets; what matches is counted, the best are kept
 *   pick   records are read of the best of those who may match, in order, until
 *          the page is full: of those at the rank's beginning, then, by every
 *          chunk as sets, of all others
 *   front  sets of the best leads alone, until the page is full; if it never
 *          is, another plan
 */
enum {
	/* Up to so many leads everything is counted; see query_is_small(). */
	SMALL_ROLE = 30000,
	/* Places that are kept at a time; longer lists take several passes. */
	TOP_MAX = 65536
};

/* By what a card says and nothing else: who of those that match is hidden, or
 * told soon.  Of kind SCAN_NONE: nobody. */
struct query_rules {
	struct scan past_notice;
	struct scan out;
	struct scan inactive;
	struct scan due; /* this week */
};

/* A place behind which a list goes on. */
struct after {
	bool is_set;
	bool is_apart; /* among those who applied */
	struct top_entry entry;
	int64_t rank; /* of the last one listed */
};

struct run {
	struct query_source source;
	struct query_row row;
	struct query_chunk chunk; /* when there is an index */
	uint32_t n_chunks;
	struct query_rules rules; /* for the plans that make sets */
	struct query_bound bound; /* for the plans that make sets */
	enum query_plan plan;
	bool has_front; /* which may have the page: */
	struct front front;
	int64_t front_asked, front_found; /* leads, when it had too few */
	size_t kept_max;
	bool is_stored_order; /* the rank's */
	struct top *top; /* what is to be listed in the end; NULL: nothing */
	struct top *apart; /* applicants, listed in the end */
	struct query_ahead *ahead; /* of a long list; NULL: nobody waits */
	const uint8_t *card; /* while walking: of `row`, in the column */
	bool keeps_apart;
	struct after after;
	/* How many that are not apart the passes so far have done with, all up
	 * to after.entry, and how many were listed by then. */
	int64_t passed, passed_listed;
	int64_t ranked; /* those shown so far that are not apart */
	bool is_full; /* the page is listed */
	bool is_tallied; /* further passes over the chunks list, no more */
	int (*each)(void *context, const struct lead_row *row);
	void *context;
	struct query_counts counts;
	size_t furthest; /* see query_empty.c */
	int64_t looked; /* leads that were looked at one by one */
	int64_t vain; /* so many without one to show end a walk */
	struct buf *explain; /* NULL: nobody asks */
};

enum sight {
	SIGHT_NONE, /* no match, or hidden */
	SIGHT_SHOWN,
	SIGHT_APART /* shown, but behind all others: applied */
};

/* ---- query_look.c ---- */

/* Looks at the lead of run->row and counts it; the code of a failed read. */
int query_look(struct run *run, enum sight *ret_sight) MUST_CHECK;
/* Its place in the order of the query. */
int
query_look_place(struct query_row *row, struct top_entry *ret_entry) MUST_CHECK;

/* The same of a place in the rank, which is the order. */
struct top_entry query_ranked_entry(struct place_in_rank place, int64_t person,
    uint32_t ordinal);

/* Keeps the lead of run->row, who applied, for the end of the list. */
void query_keep_apart(struct run *run);

/* Hands the lead of run->row to the caller, with that rank. */
int query_list(struct run *run, int64_t rank) MUST_CHECK;
/* The same for one that is read again by its place. */
int query_list_entry(struct run *run, const struct top_entry *entry,
    int64_t rank) MUST_CHECK;
/* Goes to that lead. */
int query_revisit(struct run *run, const struct top_entry *entry) MUST_CHECK;

/* A lead that can't be read is left out and counted; other failures end it. */
int query_excuse(struct run *run, int rc) MUST_CHECK;

/* The card of a lead in the rank; one that is damaged is made of records, and
 * then *ret_entry, its entry in the column, is NULL. */
int query_card(struct run *run, const struct rank_key *at, uint32_t ordinal,
    const uint8_t **ret_entry, struct card *ret_card) MUST_CHECK;

/* Whether the page wants no more. */
bool query_is_full(const struct run *run);

/* Whether all of the role is to be counted, whatever is listed. */
bool query_is_small(const struct run *run);

/* ---- query_ahead.c: long lists ---- */

/* Whether the list is long enough to be handed over in batches. */
bool query_ahead_is_used(const struct run *run);
/* Puts a lead on the list, with its entry of the cards if that is at hand, else
 * NULL; now and then that hands all of them over. */
int query_ahead_add(struct run *run, const struct top_entry *entry,
    int64_t rank, const uint8_t *card) MUST_CHECK;
/* Hands over those who wait. */
int query_ahead_list(struct run *run) MUST_CHECK;
void query_ahead_drop(struct run *run);

/* ---- query_walk.c: QUERY_PLAN_WALK ---- */

int query_walk(struct run *run) MUST_CHECK;
/* Whether it has ended before the rank did, since nobody was to be shown. */
bool query_walk_is_vain(const struct run *run);
/* QUERY_PLAN_STRIDE: no more than FATES_KEPT chunks. */
int query_stride(struct run *run) MUST_CHECK;
/* Calls `visit` for every lead of the role, in the rank's order; ends early
 * when the run is full. */
int query_walk_all(struct run *run, int (*visit)(struct run *run)) MUST_CHECK;
/* The same from the beginning, by records alone: where sets can't be made. */
int
query_walk_records(struct run *run, int (*visit)(struct run *run)) MUST_CHECK;

/*
 * The best of whom lists let through, a slice at a time: so far as that many
 * steps of the rank lead, from where the list goes on.  A slice of fewer than
 * `most` is the last.
 */
struct query_slices;
int query_slices_new(struct run *run, size_t steps,
    struct query_slices **ret_slices) MUST_CHECK;
void query_slices_free(struct query_slices *slices);
int query_slices_next(struct query_slices *slices, struct top_entry *entries,
    size_t most, size_t *ret_n) MUST_CHECK;

/* ---- query_sets.c ---- */

/* What is known of a chunk's leads once its sets are evaluated. */
struct query_split {
	struct bits sure; /* match, and the card tells the rest */
	struct bits unsure; /* must be looked at */
	struct bits unplaced; /* would match if they gave a place */
};

int query_split_chunk(struct run *run, uint32_t number,
    struct query_split *split) MUST_CHECK;

/* Calls `visit` for every chunk that can have a match. */
int query_each_chunk(struct run *run,
    int (*visit)(struct run *run, uint32_t number)) MUST_CHECK;

/* Goes to a lead of the current chunk. */
int query_go_to(struct run *run, size_t offset) MUST_CHECK;

/* ---- query_fate.c: what becomes of those who match ---- */

enum query_fate {
	FATE_NONE, /* no match, or refused */
	FATE_UNPLACED, /* no match for want of a place */
	FATE_PAST_NOTICE,
	FATE_OUT,
	FATE_INACTIVE,
	FATE_SHOWN,
	FATE_DUE, /* shown, and the notice falls due this week */
	FATE_ASK, /* a look must tell */
	FATE_COUNT
};

void query_rules_init(struct run *run);

/* Of the current chunk, whose split it is: who has a fate other than FATE_NONE;
 * each in one set at most.  FATE_NONE's is not filled in. */
void query_fate_sets(struct run *run, const struct query_split *split,
    struct bits ret_sets[static FATE_COUNT]);
void query_fate_count(struct run *run, enum query_fate fate, int64_t n);

/* The same for a walk; several at once, so that what tells of them comes from
 * memory meanwhile. */
struct query_fates;
/* How many chunks are kept. */
enum {
	FATES_KEPT = 512
};
struct query_fates *query_fates_new(struct run *run);
void query_fates_free(struct query_fates *fates);
void query_fates_of(struct query_fates *fates, const uint32_t *ordinals,
    size_t n, enum query_fate *ret_fates);

/* ---- query_best.c: who comes first ---- */

/* Adds those of the current chunk's leads to run->top who are among the best,
 * and behind the place where the list goes on. */
int query_best_add(struct run *run, const struct bits *leads) MUST_CHECK;

/* ---- query_pick.c: QUERY_PLAN_PICK ---- */

int query_pick(struct run *run) MUST_CHECK;

/* ---- query_count.c: QUERY_PLAN_COUNT ---- */

int query_count(struct run *run) MUST_CHECK;
/* Counts one chunk, and keeps the best in run->top, if there is one. */
int query_count_chunk(struct run *run, uint32_t number) MUST_CHECK;
/* Places that are wanted, or as many of them as are kept. */
size_t query_kept_at_a_time(const struct run *run);
/* The next pass takes those behind the last one kept; so many came up to it. */
void query_go_on_behind(struct run *run, const struct top_entry *last,
    int64_t passed);
/* Those who applied, behind all others. */
int query_list_apart(struct run *run) MUST_CHECK;

/* ---- query_front.c: QUERY_PLAN_FRONT ---- */

/* Whether a front can have the page; it may not be there, or too short. */
bool query_front_fits(struct run *run);
/* ERR_NOTFOUND: it has not, and all is as it was.  Where the page has somebody
 * whose records are damaged it is not full: others go on behind. */
int query_front(struct run *run) MUST_CHECK;

/* ---- query_empty.c ---- */

/* Finds the condition that emptied the result, if it is empty. */
int query_empty(struct run *run) MUST_CHECK;

/* ---- query_plan.c ---- */

/* Chooses run->plan. */
int query_plan_choose(struct run *run) MUST_CHECK;
/* The same anew, when the front had too few. */
int query_plan_choose_again(struct run *run) MUST_CHECK;
/* What was done, for query_options.explain. */
void query_plan_tell(const struct run *run);

/* ---- query_cursor.c ---- */

/* Reads options->cursor into run->after.  ERR_INVAL. */
int query_cursor_read(struct run *run, struct err_detail *detail) MUST_CHECK;
/* Writes the token of the last lead listed into counts.next. */
void query_cursor_write(struct run *run, const struct after *after);
/* Whether the lead comes behind where the list goes on. */
bool query_is_behind(const struct run *run, const struct top_entry *entry,
    bool is_apart);

/* ---- query_tally.c ---- */

/* Counts leads of the current chunk. */
int query_tally_chunk(struct run *run, const struct bits *shown,
    const struct bits *apart) MUST_CHECK;
/* After the last chunk: what lists and records know of all of them. */
int query_tally_end(struct run *run) MUST_CHECK;
/* The lead of run->row, from its records. */
int query_tally_row(struct run *run, bool is_apart) MUST_CHECK;
void query_tally_reset(struct query_tally *tally);

#endif
