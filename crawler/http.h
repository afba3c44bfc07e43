#ifndef CRAWLER_HTTP_H
#define CRAWLER_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crawler/header.h"

/*
 * An HTTP client for one API and one token, over curl's multi interface: one
 * thread, nothing blocks but http_wait().  The token is sent to the API's
 * origin alone, over https or to this very machine; redirects are followed
 * only there.
 */
struct http;

struct http_options {
	const char *api_url;
	const char *token; /* NULL: anonymous */
	const char *contact; /* for the User-Agent; NULL: none */
	const char *api_version;
	const char *ca_file; /* NULL: the system's */
	int64_t timeout_ms; /* for one request, redirects included */
};

/* Texts are copied.  ERR_INVAL for an unsafe address or a token with bytes
 * that no header may hold; ERR_NOMEM. */
int http_new(const struct http_options *options, struct http **ret_http,
    struct err_detail *detail) MUST_CHECK;

/* Cancels what is on its way. */
void http_free(struct http *http);

/* What is wanted.  All texts are borrowed until the callback or cancel. */
struct http_request {
	const char *url;
	const char *accept;
	const char *etag; /* NULL: not conditional */
	const char *last_modified;
	const char *body; /* not NULL: POST of JSON */
	size_t body_len;
	size_t max_bytes; /* of the answer, decompressed */
};

enum http_outcome {
	HTTP_ANSWERED,
	HTTP_TIMED_OUT,
	HTTP_UNREACHABLE, /* name, connection, certificate */
	HTTP_BROKEN, /* ended before its end, or no HTTP */
	HTTP_OVERSIZE,
	HTTP_FOREIGN_REDIRECT, /* to another origin: not followed */
	HTTP_BAD_REDIRECT /* without end or target, or of a POST */
};

/* What came; everything is borrowed until the callback returns. */
struct http_answer {
	enum http_outcome outcome;
	int status; /* 0 unless answered */
	struct headers headers;
	const char *body; /* ends with a NUL byte beyond body_len */
	size_t body_len;
	const char *url; /* the last one asked */
	int redirects;
	bool moved; /* 301 or 308: the address is to be stored anew */
	char error[256];
};

/* How it is fetched: the handle of one request on its way. */
struct http_transfer;

/* Called exactly once, from http_wait(), never after http_cancel(). */
typedef void http_done(void *context, const struct http_answer *answer);

/*
 * Sends as much as goes without waiting, so that a request is on its way, not
 * just intended, when this returns.  ERR_INVAL for an address of another
 * origin.  The transfer is freed after the callback returned.
 */
int http_start(struct http *http, const struct http_request *request,
    http_done *done, void *context, struct http_transfer **ret_transfer,
    struct err_detail *detail) MUST_CHECK;

/* Not from the transfer's own callback. */
void http_cancel(struct http_transfer *transfer);

/*
 * Waits until something happened on a connection or one of the descriptors
 * became readable, at most `timeout_ms`; then calls back for what has ended.
 */
int http_wait(struct http *http, int timeout_ms, const int *fds, size_t n_fds,
    struct err_detail *detail) MUST_CHECK;

#endif
