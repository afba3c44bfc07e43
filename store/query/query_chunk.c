#include "store/query/query_chunk.h"

#include <string.h>

#include "store/column/card.h"
#include "store/query/query_bound.h"
#include "store/store_internal.h"

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static void
init_scans(struct query_chunk *chunk, const struct node *node)
{
	if (node->kind == NODE_LEAF)
		scan_init(&chunk->scans[node->leaf], &node->predicate,
		    &chunk->arena);
	for (size_t i = 0; i < node->n; i++)
		init_scans(chunk, node->children[i]);
}
/* NOLINTEND(misc-no-recursion) */

void
query_chunk_init(struct query_chunk *chunk, struct query_source *source)
{
	*chunk =
	    (struct query_chunk){ .source = source, .index = source->index };
	query_row_init(&chunk->row, source);
	column_init(&chunk->cards, source->txn, COLUMN_CARD, source->role.slot);
	/* Without one, blocks are looked up. */
	if (cursor_open(source->txn, TABLE_COLUMN, &chunk->cards.cursor) < 0)
		chunk->cards.cursor = NULL;
	query_brief_open(chunk);
	chunk->scans = arena_calloc(&chunk->arena, source->query->n_leaves + 1,
	    sizeof(*chunk->scans));
	init_scans(chunk, source->query->root);
}

void
query_chunk_done(struct query_chunk *chunk)
{
	query_brief_close(chunk);
	cursor_close(chunk->cards.cursor);
	query_row_done(&chunk->row);
	arena_done(&chunk->arena);
}

static void
fail(struct query_chunk *chunk, int rc)
{
	if (chunk->failed == 0)
		chunk->failed = rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
}

/* The block of the column that the lead's entry is in. */
static inline int
find_block(struct query_chunk *chunk, size_t offset,
    struct column_block **ret_block)
{
	uint32_t base = chunk->number * CHUNK_BITS;
	uint32_t number = (base + (uint32_t)offset) / COLUMN_BLOCK;
	struct column_block *block =
	    &chunk->blocks[number - base / COLUMN_BLOCK];

	*ret_block = block;
	return block->head != NULL ? 0
				   : column_block(&chunk->cards, number, block);
}

/* NULL: it has none. */
static inline const uint8_t *
entry_of(const struct query_chunk *chunk, const struct column_block *block,
    size_t offset)
{
	return column_block_at(block,
	    (chunk->number * CHUNK_BITS + offset) % COLUMN_BLOCK);
}

/* One of the few; NULL: has no entry, or on failure. */
static const uint8_t *
entry_of_few(struct query_chunk *chunk, size_t at)
{
	uint32_t ordinal = chunk->few->ordinals[at];
	int rc;

	if (chunk->few_entries[at] != NULL)
		return chunk->few_entries[at];
	rc = column_at(&chunk->cards, ordinal, &chunk->few_entries[at]);
	if (rc < 0 && rc != ERR_NOTFOUND)
		fail(chunk, rc);
	return rc < 0 ? NULL : chunk->few_entries[at];
}

/* They are told by the column: who has a score has an entry. */
static void
read_few(struct query_chunk *chunk)
{
	bits_fill(&chunk->members, chunk->few->n);
	/* What was written meanwhile may have moved them. */
	memset(chunk->few_entries, 0,
	    chunk->few->n * sizeof(*chunk->few_entries));
	if (chunk->few->is_of_role)
		return;
	for (size_t at = 0; at < chunk->few->n && chunk->failed == 0; at++)
		if (entry_of_few(chunk, at) == NULL)
			bits_drop(&chunk->members, at);
}

/* Whether it is told by lists of leads of the role alone, of those who have a
 * score and need not be looked at. */
static bool
names_members(const struct query_index *index, const struct node *node)
{
	const struct leaf_terms *leaf;

	if (node->kind != NODE_LEAF || !query_index_is_exact(index, node->leaf))
		return false;
	leaf = query_index_leaf(index, node->leaf);
	for (size_t i = 0; i < leaf->n_any; i++)
		if (leaf->any[i].space != POSTING_LANG &&
		    leaf->any[i].space != POSTING_SKILL)
			return false;
	return leaf->n_any > 0 && leaf->n_all == 0;
}

const struct node *
query_chunk_stand_in(const struct query_source *source)
{
	const struct node *root = source->query->root;

	if (names_members(source->index, root))
		return root;
	for (size_t i = 0; root->kind == NODE_AND && i < root->n; i++)
		if (names_members(source->index, root->children[i]))
			return root->children[i];
	return NULL;
}

