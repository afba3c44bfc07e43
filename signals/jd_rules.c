#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/field.h"
#include "config/fold.h"
#include "config/yaml.h"
#include "signals/jd_internal.h"

static const struct {
	const char *table;
	const char *key;
} lists[JD_LISTS] = {
#define X(name, table, key) [JD_##name] = { table, key },
	JD_LISTS(X)
#undef X
};

static const struct {
	const char *key;
	size_t offset;
	int64_t min;
	int64_t max;
} numbers[] = {
#define X(name, min, max) { #name, offsetof(struct jd_rules, name), min, max },
	JD_NUMBERS(X)
#undef X
};

static const char *const shift_names[] = { "junior", "senior", "staff" };

/* What one item of a list in the file may say. */
struct raw_ambiguous {
	const char *word;
	const char *skill;
	const char *sure;
	const char *small;
	const char **not_before;
	size_t n_not_before;
	const char **not_after;
	size_t n_not_after;
};

static const struct field ambiguous_fields[] = {
	FIELD_ONE(FIELD_TEXT, raw_ambiguous, word),
	FIELD_ONE(FIELD_TEXT, raw_ambiguous, skill),
	FIELD_ONE(FIELD_TEXT, raw_ambiguous, sure),
	FIELD_ONE(FIELD_TEXT, raw_ambiguous, small),
	FIELD_MANY(raw_ambiguous, not_before, n_not_before),
	FIELD_MANY(raw_ambiguous, not_after, n_not_after),
};

/* The items of a list that must be there. */
static int
get_list(const struct yaml_tree *tree, const struct yaml_node *table,
    const char *key, const struct yaml_node **ret)
{
	const struct yaml_node *node = yaml_node_get(table, key);

	if (node == NULL)
		return yaml_node_fault(tree, table, key, "is missing");
	if (node->kind != YAML_LIST)
		return yaml_node_error(tree, node, key, "a list");
	*ret = node;
	return 0;
}

static void
add_phrase(struct jd_rules *rules, struct words *words, const char *text,
    uint32_t list)
{
	words_add(words, jd_plain(&rules->arena, text, strlen(text)), list);
}

static int
add_phrases(const struct yaml_tree *tree, const struct yaml_node *node,
    struct jd_rules *rules, struct words *words, uint32_t list)
{
	for (size_t i = 0; i < node->n; i++) {
		if (node->items[i]->kind != YAML_TEXT)
			return yaml_node_error(tree, node->items[i], "words",
			    "words");
		add_phrase(rules, words, node->items[i]->text, list);
	}
	return 0;
}

static int
read_cues(const struct yaml_tree *tree, struct jd_rules *rules)
{
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < JD_LISTS; i++) {
		const struct yaml_node *table = tree->root, *node;

		if (lists[i].table != NULL)
			table = yaml_node_get(tree->root, lists[i].table);
		if (table == NULL || table->kind != YAML_TABLE)
			return yaml_node_fault(tree, tree->root, lists[i].table,
			    "is missing");
		rc = get_list(tree, table, lists[i].key, &node);
		if (rc == 0)
			rc = add_phrases(tree, node, rules, rules->cues, i);
	}
	return rc;
}

static int
get_skill(const struct yaml_tree *tree, const struct yaml_node *node,
    const struct jd_rules *rules, const char *id, size_t *ret)
{
	const struct skill *skill =
	    id == NULL ? NULL : catalogue_find(rules->catalogue, id);

	if (skill == NULL)
		return yaml_node_fault(tree, node, "skill",
		    "\"%s\": expected a skill of the catalogue",
		    id == NULL ? "" : id);
	*ret = catalogue_index(rules->catalogue, skill);
	return 0;
}

