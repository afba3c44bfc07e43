#ifndef CONFIG_NEED_H
#define CONFIG_NEED_H

#include "config/role.h"
#include "config/yaml.h"

/*
 * Reads must:, nice: and not: of a role file into the role.  A need is a
 * skill's name or synonym, or {any: [a, b]}, with a label: of its own if many
 * are listed; skills become the catalogue's ids.  ERR_INVAL for unknown skills, for needs given twice, and for a skill
 * that is wanted and unwanted at once.
 */
int
need_read_all(const struct yaml_tree *tree, const struct catalogue *catalogue,
    struct arena *arena, struct role *role) MUST_CHECK;

#endif
