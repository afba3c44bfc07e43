#include "signals/rules.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "config/digest.h"
#include "config/field.h"
#include "config/nearest.h"
#include "config/yaml.h"
#include "signals/counts.h"
#include "signals/readme.h"

static const struct {
	const char *name;
	size_t offset;
	double min;
	double max;
} numbers[] = {
#define X(name, min, max) { #name, offsetof(struct rules, name), min, max },
	RULES_NUMBERS(X)
#undef X
};

static const char *const model_names[MODEL_COUNT] = {
#define X(name, text) [MODEL_##name] = text,
	RULES_MODELS(X) RULES_COUNT_MODELS(X)
#undef X
};

static const char *const path_names[PATHS_COUNT] = {
#define X(name, text) [PATHS_##name] = text,
	RULES_PATHS(X)
#undef X
};

static const char *const list_names[LIST_COUNT] = {
#define X(name, text) [LIST_##name] = text,
	RULES_LISTS(X)
#undef X
};

static const char *const refusal_names[] = {
	[REFUSAL_PHRASE] = "phrases",
	[REFUSAL_WORK] = "own_work",
	[REFUSAL_MINOR] = "minors",
	[REFUSAL_AGE] = "ages",
	[REFUSAL_INTRO] = "age_intros",
	[REFUSAL_YEARS] = "years",
};

double
rules_list_value(const struct rules *rules, const struct prose *prose,
    enum rules_list list)
{
	return prose->feature[PROSE_COUNT + rules->lists[list]];
}

/* A table's value of a given kind; an error when it is absent or another. */
static int
get(const struct yaml_tree *tree, const struct yaml_node *table,
    const char *key, enum yaml_kind kind, const struct yaml_node **ret)
{
	static const char *const kinds[] = { [YAML_TEXT] = "a text",
		[YAML_LIST] = "a list",
		[YAML_TABLE] = "a table" };
	const struct yaml_node *node = yaml_node_get(table, key);

	if (node == NULL)
		return yaml_node_fault(tree, table, key, "is missing");
	if (node->kind != kind)
		return yaml_node_error(tree, node, key, "%s", kinds[kind]);
	*ret = node;
	return 0;
}

static int
read_real(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, double min, double max, double *ret)
{
	double value;

	if (node->kind != YAML_TEXT || str_to_real(node->text, &value) < 0 ||
	    !(value >= min && value <= max))
		return yaml_node_error(tree, node, key,
		    "a number from %g to %g", min, max);
	*ret = value;
	return 0;
}

static int
read_numbers(const struct yaml_tree *tree, struct rules *rules)
{
	const struct yaml_node *table, *node;
	int rc = get(tree, tree->root, "numbers", YAML_TABLE, &table);

	for (size_t i = 0; rc == 0 && i < COUNT(numbers); i++) {
		rc = get(tree, table, numbers[i].name, YAML_TEXT, &node);
		if (rc == 0)
			rc = read_real(tree, node, numbers[i].name,
			    numbers[i].min, numbers[i].max,
			    (double *)(void *)((char *)rules +
				numbers[i].offset));
	}
	for (size_t i = 0; rc == 0 && i < table->n; i++) {
		const struct yaml_node *key = table->pairs[i].key;
		struct nearest nearest;
		bool is_known = false;

		nearest_init(&nearest, key->text);
		for (size_t k = 0; k < COUNT(numbers); k++) {
			is_known |= str_equal(numbers[k].name, key->text);
			nearest_offer(&nearest, numbers[k].name,
			    numbers[k].name);
		}
		if (!is_known)
			rc = yaml_node_unknown(tree, key, "numbers",
			    nearest_get(&nearest));
	}
	return rc;
}

static int
read_medians(const struct yaml_tree *tree, struct rules *rules)
{
	const struct yaml_node *table, *node;
	int rc = get(tree, tree->root, "medians", YAML_TABLE, &table);

	for (int i = 0; rc == 0 && i < FAMILY_COUNT; i++) {
		const char *name = family_name((enum family)i);

		rc = get(tree, table, name, YAML_TEXT, &node);
		if (rc == 0)
			rc = read_real(tree, node, name, 0, 1,
			    &rules->medians[i]);
	}
	return rc;
}

/* ---- lists ---- */

static int
find_list(const struct rules *rules, const char *name)
{
	for (size_t i = 0; i < rules->n_lists; i++)
		if (str_equal(rules->list_names[i], name))
			return (int)i;
	return -1;
}

