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
#include <stddef.h>
#include <string.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "store/query_row.h"
#include "store/query_token.h"

/* ---- nodes ---- */

static struct node *
new_node(struct query_parser *parser, enum node_kind kind, size_t n)
{
	struct arena *arena = &parser->query->arena;
	struct node *node = arena_calloc(arena, 1, sizeof(*node));

	node->kind = kind;
	node->n = n;
	node->children = arena_calloc(arena, n, sizeof(struct node *));
	node->by_cost = arena_calloc(arena, n, sizeof(struct node *));
	node->by_set_cost = arena_calloc(arena, n, sizeof(struct node *));
	return node;
}

static void
set_source(struct node *node, const char *start, const char *end)
{
	while (end > start && str_is_space(end[-1]))
		end--;
	node->source = start;
	node->source_len = (size_t)(end - start);
}

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

/* Children collected while their number is not known. */
struct list {
	struct node *items[QUERY_TERMS_MAX + 1];
	size_t n;
};

/* One alone needs no node above it. */
static struct node *
join(struct query_parser *parser, enum node_kind kind, const struct list *list,
    const char *start)
{
	struct node *node;

	if (list->n == 1)
		return list->items[0];
	node = new_node(parser, kind, list->n);
	if (list->n > 0)
		memcpy(node->children, list->items,
		    list->n * sizeof(struct node *));
	order_by_cost(node);
	if (node->n > 0)
		set_source(node, start,
		    list->items[list->n - 1]->source +
			list->items[list->n - 1]->source_len);
	return node;
}

/* A setting is no condition: it stays only where there is nothing else. */
static int
append(struct query_parser *parser, struct list *list, struct node *node)
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

/* ---- terms ---- */

static int
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
	return query_refuse(parser, parser->start, sentence);
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

/* Postings are at hand for all of a chunk at once; columns are best looked at
 * for the few leads that are left. */
static const int set_cost_of[] = { [ACCESS_TERMS] = 1,
	[ACCESS_KNOWN] = 1,
	[ACCESS_LEAD] = 2,
	[ACCESS_CARD] = 4,
	[ACCESS_SIGNAL] = 6 };

static void
set_field(struct query *query, struct node *leaf,
    const struct query_field *field)
{
	ASSERT(query->n_leaves < QUERY_LEAVES_MAX);
	leaf->leaf = query->n_leaves++;
	leaf->cost = field->cost;
	leaf->set_cost = set_cost_of[field->access];
	leaf->predicate.match = field->match;
	leaf->predicate.terms = field->terms;
	leaf->predicate.access = field->access;
	leaf->predicate.asks_lead = field->asks_lead;
}

static struct node *
make_leaf(struct query_parser *parser, const struct query_field *field,
    enum family family, const struct value *value)
{
	struct query *query = parser->query;
	struct node *node = new_node(parser, NODE_LEAF, 0);
	struct err_detail expected = { "" };

	if (++query->n_terms > QUERY_TERMS_MAX) {
		(void)query_refuse(parser, parser->start,
		    "too many conditions");
		return NULL;
	}
	set_field(query, node, field);
	node->negated = parser->negated;
	node->predicate.family = family;
	set_source(node, parser->start, parser->at);
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
	/* Its lists tell. */
	if (field->match == query_match_loc &&
	    node->predicate.place_kind != PLACE_REMOTE &&
	    node->predicate.n_places <= QUERY_PLACE_TERMS_MAX)
		node->set_cost = set_cost_of[ACCESS_TERMS];
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
	struct list list = { .n = 0 };
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
		if (append(parser, &list,
			make_leaf(parser, field, family, &value)) < 0)
			return NULL;
		at += strcspn(at, ",");
		if (*at == '\0')
			break;
		at++;
	}
	return join(parser, NODE_OR, &list, parser->start);
}

/* ---- saved searches ---- */

static const char *plain_text(struct arena *arena, const char *text);
static struct node *parse_either(struct query_parser *parser);

