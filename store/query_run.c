/*
 * Runs a query: walks the rank of a role and tests every card, reads records
 * only for conditions that ask for them.  In rank order leads are listed as
 * they come; any other order keeps the best places in a bounded heap.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/query_row.h"
#include "store/top.h"

struct run {
	struct query_source source;
	struct query_row row;
	struct top *top; /* NULL: rank order, listed at once */
	struct top *apart; /* applicants, listed behind the others by id */
	int64_t n_apart;
	int (*each)(void *context, const struct lead_row *row);
	void *context;
	struct query_counts counts;
	/* Of an empty result: the most conditions any lead satisfied. */
	size_t furthest;
};

/* Steps through a role's rank; what store_rank_next() has no room for. */
struct walk {
	struct cursor *cursor; /* NULL: the role has no scores */
	struct key prefix;
	bool has_begun;
};

/* ---- what is hidden ---- */

static bool
is_past_notice(struct query_row *row, bool *ret_soon)
{
	int64_t due = query_row_due(row), now = row->source->now;

	*ret_soon =
	    due != 0 && due >= now && due - now <= (int64_t)7 * CLOCK_DAY_S;
	return due != 0 && due < now;
}

/* Contacted ones go after a year without a change. */
static bool
is_purged_soon(const struct query_row *row)
{
	const struct lead *lead = &row->lead.lead;
	int64_t at = lead->status_at > lead->contacted_at ? lead->status_at
							  : lead->contacted_at;

	if (lead->contacted_at == 0)
		return false;
	return at + (int64_t)(CONTACTED_DAYS - 7) * CLOCK_DAY_S <=
	    row->source->now;
}

static bool
is_inactive(const struct query_row *row)
{
	int64_t at = row->lead.card.last_active;

	return at != 0 &&
	    at < row->source->now - (int64_t)INACTIVE_MONTHS * CLOCK_MONTH_S;
}

static bool
is_status_hidden(const struct query_row *row)
{
	int64_t status = row->lead.lead.status;

	return status == STATUS_NOT_A_FIT || status == STATUS_DECLINED ||
	    status == STATUS_HIRED;
}

/* The first rule that hides the lead counts it; cheap ones come first. */
static int64_t *
hidden_by(struct run *run)
{
	const struct query *query = run->source.query;
	struct query_row *row = &run->row;

	if (run->source.options->show_hidden)
		return NULL;
	if (!query->names_flag && row->lead.card.is_out &&
	    !query_row_hides_score(row))
		return &run->counts.hidden_out;
	if (!query->names_active && is_inactive(row))
		return &run->counts.hidden_inactive;
	if (!query->names_status && query_row_need(row, PART_LEAD) &&
	    is_status_hidden(row))
		return &run->counts.hidden_status;
	if (!query->names_known && query_row_is_known(row))
		return &run->counts.hidden_excluded;
	return NULL;
}

/* Whether a lead that matches is to be shown; counts it if not. */
static bool
is_shown(struct run *run, bool *ret_soon)
{
	struct query_row *row = &run->row;
	int64_t *count;

	if (is_past_notice(row, ret_soon)) {
		run->counts.hidden_past_notice++;
		return false;
	}
	if (!query_row_need(row, PART_LEAD) ||
	    row->lead.lead.status == STATUS_DO_NOT_CONTACT)
		return false;
	*ret_soon = *ret_soon || is_purged_soon(row);
	count = hidden_by(run);
	if (count != NULL)
		(*count)++;
	return count == NULL && row->failed == 0;
}

/* ---- the walk ---- */

static int
walk_open(struct txn *txn, struct slot slot, bool is_empty, struct walk *walk)
{
	*walk = (struct walk){ 0 };
	key_rank_prefix(&walk->prefix, slot);
	return is_empty ? 0 : cursor_open(txn, TABLE_RANK, &walk->cursor);
}

/* The next card; ERR_CORRUPT for one that can't be read, ERR_NOTFOUND. */
static int
walk_next(struct walk *walk, struct card *ret_card,
    struct place_in_rank *ret_place)
{
	struct slice found, value;
	struct rank_key rank;
	int rc;

	if (walk->cursor == NULL)
		return ERR_NOTFOUND;
	rc = walk->has_begun
	    ? cursor_next(walk->cursor, &found, &value)
	    : cursor_seek(walk->cursor, &walk->prefix, &found, &value);
	walk->has_begun = true;
	if (rc < 0)
		return rc;
	if (!key_prefixes(&walk->prefix, found))
		return ERR_NOTFOUND;
	if (!key_rank_parse(found, &rank) ||
	    !store_card_decode(&rank, value, ret_card))
		return ERR_CORRUPT;
	*ret_place = rank.place;
	return 0;
}

/* A lead that can't be read is left out and counted; other failures end it. */
static int
excuse(struct run *run, int rc)
{
	if (rc != ERR_CORRUPT)
		return rc;
	run->counts.corrupt++;
	return 0;
}