static int
read_ambiguous(const struct yaml_tree *tree, struct jd_rules *rules)
{
	const struct field_table table = { "ambiguous", ambiguous_fields,
		COUNT(ambiguous_fields) };
	const struct yaml_node *node;
	int rc = get_list(tree, tree->root, "ambiguous", &node);

	if (rc != 0)
		return rc;
	rules->ambiguous =
	    arena_calloc(&rules->arena, node->n, sizeof(*rules->ambiguous));
	for (size_t i = 0; rc == 0 && i < node->n; i++) {
		struct jd_ambiguous *word = &rules->ambiguous[i];
		struct raw_ambiguous raw = { 0 };

		rc = field_fill(tree, node->items[i], &table, &rules->arena,
		    &raw);
		if (rc == 0)
			rc = get_skill(tree, node->items[i], rules, raw.skill,
			    &word->skill);
		if (rc == 0 && raw.word == NULL)
			rc = yaml_node_fault(tree, node->items[i], "word",
			    "is missing");
		if (rc != 0)
			break;
		word->word = raw.word;
		word->sure = str_equal(raw.sure, "true");
		if (str_equal(raw.small, "true")) {
			char *small = arena_strdup(&rules->arena, raw.word);

			str_lower_all(small);
			word->small_word = small;
		}
		word->not_before =
		    (struct jd_names){ raw.not_before, raw.n_not_before };
		word->not_after =
		    (struct jd_names){ raw.not_after, raw.n_not_after };
	}
	rules->n_ambiguous = node->n;
	return rc;
}

static int
read_group(const struct yaml_tree *tree, const struct yaml_node *item,
    struct jd_rules *rules, size_t index)
{
	struct jd_group *group = &rules->groups[index];
	const struct yaml_node *label = yaml_node_get(item, "label"), *words;
	int rc = get_list(tree, item, "words", &words);

	if (label == NULL || label->kind != YAML_TEXT)
		return yaml_node_fault(tree, item, "label", "is missing");
	group->label = arena_strdup(&rules->arena, label->text);
	if (rc == 0)
		rc = field_texts(tree, yaml_node_get(item, "any"), "any",
		    &rules->arena, &group->any.items, &group->any.n);
	for (size_t i = 0; rc == 0 && i < group->any.n; i++) {
		size_t skill;

		rc = get_skill(tree, item, rules, group->any.items[i], &skill);
		if (rc == 0)
			group->any.items[i] =
			    rules->catalogue->skills[skill].id;
	}
	if (rc == 0)
		rc = add_phrases(tree, words, rules, rules->skills,
		    (uint32_t)(rules->catalogue->n_skills + index));
	return rc;
}

static int
read_groups(const struct yaml_tree *tree, struct jd_rules *rules)
{
	const struct yaml_node *node, *vague;
	int rc = get_list(tree, tree->root, "groups", &node);

	if (rc == 0)
		rc = get_list(tree, tree->root, "vague", &vague);
	if (rc != 0)
		return rc;
	rules->groups =
	    arena_calloc(&rules->arena, node->n, sizeof(*rules->groups));
	rules->n_groups = node->n;
	for (size_t i = 0; rc == 0 && i < node->n; i++)
		rc = read_group(tree, node->items[i], rules, i);
	if (rc == 0)
		rc = add_phrases(tree, vague, rules, rules->skills,
		    (uint32_t)(rules->catalogue->n_skills + node->n));
	return rc;
}

static int
read_unused(const struct yaml_tree *tree, struct jd_rules *rules)
{
	const struct yaml_node *node, *words;
	int rc = get_list(tree, tree->root, "unused", &node);

	if (rc != 0)
		return rc;
	rules->unused =
	    arena_calloc(&rules->arena, node->n, sizeof(*rules->unused));
	for (size_t i = 0; rc == 0 && i < node->n; i++) {
		const struct yaml_node *what =
		    yaml_node_get(node->items[i], "what");

		if (what == NULL || what->kind != YAML_TEXT)
			return yaml_node_fault(tree, node->items[i], "what",
			    "is missing");
		rules->unused[i] = arena_strdup(&rules->arena, what->text);
		rc = get_list(tree, node->items[i], "words", &words);
		if (rc == 0)
			rc = add_phrases(tree, words, rules, rules->cues,
			    (uint32_t)(JD_LISTS + i));
	}
	rules->n_unused = node->n;
	return rc;
}

