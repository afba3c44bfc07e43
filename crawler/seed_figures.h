#ifndef CRAWLER_SEED_FIGURES_H
#define CRAWLER_SEED_FIGURES_H

#include "crawler/crawl.h"
#include "crawler/http.h"

/*
 * Reads the answer about `n` repositories, in the order in which they were
 * asked for; figures must be zero.  What GitHub could not say stays unknown;
 * any bytes are safe.  `now` is the wall clock in seconds.  ERR_DENIED for a
 * refused token, ERR_HTTP or ERR_NET for any other answer, or none.
 */
int seed_figures_read(const struct http_answer *http, int64_t now,
    struct crawl_seed_figures *figures, size_t n,
    struct err_detail *detail) MUST_CHECK;

#endif
