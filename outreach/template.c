#include "outreach/template.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/text.h"

enum node_kind {
	NODE_TEXT,
	NODE_TOKEN,
	NODE_SECTION, /* {{#token}} */
	NODE_INVERTED, /* {{^token}} */
	NODE_END
};

struct node {
	enum node_kind kind;
	enum token token;
	const char *text; /* or the fallback; NULL: none */
	size_t len;
	size_t end; /* of a section: its NODE_END */
	int line, column;
};

struct template
{
	const char *name;
	struct node *nodes;
	size_t n;
	int64_t limit;
};

struct parsing {
	const char *name;
	const char *start, *end;
	struct arena *arena;
	struct err_detail *detail;
	struct template *template;
	size_t open[TEMPLATE_DEPTH_MAX]; /* sections that are not closed yet */
	size_t depth;
	/* The tag that is read. */
	const char *tag;
	char sign; /* '#', '^', '/', '!' or 0 */
	const char *inner;
	size_t inner_len;
};

/* Lines and columns count from 1, columns by characters. */
static void
locate(const struct parsing *parsing, const char *at, int *ret_line,
    int *ret_column)
{
	int line = 1, column = 1;

	for (const char *c = parsing->start; c < at; c++) {
		if (*c == '\n') {
			line++;
			column = 1;
		} else if (((uint8_t)*c & 0xC0) != 0x80) {
			column++;
		}
	}
	*ret_line = line;
	*ret_column = column;
}

static int
refuse(const struct parsing *parsing, const char *at, const char *what,
    const char *why)
{
	int line, column;

	locate(parsing, at, &line, &column);
	return err_set(parsing->detail, ERR_PARSE, "%s:%d:%d: {{%.60s}}: %s",
	    parsing->name, line, column, what, why);
}

static struct node *
add_node(struct parsing *parsing, enum node_kind kind, const char *at)
{
	struct template *template = parsing->template;
	struct node *node;

	if (template->n == TEMPLATE_NODES_MAX)
		return NULL;
	node = &template->nodes[template->n++];
	memset(node, 0, sizeof(*node));
	node->kind = kind;
	locate(parsing, at, &node->line, &node->column);
	return node;
}

static int
add_text(struct parsing *parsing, const char *text, const char *end)
{
	struct node *node;

	if (end <= text)
		return 0;
	node = add_node(parsing, NODE_TEXT, text);
	if (node == NULL)
		return refuse(parsing, text, "", "too long a template");
	node->text = text;
	node->len = (size_t)(end - text);
	return 0;
}

/* Whose items can be asked for here. */
static enum token
list_here(const struct parsing *parsing)
{
	for (size_t i = parsing->depth; i > 0; i--) {
		const struct node *open =
		    &parsing->template->nodes[parsing->open[i - 1]];

		if (open->kind == NODE_SECTION &&
		    token_info(open->token)->kind == TOKEN_KIND_LIST)
			return open->token;
	}
	return TOKEN_COUNT;
}

/* Inside {{#token}} a token is known. */
static bool
is_asked_for(const struct parsing *parsing, enum token token)
{
	for (size_t i = 0; i < parsing->depth; i++) {
		const struct node *open =
		    &parsing->template->nodes[parsing->open[i]];

		if (open->kind == NODE_SECTION && open->token == token)
			return true;
	}
	return false;
}

static int
find_token(const struct parsing *parsing, const char *name,
    enum token *ret_token)
{
	char why[160];

	if (token_find(name, list_here(parsing), ret_token))
		return 0;
	(void)snprintf(why, sizeof(why), "no such token%s", token_hint(name));
	return refuse(parsing, parsing->tag, name, why);
}

