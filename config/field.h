#ifndef CONFIG_FIELD_H
#define CONFIG_FIELD_H

#include <stddef.h>

#include "config/yaml.h"

/*
 * The keys that a YAML table may have, and the members of a struct that they
 * fill.  Plural kinds need a second member of type size_t at `count`.
 */
enum field_kind {
	FIELD_TEXT, /* const char *; white space at the ends removed */
	FIELD_TEXTS, /* const char **; a lone text is a list of one */
	FIELD_NODE /* const struct yaml_node *, for the caller to read */
};

struct field {
	const char *key;
	enum field_kind kind;
	size_t offset;
	size_t count;
};

struct field_table {
	const char *inside; /* prefix of keys in messages, or NULL */
	const struct field *fields;
	size_t n;
};

enum {
	FIELD_ITEMS = 1000
}; /* at most, in a list */

#define FIELD_ONE(kind, type, member)                           \
	{                                                       \
#member, kind, offsetof(struct type, member), 0 \
	}
#define FIELD_MANY(type, member, n_member)                           \
	{                                                            \
#member, FIELD_TEXTS, offsetof(struct type, member), \
		    offsetof(struct type, n_member)                  \
	}

/*
 * Fills a zeroed struct from a table; absent and null keys leave it as it is.
 * Texts are copied into `arena`; nodes are borrowed from the tree.  ERR_INVAL
 * with the tree's detail set for unknown keys, wrong kinds, empty or doubled
 * items (letter case does not tell items apart).
 */
int field_fill(const struct yaml_tree *tree, const struct yaml_node *table,
    const struct field_table *fields, struct arena *arena,
    void *ret_struct) MUST_CHECK;

/* One list of texts, as above. */
int field_texts(const struct yaml_tree *tree, const struct yaml_node *list,
    const char *key, struct arena *arena, const char ***ret_items,
    size_t *ret_n) MUST_CHECK;

/* One text, not empty. */
int field_text(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, struct arena *arena, const char **ret_text) MUST_CHECK;

#endif
