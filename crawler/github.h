#ifndef CRAWLER_GITHUB_H
#define CRAWLER_GITHUB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Addresses of GitHub's API.  github.com: https://api.github.com and /graphql
 * below it; GitHub Enterprise Server: https://HOST/api/v3 and
 * https://HOST/api/graphql, where /api/v3 may be left out of the setting.
 */
struct github {
	const char *rest; /* without a slash at its end */
	const char *graphql;
};

enum {
	GITHUB_PAGE = 100
}; /* the most that a REST page may hold */

#define GITHUB_ACCEPT "application/vnd.github+json"

/* Texts live in the arena.  ERR_INVAL for what is no https address (http only
 * to this machine). */
int github_init(struct github *ret_github, const char *api_url,
    struct arena *arena, struct err_detail *detail) MUST_CHECK;

/* "owner/name" of the characters that GitHub allows. */
bool github_is_full_name(const char *name);
bool github_is_login(const char *login);

const char *github_contributors_url(const struct github *github,
    struct arena *arena, const char *full_name);

/* Newest first; `since` is about updates, 0: all. */
const char *github_comments_url(const struct github *github,
    struct arena *arena, const char *full_name, int64_t since);

const char *
github_rate_limit_url(const struct github *github, struct arena *arena);

#endif
