#ifndef CONFIG_NAME_H
#define CONFIG_NAME_H

#include <stdbool.h>

/* Which texts can be names of what; none of these needs an escape anywhere. */

/* "owner/repository" as GitHub allows it; no URL, no ".git". */
bool name_is_repository(const char *text);

/* An id of the catalogue: [a-z0-9+#.-], at most 40, "c++", "node.js". */
bool name_is_id(const char *text);

/* A role: [a-z0-9._-], begins with a letter or digit, at most 64. */
bool name_is_role(const char *text);

#endif
