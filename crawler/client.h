#ifndef CRAWLER_CLIENT_H
#define CRAWLER_CLIENT_H

#include "base/arena.h"
#include "crawler/crawl.h"
#include "crawler/github.h"
#include "crawler/http.h"

/* The HTTP client that the options ask for; addresses live in the arena.
 * ERR_DENIED without a token, ERR_INVAL for an unsafe address or token. */
int client_new(const struct crawl_options *options, struct arena *arena,
    struct github *ret_github, struct http **ret_http,
    struct err_detail *detail) MUST_CHECK;

#endif
