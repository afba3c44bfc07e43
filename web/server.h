#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * A small HTTP server for this machine alone, driven from outside: it has no
 * thread and never blocks.  Reads are GET and HEAD of the paths in a table of
 * routes; whatever else comes is refused.  A request must name a loopback
 * host, so that no web page can read answers under a name of its own.
 */
struct server;

/* What a route answers; type and status are set to 200 and plain text. */
struct server_answer {
	int status;
	const char *type; /* Content-Type */
	struct buf body; /* at most SERVER_BODY_MAX bytes */
};

struct server_route {
	const char *path;
	void (*answer)(void *context, struct server_answer *answer);
};

enum {
	SERVER_BODY_MAX = 4 * 1024 * 1024
};

struct server_options {
	const char *listen; /* as address_parse() takes it */
	const struct server_route *routes; /* borrowed */
	size_t n_routes;
	void *context; /* of the routes */
};

/* ERR_INVAL for an address that is not this machine's alone; ERR_IO when it
 * is in use; ERR_NOMEM. */
int server_open(const struct server_options *options,
    struct server **ret_server, struct err_detail *detail) MUST_CHECK;

/* Drops the connections that are open.  NULL is allowed. */
void server_close(struct server *server);

/* "http://127.0.0.1:9465", with the port that was taken. */
const char *server_url(const struct server *server);

/* Becomes readable when server_turn() has something to do. */
int server_fd(const struct server *server);

/*
 * Takes connections, reads, answers, as far as that goes without waiting.
 * Returns in how many milliseconds it wants to be called again though nothing
 * became readable; INT64_MAX: not before.
 */
int64_t server_turn(struct server *server);

#endif
