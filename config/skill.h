#ifndef CONFIG_SKILL_H
#define CONFIG_SKILL_H

#include "config/stack.h"
#include "config/yaml.h"

/*
 * Reads one skill, "ID: {name, kind, ...}", of a file of the catalogue.  Words
 * are folded; texts live in the arena.  What needs the other skills (parents,
 * languages of seeds, domains) is checked by catalogue_read().
 */
int skill_read(const struct yaml_tree *tree, const struct yaml_pair *pair,
    struct arena *arena, struct skill *ret_skill) MUST_CHECK;

/* "ID: {title, words}" of domains.yaml. */
int domain_read(const struct yaml_tree *tree, const struct yaml_pair *pair,
    struct arena *arena, struct domain *ret_domain) MUST_CHECK;

/* Continue a digest with all that a skill or domain says. */
void skill_digest(uint64_t *digest, const struct skill *skill);
void domain_digest(uint64_t *digest, const struct domain *domain);

#endif
