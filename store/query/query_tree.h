#ifndef STORE_QUERY_QUERY_TREE_H
#define STORE_QUERY_QUERY_TREE_H

#include "store/query/query_internal.h"

/*
 * The tree of a query's conditions; its nodes live in the query's arena.
 */

/* Its children, copied, are put in order of their costs. */
struct node *query_node_new(struct query *query, enum node_kind kind,
    struct node *const *children, size_t n);

/* A leaf on a field; what it asks for is the field's parse() to fill in.  Fewer
 * than QUERY_LEAVES_MAX may be there. */
struct node *query_leaf_new(struct query *query,
    const struct query_field *field, enum family family);

/* It takes no look at cards or records, whatever its field says. */
void query_leaf_told_by_lists(struct node *leaf);

/* From where to where it stands in a text, blanks at the end apart. */
void query_node_cite(struct node *node, const char *start, const char *end);

/* Nodes that are collected while their number is not known. */
struct node_list {
	struct node *items[QUERY_TERMS_MAX + 1];
	size_t n;
};

/* A node above those of a list, which isn't empty; one alone needs none.  The
 * text of the first begins at `start`. */
struct node *query_node_join(struct query *query, enum node_kind kind,
    const struct node_list *list, const char *start);

#endif
