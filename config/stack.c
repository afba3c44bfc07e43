#include "config/stack.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "config/digest.h"
#include "config/fold.h"
#include "config/name.h"
#include "config/nearest.h"
#include "config/skill.h"
#include "config/yaml.h"

enum {
	NAME_BYTES = 128, /* of a name that is looked up */
	PARENTS_DEPTH = 8
};

static const char domains_file[] = "domains.yaml";

/* What is being built, and where errors go. */
struct building {
	struct arena *arena;
	struct err_detail *detail;
	struct skill *skills; /* on the heap while it grows */
	size_t n_skills;
	struct catalogue catalogue;
};

static int
is_yaml(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && str_ends(entry->d_name, ".yaml");
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
read_domains(struct building *building, const struct yaml_tree *tree)
{
	size_t n = tree->root->n;
	struct domain *domains =
	    arena_calloc(building->arena, n, sizeof(*domains));
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = domain_read(tree, &tree->root->pairs[i], building->arena,
		    &domains[i]);
	building->catalogue.domains = domains;
	building->catalogue.n_domains = n;
	return rc;
}

static int
read_skills(struct building *building, const struct yaml_tree *tree)
{
	size_t n = building->n_skills, more = tree->root->n;
	int rc = 0;

	building->skills =
	    mem_resize(building->skills, n + more, sizeof(*building->skills));
	for (size_t i = 0; rc == 0 && i < more; i++)
		rc = skill_read(tree, &tree->root->pairs[i], building->arena,
		    &building->skills[n + i]);
	building->n_skills = n + more;
	return rc;
}

static int
read_file(struct building *building, const char *directory, const char *name)
{
	char *path = arena_format(building->arena, "%s/%s", directory, name);
	struct yaml_tree tree;
	int rc = yaml_tree_read(path, &tree, building->detail);

	if (rc != 0)
		return rc;
	if (tree.root == NULL) {
		rc = 0; /* only comments */
	} else if (tree.root->kind != YAML_TABLE) {
		rc = yaml_node_error(&tree, tree.root, NULL,
		    "skills by id, \"id: {...}\"");
	} else if (str_equal(name, domains_file)) {
		rc = read_domains(building, &tree);
	} else {
		rc = read_skills(building, &tree);
	}
	yaml_tree_done(&tree);
	return rc;
}

int
catalogue_files(const char *directory, struct dirent ***ret_entries)
{
	return scandir(directory, ret_entries, is_yaml, by_name);
}

static int
read_files(struct building *building, const char *directory)
{
	struct dirent **entries = NULL;
	int n = catalogue_files(directory, &entries);
	int rc = 0;

	if (n < 0)
		return err_set(building->detail,
		    errno == ENOENT ? ERR_NOTFOUND : ERR_IO,
		    "%s: can't be read: %s", directory, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (rc == 0)
			rc = read_file(building, directory, entries[i]->d_name);
		free(entries[i]); /* scandir's own malloc */
	}
	free(entries);
	return rc;
}

static int
by_id(const void *a, const void *b)
{
	const struct skill *left = a, *right = b;
	int order = strcmp(left->id, right->id);

	if (order == 0)
		order = strcmp(left->file, right->file);
	return order != 0
	    ? order
	    : (left->line > right->line) - (left->line < right->line);
}

static int
sort_skills(struct building *building)
{
	struct catalogue *catalogue = &building->catalogue;
	size_t n = building->n_skills;

	catalogue->skills =
	    arena_calloc(building->arena, n, sizeof(struct skill));
	catalogue->n_skills = n;
	if (n > 0) {
		qsort(building->skills, n, sizeof(struct skill), by_id);
		memcpy(catalogue->skills, building->skills,
		    n * sizeof(struct skill));
	}
	for (size_t i = 1; i < n; i++) {
		const struct skill *old = &catalogue->skills[i - 1];
		const struct skill *skill = &catalogue->skills[i];

		if (str_equal(old->id, skill->id))
			return err_set(building->detail, ERR_INVAL,
			    "%s:%d: %s: given twice, first in %s line %d",
			    skill->file, (int)skill->line, skill->id, old->file,
			    (int)old->line);
	}
	return 0;
}

/*
 * A looser key: no blanks and hyphens, "node js" and "node-js" as "nodejs".
 * The mark in front keeps it apart from words.
 */
static char *
squeeze(struct arena *arena, const char *folded)
{
	char *key = arena_format(arena, "\x01%s", folded);
	char *to = key + 1;

	for (const char *from = folded; *from != '\0'; from++)
		if (*from != ' ' && *from != '-' && *from != '_' &&
		    (*from != '.' || from == folded))
			*to++ = *from;
	*to = '\0';
	return key;
}

/* The skill of a key, or NULL. */
static const struct skill *
find_name(const struct catalogue *catalogue, const char *key)
{
	int64_t index = names_find(&catalogue->by_name, key, strlen(key));

	return index < 0 ? NULL : &catalogue->skills[index];
}

/* The key is folded. */
static int
add_name(struct building *building, const char *key, struct skill *skill)
{
	struct catalogue *catalogue = &building->catalogue;
	uint32_t index = (uint32_t)catalogue_index(catalogue, skill);
	const struct skill *other = find_name(catalogue, key);
	char *loose;

	if (other != NULL && other != skill)
		return err_set(building->detail, ERR_INVAL,
		    "%s:%d: %s: the word \"%s\" is also a word of %s (%s:%d)",
		    skill->file, (int)skill->line, skill->id, key, other->id,
		    other->file, (int)other->line);
	if (other == NULL && key[0] != '\0')
		names_add(&catalogue->by_name, key, strlen(key), index);
	loose = squeeze(building->arena, key);
	if (find_name(catalogue, loose) == NULL)
		names_add(&catalogue->by_name, loose, strlen(loose), index);
	return 0;
}

static int
add_names(struct building *building)
{
	struct catalogue *catalogue = &building->catalogue;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < catalogue->n_skills; i++) {
		struct skill *skill = &catalogue->skills[i];

		rc = add_name(building, skill->id, skill);
		if (rc == 0)
			rc = add_name(building,
			    fold_name(building->arena, skill->name,
				strlen(skill->name)),
			    skill);
		for (size_t j = 0; rc == 0 && j < skill->n_words; j++)
			rc = add_name(building, skill->words[j], skill);
	}
	return rc;
}