static int
read_lists(const struct yaml_tree *tree, struct rules *rules)
{
	const struct yaml_node *table;
	int rc = get(tree, tree->root, "lists", YAML_TABLE, &table);

	for (size_t i = 0; rc == 0 && i < table->n; i++) {
		const struct yaml_pair *pair = &table->pairs[i];
		struct texts *texts = &rules->list_items[i];

		if (i == PROSE_LISTS_MAX)
			return yaml_node_fault(tree, pair->key, "lists",
			    "more than %d lists", PROSE_LISTS_MAX);
		rules->list_names[i] =
		    arena_strdup(&rules->arena, pair->key->text);
		rules->n_lists = i + 1;
		rc = field_texts(tree, pair->value, pair->key->text,
		    &rules->arena, &texts->items, &texts->n);
		for (size_t k = 0; rc == 0 && k < texts->n; k++)
			words_add(rules->words, texts->items[k], (uint32_t)i);
	}
	for (int i = 0; rc == 0 && i < LIST_COUNT; i++) {
		rules->lists[i] = find_list(rules, list_names[i]);
		if (rules->lists[i] < 0)
			rc = yaml_node_fault(tree, table, list_names[i],
			    "is missing");
	}
	return rc;
}

static int
read_paths(const struct yaml_tree *tree, struct rules *rules)
{
	const struct yaml_node *table, *node;
	int rc = get(tree, tree->root, "paths", YAML_TABLE, &table);

	for (int i = 0; rc == 0 && i < PATHS_COUNT; i++) {
		struct texts *texts = &rules->paths[i];

		rc = get(tree, table, path_names[i], YAML_LIST, &node);
		if (rc == 0)
			rc = field_texts(tree, node, path_names[i],
			    &rules->arena, &texts->items, &texts->n);
	}
	return rc;
}

/* ---- models ---- */

enum model_kind {
	KIND_TEXT,
	KIND_SECTION,
	KIND_COUNTS
};

static enum model_kind
kind_of(int model)
{
	if (model >= MODEL_SECTION_WHAT && model <= MODEL_SECTION_OTHER)
		return KIND_SECTION;
	return model >= MODEL_BOT ? KIND_COUNTS : KIND_TEXT;
}

static size_t
n_features(enum model_kind kind)
{
	switch (kind) {
	case KIND_TEXT:
		return PROSE_COUNT;
	case KIND_SECTION:
		return SECTION_COUNT;
	case KIND_COUNTS:
		return COUNTS_ALL;
	}
	return 0;
}

static const char *
feature_name(enum model_kind kind, size_t i)
{
	switch (kind) {
	case KIND_TEXT:
		return prose_feature_name((enum prose_feature)i);
	case KIND_SECTION:
		return readme_feature_name((enum readme_feature)i);
	case KIND_COUNTS:
		return counts_name(i);
	}
	return NULL;
}

/* "words", a list's name; of sections "heading LIST" and "body LIST". */
static int
find_feature(const struct rules *rules, enum model_kind kind, const char *name)
{
	const char *list = name;
	int base = PROSE_COUNT, index;

	for (size_t i = 0; i < n_features(kind); i++)
		if (str_equal(feature_name(kind, i), name))
			return (int)i;
	if (kind == KIND_COUNTS)
		return -1;
	if (kind == KIND_SECTION) {
		if (str_starts(name, "heading ")) {
			list = name + strlen("heading ");
		} else if (str_starts(name, "body ")) {
			list = name + strlen("body ");
			base = PROSE_ALL;
		} else {
			return -1;
		}
	}
	index = find_list(rules, list);
	return index < 0 ? -1 : base + index;
}

static int
unknown_feature(const struct yaml_tree *tree, const struct rules *rules,
    enum model_kind kind, const struct yaml_node *key, const char *model)
{
	struct nearest nearest;

	nearest_init(&nearest, key->text);
	for (size_t i = 0; i < n_features(kind); i++)
		nearest_offer(&nearest, feature_name(kind, i),
		    feature_name(kind, i));
	for (size_t i = 0; kind == KIND_TEXT && i < rules->n_lists; i++)
		nearest_offer(&nearest, rules->list_names[i],
		    rules->list_names[i]);
	return yaml_node_unknown(tree, key, model, nearest_get(&nearest));
}

static int
read_model(const struct yaml_tree *tree, const struct yaml_node *table,
    struct rules *rules, int which)
{
	struct model *model = &rules->models[which];
	enum model_kind kind = kind_of(which);