/* {{token}} or {{token|fallback}} */
static int
read_token(struct parsing *parsing)
{
	const char *bar = memchr(parsing->inner, '|', parsing->inner_len);
	size_t len =
	    bar != NULL ? (size_t)(bar - parsing->inner) : parsing->inner_len;
	const char *trimmed = str_trim(parsing->inner, len, &len);
	const char *name = arena_text(parsing->arena, trimmed, len);
	const struct token_info *info;
	struct node *node;
	enum token token;
	int rc = find_token(parsing, name, &token);

	if (rc != 0)
		return rc;
	info = token_info(token);
	if (info->kind == TOKEN_KIND_FLAG || info->kind == TOKEN_KIND_LIST)
		return refuse(parsing, parsing->tag, name,
		    "is no text: write {{#...}}...{{/...}}");
	node = add_node(parsing, NODE_TOKEN, parsing->tag);
	if (node == NULL)
		return refuse(parsing, parsing->tag, name, "too many tokens");
	node->token = token;
	if (bar != NULL) {
		trimmed = str_trim(bar + 1,
		    (size_t)(parsing->inner + parsing->inner_len - bar - 1),
		    &node->len);
		node->text = arena_text(parsing->arena, trimmed, node->len);
		if (node->len == 0)
			return refuse(parsing, parsing->tag, name,
			    "an empty fallback leaves a gap: give a text, or "
			    "put the sentence in {{#...}}...{{/...}}");
		return 0;
	}
	if (info->kind == TOKEN_KIND_TEXT && !is_asked_for(parsing, token))
		return refuse(parsing, parsing->tag, name,
		    "can be missing: needs a fallback, {{token|text}}, or a "
		    "section, {{#token}}...{{/token}}");
	return 0;
}

static int
open_section(struct parsing *parsing, const char *name)
{
	struct node *node;
	enum token token;
	int rc = find_token(parsing, name, &token);

	if (rc != 0)
		return rc;
	if (parsing->depth == TEMPLATE_DEPTH_MAX)
		return refuse(parsing, parsing->tag, name, "nested too deep");
	node = add_node(parsing,
	    parsing->sign == '#' ? NODE_SECTION : NODE_INVERTED, parsing->tag);
	if (node == NULL)
		return refuse(parsing, parsing->tag, name, "too many tokens");
	node->token = token;
	parsing->open[parsing->depth++] = parsing->template->n - 1;
	return 0;
}

static int
close_section(struct parsing *parsing, const char *name)
{
	struct template *template = parsing->template;
	struct node *open, *node;
	char why[80];

	if (parsing->depth == 0)
		return refuse(parsing, parsing->tag, name,
		    "closes a section that was not opened");
	open = &template->nodes[parsing->open[parsing->depth - 1]];
	if (!str_equal(token_info(open->token)->name, name)) {
		(void)snprintf(why, sizeof(why),
		    "expected {{/%s}}, which line %d opened",
		    token_info(open->token)->name, open->line);
		return refuse(parsing, parsing->tag, name, why);
	}
	node = add_node(parsing, NODE_END, parsing->tag);
	if (node == NULL)
		return refuse(parsing, parsing->tag, name, "too many tokens");
	open->end = template->n - 1;
	parsing->depth--;
	return 0;
}

/* {{! limit: 399 }} */
static int
read_remark(struct parsing *parsing)
{
	size_t len;
	const char *text = str_trim(parsing->inner, parsing->inner_len, &len);
	const char *number;

	if (len < 6 || memcmp(text, "limit:", 6) != 0)
		return 0;
	number = str_trim(text + 6, len - 6, &len);
	if (str_to_int(arena_text(parsing->arena, number, len), 1, 100000,
		&parsing->template->limit) != 0)
		return refuse(parsing, parsing->tag, "! limit",
		    "expected a number of characters from 1 to 100000");
	return 0;
}

static int
read_tag(struct parsing *parsing)
{
	size_t len;
	const char *trimmed =
	    str_trim(parsing->inner, parsing->inner_len, &len);
	const char *name = arena_text(parsing->arena, trimmed, len);

	switch (parsing->sign) {
	case '#':
	case '^':
		return open_section(parsing, name);
	case '/':
		return close_section(parsing, name);
	case '!':
		return read_remark(parsing);
	case '>':
	case '&':
	case '=':
	case '{':
		return refuse(parsing, parsing->tag, name,
		    "partials, other delimiters and {{{ }}} are not part of "
		    "these templates");
	default:
		return read_token(parsing);
	}
}