/* Calls `visit` for every lead of the role. */
static int
walk_all(struct run *run, int (*visit)(struct run *run))
{
	struct query_source *source = &run->source;
	struct place_in_rank place;
	struct walk walk;
	struct card card;
	int rc;

	rc = walk_open(source->txn, source->role.slot, source->role.leads == 0,
	    &walk);
	while (
	    rc == 0 && (rc = walk_next(&walk, &card, &place)) != ERR_NOTFOUND) {
		if (rc == 0) {
			query_row_begin(&run->row, &card, place);
			rc = visit(run);
		}
		rc = excuse(run, rc);
	}
	cursor_close(walk.cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- listing ---- */

static int
list(struct run *run, int64_t rank)
{
	struct query_row *row = &run->row;

	if (!query_row_need(row,
		row->source->options->without_reasons
		    ? PART_ALL & ~(unsigned)PART_REASONS
		    : PART_ALL))
		return row->failed;
	row->lead.rank = rank;
	if (query_row_hides_score(row)) {
		row->lead.rank = 0;
		row->lead.card.score = row->lead.card.coverage = 0;
		row->lead.card.band = BAND_NONE;
		row->lead.card.is_out = false;
		row->lead.card.must_missing = 0;
		store_score_hide(&row->lead.score);
	}
	run->counts.listed++;
	return run->each == NULL ? 0 : run->each(run->context, &row->lead);
}

static double
sort_key(struct query_row *row)
{
	const struct query *query = row->source->query;
	const struct card *card = &row->lead.card;

	switch (query->sort) {
	case SORT_SCORE:
		return card->score;
	case SORT_RECENT:
		return (double)card->last_active;
	case SORT_FOLLOWERS:
		return (double)card->followers;
	case SORT_STARS:
		return (double)card->stars;
	case SORT_PULLS:
		return (double)card->merged_pulls;
	case SORT_REVIEWS:
		return (double)card->reviews;
	case SORT_SEEN:
		return (double)card->first_seen;
	case SORT_SIGNAL:
		return query_row_need(row, PART_BRIEF)
		    ? row->lead.score.signals[query->sort_family].value
		    : 0;
	}
	return 0;
}

/* Neither by their place in the list nor by their number is a score told. */
static void
take_apart(struct run *run)
{
	const struct top_entry entry = { .place = run->row.place,
		.person = run->row.lead.card.person };

	run->counts.matched++;
	run->n_apart++;
	top_add(run->apart, &entry);
}

static int
take(struct run *run)
{
	const struct query_options *options = run->source.options;
	struct top_entry entry = { .key = 0 };
	int64_t at;

	if (query_row_hides_score(&run->row)) {
		take_apart(run);
		return 0;
	}
	at = run->counts.matched++ - run->n_apart;
	if (run->top == NULL) {
		if (at < options->offset ||
		    (options->limit >= 0 &&
			run->counts.listed >= options->limit))
			return 0;
		return list(run, at + 1);
	}
	entry.key = sort_key(&run->row);
	entry.place = run->row.place;
	entry.person = run->row.lead.card.person;
	/* Sorting by a what-if score keeps the needs first, as the rank does. */
	if (run->source.query->sort == SORT_SCORE)
		entry.tier = entry.place.tier;
	if (run->row.failed < 0)
		return run->row.failed;
	top_add(run->top, &entry);
	return 0;
}

static bool
would_match(struct run *run)
{
	struct query_row *row = &run->row;
	const struct query *query = run->source.query;
	bool matches;

	if (!query->has_place || row->lead.card.place != 0)
		return false;
	row->assume_place = true;
	matches = query_match_node(row, query->root);
	row->assume_place = false;
	return matches;
}

static int
visit(struct run *run)
{
	struct query_row *row = &run->row;
	bool matches, soon = false;

	run->counts.total++;
	matches =
	    row->failed == 0 && query_match_node(row, run->source.query->root);
	if (!matches && row->failed == 0 && would_match(run))
		run->counts.place_unknown++;
	if (!matches || row->failed < 0 || !is_shown(run, &soon))
		return row->failed;
	run->counts.due_this_week += soon ? 1 : 0;
	return take(run);
}

/* Reads a card again by its place. */
static int
revisit(struct run *run, const struct top_entry *entry, int64_t rank)
{
	struct rank_key at = { .slot = run->source.role.slot,
		.place = entry->place,
		.person = entry->person };
	struct slice value;
	struct card card;
	struct key key;
	int rc;

	key_rank(&key, &at);
	rc = db_get(run->source.txn, TABLE_RANK, &key, &value);
	if (rc < 0)
		return rc;
	if (!store_card_decode(&at, value, &card))
		return ERR_CORRUPT;
	query_row_begin(&run->row, &card, entry->place);
	return list(run, rank);
}

static int
list_top(struct run *run)
{
	const struct top_entry *entries;
	size_t n, from = (size_t)run->source.options->offset;
	int rc = 0;

	entries = top_sort(run->top, &n);
	for (size_t i = from; rc == 0 && i < n; i++)
		rc = excuse(run, revisit(run, &entries[i], (int64_t)i + 1));
	return rc;
}

static int
list_apart(struct run *run)
{
	const struct query_options *options = run->source.options;
	int64_t ranked = run->counts.matched - run->n_apart;
	const struct top_entry *entries;
	size_t n, from = 0;
	int rc = 0;

	if (options->offset > ranked)
		from = (size_t)(options->offset - ranked);
	entries = top_sort(run->apart, &n);
	for (size_t i = from; rc == 0 && i < n &&
	     (options->limit < 0 || run->counts.listed < options->limit);
	     i++)
		rc = excuse(run, revisit(run, &entries[i], 0));
	return rc;
}

/* ---- the condition that emptied a result ---- */

static int
visit_empty(struct run *run)
{
	const struct node *root = run->source.query->root;
	size_t n = 0;

	while (n < root->n && run->row.failed == 0 &&
	    query_match_node(&run->row, root->children[n]))
		n++;
	if (n > run->furthest)
		run->furthest = n;
	return run->row.failed;
}

/*
 * Conditions are taken one after another as they are written; the one at
 * which no lead is left is told.  Only asked when nothing matched, so that a
 * second walk costs nothing otherwise.
 */
static int
find_emptied(struct run *run)
{
	const struct node *root = run->source.query->root, *node = root;
	int64_t corrupt = run->counts.corrupt;
	size_t len;
	int rc = 0;

	if (root->kind == NODE_AND) {
		rc = walk_all(run, visit_empty);
		run->counts.corrupt = corrupt; /* met for the second time */
		if (run->furthest < root->n)
			node = root->children[run->furthest];
	}
	len = text_cut(node->source, node->source_len,
	    sizeof(run->counts.emptied_by) - 1);
	memcpy(run->counts.emptied_by, node->source, len);
	run->counts.emptied_by[len] = '\0';
	return rc;
}

static bool
is_emptied(const struct run *run)
{
	const struct query_counts *counts = &run->counts;

	return counts->matched == 0 && counts->total > 0 &&
	    run->source.query->root->kind != NODE_ALL &&
	    counts->hidden_inactive + counts->hidden_status +
		counts->hidden_excluded + counts->hidden_out +
		counts->hidden_past_notice ==
	    0;
}

/* ---- the whole ---- */

static int
open_source(struct run *run)
{
	struct query_source *source = &run->source;
	int64_t leads;
	int rc;

	rc = store_role_find(source->txn, source->options->role, &source->role);
	if (rc == ERR_NOTFOUND) {
		source->role = (struct role_slot){ 0 };
		rc = 0;
	}
	if (rc == 0)
		rc = db_count(source->txn, TABLE_LEAD, &leads);
	if (rc == 0)
		source->has_leads = leads > 0;
	return rc;
}

static int
run_all(struct run *run)
{
	const struct query_options *options = run->source.options;
	bool in_rank_order =
	    run->source.query->sort == SORT_SCORE && options->weights == NULL;
	size_t max = options->limit < 0
	    ? SIZE_MAX
	    : (size_t)(options->offset + options->limit);
	int rc;

	rc = open_source(run);
	if (rc < 0)
		return rc;
	if (!in_rank_order)
		run->top = top_new(max);
	run->apart = top_new(max);
	rc = walk_all(run, visit);
	if (rc == 0 && run->top != NULL)
		rc = list_top(run);
	if (rc == 0)
		rc = list_apart(run);
	if (rc == 0 && is_emptied(run))
		rc = find_emptied(run);
	top_free(run->top);
	top_free(run->apart);
	return rc;
}

/* The contract between rooms.  NOLINTBEGIN(readability-function-size) */
int
query_run(struct txn *txn, const struct query *query,
    const struct query_options *options, int64_t now,
    int (*each)(void *context, const struct lead_row *row), void *each_context,
    struct query_counts *ret_counts, struct err_detail *detail)
{
	struct run run = { .each = each, .context = each_context };
	int rc;

	if (options->role == NULL || options->offset < 0 ||
	    options->offset > INT32_MAX || options->limit > INT32_MAX)
		return err_set(detail, ERR_INVAL,
		    "query: no role, or a page out of range");
	query_source_init(&run.source, txn, query, options);
	run.source.now = now;
	query_row_init(&run.row, &run.source);
	rc = run_all(&run);
	query_row_done(&run.row);
	query_source_done(&run.source);
	*ret_counts = run.counts;
	if (rc < 0 && txn_failure(txn)[0] != '\0')
		(void)err_set(detail, rc, "%s", txn_failure(txn));
	return rc;
}
/* NOLINTEND(readability-function-size) */
