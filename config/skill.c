#include "config/skill.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/str.h"
#include "config/digest.h"
#include "config/field.h"
#include "config/fold.h"
#include "config/name.h"
#include "config/nearest.h"

static const char *const kinds[] = { "language", "framework", "database",
	"messaging", "data", "api", "cloud", "container", "infrastructure",
	"observability", "ci", "testing", "security", "runtime", "concept" };

static const char *const ecosystems[] = { "go", "maven", "pypi", "crates",
	"npm", "gem", "nuget", "packagist", "hex", "conan" };

enum {
	N_KINDS = COUNT(kinds),
	N_ECOSYSTEMS = COUNT(ecosystems),
	WORD_BYTES = 64,
	PATTERN_BYTES = 512
};

/* A skill as its keys are, before words are folded and lists are named. */
struct raw {
	const char *name;
	const char *kind;
	const char *language;
	const char **words;
	size_t n_words;
	const char **topics;
	size_t n_topics;
	const char **patterns;
	size_t n_patterns;
	const char **domains;
	size_t n_domains;
	const char **parents;
	size_t n_parents;
	const struct yaml_node *packages;
	const struct yaml_node *seeds;
};

static const struct field skill_fields[] = {
	FIELD_ONE(FIELD_TEXT, raw, name),
	FIELD_ONE(FIELD_TEXT, raw, kind),
	FIELD_ONE(FIELD_TEXT, raw, language),
	FIELD_MANY(raw, words, n_words),
	FIELD_MANY(raw, topics, n_topics),
	FIELD_MANY(raw, patterns, n_patterns),
	FIELD_MANY(raw, domains, n_domains),
	FIELD_MANY(raw, parents, n_parents),
	FIELD_ONE(FIELD_NODE, raw, packages),
	FIELD_ONE(FIELD_NODE, raw, seeds),
};

static const struct field domain_fields[] = {
	FIELD_ONE(FIELD_TEXT, domain, title),
	FIELD_MANY(domain, words, n_words),
};

static int
check_one_of(const struct yaml_tree *tree, const struct yaml_node *node,
    const char *key, const char *const *names, size_t n)
{
	struct buf all;
	int rc;

	for (size_t i = 0; i < n; i++)
		if (str_equal(names[i], node->text))
			return 0;
	buf_init(&all, 512);
	for (size_t i = 0; i < n; i++)
		buf_format(&all, "%s%s", i > 0 ? " " : "", names[i]);
	rc = yaml_node_error(tree, node, key, "one of: %s", all.data);
	buf_done(&all);
	return rc;
}

static bool
holds(const char *const *texts, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (str_equal(texts[i], text))
			return true;
	return false;
}

/*
 * Folds the words.  The name is one of them, unless there are patterns: these
 * are given because the name itself is an ordinary word ("Go", "Spring").
 */
static int
fold_words(const struct yaml_tree *tree, const struct yaml_pair *pair,
    const struct raw *raw, struct arena *arena, struct skill *skill)
{
	const char **words =
	    arena_calloc(arena, raw->n_words + 1, sizeof(*words));
	size_t n = 0;

	for (size_t i = 0; i <= raw->n_words; i++) {
		const char *from;
		char *word;

		if (i == raw->n_words && raw->n_patterns > 0)
			break;
		from = i < raw->n_words ? raw->words[i] : raw->name;
		if (strlen(from) > WORD_BYTES)
			return yaml_node_fault(tree, pair->key, pair->key->text,
			    "words: \"%s\" is longer than %d bytes", from,
			    WORD_BYTES);
		word = fold_name(arena, from, strlen(from));
		if (!holds(words, n, word))
			words[n++] = word;
	}
	skill->words = words;
	skill->n_words = n;
	return 0;
}

/* "go: [a/b, c/d]" by language or ecosystem. */
static int
read_lists(const struct yaml_tree *tree, const struct yaml_node *table,
    const char *key, struct arena *arena, struct skill *skill)
{
	bool seeds = str_equal(key, "seeds");
	struct named_list *lists;
	size_t n = 0;
	int rc = 0;

	if (table == NULL)
		return 0;
	if (table->kind != YAML_TABLE)
		return yaml_node_error(tree, table, key,
		    "lists by name, {go: [one, two]}");
	lists = arena_calloc(arena, table->n, sizeof(*lists));
	for (; rc == 0 && n < table->n; n++) {
		const struct yaml_pair *pair = &table->pairs[n];

		if (!seeds)
			rc = check_one_of(tree, pair->key, key, ecosystems,
			    N_ECOSYSTEMS);
		lists[n].name = arena_strdup(arena, pair->key->text);
		if (rc == 0)
			rc = field_texts(tree, pair->value, key, arena,
			    &lists[n].items, &lists[n].n_items);
		for (size_t i = 0; rc == 0 && seeds && i < lists[n].n_items;
		     i++)
			if (!name_is_repository(lists[n].items[i]))
				rc = yaml_node_fault(tree, pair->value, key,
				    "got \"%s\", expected owner/repository",
				    lists[n].items[i]);
	}
	if (seeds) {
		skill->seeds = lists;
		skill->n_seeds = n;
	} else {
		skill->packages = lists;
		skill->n_packages = n;
	}
	return rc;
}

