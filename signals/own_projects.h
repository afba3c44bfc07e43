#ifndef SIGNALS_OWN_PROJECTS_H
#define SIGNALS_OWN_PROJECTS_H

struct repository;
struct rules;

/*
 * Of a repository's stars, those that its use bears out: bought stars come
 * without forks and issues.  Never falls when any of the three grows.
 */
double
own_projects_stars(const struct rules *rules, const struct repository *own);

#endif