/* Finds the next tag; NULL at the end. */
static const char *
next_tag(struct parsing *parsing, const char *from, int *ret_rc)
{
	const char *at = memmem(from, (size_t)(parsing->end - from), "{{", 2);
	const char *close;

	*ret_rc = 0;
	if (at == NULL)
		return NULL;
	parsing->tag = at;
	close = memmem(at + 2, (size_t)(parsing->end - at - 2), "}}", 2);
	if (close == NULL || memchr(at, '\n', (size_t)(close - at)) != NULL) {
		*ret_rc = refuse(parsing, at, "", "is not closed by }}");
		return NULL;
	}
	parsing->sign =
	    at[2] != '\0' && strchr("#^/!>&={", at[2]) != NULL ? at[2] : '\0';
	parsing->inner = at + 2 + (parsing->sign != '\0');
	parsing->inner_len =
	    parsing->inner < close ? (size_t)(close - parsing->inner) : 0;
	return close + 2;
}

/* Whether a tag that prints nothing has its line for itself; then the line is
 * from *start to *after. */
static bool
is_standalone(const struct parsing *parsing, const char **start,
    const char **after)
{
	const char *first = parsing->tag, *last = *after;

	if (parsing->sign == '\0')
		return false;
	while (first > *start && (first[-1] == ' ' || first[-1] == '\t'))
		first--;
	if (first > parsing->start && first[-1] != '\n')
		return false;
	while (last < parsing->end &&
	    (*last == ' ' || *last == '\t' || *last == '\r'))
		last++;
	if (last < parsing->end && *last != '\n')
		return false;
	*start = first;
	*after = last < parsing->end ? last + 1 : last;
	return true;
}

static int
parse(struct parsing *parsing)
{
	const char *at = parsing->start;
	int rc = 0;

	while (rc == 0) {
		const char *after = next_tag(parsing, at, &rc);
		const char *line = at;

		if (after == NULL)
			break;
		if (is_standalone(parsing, &line, &after))
			rc = add_text(parsing, at, line);
		else
			rc = add_text(parsing, at, parsing->tag);
		if (rc == 0)
			rc = read_tag(parsing);
		at = after;
	}
	if (rc == 0)
		rc = add_text(parsing, at, parsing->end);
	if (rc == 0 && parsing->depth > 0) {
		const struct node *open =
		    &parsing->template
			 ->nodes[parsing->open[parsing->depth - 1]];

		rc = err_set(parsing->detail, ERR_PARSE,
		    "%s:%d:%d: {{#%s}}: is not closed by {{/%s}}",
		    parsing->name, open->line, open->column,
		    token_info(open->token)->name,
		    token_info(open->token)->name);
	}
	return rc;
}

int
template_parse(const char *name, const char *text, size_t len,
    struct arena *arena, const struct template **ret_template,
    struct err_detail *detail)
{
	struct parsing parsing = { .name = arena_strdup(arena, name),
		.arena = arena,
		.detail = detail };
	int rc;

	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		len -= 3;
	}
	if (!text_valid(text, len) || memchr(text, '\0', len) != NULL)
		return err_set(detail, ERR_PARSE, "%s: not UTF-8 text", name);
	parsing.start = arena_text(arena, text, len);
	parsing.end = parsing.start + len;
	parsing.template = arena_calloc(arena, 1, sizeof(*parsing.template));
	parsing.template->name = parsing.name;
	parsing.template->nodes = arena_calloc(arena, TEMPLATE_NODES_MAX,
	    sizeof(*parsing.template->nodes));
	rc = parse(&parsing);
	if (rc == 0)
		*ret_template = parsing.template;
	return rc;
}

const char *
template_place(const struct template *template, enum token token,
    struct arena *arena)
{
	for (size_t i = 0; i < template->n; i++) {
		const struct node *node = &template->nodes[i];

		if (node->kind == NODE_TOKEN && node->token == token)
			return arena_format(arena, "%s:%d:%d", template->name,
			    node->line, node->column);
	}
	return template->name;
}