	for (size_t i = 0; i < table->n; i++) {
		const struct yaml_pair *pair = &table->pairs[i];
		double weight;
		int feature, rc;

		rc = read_real(tree, pair->value, pair->key->text, -50, 50,
		    &weight);
		if (rc < 0)
			return rc;
		if (str_equal(pair->key->text, "bias")) {
			model->bias = weight;
			continue;
		}
		feature = find_feature(rules, kind, pair->key->text);
		if (feature < 0)
			return unknown_feature(tree, rules, kind, pair->key,
			    model_names[which]);
		if (model->n_terms == MODEL_TERMS)
			return yaml_node_fault(tree, pair->key,
			    model_names[which], "more than %d weights",
			    MODEL_TERMS);
		model->terms[model->n_terms].feature = (size_t)feature;
		model->terms[model->n_terms++].weight = weight;
	}
	return 0;
}

static int
read_models(const struct yaml_tree *tree, struct rules *rules)
{
	const struct yaml_node *table, *node;
	int rc = get(tree, tree->root, "models", YAML_TABLE, &table);

	for (int i = 0; rc == 0 && i < MODEL_COUNT; i++) {
		rc = get(tree, table, model_names[i], YAML_TABLE, &node);
		if (rc == 0)
			rc = read_model(tree, node, rules, i);
	}
	return rc;
}

/* ---- the files ---- */

static int
read_signals(const char *path, struct rules *rules, struct err_detail *detail)
{
	struct yaml_tree tree;
	struct buf bytes;
	int rc;

	buf_init(&bytes, YAML_BYTES);
	rc = file_read(path, &bytes, detail);
	if (rc == 0)
		rc = yaml_tree_parse(path, bytes.len == 0 ? "" : bytes.data,
		    bytes.len, &tree, detail);
	rules->stamp = DIGEST_START;
	if (rc == 0)
		digest_text(&rules->stamp, bytes.data);
	buf_done(&bytes);
	if (rc < 0)
		return rc;
	if (tree.root == NULL || tree.root->kind != YAML_TABLE)
		rc = err_set(detail, ERR_PARSE, "%s:1: expected a table", path);
	if (rc == 0)
		rc = read_numbers(&tree, rules);
	if (rc == 0)
		rc = read_medians(&tree, rules);
	if (rc == 0)
		rc = read_lists(&tree, rules);
	if (rc == 0)
		rc = read_paths(&tree, rules);
	if (rc == 0)
		rc = read_models(&tree, rules);
	yaml_tree_done(&tree);
	return rc;
}

/* Bios are folded before they are searched, and so are the phrases. */
static int
add_refusals(const struct yaml_tree *tree, const struct yaml_node *list,
    const char *key, struct rules *rules, uint32_t kind)
{
	const char **items;
	size_t n;
	int rc = field_texts(tree, list, key, &rules->arena, &items, &n);

	for (size_t i = 0; rc == 0 && i < n; i++)
		words_add(rules->refusals,
		    text_fold(&rules->arena, items[i], strlen(items[i])), kind);
	return rc;
}

/* kind: language: list of phrases */
static int
read_refusals(const char *path, struct rules *rules, struct err_detail *detail)
{
	struct yaml_tree tree;
	int rc = yaml_tree_read(path, &tree, detail);

	if (rc < 0)
		return rc;
	if (tree.root == NULL || tree.root->kind != YAML_TABLE)
		rc = err_set(detail, ERR_PARSE, "%s:1: expected a table", path);
	for (size_t i = 0; rc == 0 && i < COUNT(refusal_names); i++) {
		const struct yaml_node *table;

		rc =
		    get(&tree, tree.root, refusal_names[i], YAML_TABLE, &table);
		for (size_t k = 0; rc == 0 && k < table->n; k++)
			rc = add_refusals(&tree, table->pairs[k].value,
			    table->pairs[k].key->text, rules, (uint32_t)i);
	}
	yaml_tree_done(&tree);
	return rc;
}

int
rules_read(const char *share, struct rules **ret_rules,
    struct err_detail *detail)
{
	struct rules *rules = mem_calloc(1, sizeof(*rules));
	const char *path;
	int rc;

	rules->words = words_new();
	rules->refusals = words_new();
	words_join_clauses(rules->refusals);
	path = arena_format(&rules->arena, "%s/signals.yaml", share);
	rc = read_signals(path, rules, detail);
	path = arena_format(&rules->arena, "%s/refusals.yaml", share);
	if (rc == 0)
		rc = read_refusals(path, rules, detail);
	if (rc < 0) {
		rules_free(rules);
		return rc;
	}
	*ret_rules = rules;
	return 0;
}

void
rules_free(struct rules *rules)
{
	if (rules == NULL)
		return;
	words_free(rules->words);
	words_free(rules->refusals);
	arena_done(&rules->arena);
	mem_free(rules);
}
