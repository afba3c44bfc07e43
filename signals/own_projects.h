#ifndef SIGNALS_OWN_PROJECTS_H
#define SIGNALS_OWN_PROJECTS_H

#include <stdint.h>

/*
 * Of a repository's stars, those that its use bears out: bought stars come
 * without forks and issues.  Never falls when any argument grows.
 */
double own_projects_stars(int64_t stars, int64_t forks, int64_t issues);

#endif