static int
check_skill(const struct yaml_tree *tree, const struct yaml_pair *pair,
    const struct raw *raw)
{
	const char *id = pair->key->text;
	const struct yaml_node *kind = yaml_node_get(pair->value, "kind");

	if (!name_is_id(id))
		return yaml_node_error(tree, pair->key, "id",
		    "lower-case letters, digits and + # . -");
	if (raw->name == NULL || kind == NULL)
		return yaml_node_fault(tree, pair->key, id,
		    "has no %s:", raw->name == NULL ? "name" : "kind");
	for (size_t i = 0; i < raw->n_patterns; i++)
		if (strlen(raw->patterns[i]) > PATTERN_BYTES)
			return yaml_node_fault(tree, pair->key, id,
			    "patterns: longer than %d bytes", PATTERN_BYTES);
	return check_one_of(tree, kind, "kind", kinds, N_KINDS);
}

int
skill_read(const struct yaml_tree *tree, const struct yaml_pair *pair,
    struct arena *arena, struct skill *ret_skill)
{
	const struct field_table table = { pair->key->text, skill_fields,
		COUNT(skill_fields) };
	struct skill skill = { 0 };
	struct raw raw = { 0 };
	int rc;

	rc = field_fill(tree, pair->value, &table, arena, &raw);
	if (rc == 0)
		rc = check_skill(tree, pair, &raw);
	if (rc == 0)
		rc = fold_words(tree, pair, &raw, arena, &skill);
	if (rc == 0)
		rc = read_lists(tree, raw.packages, "packages", arena, &skill);
	if (rc == 0)
		rc = read_lists(tree, raw.seeds, "seeds", arena, &skill);
	if (rc != 0)
		return rc;
	skill.id = arena_strdup(arena, pair->key->text);
	skill.name = raw.name;
	skill.kind = raw.kind;
	skill.language = raw.language;
	skill.topics = raw.topics;
	skill.n_topics = raw.n_topics;
	skill.patterns = raw.patterns;
	skill.n_patterns = raw.n_patterns;
	skill.domains = raw.domains;
	skill.n_domains = raw.n_domains;
	skill.parents = raw.parents;
	skill.n_parents = raw.n_parents;
	skill.file = arena_strdup(arena, tree->file);
	skill.line = pair->key->line;
	*ret_skill = skill;
	return 0;
}

int
domain_read(const struct yaml_tree *tree, const struct yaml_pair *pair,
    struct arena *arena, struct domain *ret_domain)
{
	const struct field_table table = { pair->key->text, domain_fields,
		COUNT(domain_fields) };
	struct domain domain = { 0 };
	int rc = field_fill(tree, pair->value, &table, arena, &domain);

	if (rc != 0)
		return rc;
	if (!name_is_id(pair->key->text))
		return yaml_node_error(tree, pair->key, "id",
		    "lower-case letters, digits and + # . -");
	if (domain.title == NULL || domain.n_words == 0)
		return yaml_node_fault(tree, pair->key, pair->key->text,
		    "has no %s:", domain.title == NULL ? "title" : "words");
	for (size_t i = 0; i < domain.n_words; i++)
		domain.words[i] =
		    fold_name(arena, domain.words[i], strlen(domain.words[i]));
	domain.id = arena_strdup(arena, pair->key->text);
	*ret_domain = domain;
	return 0;
}

static void
digest_lists(uint64_t *digest, const struct named_list *lists, size_t n)
{
	digest_int(digest, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		digest_text(digest, lists[i].name);
		digest_set(digest, lists[i].items, lists[i].n_items);
	}
}

void
skill_digest(uint64_t *digest, const struct skill *skill)
{
	digest_text(digest, skill->id);
	digest_text(digest, skill->name);
	digest_text(digest, skill->kind);
	digest_text(digest, skill->language);
	digest_set(digest, skill->words, skill->n_words);
	digest_set(digest, skill->topics, skill->n_topics);
	digest_set(digest, skill->patterns, skill->n_patterns);
	digest_set(digest, skill->domains, skill->n_domains);
	digest_set(digest, skill->parents, skill->n_parents);
	digest_lists(digest, skill->packages, skill->n_packages);
	digest_lists(digest, skill->seeds, skill->n_seeds);
}

void
domain_digest(uint64_t *digest, const struct domain *domain)
{
	digest_text(digest, domain->id);
	digest_set(digest, domain->words, domain->n_words);
}
