/*
 * A page from the front of the rank (front.h), whose chunks hold the best leads
 * in their order: sets of the first ones are mostly enough, and the page is
 * their first bits.  Who was touched since is asked of the ordinary lists.
 *
 * Nothing is listed or counted before the page is known to be full: else the
 * answer is ERR_NOTFOUND, and another plan begins from the start.
 */
#include "store/query/query_front.h"

#include "store/column/front_layout.h"
#include "store/posting/ordinal.h"

enum {
	/* Whom the caller names as excluded. */
	SUSPECTS_MOST = 256
};

/* One to be listed. */
struct listed {
	struct top_entry entry;
	const uint8_t *card; /* the front's; NULL: another one */
};

/* ---- whether it can be used ---- */

static bool
has_terms(const struct posting_term *terms, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!front_has(terms[i].space))
			return false;
	return true;
}

static bool
has_leaf(const struct query_index *index, const struct node *node)
{
	const struct leaf_terms *leaf = query_index_leaf(index, node->leaf);

	switch (node->predicate.access) {
	case ACCESS_CARD:
		if (!query_index_knows(index, node->leaf))
			return true;
		break;
	case ACCESS_LEAD:
		return true;
	case ACCESS_TERMS:
		break;
	case ACCESS_SIGNAL:
	case ACCESS_KNOWN:
		return false;
	}
	return query_index_is_exact(index, node->leaf) &&
	    has_terms(leaf->any, leaf->n_any) &&
	    has_terms(leaf->all, leaf->n_all);
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static bool
has_node(const struct query_index *index, const struct node *node)
{
	bool has = node->kind != NODE_LEAF || has_leaf(index, node);

	for (size_t i = 0; has && i < node->n; i++)
		has = has_node(index, node->children[i]);
	return has;
}
/* NOLINTEND(misc-no-recursion) */

static bool
fits(const struct run *run)
{
	const struct query_options *options = run->source.options;

	return run->is_stored_order && options->limit > 0 &&
	    options->tally == NULL && !run->source.txn->write &&
	    !run->after.is_apart &&
	    options->offset + options->limit <= FRONT_PLACES &&
	    (!run->source.query->has_place || run->source.estimates_unplaced) &&
	    has_node(run->source.index, run->source.query->root);
}

bool
query_front_fits(struct run *run)
{
	return fits(run) &&
	    front_find(run->source.txn, &run->source.role, &run->chunk.arena,
		&run->front) == 0;
}

/* ---- places ---- */

static bool
precedes(const struct top_entry *a, const struct top_entry *b)
{
	if (a->place.tier != b->place.tier)
		return a->place.tier < b->place.tier;
	if (a->place.score != b->place.score)
		return a->place.score > b->place.score;
	return a->person < b->person;
}

/* Who is at a place; ERR_NOTFOUND: somebody erased. */
static int
read_place(struct front_page *page, struct front_found found,
    struct listed *ret_listed)
{
	const uint8_t *card = found.card;
	struct place_in_rank place;
	int rc = 0;

	if (card == NULL)
		rc = column_at(&page->cards, FRONT_FIRST + found.place, &card);
	if (rc < 0)
		return rc;
	place.tier = (uint8_t)column_number(card, COLUMN_TIER);
	place.score = (uint32_t)column_number(card, COLUMN_SCORE);
	*ret_listed = (struct listed){ .card = card,
		.entry = query_ranked_entry(place,
		    column_number(card, COLUMN_PERSON), ORDINAL_NONE) };
	return column_is_card(card) ? 0 : value_corrupt(page->run->source.txn);
}

/* The first one that does not precede an entry; front.n: all do. */
static int
find_place(struct front_page *page, const struct top_entry *entry,
    uint32_t *ret_place)
{
	uint32_t from = 0, to = page->front->n;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2, at = middle;
		struct listed listed;
		int rc;

		while ((rc = read_place(page, (struct front_found){ at, NULL },
			    &listed)) == ERR_NOTFOUND &&
		    ++at < to)
			;
		if (rc < 0 && rc != ERR_NOTFOUND)
			return rc;
		if (rc == 0 && precedes(&listed.entry, entry))
			from = at + 1;
		else
			to = middle;
	}
	*ret_place = from;
	return 0;
}

/* ---- those who were touched ---- */

/* Of all with that score the first one. */
static bool
may_precede(const struct front_touched *touched, const struct top_entry *last)
{
	const struct top_entry entry = { .place = touched->rank };

	return precedes(&entry, last);
}

/* Of those who match and come before the last of the page, the places; into
 * run->top. */
static int
ask_touched(struct front_page *page, const struct top_entry *last)
{
	struct run *run = page->run;
	size_t n_touched = page->front->n_touched;
	struct query_bound few = { .is_set = true };
	uint32_t *ordinals =
	    arena_alloc(page->arena, n_touched * sizeof(*ordinals));
	int rc;

	few.ordinals = ordinals;
	for (size_t i = 0; i < n_touched; i++)
		if (may_precede(&page->front->touched[i], last))
			ordinals[few.n++] = page->front->touched[i].ordinal;
	if (few.n == 0)
		return 0;
	run->top = top_new(few.n);
	query_chunk_limit(&run->chunk, &few);
	rc = query_count_chunk(run, INDEX_FEW);
	query_chunk_limit(&run->chunk, NULL);
	return rc;
}

/* ---- the page ---- */