/* Parents that lead back to their child would never end. */
static bool /* NOLINTNEXTLINE(misc-no-recursion): PARENTS_DEPTH levels */
has_cycle(const struct catalogue *catalogue, const struct skill *skill,
    int depth)
{
	if (depth > PARENTS_DEPTH)
		return true;
	for (size_t i = 0; i < skill->n_parents; i++) {
		const struct skill *parent =
		    catalogue_find(catalogue, skill->parents[i]);

		if (parent != NULL && has_cycle(catalogue, parent, depth + 1))
			return true;
	}
	return false;
}

static int
refer(struct building *building, const struct skill *skill, const char *key,
    const char *got, const char *nearest)
{
	return err_set(building->detail, ERR_INVAL,
	    "%s:%d: %s: %s: got \"%s\", expected a known one%s%s%s",
	    skill->file, (int)skill->line, skill->id, key, got,
	    nearest != NULL ? " such as \"" : "",
	    nearest != NULL ? nearest : "", nearest != NULL ? "\"" : "");
}

/* Names of other skills become their ids. */
static int
check_references(struct building *building, struct skill *skill)
{
	const struct catalogue *catalogue = &building->catalogue;

	for (size_t i = 0; i < skill->n_parents; i++) {
		const struct skill *parent =
		    catalogue_find(catalogue, skill->parents[i]);

		if (parent == NULL)
			return refer(building, skill, "parents",
			    skill->parents[i],
			    catalogue_nearest(catalogue, skill->parents[i]));
		skill->parents[i] = parent->id;
	}
	for (size_t i = 0; i < skill->n_domains; i++) {
		const struct domain *domain =
		    catalogue_domain(catalogue, skill->domains[i]);

		if (domain == NULL)
			return refer(building, skill, "domains",
			    skill->domains[i],
			    catalogue_domain_nearest(catalogue,
				skill->domains[i]));
		skill->domains[i] = domain->id;
	}
	for (size_t i = 0; i < skill->n_seeds; i++) {
		const struct skill *language =
		    catalogue_find(catalogue, skill->seeds[i].name);

		if (language == NULL || language->language == NULL)
			return refer(building, skill, "seeds",
			    skill->seeds[i].name, "go");
		skill->seeds[i].name = language->id;
	}
	return 0;
}

