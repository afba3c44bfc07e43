/*
 * Recursive descent over
 *
 *	query  = either
 *	either = all { "OR" all }
 *	all    = one { [ "AND" ] one }
 *	one    = ( "not" | "-" ) one | "(" either ")" | term
 *	term   = field ":" value { "," value } | word [ "*" ] | phrase [ "*" ]
 *	       | "@" name
 *
 * Depth, terms and bytes are limited, so that no query can exhaust the stack.
 */
#include "store/query/query_parse.h"

#include <string.h>

#include "base/mem.h"

/* As deep as QUERY_DEPTH_MAX.  NOLINTBEGIN(misc-no-recursion) */
static bool
go_deeper(struct query_parser *parser)
{
	if (++parser->depth <= QUERY_DEPTH_MAX)
		return true;
	(void)query_refuse(parser, parser->start, "nested too deeply");
	return false;
}

static struct node *parse_one(struct query_parser *parser);

static struct node *
parse_not(struct query_parser *parser)
{
	const char *start = parser->start;
	bool negated = parser->negated;
	struct node *node, *child;

	if (!go_deeper(parser))
		return NULL;
	query_next(parser);
	parser->negated = !negated;
	child = parse_one(parser);
	if (child == NULL)
		return NULL;
	parser->negated = negated;
	parser->depth--;
	node = query_node_new(parser->query, NODE_NOT, &child, 1);
	query_node_cite(node, start, child->source + child->source_len);
	return node;
}

static struct node *
parse_group(struct query_parser *parser)
{
	const char *start = parser->start;
	struct node *node;

	if (!go_deeper(parser))
		return NULL;
	query_next(parser);
	if (parser->token == TOKEN_CLOSE)
		return query_refuse_node(parser, start,
		    "nothing stands between the parentheses");
	node = query_parse_either(parser);
	if (node == NULL)
		return NULL;
	if (parser->token != TOKEN_CLOSE)
		return query_refuse_node(parser, start,
		    "the parenthesis is never closed");
	parser->depth--;
	query_node_cite(node, start, parser->at);
	query_next(parser);
	return node;
}

static struct node *
parse_one(struct query_parser *parser)
{
	struct node *node;

	if (parser->rc < 0)
		return NULL;
	switch (parser->token) {
	case TOKEN_NOT:
		return parse_not(parser);
	case TOKEN_OPEN:
		return parse_group(parser);
	case TOKEN_TERM:
		node = query_parse_term(parser);
		if (node != NULL)
			query_next(parser);
		return node;
	case TOKEN_END:
	case TOKEN_CLOSE:
	case TOKEN_AND:
	case TOKEN_OR:
		break;
	}
	return query_refuse_node(parser, parser->start,
	    "a condition is missing here");
}

static bool
begins_one(enum token token)
{
	return token == TOKEN_NOT || token == TOKEN_OPEN || token == TOKEN_TERM;
}

static struct node *
parse_all(struct query_parser *parser)
{
	const char *start = parser->start;
	struct node_list *list = mem_calloc(1, sizeof(*list));
	struct node *node = NULL;
	int rc;

	rc = query_list_append(parser, list, parse_one(parser));
	while (rc == 0 && parser->rc == 0 &&
	    (parser->token == TOKEN_AND || begins_one(parser->token))) {
		if (parser->token == TOKEN_AND)
			query_next(parser);
		rc = query_list_append(parser, list, parse_one(parser));
	}
	if (rc == 0 && parser->rc == 0)
		node = query_node_join(parser->query, NODE_AND, list, start);
	mem_free(list);
	return node;
}

static int
append_alternative(struct query_parser *parser, struct node_list *list,
    const char *start, struct node *node)
{
	bool is_setting = node != NULL && node->kind == NODE_ALL;

	if (is_setting && (list->n > 0 || parser->token == TOKEN_OR))
		return query_refuse(parser, start,
		    "a condition is missing on one side of OR");
	return query_list_append(parser, list, node);
}

struct node *
query_parse_either(struct query_parser *parser)
{
	const char *start = parser->start, *at = start;
	struct node_list *list = mem_calloc(1, sizeof(*list));
	struct node *node = NULL;
	int rc;

	rc = append_alternative(parser, list, at, parse_all(parser));
	while (rc == 0 && parser->rc == 0 && parser->token == TOKEN_OR) {
		query_next(parser);
		at = parser->start;
		rc = append_alternative(parser, list, at, parse_all(parser));
	}
	if (rc == 0 && parser->rc == 0)
		node = query_node_join(parser->query, NODE_OR, list, start);
	mem_free(list);
	return node;
}

/* NOLINTEND(misc-no-recursion) */

static int
parse(struct query_parser *parser)
{
	struct query *query = parser->query;

	query_next(parser);
	if (parser->rc == 0 && parser->token == TOKEN_END)
		query->root = query_node_new(query, NODE_ALL, NULL, 0);
	else if (parser->rc == 0)
		query->root = query_parse_either(parser);
	if (parser->rc == 0 && parser->token == TOKEN_CLOSE)
		return query_refuse(parser, parser->start,
		    "no parenthesis is open here");
	return parser->rc;
}

int
query_parse(const char *text, const struct vocabulary *vocabulary, int64_t now,
    struct query **ret_query, struct err_detail *detail)
{
	struct query_parser parser = { .detail = detail };
	struct query *query;
	int rc;

	if (strlen(text) > QUERY_BYTES_MAX)
		return err_set(detail, ERR_PARSE, "query: longer than %d bytes",
		    QUERY_BYTES_MAX);
	query = mem_calloc(1, sizeof(*query));
	parser.query = query;
	query->text = query_plain_text(&query->arena, text);
	query->now = now;
	if (vocabulary != NULL)
		query->vocabulary = *vocabulary;
	parser.text = parser.at = query->text;
	rc = parse(&parser);
	if (rc < 0) {
		query_free(query);
		return rc;
	}
	*ret_query = query;
	return 0;
}

void
query_free(struct query *query)
{
	if (query == NULL)
		return;
	arena_done(&query->arena);
	mem_free(query);
}

const char *const *
query_searches(const struct query *query, size_t *ret_n)
{
	*ret_n = query->n_searches;
	return query->searches;
}

const char *
query_role(const struct query *query)
{
	return query->role;
}

bool
query_role_is_saved(const struct query *query)
{
	return query->has_saved_role;
}
