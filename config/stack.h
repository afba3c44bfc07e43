#ifndef CONFIG_STACK_H
#define CONFIG_STACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "config/names.h"

struct dirent;

/* A list of names that go with one language or ecosystem. */
struct named_list {
	const char *name; /* "go", "java" */
	const char **items;
	size_t n_items;
};

/*
 * One skill of the catalogue (config/stacks/<area>.yaml).  `words` are matched
 * as whole words or phrases, case-insensitively, by the tokenizer; `patterns`
 * (PCRE2) only where words can't tell ("Go" the language from "go").
 */
struct skill {
	const char *id; /* "postgresql": lower case, [a-z0-9+#.-] */
	const char *name; /* "PostgreSQL" */
	const char *kind; /* language framework database messaging cloud ... */
	const char *language; /* GitHub's language name if it is one: "Go" */
	/* Folded.  The name is one of them, unless there are patterns instead:
	 * "go" is no word of Go. */
	const char **words;
	size_t n_words;
	const char **topics; /* GitHub repository topics */
	size_t n_topics;
	const char **patterns;
	size_t n_patterns;
	const char **domains; /* domains this skill speaks for */
	size_t n_domains;
	const char **parents; /* skills it implies: spring -> java */
	size_t n_parents;
	struct named_list *packages; /* by ecosystem */
	size_t n_packages;
	struct named_list *seeds; /* repositories by language */
	size_t n_seeds;
	const char *file;
	int64_t line;
};

/* A field of depth: "databases", "reliability", ... with its own words. */
struct domain {
	const char *id;
	const char *title;
	const char **words;
	size_t n_words;
};

struct catalogue {
	struct skill *skills; /* sorted by id */
	size_t n_skills;
	struct domain *domains;
	size_t n_domains;
	/* Folded id, name and words -> index of the skill.  Names that begin
	 * with \x01 are spellings without blanks and hyphens. */
	struct names by_name;
	char hash[17];
};

/*
 * The *.yaml of a directory, by name: as scandir(3), which allocates the entries
 * with malloc().
 */
int catalogue_files(const char *directory, struct dirent ***ret_entries);

/*
 * Reads every *.yaml of a directory (and domains.yaml beside the skills).
 * Errors as role_read().  Free with catalogue_done(); texts live in the arena.
 */
int catalogue_read(const char *directory, struct arena *arena,
    struct catalogue *ret_catalogue, struct err_detail *detail) MUST_CHECK;
void catalogue_done(struct catalogue *catalogue);

/* By id, name or synonym, ignoring case; NULL if unknown. */
const struct skill *
catalogue_find(const struct catalogue *catalogue, const char *name);

/* Index in catalogue->skills. */
size_t
catalogue_index(const struct catalogue *catalogue, const struct skill *skill);

/* The known id nearest to a misspelt one, or NULL if none is near. */
const char *
catalogue_nearest(const struct catalogue *catalogue, const char *name);

/* By id, ignoring case; NULL if unknown.  And the nearest to a misspelt id. */
const struct domain *
catalogue_domain(const struct catalogue *catalogue, const char *id);
const char *
catalogue_domain_nearest(const struct catalogue *catalogue, const char *id);

#endif