int64_t
template_limit(const struct template *template)
{
	return template->limit;
}

/* ---- rendering ---- */

struct rendering {
	const struct template *template;
	const struct template_values *values;
	const struct template_item *item; /* within a list */
	struct buf *out;
	struct template_gaps *gaps;
};

static bool
is_text(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static const char *
value_of(const struct rendering *rendering, enum token token)
{
	if (token_info(token)->kind == TOKEN_KIND_ITEM)
		return rendering->item != NULL ? rendering->item->texts[token]
					       : NULL;
	return rendering->values->texts[token];
}

static bool
is_known(const struct rendering *rendering, enum token token)
{
	switch (token_info(token)->kind) {
	case TOKEN_KIND_FLAG:
		return rendering->values->flags[token];
	case TOKEN_KIND_LIST:
		return rendering->values->n_items[token] > 0;
	case TOKEN_KIND_TEXT:
	case TOKEN_KIND_NEEDED:
	case TOKEN_KIND_ALWAYS:
	case TOKEN_KIND_ITEM:
		break;
	}
	return is_text(value_of(rendering, token));
}

static void
put_token(const struct rendering *rendering, const struct node *node)
{
	const char *text = value_of(rendering, node->token);
	uint64_t bit = UINT64_C(1) << node->token;

	if (is_text(text)) {
		buf_text(rendering->out, text);
	} else if (node->text != NULL) {
		buf_text(rendering->out, node->text);
		rendering->gaps->fell_back |= bit;
	} else if (token_info(node->token)->kind != TOKEN_KIND_ALWAYS) {
		rendering->gaps->missing |= bit;
	}
}

static void render(struct rendering *rendering, size_t from, size_t to);

/* What a section says of somebody of whom the token is not known. */
static void
put_instead(struct rendering *rendering, size_t i)
{
	const struct node *node = &rendering->template->nodes[i];

	if (token_info(node->token)->kind == TOKEN_KIND_TEXT)
		rendering->gaps->fell_back |= UINT64_C(1) << node->token;
	render(rendering, i + 1, node->end);
}

/* Depth is bounded by the parser. */
static void
render(struct rendering *rendering, size_t from, size_t to)
{
	const struct template_values *values = rendering->values;

	for (size_t i = from; i < to; i++) {
		const struct node *node = &rendering->template->nodes[i];
		const struct template_item *outer = rendering->item;

		switch (node->kind) {
		case NODE_TEXT:
			buf_add(rendering->out, node->text, node->len);
			break;
		case NODE_TOKEN:
			put_token(rendering, node);
			break;
		case NODE_INVERTED:
			if (!is_known(rendering, node->token))
				put_instead(rendering, i);
			i = node->end;
			break;
		case NODE_SECTION:
			if (token_info(node->token)->kind == TOKEN_KIND_LIST) {
				for (size_t k = 0;
				     k < values->n_items[node->token]; k++) {
					rendering->item =
					    &values->items[node->token][k];
					render(rendering, i + 1, node->end);
				}
				rendering->item = outer;
			} else if (is_known(rendering, node->token)) {
				render(rendering, i + 1, node->end);
			}
			i = node->end;
			break;
		case NODE_END:
			break;
		}
	}
}

void
template_render(const struct template *template,
    const struct template_values *values, struct buf *out,
    struct template_gaps *ret_gaps)
{
	struct rendering rendering = { template, values, NULL, NULL, ret_gaps };
	const char *trimmed;
	struct buf message;
	size_t len;

	memset(ret_gaps, 0, sizeof(*ret_gaps));
	buf_init(&message, out->max);
	rendering.out = &message;
	render(&rendering, 0, template->n);
	out->overflow |= message.overflow;
	if (message.len > 0) {
		trimmed = str_trim(message.data, message.len, &len);
		buf_add(out, trimmed, len);
	}
	buf_done(&message);
}