/* How many of the front's come before an entry; or page->passed, if more. */
static int
count_before(struct front_page *page, const struct top_entry *entry,
    size_t *ret_n)
{
	size_t from = page->passed, to = page->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		struct listed listed;
		int rc =
		    read_place(page, *front_page_found(page, middle), &listed);

		if (rc < 0)
			return rc;
		if (precedes(&listed.entry, entry))
			from = middle + 1;
		else
			to = middle;
	}
	*ret_n = from;
	return 0;
}

/* Those of the page, in order: the front's, and who was touched. */
static int
merge(struct front_page *page, struct listed *listed, size_t offset)
{
	const struct top_entry *touched = NULL;
	size_t n_touched = 0, next = 0, before = SIZE_MAX;
	size_t at = page->passed;
	int rc = 0;

	if (page->run->top != NULL)
		touched = top_sort(page->run->top, &n_touched);
	for (size_t i = at; rc == 0 && i < page->want; i++) {
		if (next < n_touched && before == SIZE_MAX)
			rc = count_before(page, &touched[next], &before);
		if (rc < 0)
			return rc;
		if (at == before) {
			if (i >= offset)
				listed[i - offset] =
				    (struct listed){ touched[next], NULL };
			next++;
			before = SIZE_MAX;
			continue;
		}
		if (i >= offset)
			rc = read_place(page, *front_page_found(page, at),
			    &listed[i - offset]);
		at++;
	}
	return rc;
}

static int
list_one(struct run *run, const struct listed *listed, int64_t rank)
{
	struct place_in_rank place;
	struct card card;

	if (query_ahead_is_used(run))
		return query_ahead_add(run, &listed->entry, rank, listed->card);
	if (listed->card == NULL || !column_card(listed->card, &card, &place))
		return query_list_entry(run, &listed->entry, rank);
	query_row_begin(&run->row, &card, place, listed->entry.ordinal);
	return run->row.failed < 0 ? run->row.failed : query_list(run, rank);
}

static int
list_all(struct front_page *page, const struct listed *listed, size_t n)
{
	struct run *run = page->run;
	int64_t rank = run->after.rank + run->source.options->offset;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = query_excuse(run, list_one(run, &listed[i], ++rank));
	if (rc == 0)
		rc = query_ahead_list(run);
	run->ranked = (int64_t)page->want;
	run->is_full = query_is_full(run);
	if (rc == 0 && !run->is_full)
		query_go_on_behind(run, &listed[n - 1].entry, run->ranked);
	return rc;
}

/* ---- the whole ---- */

/* Where suspects are, and where the list begins. */
static int
find_places(struct front_page *page)
{
	const struct run *run = page->run;
	struct top_entry after = run->after.entry;
	size_t n;
	const uint32_t *suspects = query_index_suspects(run->source.index, &n);
	int rc = 0;

	if (n > SUSPECTS_MOST)
		return ERR_NOTFOUND;
	page->suspects = arena_alloc(page->arena, (n + 1) * sizeof(uint32_t));
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = front_place(run->source.txn, run->source.role.slot.role,
		    suspects[i], &page->suspects[page->n_suspects]);
		page->n_suspects += rc == 0 ? 1 : 0;
		if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	after.person++;
	if (rc == 0 && run->after.is_set)
		rc = find_place(page, &after, &page->first);
	return rc;
}

static int
make_page(struct front_page *page, struct listed **ret_listed)
{
	const struct query_options *options = page->run->source.options;
	struct listed last;
	int rc = find_places(page);

	if (rc == 0)
		rc = query_front_take(page);
	if (rc == 0)
		rc = read_place(page, *front_page_found(page, page->n - 1),
		    &last);
	if (rc == 0 && page->front->n_touched > 0)
		rc = ask_touched(page, &last.entry);
	if (rc < 0)
		return rc;
	*ret_listed = arena_alloc(page->arena,
	    (size_t)options->limit * sizeof(**ret_listed));
	return merge(page, *ret_listed, (size_t)options->offset);
}

static void
open_page(struct front_page *page)
{
	struct run *run = page->run, *there = &page->there;

	there->rules = run->rules;
	there->source = run->source;
	there->source.role.slot = page->front->slot;
	query_index_front(run->source.index, page->front->slot);
	query_chunk_init(&there->chunk, &there->source);
	there->chunk.stand_in = query_chunk_stand_in(&there->source);
	there->chunk.window = &page->window;
	column_init(&page->cards, run->source.txn, COLUMN_CARD,
	    page->front->slot);
}

static int
run_page(struct front_page *page)
{
	const struct query_options *options = page->run->source.options;
	struct query_counts counts = page->run->counts;
	struct listed *listed = NULL;
	int rc;

	page->want = (size_t)(options->offset + options->limit);
	if (page->want > page->front->n)
		return ERR_NOTFOUND;
	open_page(page);
	rc = make_page(page, &listed);
	top_free(page->run->top);
	page->run->top = NULL;
	query_chunk_done(&page->there.chunk);
	if (rc == 0)
		return list_all(page, listed, (size_t)options->limit);
	if (rc == ERR_NOTFOUND) {
		page->run->front_asked = page->seen - page->first;
		page->run->front_found = (int64_t)page->n;
	}
	page->run->counts = counts;
	page->run->ranked = 0;
	return rc == ERR_CORRUPT ? ERR_NOTFOUND : rc;
}

int
query_front(struct run *run)
{
	struct arena arena = { 0 };
	struct front_page page = { .run = run,
		.arena = &arena,
		.front = &run->front };
	int rc = run_page(&page);

	arena_done(&arena);
	return rc;
}
