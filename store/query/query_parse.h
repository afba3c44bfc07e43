#ifndef STORE_QUERY_QUERY_PARSE_H
#define STORE_QUERY_QUERY_PARSE_H

#include "store/query/query_token.h"
#include "store/query/query_tree.h"

/*
 * What the parts of the parser ask of each other.  Where NULL or ERR_PARSE comes
 * back, the sentence has been said.
 */

/* query_refuse() for who makes nodes: NULL. */
static inline struct node *
query_refuse_node(struct query_parser *parser, const char *mark,
    const char *sentence)
{
	(void)query_refuse(parser, mark, sentence);
	return NULL;
}

/* query_parse.c: all up to an end or a closing parenthesis. */
struct node *query_parse_either(struct query_parser *parser);

/* query_parse_term.c: the term that is the current token, which stays that. */
struct node *query_parse_term(struct query_parser *parser);
/* Puts it behind the others.  A setting (role:, sort:) is no condition: its
 * NODE_ALL stays only where there is nothing else. */
int query_list_append(struct query_parser *parser, struct node_list *list,
    struct node *node) MUST_CHECK;

/* query_parse_saved.c: the saved search whose name is the current token. */
struct node *query_parse_saved(struct query_parser *parser);

#endif
