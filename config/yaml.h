#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * A YAML file as a tree whose nodes know their line and column.  libyaml is
 * used in yaml.c alone.  (Names are yaml_tree_* and yaml_node_*, since the
 * library exports symbols such as yaml_free of its own.)
 *
 * A file has at most YAML_BYTES and one document; keys are plain texts, each
 * once in its table.  Aliases are resolved; a cycle, nesting deeper than
 * YAML_DEPTH, or aliases that blow the tree up past YAML_VISITS are errors.
 */
enum {
	YAML_BYTES = 1024 * 1024,
	YAML_DEPTH = 32,
	YAML_VISITS = 200 * 1000
};

enum yaml_kind {
	YAML_TEXT,
	YAML_LIST,
	YAML_TABLE
};

struct yaml_pair {
	const struct yaml_node *key; /* always a text */
	const struct yaml_node *value;
};

struct yaml_node {
	enum yaml_kind kind;
	int line; /* from 1 */
	int column; /* from 1 */
	bool is_null; /* nothing, ~ or null, not quoted */
	const char *text; /* texts: valid UTF-8, no control bytes but \n \t */
	size_t n; /* items or pairs */
	const struct yaml_node *const *items;
	const struct yaml_pair *pairs;
};

/* All of it lives in its own arena until yaml_tree_done(). */
struct yaml_tree {
	const char *file; /* as shown in messages */
	const struct yaml_node *root; /* NULL: an empty file */
	struct err_detail *detail; /* where errors go; borrowed, may be NULL */
	struct arena arena;
};

/*
 * Reads a file, or parses bytes that were read from `file`.  ERR_NOTFOUND,
 * ERR_IO, ERR_LIMIT (too large); ERR_PARSE "FILE:LINE: ...".  The tree need
 * not be freed after an error.  `detail` must live as long as the tree.
 */
int yaml_tree_read(const char *path, struct yaml_tree *ret_tree,
    struct err_detail *detail) MUST_CHECK;
int yaml_tree_parse(const char *file, const char *bytes, size_t len,
    struct yaml_tree *ret_tree, struct err_detail *detail) MUST_CHECK;
void yaml_tree_done(struct yaml_tree *tree);

/* The value of a key, or NULL when it is absent or null. */
const struct yaml_node *
yaml_node_get(const struct yaml_node *table, const char *key);

/* An item of a list; any other node is a list of itself. */
const struct yaml_node *yaml_node_item(const struct yaml_node *list, size_t i);

/*
 * Sets the tree's detail to "FILE:LINE: KEY: got "x", expected EXPECTED" and
 * returns ERR_INVAL.  `key` may be NULL.  A list or table is "got a list".
 */
int yaml_node_error(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, const char *expected, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with a sentence of its own: "FILE:LINE: KEY: SENTENCE". */
int yaml_node_fault(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, const char *sentence, ...)
    __attribute__((format(printf, 4, 5)));

/* "FILE:LINE: KEY: unknown key, did you mean "x"?"; nearest may be NULL. */
int yaml_node_unknown(const struct yaml_tree *tree, const struct yaml_node *key,
    const char *inside, const char *nearest);

#endif