static struct node *
refuse_search(struct query_parser *parser, const char *sentence)
{
	(void)query_refuse(parser, parser->start, sentence);
	return NULL;
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

	return refuse_search(parser,
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

/* The text stands there as if in parentheses.  NOLINTBEGIN(misc-no-recursion):
 * no search is inside itself, and each adds to the depth. */
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
		return refuse_search(parser, "nested too deeply");
	if (++query->n_terms > QUERY_TERMS_MAX)
		return refuse_search(parser, "too many conditions");
	inner.text = inner.at = plain_text(&query->arena, text);
	query_next(&inner);
	node = inner.rc == 0 && inner.token == TOKEN_END
	    ? new_node(&inner, NODE_ALL, 0)
	    : parse_either(&inner);
	if (inner.rc == 0 && inner.token == TOKEN_CLOSE)
		(void)query_refuse(&inner, inner.start,
		    "no parenthesis is open here");
	parser->rc = inner.rc;
	if (node != NULL && inner.rc == 0)
		set_source(node, parser->start, parser->at);
	return inner.rc == 0 ? node : NULL;
}

static struct node *
parse_search(struct query_parser *parser)
{
	const struct vocabulary *vocabulary = &parser->query->vocabulary;
	char *name =
	    arena_strdup(&parser->query->arena, parser->value.text + 1);
	const char *text;

	str_lower_all(name);
	if (name[0] == '\0' || parser->value.is_prefix)
		return refuse_search(parser,
		    "expected the name of a saved search behind the @");
	if (is_inside(parser, name))
		return refuse_search(parser,
		    "a saved search can't be part of itself");
	if (vocabulary->search == NULL ||
	    !vocabulary->search(vocabulary->context, name, &text))
		return unknown_search(parser, name);
	note_search(parser, name);
	return read_search(parser, name, text);
}
/* NOLINTEND(misc-no-recursion) */

static struct node *
parse_term(struct query_parser *parser)
{
	enum family family = FAMILY_MERGED_WORK;
	const struct query_field *field = &query_field_text;

	if (parser->field != NULL) {
		field = query_field_find(parser->field, &family);
		if (field == NULL) {
			(void)unknown_field(parser);
			return NULL;
		}
		if (parser->value.text[0] == '\0') {
			(void)query_refuse(parser, parser->value_start,
			    "a value must follow the colon directly");
			return NULL;
		}
	} else if (parser->value.text[0] == '@' && !parser->value.is_quoted) {
		return parse_search(parser);
	}
	if (parser->field != NULL && field->parse == NULL)
		return take_setting(parser) < 0 ? NULL
						: new_node(parser, NODE_ALL, 0);
	if (field->takes_list && !parser->value.is_quoted &&
	    strchr(parser->value.text, ',') != NULL)
		return make_list(parser, field, family);
	return make_leaf(parser, field, family, &parser->value);
}

/* ---- the grammar ---- */

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
	node = new_node(parser, NODE_NOT, 1);
	node->children[0] = child;
	order_by_cost(node);
	set_source(node, start, child->source + child->source_len);
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
	if (parser->token == TOKEN_CLOSE) {
		(void)query_refuse(parser, start,
		    "nothing stands between the "
		    "parentheses");
		return NULL;
	}
	node = parse_either(parser);
	if (node == NULL)
		return NULL;
	if (parser->token != TOKEN_CLOSE) {
		(void)query_refuse(parser, start,
		    "the parenthesis is never closed");
		return NULL;
	}
	parser->depth--;
	set_source(node, start, parser->at);
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
		node = parse_term(parser);
		if (node != NULL)
			query_next(parser);
		return node;
	case TOKEN_END:
	case TOKEN_CLOSE:
	case TOKEN_AND:
	case TOKEN_OR:
		break;
	}
	(void)query_refuse(parser, parser->start,
	    "a condition is missing here");
	return NULL;
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
	struct list *list = mem_calloc(1, sizeof(*list));
	struct node *node = NULL;
	int rc;

	rc = append(parser, list, parse_one(parser));
	while (rc == 0 && parser->rc == 0 &&
	    (parser->token == TOKEN_AND || begins_one(parser->token))) {
		if (parser->token == TOKEN_AND)
			query_next(parser);
		rc = append(parser, list, parse_one(parser));
	}
	if (rc == 0 && parser->rc == 0)
		node = join(parser, NODE_AND, list, start);
	mem_free(list);
	return node;
}

