/* Terms of a query: conditions on fields and words, and settings. */
#include <string.h>

#include "store/query/query_parse.h"
#include "store/query/query_row.h"

int
query_list_append(struct query_parser *parser, struct node_list *list,
    struct node *node)
{
	if (node == NULL)
		return ERR_PARSE;
	if (list->n > 0 && node->kind == NODE_ALL)
		return 0;
	if (list->n == 1 && list->items[0]->kind == NODE_ALL)
		list->n = 0;
	if (list->n >= QUERY_TERMS_MAX)
		return query_refuse(parser, parser->start,
		    "too many conditions");
	list->items[list->n++] = node;
	return 0;
}

static struct node *
unknown_field(struct query_parser *parser)
{
	struct arena *arena = &parser->query->arena;
	const char *near = query_field_nearest(arena, parser->field);
	const char *sentence;

	if (near != NULL)
		sentence = arena_format(arena,
		    "unknown field \"%.40s\"; the nearest is \"%s\"",
		    parser->field, near);
	else
		sentence = arena_format(arena,
		    "unknown field \"%.40s\"; text with a colon needs quotes",
		    parser->field);
	return query_refuse_node(parser, parser->start, sentence);
}

/* "field: sentence". */
static int
refuse_field(struct query_parser *parser, const char *mark,
    const char *sentence)
{
	return query_refuse(parser, mark,
	    arena_format(&parser->query->arena, "%s: %s", parser->field,
		sentence));
}

static int
set_role(struct query_parser *parser, bool is_saved)
{
	struct query *query = parser->query;

	if (is_saved && query->role != NULL)
		return 0;
	query->role = parser->value.text;
	query->has_saved_role = is_saved;
	return 0;
}

static int
set_sort(struct query_parser *parser, bool is_saved)
{
	struct query *query = parser->query;
	enum family family = FAMILY_MERGED_WORK;
	enum sort_by sort;

	if (!query_field_sort(parser->value.text, &sort, &family))
		return refuse_field(parser, parser->value_start,
		    "expected score, recent, followers, stars, prs, reviews, "
		    "since or signal.NAME");
	if (is_saved && query->has_sort)
		return 0;
	query->sort = sort;
	query->sort_family = family;
	query->has_sort = true;
	query->has_saved_sort = is_saved;
	return 0;
}

/*
 * role: and sort: say something about the whole query.  Those of a saved search
 * hold where the query has none of its own, and not in part of it.
 */
static int
take_setting(struct query_parser *parser)
{
	struct query *query = parser->query;
	const char *name = parser->value.text;
	bool is_role = strcmp(parser->field, "role") == 0;
	bool is_saved = parser->search != NULL;

	if (parser->depth > parser->base_depth)
		return refuse_field(parser, parser->start,
		    "stands for the whole query: not inside parentheses or "
		    "not");
	if (!is_saved &&
	    (is_role ? query->role != NULL && !query->has_saved_role
		     : query->has_sort && !query->has_saved_sort))
		return refuse_field(parser, parser->start, "is given twice");
	if (name[0] == '\0' || parser->value.is_prefix)
		return refuse_field(parser, parser->value_start,
		    "expected a name");
	if (is_saved && parser->base_depth > 0)
		return 0;
	return is_role ? set_role(parser, is_saved)
		       : set_sort(parser, is_saved);
}

static struct node *
make_leaf(struct query_parser *parser, const struct query_field *field,
    enum family family, const struct value *value)
{
	struct query *query = parser->query;
	struct err_detail expected = { "" };
	struct node *node;

	if (++query->n_terms > QUERY_TERMS_MAX)
		return query_refuse_node(parser, parser->start,
		    "too many conditions");
	node = query_leaf_new(query, field, family);
	node->negated = parser->negated;
	query_node_cite(node, parser->start, parser->at);
	if (field->parse(query, value, &node->predicate, &expected) < 0) {
		if (parser->field != NULL)
			(void)refuse_field(parser, parser->value_start,
			    expected.text);
		else
			(void)query_refuse(parser, parser->value_start,
			    expected.text);
		return NULL;
	}
	node->is_place = field->match == query_match_loc &&
	    node->predicate.place_kind == PLACE_NAMED;
	if (field->match == query_match_loc &&
	    node->predicate.place_kind != PLACE_REMOTE &&
	    node->predicate.n_places <= QUERY_PLACE_TERMS_MAX)
		query_leaf_told_by_lists(node);
	if (field->flag != 0)
		*(bool *)((char *)query + field->flag) = true;
	return node;
}

/* "go,rust" of a field of names is one or the other. */
static struct node *
make_list(struct query_parser *parser, const struct query_field *field,
    enum family family)
{
	struct arena *arena = &parser->query->arena;
	struct node_list list = { .n = 0 };
	const char *at = parser->value.text;

	for (;;) {
		size_t len = strcspn(at, ",");
		struct value value = parser->value;

		/* A star at the end is the last one's. */
		value.is_prefix = parser->value.is_prefix && at[len] == '\0';
		if (len > 1 && at[len - 1] == '*' && at[len] == ',') {
			value.is_prefix = true;
			len--;
		}
		value.text = arena_text(arena, at, len);
		if (query_list_append(parser, &list,
			make_leaf(parser, field, family, &value)) < 0)
			return NULL;
		at += strcspn(at, ",");
		if (*at == '\0')
			break;
		at++;
	}
	return query_node_join(parser->query, NODE_OR, &list, parser->start);
}

struct node *
query_parse_term(struct query_parser *parser)
{
	enum family family = FAMILY_MERGED_WORK;
	const struct query_field *field = &query_field_text;

	if (parser->field != NULL) {
		field = query_field_find(parser->field, &family);
		if (field == NULL)
			return unknown_field(parser);
		if (parser->value.text[0] == '\0')
			return query_refuse_node(parser, parser->value_start,
			    "a value must follow the colon directly");
	} else if (parser->value.text[0] == '@' && !parser->value.is_quoted) {
		return query_parse_saved(parser);
	}
	if (parser->field != NULL && field->parse == NULL)
		return take_setting(parser) < 0
		    ? NULL
		    : query_node_new(parser->query, NODE_ALL, NULL, 0);
	if (field->takes_list && !parser->value.is_quoted &&
	    strchr(parser->value.text, ',') != NULL)
		return make_list(parser, field, family);
	return make_leaf(parser, field, family, &parser->value);
}