/* Every family that the table names; returns their sum. */
static int
read_weights(const struct yaml_tree *tree, const struct yaml_node *table,
    double *weights, double *ret_sum)
{
	*ret_sum = 0;
	for (size_t i = 0; i < table->n; i++) {
		enum family family;

		if (!family_parse(table->pairs[i].key->text, &family))
			continue;
		if (table->pairs[i].value->kind != YAML_TEXT ||
		    str_to_real(table->pairs[i].value->text,
			&weights[family]) != 0)
			return yaml_node_error(tree, table->pairs[i].value,
			    table->pairs[i].key->text, "a number");
		*ret_sum += weights[family];
	}
	return 0;
}

static int
read_kind(const struct yaml_tree *tree, const struct yaml_node *item,
    struct jd_rules *rules, struct jd_kind *kind)
{
	static const char *const texts[] = { "kind", "because", "horizon",
		"half_life" };
	const char *values[COUNT(texts)] = { 0 };
	double sum = 0;
	int rc = 0;

	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct yaml_node *node = yaml_node_get(item, texts[i]);

		if (node == NULL || node->kind != YAML_TEXT)
			return yaml_node_fault(tree, item, texts[i],
			    "is missing");
		values[i] = arena_strdup(&rules->arena, node->text);
	}
	kind->name = values[0];
	kind->because = values[1];
	kind->horizon = values[2];
	rc = str_to_int(values[3], 0, 600, &kind->half_life);
	if (rc == 0)
		rc =
		    field_texts(tree, yaml_node_get(item, "domains"), "domains",
			&rules->arena, &kind->domains.items, &kind->domains.n);
	if (rc == 0)
		rc = read_weights(tree, item, kind->weights, &sum);
	if (rc == 0 && sum != 100)
		rc = yaml_node_fault(tree, item, "weights",
		    "add up to %g, expected 100", sum);
	return rc;
}

static int
read_kinds(const struct yaml_tree *tree, struct jd_rules *rules)
{
	const struct yaml_node *node, *table;
	int rc = get_list(tree, tree->root, "weights", &node);

	if (rc != 0)
		return rc;
	if (node->n == 0)
		return yaml_node_error(tree, node, "weights", "some");
	rules->kinds =
	    arena_calloc(&rules->arena, node->n, sizeof(*rules->kinds));
	rules->n_kinds = node->n;
	for (size_t i = 0; rc == 0 && i < node->n; i++)
		rc = read_kind(tree, node->items[i], rules, &rules->kinds[i]);
	table = yaml_node_get(tree->root, "shifts");
	for (size_t i = 0; rc == 0 && i < COUNT(shift_names); i++) {
		const struct yaml_node *shift =
		    yaml_node_get(table, shift_names[i]);
		double sum = 0;

		if (shift == NULL || shift->kind != YAML_TABLE)
			return yaml_node_fault(tree, tree->root, "shifts",
			    "no table for \"%s\"", shift_names[i]);
		rc = read_weights(tree, shift, rules->shifts[i], &sum);
		if (rc == 0 && sum != 0)
			rc = yaml_node_fault(tree, shift, "shifts",
			    "add up to %g, expected 0", sum);
	}
	return rc;
}

static int
read_numbers(const struct yaml_tree *tree, struct jd_rules *rules)
{
	const struct yaml_node *table = yaml_node_get(tree->root, "numbers");

	for (size_t i = 0; i < COUNT(numbers); i++) {
		const struct yaml_node *node =
		    table == NULL ? NULL : yaml_node_get(table, numbers[i].key);

		if (node == NULL || node->kind != YAML_TEXT ||
		    str_to_int(node->text, numbers[i].min, numbers[i].max,
			(int64_t *)(void *)((char *)rules +
			    numbers[i].offset)) != 0)
			return yaml_node_fault(tree,
			    node != NULL ? node : tree->root, numbers[i].key,
			    "expected a number from %d to %d",
			    (int)numbers[i].min, (int)numbers[i].max);
	}
	return 0;
}