static int
check_all(struct building *building)
{
	struct catalogue *catalogue = &building->catalogue;
	uint64_t digest = DIGEST_START;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < catalogue->n_skills; i++)
		rc = check_references(building, &catalogue->skills[i]);
	for (size_t i = 0; rc == 0 && i < catalogue->n_skills; i++) {
		const struct skill *skill = &catalogue->skills[i];

		if (has_cycle(catalogue, skill, 0))
			rc = err_set(building->detail, ERR_INVAL,
			    "%s:%d: %s: parents lead back to itself",
			    skill->file, (int)skill->line, skill->id);
		skill_digest(&digest, skill);
	}
	for (size_t i = 0; i < catalogue->n_domains; i++)
		domain_digest(&digest, &catalogue->domains[i]);
	digest_format(digest, catalogue->hash);
	return rc;
}

int
catalogue_read(const char *directory, struct arena *arena,
    struct catalogue *ret_catalogue, struct err_detail *detail)
{
	struct building building = { .arena = arena, .detail = detail };
	int rc = read_files(&building, directory);

	if (rc == 0)
		rc = sort_skills(&building);
	if (rc == 0)
		rc = add_names(&building);
	if (rc == 0)
		rc = check_all(&building);
	mem_free(building.skills);
	if (rc != 0)
		catalogue_done(&building.catalogue);
	else
		*ret_catalogue = building.catalogue;
	return rc;
}

void
catalogue_done(struct catalogue *catalogue)
{
	names_done(&catalogue->by_name);
	catalogue->n_skills = catalogue->n_domains = 0;
}

const struct skill *
catalogue_find(const struct catalogue *catalogue, const char *name)
{
	struct arena scratch = { 0 };
	const struct skill *skill;
	const char *key;
	size_t len;

	name = str_trim(name, strlen(name), &len);
	if (len == 0 || len > NAME_BYTES)
		return NULL;
	key = fold_name(&scratch, name, len);
	skill = find_name(catalogue, key);
	if (skill == NULL)
		skill = find_name(catalogue, squeeze(&scratch, key));
	arena_done(&scratch);
	return skill;
}

size_t
catalogue_index(const struct catalogue *catalogue, const struct skill *skill)
{
	return (size_t)(skill - catalogue->skills);
}

const char *
catalogue_nearest(const struct catalogue *catalogue, const char *name)
{
	struct nearest nearest;

	nearest_init(&nearest, name);
	for (size_t i = 0; i < catalogue->n_skills; i++) {
		const struct skill *skill = &catalogue->skills[i];

		nearest_offer(&nearest, skill->id, skill->id);
		nearest_offer(&nearest, skill->name, skill->id);
		for (size_t j = 0; j < skill->n_words; j++)
			nearest_offer(&nearest, skill->words[j], skill->id);
	}
	return nearest_get(&nearest);
}

const struct domain *
catalogue_domain(const struct catalogue *catalogue, const char *id)
{
	for (size_t i = 0; i < catalogue->n_domains; i++)
		if (str_casecmp(catalogue->domains[i].id, id) == 0)
			return &catalogue->domains[i];
	return NULL;
}

const char *
catalogue_domain_nearest(const struct catalogue *catalogue, const char *id)
{
	struct nearest nearest;

	nearest_init(&nearest, id);
	for (size_t i = 0; i < catalogue->n_domains; i++)
		nearest_offer(&nearest, catalogue->domains[i].id,
		    catalogue->domains[i].id);
	return nearest_get(&nearest);
}