static void
read_members(struct query_chunk *chunk)
{
	const struct node *leaf = chunk->stand_in;
	const struct index_bits *bits;

	if (leaf != NULL && bits_is_empty(&chunk->leads)) {
		bits =
		    query_index_bits(chunk->index, leaf->leaf, chunk->number);
		chunk->members = bits->yes;
		if (!bits->is_corrupt)
			return;
	}
	bits = query_index_bits(chunk->index, INDEX_MEMBER, chunk->number);
	if (bits->is_corrupt)
		fail(chunk, ERR_CORRUPT);
	chunk->members = bits->yes;
}

void
query_chunk_limit(struct query_chunk *chunk, const struct query_bound *few)
{
	chunk->few = few;
	if (few != NULL)
		chunk->few_entries = arena_calloc(&chunk->arena, few->n,
		    sizeof(*chunk->few_entries));
	query_index_limit(chunk->index, few);
}

bool
query_chunk_open(struct query_chunk *chunk, uint32_t number)
{
	chunk->number = number;
	for (size_t i = 0; i < CHUNK_BRIEFS; i++)
		chunk->briefs[i] = (struct brief_found){ .is_read = false };
	if (number != INDEX_FEW)
		memset(chunk->blocks, 0, sizeof(chunk->blocks));
	/* In the order in which they are stored. */
	bits_clear(&chunk->leads);
	if (chunk->source->has_leads)
		chunk->leads =
		    query_index_bits(chunk->index, INDEX_LEAD, number)->may;
	if (number == INDEX_FEW)
		read_few(chunk);
	else
		read_members(chunk);
	if (chunk->window != NULL)
		bits_and(&chunk->members, chunk->window);
	if (query_index_failed(chunk->index) < 0)
		fail(chunk, query_index_failed(chunk->index));
	return chunk->failed == 0;
}

bool
query_chunk_open_at(struct query_chunk *chunk, uint32_t ordinal,
    size_t *ret_offset)
{
	uint32_t number = ordinal / CHUNK_BITS;
	size_t at = ordinal % CHUNK_BITS, found;

	if (chunk->few != NULL &&
	    (found = query_bound_find(chunk->few, ordinal)) < chunk->few->n) {
		number = INDEX_FEW;
		at = found;
	}
	*ret_offset = at;
	return chunk->number == number || query_chunk_open(chunk, number);
}

const uint8_t *
query_chunk_seen(const struct query_chunk *chunk, uint32_t ordinal)
{
	size_t at;

	if (chunk->few == NULL || chunk->source->txn->write)
		return NULL;
	at = query_bound_find(chunk->few, ordinal);
	return at < chunk->few->n ? chunk->few_entries[at] : NULL;
}

uint32_t
query_chunk_ordinal(const struct query_chunk *chunk, size_t offset)
{
	return chunk->number == INDEX_FEW
	    ? chunk->few->ordinals[offset]
	    : chunk->number * CHUNK_BITS + (uint32_t)offset;
}

/* ---- entries ---- */

const uint8_t *
query_chunk_entry(struct query_chunk *chunk, size_t offset)
{
	struct column_block *block;
	const uint8_t *entry;
	int rc;

	chunk->looked++;
	if (chunk->number == INDEX_FEW) {
		entry = entry_of_few(chunk, offset);
	} else {
		rc = find_block(chunk, offset, &block);
		if (rc < 0) {
			fail(chunk, rc);
			return NULL;
		}
		entry = entry_of(chunk, block, offset);
	}
	if (entry == NULL)
		fail(chunk, ERR_CORRUPT);
	return entry;
}

bool
query_chunk_card(struct query_chunk *chunk, size_t offset)
{
	const uint8_t *entry = query_chunk_entry(chunk, offset);
	struct query_row *row = &chunk->row;
	struct place_in_rank place;
	struct card card;

	if (entry == NULL)
		return false;
	if (!column_card(entry, &card, &place)) {
		fail(chunk, ERR_CORRUPT);
		return false;
	}
	query_row_begin(row, &card, place, query_chunk_ordinal(chunk, offset));
	/* Conditions on the pipeline take it for a lead without a record. */
	row->parts |= PART_LEAD;
	return true;
}

/* ---- leaves ---- */

/* What-if scores are not in the cards; nor what goes with them. */
static bool
is_number(const struct query_chunk *chunk, const struct node *node)
{
	const struct predicate *what = &node->predicate;

	if (chunk->scans[node->leaf].kind == SCAN_NONE)
		return false;
	return chunk->source->options->weights == NULL ||
	    (what->match != query_match_score &&
		what->match != query_match_band &&
		what->match != query_match_coverage);
}

/* Lead by lead, from the columns. */
static void
scan(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	struct query_row *row = &chunk->row;

	bits_clear(&truth->yes);
	if (is_number(chunk, node)) {
		query_brief_scan(chunk, &chunk->scans[node->leaf], need,
		    &truth->yes);
		truth->may = truth->yes;
		return;
	}
	for (size_t at = 0; bits_next(need, &at); at++) {
		if (!query_chunk_card(chunk, at))
			break;
		if (query_match_node(row, node))
			bits_set(&truth->yes, at);
	}
	truth->may = truth->yes;
}

