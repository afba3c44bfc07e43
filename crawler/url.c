#include "crawler/url.h"

#include <curl/curl.h>
#include <string.h>

#include "base/str.h"

/* One part of a parsed URL as an arena text; NULL when absent. */
static const char *
part(CURLU *handle, CURLUPart which, unsigned flags, struct arena *arena)
{
	char *value = NULL;
	const char *copy = NULL;

	if (curl_url_get(handle, which, &value, flags) == CURLUE_OK)
		copy = arena_strdup(arena, value);
	curl_free(value);
	return copy;
}

static bool
is_web(const char *scheme)
{
	return scheme != NULL &&
	    (str_equal(scheme, "https") || str_equal(scheme, "http"));
}

static CURLU *
parse(const char *base, const char *text)
{
	CURLU *handle = curl_url();

	if (handle == NULL)
		return NULL;
	if ((base != NULL &&
		curl_url_set(handle, CURLUPART_URL, base, 0) != CURLUE_OK) ||
	    curl_url_set(handle, CURLUPART_URL, text, 0) != CURLUE_OK) {
		curl_url_cleanup(handle);
		return NULL;
	}
	return handle;
}

int
url_parse(const char *text, struct arena *arena, struct url *ret_url)
{
	CURLU *handle = parse(NULL, text);
	struct url url;
	char *host;

	if (handle == NULL)
		return ERR_PARSE;
	url.scheme = part(handle, CURLUPART_SCHEME, 0, arena);
	url.host = part(handle, CURLUPART_HOST, 0, arena);
	url.port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT, arena);
	url.path = part(handle, CURLUPART_PATH, 0, arena);
	url.query = part(handle, CURLUPART_QUERY, 0, arena);
	if (!is_web(url.scheme) || url.host == NULL || url.host[0] == '\0' ||
	    url.port == NULL || url.path == NULL ||
	    part(handle, CURLUPART_USER, 0, arena) != NULL ||
	    part(handle, CURLUPART_PASSWORD, 0, arena) != NULL) {
		curl_url_cleanup(handle);
		return ERR_PARSE;
	}
	curl_url_cleanup(handle);
	host = arena_strdup(arena, url.host);
	str_lower_all(host);
	url.host = host;
	*ret_url = url;
	return 0;
}

bool
url_same_origin(const char *a, const char *b)
{
	struct arena arena = { 0 };
	struct url first, second;
	bool same = url_parse(a, &arena, &first) == 0 &&
	    url_parse(b, &arena, &second) == 0 &&
	    str_equal(first.scheme, second.scheme) &&
	    str_equal(first.host, second.host) &&
	    str_equal(first.port, second.port);

	arena_done(&arena);
	return same;
}

/* "127." and three numbers; anything else of that form is a name. */
static bool
is_loopback_host(const char *host)
{
	int dots = 0;

	if (str_equal(host, "localhost") || str_equal(host, "[::1]"))
		return true;
	if (!str_starts(host, "127."))
		return false;
	for (; *host != '\0'; host++)
		if (*host == '.')
			dots++;
		else if (!str_is_digit(*host))
			return false;
	return dots == 3;
}

bool
url_is_loopback(const char *text)
{
	struct arena arena = { 0 };
	struct url url;
	bool yes =
	    url_parse(text, &arena, &url) == 0 && is_loopback_host(url.host);

	arena_done(&arena);
	return yes;
}

bool
url_is_safe(const char *text)
{
	struct arena arena = { 0 };
	struct url url;
	bool yes = url_parse(text, &arena, &url) == 0 &&
	    (str_equal(url.scheme, "https") || is_loopback_host(url.host));

	arena_done(&arena);
	return yes;
}

const char *
url_join(struct arena *arena, const char *base, const char *reference)
{
	CURLU *handle = parse(base, reference);
	const char *scheme, *joined = NULL;
	struct url url;

	if (handle == NULL)
		return NULL;
	scheme = part(handle, CURLUPART_SCHEME, 0, arena);
	if (is_web(scheme))
		joined = part(handle, CURLUPART_URL, 0, arena);
	curl_url_cleanup(handle);
	if (joined == NULL || url_parse(joined, arena, &url) != 0)
		return NULL;
	return joined;
}

const char *
url_escape(struct arena *arena, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t len = strlen(text), n = 0;
	char *escaped = arena_alloc(arena, 3 * len + 1);

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (str_is_alnum((char)c) || strchr("-._~/", c) != NULL) {
			escaped[n++] = (char)c;
			continue;
		}
		escaped[n++] = '%';
		escaped[n++] = hex[c >> 4];
		escaped[n++] = hex[c & 15];
	}
	escaped[n] = '\0';
	return escaped;
}
