#include "store/query/query_bound.h"

#include <stdlib.h>
#include <string.h>

#include "store/query/query_row.h"

enum {
	/* Of a condition with more terms not all are looked up. */
	TERMS_MOST = 64
};

struct maker {
	struct query_source *source;
	struct arena *arena;
	bool assumes_place;
	int rc;
};

/* As struct query_bound has it; not set: anybody. */
struct set {
	bool is_set;
	bool is_of_role;
	uint32_t *items;
	size_t n;
};

static const struct set anybody;

/* ---- sets ---- */

static int
by_number(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

static struct set
unite(struct maker *maker, struct set a, struct set b)
{
	struct set all = { true, a.is_of_role && b.is_of_role, NULL, 0 };
	size_t i = 0, j = 0;

	if (!a.is_set || !b.is_set || a.n + b.n > QUERY_BOUND_MOST)
		return anybody;
	all.items = arena_alloc(maker->arena, (a.n + b.n) * sizeof(*all.items));
	while (i < a.n || j < b.n) {
		if (j == b.n || (i < a.n && a.items[i] < b.items[j]))
			all.items[all.n++] = a.items[i++];
		else if (i == a.n || b.items[j] < a.items[i])
			all.items[all.n++] = b.items[j++];
		else
			i++; /* b's is next */
	}
	return all;
}

/* Into the memory of `a`. */
static struct set
intersect(struct set a, struct set b)
{
	struct set both = { true, a.is_of_role || b.is_of_role, a.items, 0 };
	size_t j = 0;

	if (!a.is_set || !b.is_set)
		return a.is_set ? a : b;
	for (size_t i = 0; i < a.n; i++) {
		while (j < b.n && b.items[j] < a.items[i])
			j++;
		if (j < b.n && b.items[j] == a.items[i])
			both.items[both.n++] = a.items[i];
	}
	return both;
}

/* ---- lists ---- */

/* Into the room behind the set's items, if it is kept whole. */
static bool
add_list(struct maker *maker, const struct posting_term *term, struct set *set)
{
	struct posting_list list;
	int rc;

	if (set->n + POSTING_WHOLE_MOST > QUERY_BOUND_MOST)
		return false;
	rc = posting_whole(maker->source->txn, term, &list);
	/* What can't be read is told when chunks are read. */
	if (rc < 0 && rc != ERR_LIMIT && rc != ERR_CORRUPT)
		maker->rc = rc;
	if (rc < 0)
		return false;
	if (list.n > 0)
		memcpy(set->items + set->n, list.ordinals,
		    list.n * sizeof(*set->items));
	set->n += list.n;
	return true;
}

static bool
is_of_role(const struct posting_term *term)
{
	return term->space >= POSTING_MEMBER && term->space <= POSTING_PLACE;
}

static struct set
new_set(struct maker *maker, size_t terms)
{
	size_t room = terms * POSTING_WHOLE_MOST;

	if (room > QUERY_BOUND_MOST)
		room = QUERY_BOUND_MOST;
	return (struct set){ .is_set = true,
		.is_of_role = true,
		.items =
		    arena_alloc(maker->arena, (room + 1) * sizeof(uint32_t)) };
}

/* Who has any of the terms. */
static struct set
any_of(struct maker *maker, const struct posting_term *terms, size_t n)
{
	struct set set;
	size_t kept = 0;

	if (n > TERMS_MOST)
		return anybody;
	set = new_set(maker, n);
	for (size_t i = 0; i < n; i++) {
		if (!add_list(maker, &terms[i], &set))
			return anybody;
		set.is_of_role = set.is_of_role && is_of_role(&terms[i]);
	}
	if (n > 1)
		qsort(set.items, set.n, sizeof(*set.items), by_number);
	for (size_t i = 0; i < set.n; i++)
		if (kept == 0 || set.items[kept - 1] != set.items[i])
			set.items[kept++] = set.items[i];
	set.n = kept;
	return set;
}

/* Who has all of the terms; given none, nobody. */
static struct set
all_of(struct maker *maker, const struct posting_term *terms, size_t n)
{
	struct set all = anybody;

	if (n == 0)
		return new_set(maker, 0);
	for (size_t i = 0; i < n && i < TERMS_MOST; i++)
		all = intersect(all, any_of(maker, &terms[i], 1));
	return all;
}

/* Whose record in the pipeline may say anything. */
static struct set
with_records(struct maker *maker, struct set set)
{
	const struct query_source *source = maker->source;
	struct posting_term terms[] = { { .space = POSTING_PIPELINE },
		{ .space = POSTING_PIPELINE } };

	if (!source->has_leads)
		return set;
	terms[1].slot.role = source->role.slot.role;
	return unite(maker, set, any_of(maker, terms, 2));
}

/* ---- nodes ---- */

static struct set
bound_leaf(struct maker *maker, const struct node *node)
{
	const struct query_index *index = maker->source->index;
	const struct leaf_terms *leaf;
	struct set set;

	if ((maker->assumes_place && node->is_place && !node->negated) ||
	    !query_index_knows(index, node->leaf))
		return anybody;
	leaf = query_index_leaf(index, node->leaf);
	if (leaf->is_open)
		return anybody;
	set = any_of(maker, leaf->any, leaf->n_any);
	if (set.is_set && leaf->n_all > 0)
		set = unite(maker, set, all_of(maker, leaf->all, leaf->n_all));
	if (set.is_set && node->predicate.asks_lead)
		set = with_records(maker, set);
	return set;
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static struct set
bound_node(struct maker *maker, const struct node *node)
{
	struct set set = anybody;

	switch (node->kind) {
	case NODE_LEAF:
		return bound_leaf(maker, node);
	case NODE_AND:
		for (size_t i = 0; i < node->n; i++)
			set = intersect(set,
			    bound_node(maker, node->children[i]));
		return set;
	case NODE_OR:
		for (size_t i = 0; i < node->n && (i == 0 || set.is_set); i++) {
			struct set one = bound_node(maker, node->children[i]);

			set = i == 0 ? one : unite(maker, set, one);
		}
		return set;
	case NODE_ALL:
	case NODE_NOT:
		break;
	}
	return set;
}
/* NOLINTEND(misc-no-recursion) */

int
query_bound_make(struct query_bound *bound, struct query_source *source,
    const struct node *node, bool assumes_place)
{
	struct maker maker = { source, &bound->arena, assumes_place, 0 };
	struct set set = bound_node(&maker, node);

	bound->is_set = set.is_set && maker.rc == 0;
	bound->is_of_role = set.is_of_role;
	bound->ordinals = set.items;
	bound->n = set.n;
	return maker.rc;
}

void
query_bound_done(struct query_bound *bound)
{
	arena_done(&bound->arena);
	bound->is_set = false;
}

size_t
query_bound_find(const struct query_bound *bound, uint32_t ordinal)
{
	size_t from = 0, to = bound->n;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (bound->ordinals[at] < ordinal)
			from = at + 1;
		else
			to = at;
	}
	return from < bound->n && bound->ordinals[from] == ordinal ? from
								   : bound->n;
}
