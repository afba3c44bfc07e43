#include "config/need.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/str.h"
#include "config/field.h"
#include "config/stack.h"

enum {
	NEEDS = 200,
	LABEL_SKILLS = 3,
	LABEL_BYTES = 512
};

struct reading {
	const struct yaml_tree *tree;
	const struct catalogue *catalogue;
	struct arena *arena;
	const char *key; /* must, nice or not */
};

/* {label: "a broker", any: [kafka, nats]} */
struct any {
	const char *label;
	const char **any;
	size_t n_any;
};

static int
resolve(const struct reading *reading, const struct yaml_node *node,
    const char *name, const char **ret_id)
{
	const struct skill *skill = catalogue_find(reading->catalogue, name);
	const char *near;

	if (skill != NULL) {
		*ret_id = skill->id;
		return 0;
	}
	near = catalogue_nearest(reading->catalogue, name);
	return yaml_node_error(reading->tree, node, reading->key,
	    "a skill of the catalogue%s%s%s",
	    near == NULL ? "" : ", did you mean \"", near == NULL ? "" : near,
	    near == NULL ? "" : "\"?");
}

static int
read_any(const struct reading *reading, const struct yaml_node *node,
    struct need *need)
{
	static const struct field fields[] = {
		FIELD_ONE(FIELD_TEXT, any, label),
		FIELD_MANY(any, any, n_any),
	};
	const struct field_table table = { reading->key, fields,
		COUNT(fields) };
	const struct yaml_node *list = yaml_node_get(node, "any");
	struct any any = { 0 };
	int rc;

	rc = field_fill(reading->tree, node, &table, reading->arena, &any);
	if (rc != 0)
		return rc;
	if (list == NULL || any.n_any == 0)
		return yaml_node_fault(reading->tree, node, reading->key,
		    "any: is empty, expected skills such as {any: [go, rust]}");
	for (size_t i = 0; rc == 0 && i < any.n_any; i++)
		rc = resolve(reading, yaml_node_item(list, i), any.any[i],
		    &any.any[i]);
	for (size_t i = 1; rc == 0 && i < any.n_any; i++)
		for (size_t j = 0; rc == 0 && j < i; j++)
			if (str_equal(any.any[i], any.any[j]))
				rc = yaml_node_fault(reading->tree,
				    yaml_node_item(list, i), reading->key,
				    "\"%s\" is given twice", any.any[i]);
	need->label = any.label;
	need->any = any.any;
	need->n_any = any.n_any;
	return rc;
}

/* "go", "kafka or nats", "go or python or 7 more". */
static void
set_label(const struct reading *reading, struct need *need)
{
	size_t shown =
	    need->n_any > LABEL_SKILLS ? LABEL_SKILLS - 1 : need->n_any;
	struct buf label;

	buf_init(&label, LABEL_BYTES);
	for (size_t i = 0; i < shown; i++)
		buf_format(&label, "%s%s", i > 0 ? " or " : "", need->any[i]);
	if (shown < need->n_any)
		buf_format(&label, " or %zu more", need->n_any - shown);
	need->label = arena_text(reading->arena, label.data, label.len);
	buf_done(&label);
}

static int
read_need(const struct reading *reading, const struct yaml_node *node,
    struct need *need)
{
	int rc;

	if (node->kind == YAML_TABLE) {
		rc = read_any(reading, node, need);
	} else if (node->kind == YAML_TEXT && !node->is_null) {
		need->any = arena_calloc(reading->arena, 1, sizeof(char *));
		need->n_any = 1;
		rc = resolve(reading, node, node->text, &need->any[0]);
	} else {
		rc = yaml_node_error(reading->tree, node, reading->key,
		    "a skill, or {any: [one, two]}");
	}
	if (rc == 0 && need->label == NULL)
		set_label(reading, need);
	return rc;
}

static int
read_list(const struct reading *reading, const struct yaml_node *list,
    struct need **ret_needs, size_t *ret_n)
{
	struct need *needs;
	size_t n;
	int rc = 0;

	if (list == NULL)
		return 0;
	n = list->kind == YAML_LIST ? list->n : 1;
	if (n > NEEDS)
		return yaml_node_fault(reading->tree, list, reading->key,
		    "%zu skills, at most %d are allowed", n, NEEDS);
	needs = arena_calloc(reading->arena, n, sizeof(*needs));
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = read_need(reading, yaml_node_item(list, i), &needs[i]);
	*ret_needs = needs;
	*ret_n = n;
	return rc;
}

static bool
wants(const struct need *need, const char *id)
{
	for (size_t i = 0; i < need->n_any; i++)
		if (str_equal(need->any[i], id))
			return true;
	return false;
}

static bool
equal(const struct need *a, const struct need *b)
{
	for (size_t i = 0; i < a->n_any; i++)
		if (!wants(b, a->any[i]))
			return false;
	return a->n_any == b->n_any;
}

/* Two lists, or one with itself: no need may stand in both. */
static int
check_twice(const struct reading *reading, const struct yaml_node *list,
    const struct need *needs, size_t n, const struct need *others, size_t m)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < (needs == others ? i : m); j++)
			if (equal(&needs[i], &others[j]))
				return yaml_node_fault(reading->tree,
				    yaml_node_item(list, i), reading->key,
				    "\"%s\" is given twice%s", needs[i].label,
				    needs == others ? "" : ", also under must");
	return 0;
}

static int
check_wanted(const struct reading *reading, const struct yaml_node *list,
    const struct role *role, const struct need *wanted, size_t n)
{
	for (size_t i = 0; i < role->n_not_wanted; i++)
		for (size_t j = 0; j < role->not_wanted[i].n_any; j++)
			for (size_t k = 0; k < n; k++)
				if (wants(&wanted[k],
					role->not_wanted[i].any[j]))
					return yaml_node_fault(reading->tree,
					    yaml_node_item(list, i), "not",
					    "\"%s\" is also wanted, under %s",
					    role->not_wanted[i].any[j],
					    wanted == role->must ? "must"
								 : "nice");
	return 0;
}

int
need_read_all(const struct yaml_tree *tree, const struct catalogue *catalogue,
    struct arena *arena, struct role *role)
{
	const struct yaml_node *must = yaml_node_get(tree->root, "must");
	const struct yaml_node *nice = yaml_node_get(tree->root, "nice");
	const struct yaml_node *not_wanted = yaml_node_get(tree->root, "not");
	struct reading reading = { tree, catalogue, arena, "must" };
	int rc;

	rc = read_list(&reading, must, &role->must, &role->n_must);
	if (rc == 0)
		rc = check_twice(&reading, must, role->must, role->n_must,
		    role->must, role->n_must);
	reading.key = "nice";
	if (rc == 0)
		rc = read_list(&reading, nice, &role->nice, &role->n_nice);
	if (rc == 0)
		rc = check_twice(&reading, nice, role->nice, role->n_nice,
		    role->nice, role->n_nice);
	if (rc == 0)
		rc = check_twice(&reading, nice, role->nice, role->n_nice,
		    role->must, role->n_must);
	reading.key = "not";
	if (rc == 0)
		rc = read_list(&reading, not_wanted, &role->not_wanted,
		    &role->n_not_wanted);
	if (rc == 0)
		rc = check_twice(&reading, not_wanted, role->not_wanted,
		    role->n_not_wanted, role->not_wanted, role->n_not_wanted);
	if (rc == 0)
		rc = check_wanted(&reading, not_wanted, role, role->must,
		    role->n_must);
	if (rc == 0)
		rc = check_wanted(&reading, not_wanted, role, role->nice,
		    role->n_nice);
	return rc;
}