static int
append_alternative(struct query_parser *parser, struct list *list,
    const char *start, struct node *node)
{
	bool is_setting = node != NULL && node->kind == NODE_ALL;

	if (is_setting && (list->n > 0 || parser->token == TOKEN_OR))
		return query_refuse(parser, start,
		    "a condition is missing on one side of OR");
	return append(parser, list, node);
}

static struct node *
parse_either(struct query_parser *parser)
{
	const char *start = parser->start, *at = start;
	struct list *list = mem_calloc(1, sizeof(*list));
	struct node *node = NULL;
	int rc;

	rc = append_alternative(parser, list, at, parse_all(parser));
	while (rc == 0 && parser->rc == 0 && parser->token == TOKEN_OR) {
		query_next(parser);
		at = parser->start;
		rc = append_alternative(parser, list, at, parse_all(parser));
	}
	if (rc == 0 && parser->rc == 0)
		node = join(parser, NODE_OR, list, start);
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
		query->root = new_node(parser, NODE_ALL, 0);
	else if (parser->rc == 0)
		query->root = parse_either(parser);
	if (parser->rc == 0 && parser->token == TOKEN_CLOSE)
		return query_refuse(parser, parser->start,
		    "no parenthesis is open here");
	return parser->rc;
}

/* One harmless line, typographic quotes made plain: so that a query can be
 * pasted from a letter and shown in an error. */
static const char *
plain_text(struct arena *arena, const char *text)
{
	struct buf quoted, line;
	const char *plain;

	/* Repairing makes three bytes of one at most. */
	buf_init(&quoted, QUERY_BYTES_MAX);
	buf_init(&line, (size_t)3 * QUERY_BYTES_MAX);
	for (const char *at = text; *at != '\0'; at++) {
		bool is_quote = strncmp(at, "\xE2\x80\x9C", 3) == 0 ||
		    strncmp(at, "\xE2\x80\x9D", 3) == 0;

		buf_char(&quoted, (char)(is_quote ? '"' : *at));
		at += is_quote ? 2 : 0;
	}
	text_line(&line, quoted.data != NULL ? quoted.data : "", quoted.len);
	plain = arena_text(arena, line.data != NULL ? line.data : "", line.len);
	buf_done(&line);
	buf_done(&quoted);
	return plain;
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
	query->text = plain_text(&query->arena, text);
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

/* ---- what is asked beside the text ---- */

static void
narrow(struct query *query, struct node *leaf)
{
	struct query_parser parser = { .query = query };
	struct list list = { .items = { query->root, leaf }, .n = 2 };

	if (query->root->kind == NODE_ALL)
		list = (struct list){ .items = { leaf }, .n = 1 };
	query->root = join(&parser, NODE_AND, &list, leaf->source);
	set_source(query->root, leaf->source, leaf->source + leaf->source_len);
}

static struct node *
new_leaf(struct query *query, const struct query_field *field,
    const char *source)
{
	struct query_parser parser = { .query = query };
	struct node *leaf = new_node(&parser, NODE_LEAF, 0);

	set_field(query, leaf, field);
	set_source(leaf, source, source + strlen(source));
	return leaf;
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
	leaf = new_leaf(query, field,
	    arena_format(&query->arena, "%s:%s", name, text));
	leaf->predicate.family = family;
	rc = field->parse(query, &value, &leaf->predicate, detail);
	if (rc == 0)
		narrow(query, leaf);
	return rc;
}

void
query_narrow_new(struct query *query, const char *search, const char *role,
    int64_t since)
{
	struct node *leaf = new_leaf(query, &query_field_new,
	    arena_format(&query->arena, "new for @%s", search));

	leaf->predicate.text = arena_strdup(&query->arena, search);
	leaf->predicate.words = arena_strdup(&query->arena, role);
	leaf->predicate.code = since;
	narrow(query, leaf);
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
