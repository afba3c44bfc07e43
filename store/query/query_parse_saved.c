/* "@NAME": the text of a saved search, read where its name stands. */
#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "store/query/query_parse.h"

static struct node *
refuse(struct query_parser *parser, const char *sentence)
{
	return query_refuse_node(parser, parser->start, sentence);
}

/* Whether its text is being read, or it is this one that is to be saved. */
static bool
is_inside(const struct query_parser *parser, const char *name)
{
	const char *saving = parser->query->vocabulary.saving;

	for (; parser != NULL; parser = parser->outer)
		if (parser->search != NULL && strcmp(parser->search, name) == 0)
			return true;
	return saving != NULL && strcmp(saving, name) == 0;
}

enum {
	COLUMNS_SHOWN = 40 /* of a name in a sentence */
};

static struct node *
unknown_search(struct query_parser *parser, const char *name)
{
	const struct vocabulary *vocabulary = &parser->query->vocabulary;
	const char *near = vocabulary->nearest != NULL
	    ? vocabulary->nearest(vocabulary->context, "search", name)
	    : NULL;
	struct arena *arena = &parser->query->arena;
	const char *shown = text_show(arena, name, COLUMNS_SHOWN);

	return refuse(parser,
	    near != NULL
		? arena_format(arena,
		      "no search is saved as \"%s\"; the nearest is \"@%s\"",
		      shown, near)
		: arena_format(arena, "no search is saved as \"%s\"", shown));
}

/* Remembers what the query itself names. */
static void
note_search(struct query_parser *parser, const char *name)
{
	struct query *query = parser->query;

	for (size_t i = 0; i < query->n_searches; i++)
		if (strcmp(query->searches[i], name) == 0)
			return;
	if (parser->search == NULL && query->n_searches < QUERY_SEARCHES_MAX)
		query->searches[query->n_searches++] = name;
}

/* The text stands there as if in parentheses.  It can't go on for ever: no
 * search is inside itself, and each adds to the depth. */
static struct node *
read_search(struct query_parser *parser, const char *name, const char *text)
{
	struct query *query = parser->query;
	struct query_parser inner = { .query = query,
		.search = name,
		.outer = parser,
		/* At the top its settings are the query's. */
		.base_depth = parser->depth == 0 ? 0 : parser->depth + 1,
		.negated = parser->negated,
		.detail = parser->detail };
	struct node *node;
	int chain = 0;

	inner.depth = inner.base_depth;
	for (const struct query_parser *at = parser; at != NULL; at = at->outer)
		chain++;
	if (chain > QUERY_SEARCHES_MAX || inner.base_depth > QUERY_DEPTH_MAX)
		return refuse(parser, "nested too deeply");
	if (++query->n_terms > QUERY_TERMS_MAX)
		return refuse(parser, "too many conditions");
	inner.text = inner.at = query_plain_text(&query->arena, text);
	query_next(&inner);
	node = inner.rc == 0 && inner.token == TOKEN_END
	    ? query_node_new(query, NODE_ALL, NULL, 0)
	    : query_parse_either(&inner);
	if (inner.rc == 0 && inner.token == TOKEN_CLOSE)
		(void)query_refuse(&inner, inner.start,
		    "no parenthesis is open here");
	parser->rc = inner.rc;
	if (node != NULL && inner.rc == 0)
		query_node_cite(node, parser->start, parser->at);
	return inner.rc == 0 ? node : NULL;
}

struct node *
query_parse_saved(struct query_parser *parser)
{
	const struct vocabulary *vocabulary = &parser->query->vocabulary;
	char *name =
	    arena_strdup(&parser->query->arena, parser->value.text + 1);
	const char *text;

	str_lower_all(name);
	if (name[0] == '\0' || parser->value.is_prefix)
		return refuse(parser,
		    "expected the name of a saved search behind the @");
	if (is_inside(parser, name))
		return refuse(parser, "a saved search can't be part of itself");
	if (vocabulary->search == NULL ||
	    !vocabulary->search(vocabulary->context, name, &text))
		return unknown_search(parser, name);
	note_search(parser, name);
	return read_search(parser, name, text);
}
