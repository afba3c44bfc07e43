#include "store/query/query_tree.h"

#include <string.h>

#include "base/assert.h"
#include "base/str.h"

/* Postings are at hand for all of a chunk at once; columns are best looked at
 * for the few leads that are left. */
static const int set_cost_of[] = { [ACCESS_TERMS] = 1,
	[ACCESS_KNOWN] = 1,
	[ACCESS_LEAD] = 2,
	[ACCESS_CARD] = 4,
	[ACCESS_SIGNAL] = 6 };

static int
cost_of(const struct node *node, bool of_set)
{
	return of_set ? node->set_cost : node->cost;
}

/* Insertion keeps the written order among equals. */
static void
order(const struct node *node, struct node **items, bool of_set)
{
	for (size_t i = 0; i < node->n; i++) {
		struct node *child = node->children[i];
		size_t at = i;

		while (at > 0 &&
		    cost_of(items[at - 1], of_set) > cost_of(child, of_set)) {
			items[at] = items[at - 1];
			at--;
		}
		items[at] = child;
	}
}

static void
order_by_cost(struct node *node)
{
	order(node, node->by_cost, false);
	order(node, node->by_set_cost, true);
	for (size_t i = 0; i < node->n; i++) {
		node->cost += node->children[i]->cost;
		node->set_cost += node->children[i]->set_cost;
	}
}

struct node *
query_node_new(struct query *query, enum node_kind kind,
    struct node *const *children, size_t n)
{
	struct arena *arena = &query->arena;
	struct node *node = arena_calloc(arena, 1, sizeof(*node));

	node->kind = kind;
	node->n = n;
	node->children = arena_calloc(arena, n, sizeof(struct node *));
	node->by_cost = arena_calloc(arena, n, sizeof(struct node *));
	node->by_set_cost = arena_calloc(arena, n, sizeof(struct node *));
	if (n > 0)
		memcpy(node->children, children, n * sizeof(struct node *));
	order_by_cost(node);
	return node;
}

struct node *
query_leaf_new(struct query *query, const struct query_field *field,
    enum family family)
{
	struct node *leaf = query_node_new(query, NODE_LEAF, NULL, 0);

	ASSERT(query->n_leaves < QUERY_LEAVES_MAX);
	leaf->leaf = query->n_leaves++;
	leaf->cost = field->cost;
	leaf->set_cost = set_cost_of[field->access];
	leaf->predicate.match = field->match;
	leaf->predicate.terms = field->terms;
	leaf->predicate.access = field->access;
	leaf->predicate.asks_lead = field->asks_lead;
	leaf->predicate.family = family;
	return leaf;
}

void
query_leaf_told_by_lists(struct node *leaf)
{
	leaf->set_cost = set_cost_of[ACCESS_TERMS];
}

void
query_node_cite(struct node *node, const char *start, const char *end)
{
	while (end > start && str_is_space(end[-1]))
		end--;
	node->source = start;
	node->source_len = (size_t)(end - start);
}

struct node *
query_node_join(struct query *query, enum node_kind kind,
    const struct node_list *list, const char *start)
{
	const struct node *last;
	struct node *node;

	ASSERT(list->n > 0);
	if (list->n == 1)
		return list->items[0];
	node = query_node_new(query, kind, list->items, list->n);
	last = list->items[list->n - 1];
	query_node_cite(node, start, last->source + last->source_len);
	return node;
}

/* ---- what is asked beside the text ---- */

static void
narrow(struct query *query, struct node *leaf, const char *source)
{
	struct node_list list = { .items = { query->root, leaf }, .n = 2 };

	query_node_cite(leaf, source, source + strlen(source));
	if (query->root->kind == NODE_ALL)
		list = (struct node_list){ .items = { leaf }, .n = 1 };
	query->root = query_node_join(query, NODE_AND, &list, leaf->source);
	query_node_cite(query->root, leaf->source,
	    leaf->source + leaf->source_len);
}

int
query_narrow(struct query *query, const char *name, const char *text,
    struct err_detail *detail)
{
	enum family family = FAMILY_MERGED_WORK;
	const struct query_field *field = query_field_find(name, &family);
	const struct value value = { .text = text };
	struct node *leaf;
	int rc;

	if (field == NULL || field->parse == NULL)
		return err_set(detail, ERR_PARSE, "no such field");
	leaf = query_leaf_new(query, field, family);
	rc = field->parse(query, &value, &leaf->predicate, detail);
	if (rc == 0)
		narrow(query, leaf,
		    arena_format(&query->arena, "%s:%s", name, text));
	return rc;
}

void
query_narrow_new(struct query *query, const char *search, const char *role,
    int64_t since)
{
	struct node *leaf =
	    query_leaf_new(query, &query_field_new, FAMILY_MERGED_WORK);

	leaf->predicate.text = arena_strdup(&query->arena, search);
	leaf->predicate.words = arena_strdup(&query->arena, role);
	leaf->predicate.code = since;
	narrow(query, leaf, arena_format(&query->arena, "new for @%s", search));
}
