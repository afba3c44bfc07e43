#include "crawler/github.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "crawler/url.h"

static const char server_path[] = "/api/v3";

/* The address without slashes at its end. */
static const char *
trimmed(struct arena *arena, const char *url)
{
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	return arena_text(arena, url, len);
}

/* github.com, a ghe.com tenant ("api.acme.ghe.com") or a test on this machine
 * serve the API at their root; any other bare host is an Enterprise Server. */
static bool
is_root_api(const struct url *url, const char *text)
{
	return str_starts(url->host, "api.") || url_is_loopback(text);
}

int
github_init(struct github *ret_github, const char *api_url, struct arena *arena,
    struct err_detail *detail)
{
	const char *rest = trimmed(arena, api_url);
	struct url url;

	if (url_parse(rest, arena, &url) != 0 || url.query != NULL)
		return err_set(detail, ERR_INVAL,
		    "%s: not the address of an API (https://HOST)", api_url);
	if (!url_is_safe(rest))
		return err_set(detail, ERR_INVAL,
		    "%s: the token goes only over https, or to this machine",
		    api_url);
	if (str_equal(url.path, "/") && !is_root_api(&url, rest))
		rest = arena_format(arena, "%s%s", rest, server_path);
	ret_github->rest = rest;
	if (str_ends(rest, server_path))
		ret_github->graphql = arena_format(arena, "%.*s/api/graphql",
		    (int)(strlen(rest) - strlen(server_path)), rest);
	else
		ret_github->graphql = arena_format(arena, "%s/graphql", rest);
	return 0;
}

static bool
is_name(const char *text, size_t len, const char *more, size_t max)
{
	if (len == 0 || len > max)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!str_is_alnum(text[i]) && strchr(more, text[i]) == NULL)
			return false;
	return true;
}

bool
github_is_full_name(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash != NULL &&
	    is_name(name, (size_t)(slash - name), "-_", 64) &&
	    is_name(slash + 1, strlen(slash + 1), "-_.", 100) &&
	    !str_equal(slash + 1, ".") && !str_equal(slash + 1, "..");
}

bool
github_is_login(const char *login)
{
	/* "_" stands in managed users' short codes, "[bot]" in apps' logins */
	return is_name(login, strlen(login), "-_[]", 64);
}

const char *
github_contributors_url(const struct github *github, struct arena *arena,
    const char *full_name)
{
	return arena_format(arena, "%s/repos/%s/contributors?per_page=%d",
	    github->rest, url_escape(arena, full_name), GITHUB_PAGE);
}

const char *
github_comments_url(const struct github *github, struct arena *arena,
    const char *full_name, int64_t since)
{
	char when[CLOCK_TEXT_LEN];
	const char *url = arena_format(arena,
	    "%s/repos/%s/pulls/comments?sort=created&direction=desc"
	    "&per_page=%d",
	    github->rest, url_escape(arena, full_name), GITHUB_PAGE);

	if (since <= 0)
		return url;
	clock_format(since, when);
	return arena_format(arena, "%s&since=%s", url, when);
}

const char *
github_rate_limit_url(const struct github *github, struct arena *arena)
{
	return arena_format(arena, "%s/rate_limit", github->rest);
}
