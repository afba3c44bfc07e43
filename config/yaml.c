#include "config/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"

enum {
	SHOWN_COLUMNS = 60, /* of a wrong value, in messages */
	MESSAGE_BYTES = 16 * 1024, /* before it is cut to ERR_DETAIL_LEN */
	FLOW_OPEN = 1000
};

static int
broken(struct yaml_tree *tree, int line, const char *what)
{
	return err_set(tree->detail, ERR_PARSE, "%s:%d: not valid YAML: %s",
	    tree->file, line, what);
}

/* libyaml gives only an offset for bytes that are no UTF-8. */
static int
line_at(const char *bytes, size_t len, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < len && i < offset; i++)
		line += bytes[i] == '\n';
	return line;
}

/* The one place where libyaml's errors become ours. */
static int
translate(struct yaml_tree *tree, const yaml_parser_t *parser,
    const char *bytes, size_t len)
{
	const char *problem =
	    parser->problem != NULL ? parser->problem : "unknown problem";
	const char *cause = NULL;
	char text[160];

	switch (parser->error) {
	case YAML_MEMORY_ERROR:
		return err_set(tree->detail, ERR_NOMEM,
		    "%s: out of memory while reading YAML", tree->file);
	case YAML_READER_ERROR:
		return broken(tree, line_at(bytes, len, parser->problem_offset),
		    problem);
	case YAML_SCANNER_ERROR:
		/* By far the commonest causes; a tab is invisible in an
		 * editor. */
		if (strstr(problem, "cannot start any token") != NULL)
			cause = "a tab? indent with blanks; or a text that "
				"needs quotes";
		else if (strstr(problem, "unexpected end of stream") != NULL)
			cause = "a quote that is not closed?";
		break;
	case YAML_NO_ERROR:
	case YAML_PARSER_ERROR:
	case YAML_COMPOSER_ERROR:
	case YAML_WRITER_ERROR:
	case YAML_EMITTER_ERROR:
		break;
	}
	if (cause != NULL) {
		(void)snprintf(text, sizeof(text), "%s (%s)", problem, cause);
		problem = text;
	}
	return broken(tree, (int)parser->problem_mark.line + 1, problem);
}

static bool
reads_as_null(const yaml_node_t *from)
{
	static const char *const spellings[] = { "", "~", "null", "Null",
		"NULL" };

	if (from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	for (size_t i = 0; i < COUNT(spellings); i++)
		if (str_equal((const char *)from->data.scalar.value,
			spellings[i]))
			return true;
	return false;
}

static int
take_text(struct yaml_tree *tree, const yaml_node_t *from,
    struct yaml_node *node)
{
	const char *text = (const char *)from->data.scalar.value;
	size_t len = from->data.scalar.length;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
			return broken(tree, node->line,
			    "a control character in a text");
	}
	node->kind = YAML_TEXT;
	node->text = arena_text(&tree->arena, text, len);
	node->is_null = reads_as_null(from);
	return 0;
}

static void
take_list(struct yaml_tree *tree, const yaml_node_t *from,
    const struct yaml_node *nodes, struct yaml_node *node)
{
	size_t n = (size_t)(from->data.sequence.items.top -
	    from->data.sequence.items.start);
	const struct yaml_node **items =
	    arena_calloc(&tree->arena, n, sizeof(struct yaml_node *));

	for (size_t i = 0; i < n; i++)
		items[i] = &nodes[from->data.sequence.items.start[i] - 1];
	node->kind = YAML_LIST;
	node->n = n;
	node->items = items;
}

static int
by_text_then_line(const void *a, const void *b)
{
	const struct yaml_node *left = *(const struct yaml_node *const *)a;
	const struct yaml_node *right = *(const struct yaml_node *const *)b;
	int order = strcmp(left->text, right->text);

	return order != 0 ? order : left->line - right->line;
}

static int
check_keys(struct yaml_tree *tree, const struct yaml_node *table)
{
	const struct yaml_node **keys;
	int rc = 0;

	for (size_t i = 0; i < table->n; i++)
		if (table->pairs[i].key->kind != YAML_TEXT)
			return broken(tree, table->pairs[i].key->line,
			    "a key that is no plain text");
	keys = mem_calloc(table->n, sizeof(*keys));
	for (size_t i = 0; i < table->n; i++)
		keys[i] = table->pairs[i].key;
	if (table->n > 1)
		qsort(keys, table->n, sizeof(*keys), by_text_then_line);
	for (size_t i = 1; rc == 0 && i < table->n; i++)
		if (str_equal(keys[i - 1]->text, keys[i]->text))
			rc = err_set(tree->detail, ERR_PARSE,
			    "%s:%d: %s: given twice, first in line %d",
			    tree->file, keys[i]->line,
			    text_show(&tree->arena, keys[i]->text,
				SHOWN_COLUMNS),
			    keys[i - 1]->line);
	mem_free(keys);
	return rc;
}