/* Of those without a record in the pipeline all are alike. */
static void
match_alike(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	const struct predicate *what = &node->predicate;

	chunk->row.lead.lead = (struct lead){ 0 };
	chunk->row.parts = PART_LEAD;
	bits_clear(&truth->yes);
	if (what->match(&chunk->row, what))
		truth->yes = *need;
	truth->may = truth->yes;
}

static void
match_terms(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	const struct index_bits *bits =
	    query_index_bits(chunk->index, node->leaf, chunk->number);

	truth->yes = *need;
	truth->may = *need;
	bits_and(&truth->yes, &bits->yes);
	bits_and(&truth->may, &bits->may);
}

void
query_chunk_suspects(struct query_chunk *chunk, struct bits *bits)
{
	const struct query_suspects *given = chunk->source->options->suspects;
	const struct scan links = { .kind = SCAN_FLAGS,
		.number = COLUMN_FLAGS,
		.flags = CARD_LINKEDIN | CARD_WEBSITE | CARD_SOCIAL,
		.yes = true };
	struct bits rest = *bits, linked;

	bits_and(bits,
	    &query_index_bits(chunk->index, INDEX_EXCLUDED, chunk->number)
		 ->may);
	if (given == NULL || !given->has_links)
		return;
	bits_and_not(&rest, bits);
	query_brief_scan(chunk, &links, &rest, &linked);
	bits_or(bits, &linked);
}

/* Nobody is known for sure without a look at the records. */
static void
match_known(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	struct bits suspects = *need;

	query_chunk_suspects(chunk, &suspects);
	bits_clear(&truth->yes);
	truth->may = suspects;
	if (node->predicate.yes)
		return;
	truth->yes = truth->may = *need;
	bits_and_not(&truth->yes, &suspects);
}

static void
match_card(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	if (chunk->assume_place && node->is_place && !node->negated)
		truth->yes = truth->may = *need;
	else if (query_index_knows(chunk->index, node->leaf))
		match_terms(chunk, node, need, truth);
	else
		scan(chunk, node, need, truth);
}

static void
match_leaf(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	struct bits leads = *need;

	switch (node->predicate.access) {
	case ACCESS_TERMS:
		match_terms(chunk, node, need, truth);
		break;
	case ACCESS_KNOWN:
		match_known(chunk, node, need, truth);
		break;
	case ACCESS_LEAD:
		if (node->predicate.match != query_match_due) {
			match_alike(chunk, node, need, truth);
			break;
		}
		scan(chunk, node, need, truth);
		break;
	case ACCESS_CARD:
		match_card(chunk, node, need, truth);
		break;
	case ACCESS_SIGNAL:
		scan(chunk, node, need, truth);
		break;
	}
	if (!node->predicate.asks_lead)
		return;
	bits_and(&leads, &chunk->leads);
	bits_and_not(&truth->yes, &leads);
	bits_or(&truth->may, &leads);
}

/* ---- nodes ---- */

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static void
match_and(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	struct truth one;

	truth->yes = truth->may = *need;
	for (size_t i = 0; i < node->n && !bits_is_empty(&truth->may); i++) {
		query_chunk_match(chunk, node->by_set_cost[i], &truth->may,
		    &one);
		bits_and(&truth->yes, &one.yes);
		truth->may = one.may;
	}
}

static void
match_or(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	struct bits rest = *need;
	struct truth one;

	bits_clear(&truth->yes);
	bits_clear(&truth->may);
	for (size_t i = 0; i < node->n && !bits_is_empty(&rest); i++) {
		query_chunk_match(chunk, node->by_set_cost[i], &rest, &one);
		bits_or(&truth->yes, &one.yes);
		bits_or(&truth->may, &one.may);
		bits_and_not(&rest, &one.yes);
	}
}

static void
match_not(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	struct truth one;

	query_chunk_match(chunk, node->children[0], need, &one);
	truth->yes = truth->may = *need;
	bits_and_not(&truth->yes, &one.may);
	bits_and_not(&truth->may, &one.yes);
}

void
query_chunk_match(struct query_chunk *chunk, const struct node *node,
    const struct bits *need, struct truth *truth)
{
	switch (node->kind) {
	case NODE_ALL:
		truth->yes = truth->may = *need;
		return;
	case NODE_AND:
		match_and(chunk, node, need, truth);
		return;
	case NODE_OR:
		match_or(chunk, node, need, truth);
		return;
	case NODE_NOT:
		match_not(chunk, node, need, truth);
		return;
	case NODE_LEAF:
		match_leaf(chunk, node, need, truth);
		return;
	}
}
/* NOLINTEND(misc-no-recursion) */