/* "owner/repository: why" and "owner: company". */
static int
read_warnings(const struct yaml_tree *tree, struct jd_rules *rules)
{
	static const char *const keys[] = { "repositories", "owners" };

	for (size_t k = 0; k < COUNT(keys); k++) {
		const struct yaml_node *table =
		    yaml_node_get(tree->root, keys[k]);

		if (table == NULL || table->kind != YAML_TABLE)
			return yaml_node_fault(tree, tree->root, keys[k],
			    "is missing");
		for (size_t i = 0; i < table->n; i++) {
			const struct yaml_pair *pair = &table->pairs[i];

			if (pair->value->kind != YAML_TEXT)
				return yaml_node_error(tree, pair->value,
				    keys[k], "a text");
			map_put_text(k == 0 ? rules->mirrors : rules->owners,
			    fold_name(&rules->arena, pair->key->text,
				strlen(pair->key->text)),
			    arena_strdup(&rules->arena, pair->value->text));
		}
	}
	return 0;
}

static void
add_catalogue(struct jd_rules *rules)
{
	const struct catalogue *catalogue = rules->catalogue;

	for (size_t i = 0; i < catalogue->n_skills; i++)
		for (size_t j = 0; j < catalogue->skills[i].n_words; j++)
			add_phrase(rules, rules->skills,
			    catalogue->skills[i].words[j], (uint32_t)i);
	for (size_t i = 0; i < catalogue->n_domains; i++) {
		const struct domain *domain = &catalogue->domains[i];

		add_phrase(rules, rules->fields, domain->title, (uint32_t)i);
		for (size_t j = 0; j < domain->n_words; j++)
			add_phrase(rules, rules->fields, domain->words[j],
			    (uint32_t)i);
	}
}

static int
read_rules(const struct yaml_tree *tree, struct jd_rules *rules)
{
	int rc;

	if (tree->root == NULL || tree->root->kind != YAML_TABLE)
		return err_set(tree->detail, ERR_INVAL,
		    "%s: expected lists of words", tree->file);
	rc = read_cues(tree, rules);
	if (rc == 0)
		rc = read_ambiguous(tree, rules);
	if (rc == 0)
		rc = read_groups(tree, rules);
	if (rc == 0)
		rc = read_unused(tree, rules);
	if (rc == 0)
		rc = read_kinds(tree, rules);
	if (rc == 0)
		rc = read_numbers(tree, rules);
	return rc;
}

static int
read_file(const char *share, const char *name, struct jd_rules *rules,
    int (*read)(const struct yaml_tree *tree, struct jd_rules *rules),
    struct err_detail *detail)
{
	struct yaml_tree tree;
	int rc =
	    yaml_tree_read(arena_format(&rules->arena, "%s/%s", share, name),
		&tree, detail);

	if (rc != 0)
		return rc;
	rc = read(&tree, rules);
	yaml_tree_done(&tree);
	return rc;
}

int
jd_rules_read(const char *share, const struct catalogue *catalogue,
    struct jd_rules **ret_rules, struct err_detail *detail)
{
	struct jd_rules *rules = mem_calloc(1, sizeof(*rules));
	int rc;

	rules->catalogue = catalogue;
	rules->cues = words_new();
	rules->skills = words_new();
	rules->fields = words_new();
	rules->mirrors = map_new();
	rules->owners = map_new();
	add_catalogue(rules);
	rc = read_file(share, "descriptions.yaml", rules, read_rules, detail);
	if (rc == 0)
		rc = read_file(share, "projects.yaml", rules, read_warnings,
		    detail);
	if (rc != 0) {
		jd_rules_free(rules);
		return rc;
	}
	*ret_rules = rules;
	return 0;
}

void
jd_rules_free(struct jd_rules *rules)
{
	if (rules == NULL)
		return;
	words_free(rules->cues);
	words_free(rules->skills);
	words_free(rules->fields);
	map_free(rules->mirrors);
	map_free(rules->owners);
	arena_done(&rules->arena);
	mem_free(rules);
}
