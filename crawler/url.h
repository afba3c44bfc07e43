#ifndef CRAWLER_URL_H
#define CRAWLER_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Web addresses, taken apart by the same parser that will send them, so that
 * no address can look like one host here and be another there.
 */
struct url {
	const char *scheme; /* lower case */
	const char *host; /* lower case; IPv6 keeps its brackets */
	const char *port; /* always given, the scheme's default included */
	const char *path; /* at least "/" */
	const char *query; /* NULL: none */
};

/* Texts live in the arena.  ERR_PARSE for what is no absolute http(s) URL or
 * carries a user name or password. */
int url_parse(const char *text, struct arena *arena,
    struct url *ret_url) MUST_CHECK;

/* Same scheme, host and port: the token may go from one to the other. */
bool url_same_origin(const char *a, const char *b);

/* https, or http to this very machine. */
bool url_is_safe(const char *text);
bool url_is_loopback(const char *text);

/* `reference` (absolute or relative) seen from `base`, in the arena; NULL if
 * the result is none that url_parse() takes. */
const char *
url_join(struct arena *arena, const char *base, const char *reference);

/* Percent-encodes everything but unreserved characters and '/'. */
const char *url_escape(struct arena *arena, const char *text);

#endif