static void
take_table(struct yaml_tree *tree, const yaml_node_t *from,
    const struct yaml_node *nodes, struct yaml_node *node)
{
	const yaml_node_pair_t *pair = from->data.mapping.pairs.start;
	size_t n = (size_t)(from->data.mapping.pairs.top - pair);
	struct yaml_pair *pairs = arena_calloc(&tree->arena, n, sizeof(*pairs));

	for (size_t i = 0; i < n; i++, pair++) {
		pairs[i].key = &nodes[pair->key - 1];
		pairs[i].value = &nodes[pair->value - 1];
	}
	node->kind = YAML_TABLE;
	node->n = n;
	node->pairs = pairs;
}

/* Follows aliases as a reader would; a cycle shows as endless depth. */
static int /* NOLINTNEXTLINE(misc-no-recursion): YAML_DEPTH levels */
check_shape(struct yaml_tree *tree, const struct yaml_node *node, int depth,
    int *visits)
{
	int rc = 0;

	if (depth > YAML_DEPTH)
		return broken(tree, node->line,
		    "nested too deeply, or an alias within itself");
	if (++*visits > YAML_VISITS)
		return broken(tree, node->line, "too many values or aliases");
	for (size_t i = 0; rc == 0 && i < node->n; i++)
		rc = check_shape(tree,
		    node->kind == YAML_LIST ? node->items[i]
					    : node->pairs[i].value,
		    depth + 1, visits);
	return rc;
}

/* libyaml numbers nodes from 1 and gives aliases the number of the original,
 * so one array of ours, filled in any order, takes the whole document. */
static int
take_document(struct yaml_tree *tree, yaml_document_t *document)
{
	const yaml_node_t *from = document->nodes.start;
	size_t n = (size_t)(document->nodes.top - from);
	struct yaml_node *nodes;
	int visits = 0, rc = 0;

	if (n == 0)
		return 0;
	nodes = arena_calloc(&tree->arena, n, sizeof(*nodes));
	for (size_t i = 0; rc == 0 && i < n; i++) {
		nodes[i].line = (int)from[i].start_mark.line + 1;
		nodes[i].column = (int)from[i].start_mark.column + 1;
		switch (from[i].type) {
		case YAML_SCALAR_NODE:
		case YAML_NO_NODE:
			rc = take_text(tree, &from[i], &nodes[i]);
			break;
		case YAML_SEQUENCE_NODE:
			take_list(tree, &from[i], nodes, &nodes[i]);
			break;
		case YAML_MAPPING_NODE:
			take_table(tree, &from[i], nodes, &nodes[i]);
			break;
		}
	}
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (nodes[i].kind == YAML_TABLE)
			rc = check_keys(tree, &nodes[i]);
	if (rc == 0)
		rc = check_shape(tree, &nodes[0], 1, &visits);
	if (rc == 0 && !nodes[0].is_null)
		tree->root = &nodes[0];
	return rc;
}

static int
load(struct yaml_tree *tree, yaml_parser_t *parser, const char *bytes,
    size_t len)
{
	yaml_document_t document;
	int rc;

	if (!yaml_parser_load(parser, &document))
		return translate(tree, parser, bytes, len);
	rc = take_document(tree, &document);
	yaml_document_delete(&document);
	if (rc != 0)
		return rc;
	if (!yaml_parser_load(parser, &document))
		return translate(tree, parser, bytes, len);
	if (yaml_document_get_root_node(&document) != NULL)
		rc = broken(tree, (int)document.start_mark.line + 1,
		    "a second document; a file has one");
	yaml_document_delete(&document);
	return rc;
}

/*
 * The line where more than FLOW_OPEN brackets are open, or 0.  libyaml's time
 * grows with the square of flow nesting, so this is asked before it starts;
 * quoting is not looked at, since no sane file leaves so many open anyhow.
 */
static int
too_many_open(const char *bytes, size_t len)
{
	int open = 0, line = 1;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n')
			line++;
		else if (bytes[i] == '[' || bytes[i] == '{')
			open++;
		else if ((bytes[i] == ']' || bytes[i] == '}') && open > 0)
			open--;
		if (open > FLOW_OPEN)
			return line;
	}
	return 0;
}

