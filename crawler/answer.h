#ifndef CRAWLER_ANSWER_H
#define CRAWLER_ANSWER_H

#include <stdbool.h>

#include "crawler/http.h"
#include "crawler/json.h"
#include "crawler/rate.h"

/* What an answer means for the request; the order of tests is GitHub's. */
enum answer_class {
	ANSWER_FINE, /* as wished; GraphQL: maybe with errors by path */
	ANSWER_UNCHANGED, /* 304 */
	ANSWER_EMPTY, /* 204, 409: an empty repository */
	ANSWER_PENDING, /* 202: being computed, ask again */
	ANSWER_PRIMARY, /* the hour's points are used up */
	ANSWER_SECONDARY, /* too fast */
	ANSWER_DENIED, /* 401: the token is no good */
	ANSWER_UNSURE, /* 401 in other words: once more, then denied */
	ANSWER_FORBIDDEN, /* 403, 451: this subject is not for us */
	ANSWER_LIST_TOO_LARGE, /* 403: contributors of a huge history */
	ANSWER_GONE, /* 404, 410 */
	ANSWER_END, /* 422: pages end here */
	ANSWER_INVALID, /* our mistake: never repeated */
	ANSWER_SHRINK, /* too much at once: fewer in the next one */
	ANSWER_SERVER_ERROR, /* 5xx */
	ANSWER_MALFORMED, /* not what its type promises */
	ANSWER_UNREACHABLE,
	ANSWER_TIMEOUT,
	ANSWER_CLASSES
};

const char *answer_name(enum answer_class class);

/* How the limiter sees it. */
enum rate_verdict answer_verdict(enum answer_class class);

/* An answer read as far as its class needs it. */
struct answer {
	enum answer_class class;
	struct json *json; /* the body; NULL if there is none to use */
	/* Its message, or what is wrong with it; for logs, cut. */
	char message[200];
};

/*
 * Reads and classifies; the JSON is freed with answer_done().  `is_graphql`
 * asks for a GraphQL answer's form.  Pure but for memory; any bytes are safe.
 */
void answer_read(const struct http_answer *http, bool is_graphql,
    struct answer *ret_answer);
void answer_done(struct answer *answer);

#endif
