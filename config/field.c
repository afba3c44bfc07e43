#include "config/field.h"

#include <stdio.h>

#include "base/str.h"
#include "config/nearest.h"

enum {
	FIELD_KEY_BYTES = 64
};

int
field_text(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, struct arena *arena, const char **ret_text)
{
	const char *text;
	size_t len = 0;

	if (node->kind != YAML_TEXT)
		return yaml_node_error(tree, node, key, "a text");
	for (text = node->text; text[len] != '\0';)
		len++;
	text = str_trim(text, len, &len);
	if (len == 0 || node->is_null)
		return yaml_node_error(tree, node, key, "a text");
	*ret_text = arena_text(arena, text, len);
	return 0;
}

/* Lists are short (FIELD_ITEMS) and most items differ in their first letter,
 * so that comparing all pairs is cheap. */
static int
check_new(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, const char **items, size_t n)
{
	char first = str_lower(items[n][0]);

	for (size_t i = 0; i < n; i++)
		if (str_lower(items[i][0]) == first &&
		    str_casecmp(items[i], items[n]) == 0)
			return yaml_node_fault(tree, node, key,
			    "\"%s\" is given twice", items[n]);
	return 0;
}

int
field_texts(const struct yaml_tree *tree, const struct yaml_node *list,
    const char *key, struct arena *arena, const char ***ret_items,
    size_t *ret_n)
{
	size_t n = list->kind == YAML_LIST ? list->n : 1;
	const char **items;
	int rc = 0;

	if (list->kind == YAML_TABLE)
		return yaml_node_error(tree, list, key,
		    "a list such as [one, two]");
	if (n > FIELD_ITEMS)
		return yaml_node_fault(tree, list, key,
		    "%zu items, at most %d are allowed", n, FIELD_ITEMS);
	items = arena_calloc(arena, n, sizeof(*items));
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct yaml_node *item = yaml_node_item(list, i);

		rc = field_text(tree, item, key, arena, &items[i]);
		if (rc == 0)
			rc = check_new(tree, item, key, items, i);
	}
	if (rc != 0)
		return rc;
	*ret_items = items;
	*ret_n = n;
	return 0;
}

static int
unknown(const struct yaml_tree *tree, const struct yaml_node *key,
    const struct field_table *fields)
{
	struct nearest nearest;

	nearest_init(&nearest, key->text);
	for (size_t i = 0; i < fields->n; i++)
		nearest_offer(&nearest, fields->fields[i].key,
		    fields->fields[i].key);
	return yaml_node_unknown(tree, key, fields->inside,
	    nearest_get(&nearest));
}

static int
fill_one(const struct yaml_tree *tree, const struct yaml_node *value,
    const struct field_table *fields, const struct field *field,
    struct arena *arena, char *base)
{
	void *member = base + field->offset;
	void *count = base + field->count;
	const char *key = field->key;
	char name[FIELD_KEY_BYTES];

	if (fields->inside != NULL) {
		(void)snprintf(name, sizeof(name), "%s.%s", fields->inside,
		    field->key);
		key = name;
	}

	switch (field->kind) {
	case FIELD_TEXT:
		return field_text(tree, value, key, arena, member);
	case FIELD_TEXTS:
		return field_texts(tree, value, key, arena, member, count);
	case FIELD_NODE:
		*(const struct yaml_node **)member = value;
		return 0;
	}
	return ERR_INVAL;
}

int
field_fill(const struct yaml_tree *tree, const struct yaml_node *table,
    const struct field_table *fields, struct arena *arena, void *ret_struct)
{
	int rc = 0;

	if (table->kind != YAML_TABLE)
		return yaml_node_error(tree, table, fields->inside,
		    "keys with values");
	for (size_t i = 0; rc == 0 && i < table->n; i++) {
		const struct yaml_node *key = table->pairs[i].key;
		const struct yaml_node *value = table->pairs[i].value;
		const struct field *field = NULL;

		for (size_t j = 0; j < fields->n; j++)
			if (str_equal(fields->fields[j].key, key->text))
				field = &fields->fields[j];
		if (field == NULL)
			rc = unknown(tree, key, fields);
		else if (!value->is_null)
			rc = fill_one(tree, value, fields, field, arena,
			    ret_struct);
	}
	return rc;
}