int
yaml_tree_parse(const char *file, const char *bytes, size_t len,
    struct yaml_tree *ret_tree, struct err_detail *detail)
{
	struct yaml_tree tree = { 0 };
	yaml_parser_t parser;
	int rc, line = too_many_open(bytes, len);

	tree.file = arena_strdup(&tree.arena, file);
	tree.detail = detail;
	if (len > YAML_BYTES) {
		rc = err_set(detail, ERR_LIMIT,
		    "%s: larger than the limit of %d bytes", file, YAML_BYTES);
	} else if (line > 0) {
		rc = broken(&tree, line, "nested too deeply");
	} else if (!yaml_parser_initialize(&parser)) {
		rc = err_set(detail, ERR_NOMEM,
		    "%s: out of memory while reading YAML", file);
	} else {
		yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
		yaml_parser_set_input_string(&parser,
		    (const unsigned char *)bytes, len);
		rc = load(&tree, &parser, bytes, len);
		yaml_parser_delete(&parser);
	}
	if (rc != 0)
		yaml_tree_done(&tree);
	else
		*ret_tree = tree;
	return rc;
}

int
yaml_tree_read(const char *path, struct yaml_tree *ret_tree,
    struct err_detail *detail)
{
	struct buf bytes;
	int rc;

	buf_init(&bytes, YAML_BYTES);
	rc = file_read(path, &bytes, detail);
	if (rc == 0)
		rc = yaml_tree_parse(path, bytes.data == NULL ? "" : bytes.data,
		    bytes.len, ret_tree, detail);
	buf_done(&bytes);
	return rc;
}

void
yaml_tree_done(struct yaml_tree *tree)
{
	tree->root = NULL;
	arena_done(&tree->arena);
}

const struct yaml_node *
yaml_node_get(const struct yaml_node *table, const char *key)
{
	if (table == NULL || table->kind != YAML_TABLE)
		return NULL;
	for (size_t i = 0; i < table->n; i++)
		if (str_equal(table->pairs[i].key->text, key))
			return table->pairs[i].value->is_null
			    ? NULL
			    : table->pairs[i].value;
	return NULL;
}

const struct yaml_node *
yaml_node_item(const struct yaml_node *list, size_t i)
{
	return list->kind == YAML_LIST ? list->items[i] : list;
}

/* "FILE:LINE: KEY: ", the start of every message. */
static void
begin(struct buf *message, const struct yaml_tree *tree,
    const struct yaml_node *node, const char *key)
{
	buf_init(message, MESSAGE_BYTES);
	buf_format(message, "%s:%d: ", tree->file, node->line);
	if (key != NULL)
		buf_format(message, "%s: ", key);
}

static int
finish(struct buf *message, const struct yaml_tree *tree)
{
	int rc = err_set(tree->detail, ERR_INVAL, "%s", message->data);

	buf_done(message);
	return rc;
}

int
yaml_node_error(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, const char *expected, ...)
{
	struct arena scratch = { 0 };
	char text[ERR_DETAIL_LEN];
	struct buf message;
	va_list ap;

	begin(&message, tree, node, key);
	if (node->kind == YAML_LIST)
		buf_text(&message, "got a list");
	else if (node->kind == YAML_TABLE)
		buf_text(&message, "got a table of keys");
	else if (node->is_null)
		buf_text(&message, "got nothing");
	else
		buf_format(&message, "got \"%s\"",
		    text_show(&scratch, node->text, SHOWN_COLUMNS));
	buf_text(&message, ", expected ");
	va_start(ap, expected);
	(void)vsnprintf(text, sizeof(text), expected, ap);
	va_end(ap);
	buf_text(&message, text);
	arena_done(&scratch);
	return finish(&message, tree);
}

int
yaml_node_fault(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, const char *sentence, ...)
{
	char text[ERR_DETAIL_LEN];
	struct buf message;
	va_list ap;

	begin(&message, tree, node, key);
	va_start(ap, sentence);
	(void)vsnprintf(text, sizeof(text), sentence, ap);
	va_end(ap);
	buf_text(&message, text);
	return finish(&message, tree);
}

int
yaml_node_unknown(const struct yaml_tree *tree, const struct yaml_node *key,
    const char *inside, const char *nearest)
{
	struct arena scratch = { 0 };
	struct buf message;

	begin(&message, tree, key, NULL);
	if (inside != NULL)
		buf_format(&message, "%s.", inside);
	buf_format(&message, "%s: unknown key",
	    text_show(&scratch, key->text, SHOWN_COLUMNS));
	if (nearest != NULL)
		buf_format(&message, ", did you mean \"%s\"?", nearest);
	arena_done(&scratch);
	return finish(&message, tree);
}
