#ifndef CRAWLER_HEADER_H
#define CRAWLER_HEADER_H

#include <stddef.h>
#include <stdint.h>

/*
 * The headers of an answer that mean something here.  Texts are "" and numbers
 * -1 when absent, ill-formed, negative or too long to be kept whole: half a
 * validator or half an address is worse than none.
 */
struct headers {
	int64_t limit; /* x-ratelimit-*: points */
	int64_t remaining;
	int64_t used;
	int64_t reset; /* seconds since 1970, by the server's clock */
	int64_t date; /* likewise */
	/* Retry-After: seconds from now, or a date; one of them is -1. */
	int64_t retry_after_s;
	int64_t retry_at;
	char resource[32]; /* "core", "graphql", "search", ... */
	char content_type[96];
	char etag[256];
	char last_modified[64];
	char location[2048];
	char link[4096];
	char request_id[96];
	char scopes[256];
	char token_expires[64];
	char sunset[64];
};

void headers_clear(struct headers *headers);

/* Reads one line, with or without its line end; names in any case. */
void headers_add(struct headers *headers, const char *line, size_t len);

/* "Sun, 06 Nov 1994 08:49:37 GMT" as seconds since 1970; -1 if ill-formed. */
int64_t header_date(const char *text);

#endif
