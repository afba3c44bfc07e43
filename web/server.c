#include "web/server.h"

#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/address.h"
#include "base/array.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	CONNECTIONS_MAX = 64,
	CONNECTION_BYTES = 16 * 1024, /* request line and headers together */
	IDLE_S = 10,
	BACKLOG = 16,
	LOG_BYTES = 512
};

struct server {
	struct MHD_Daemon *mhd;
	const struct server_route *routes;
	size_t n_routes;
	void *context;
	int epoll_fd;
	char url[80];
};

/* ---- answers ---- */

/* Nothing is kept by caches, shown in frames, or run. */
static const struct {
	const char *name, *value;
} fixed_headers[] = {
	{ "Cache-Control", "no-store" },
	{ "Content-Security-Policy",
	    "default-src 'none'; frame-ancestors 'none'" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Referrer-Policy", "no-referrer" },
	{ "X-Content-Type-Options", "nosniff" },
};

static void
free_body(void *body)
{
	mem_free(body);
}

/* Takes the body out of the answer. */
static enum MHD_Result
send_answer(struct MHD_Connection *connection, struct server_answer *answer)
{
	size_t len = answer->body.len;
	char *body = buf_take(&answer->body);
	struct MHD_Response *response;
	enum MHD_Result result = MHD_YES;

	response = MHD_create_response_from_buffer_with_free_callback(len, body,
	    free_body);
	if (response == NULL) {
		free_body(body);
		return MHD_NO;
	}
	for (size_t i = 0; i < COUNT(fixed_headers) && result; i++)
		result = MHD_add_response_header(response,
		    fixed_headers[i].name, fixed_headers[i].value);
	if (result)
		result = MHD_add_response_header(response, "Content-Type",
		    answer->type);
	if (result && answer->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		result =
		    MHD_add_response_header(response, "Allow", "GET, HEAD");
	if (result)
		result = MHD_queue_response(connection,
		    (unsigned)answer->status, response);
	MHD_destroy_response(response);
	return result;
}

static void
answer_init(struct server_answer *answer)
{
	answer->status = MHD_HTTP_OK;
	answer->type = "text/plain; charset=utf-8";
	buf_init(&answer->body, SERVER_BODY_MAX);
}

static enum MHD_Result
refuse(struct MHD_Connection *connection, unsigned status, const char *why)
{
	struct server_answer answer;

	answer_init(&answer);
	answer.status = (int)status;
	buf_format(&answer.body, "%s\n", why);
	return send_answer(connection, &answer);
}

/* ---- requests ---- */

struct hosts {
	size_t n;
	bool all_loopback;
};

static enum MHD_Result
look_at_header(void *context, enum MHD_ValueKind kind, const char *key,
    const char *value)
{
	struct hosts *hosts = context;

	(void)kind;
	if (str_casecmp(key, MHD_HTTP_HEADER_HOST) != 0)
		return MHD_YES;
	hosts->n++;
	if (value == NULL || !address_is_loopback_host(value))
		hosts->all_loopback = false;
	return MHD_YES;
}

static bool
is_to_loopback(struct MHD_Connection *connection)
{
	struct hosts hosts = { .all_loopback = true };

	(void)MHD_get_connection_values(connection, MHD_HEADER_KIND,
	    look_at_header, &hosts);
	return hosts.n == 1 && hosts.all_loopback;
}

static const struct server_route *
find_route(const struct server *server, const char *path)
{
	for (size_t i = 0; i < server->n_routes; i++)
		if (str_equal(server->routes[i].path, path))
			return &server->routes[i];
	return NULL;
}

/*
 * Called when the headers are read.  It answers at once, so no body is ever
 * read: a request that has one loses its connection.
 */
static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *upload,
    size_t *upload_len, void **state)
{
	const struct server *server = context;
	const struct server_route *route;
	struct server_answer answer;

	(void)version;
	(void)upload;
	(void)state;
	*upload_len = 0;
	if (!is_to_loopback(connection))
		return refuse(connection, MHD_HTTP_MISDIRECTED_REQUEST,
		    "the Host has to be localhost or a loopback address");
	if (!str_equal(method, MHD_HTTP_METHOD_GET) &&
	    !str_equal(method, MHD_HTTP_METHOD_HEAD))
		return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
		    "only GET and HEAD");
	route = find_route(server, url);
	if (route == NULL)
		return refuse(connection, MHD_HTTP_NOT_FOUND, "not found");
	answer_init(&answer);
	route->answer(server->context, &answer);
	if (answer.body.overflow) {
		buf_done(&answer.body);
		return refuse(connection, MHD_HTTP_INTERNAL_SERVER_ERROR,
		    "the answer is too large");
	}
	return send_answer(connection, &answer);
}

/* Decodes %XX in place, but not to a NUL, which would end the path early. */
static size_t
unescape(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	if (strstr(text, "%00") != NULL)
		return strlen(text);
	return MHD_http_unescape(text);
}

static void __attribute__((format(printf, 2, 0)))
on_log(void *context, const char *format, va_list ap)
{
	char text[LOG_BYTES];

	(void)context;
	(void)vsnprintf(text, sizeof(text), format, ap);
	log_debug("web", "libmicrohttpd: %s", text);
}

/* ---- the listening socket ---- */

static socklen_t
to_sockaddr(const struct address *address, struct sockaddr_storage *to)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)to;
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)to;

	memset(to, 0, sizeof(*to));
	if (address->is_v6) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(address->port);
		(void)inet_pton(AF_INET6, address->host, &v6->sin6_addr);
		return sizeof(*v6);
	}
	v4->sin_family = AF_INET;
	v4->sin_port = htons(address->port);
	(void)inet_pton(AF_INET, address->host, &v4->sin_addr);
	return sizeof(*v4);
}

/* The port that a socket is bound to. */
static uint16_t
bound_port(int fd)
{
	struct sockaddr_storage bound;
	socklen_t len = sizeof(bound);

	if (getsockname(fd, (struct sockaddr *)&bound, &len) != 0)
		return 0;
	if (bound.ss_family == AF_INET6)
		return ntohs(
		    ((struct sockaddr_in6 *)(void *)&bound)->sin6_port);
	return ntohs(((struct sockaddr_in *)(void *)&bound)->sin_port);
}

static int
listen_on(const char *text, struct address *address, int *ret_fd,
    struct err_detail *detail)
{
	struct sockaddr_storage where;
	socklen_t len = to_sockaddr(address, &where);
	const int on = 1;
	int fd;

	fd = socket(address->is_v6 ? AF_INET6 : AF_INET,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* so that a restart does not wait for old connections */
	if (fd >= 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, (struct sockaddr *)&where, len) != 0 ||
	    listen(fd, BACKLOG) != 0) {
		(void)err_set(detail, ERR_IO, "can't listen on %s: %s", text,
		    strerror(errno));
		if (fd >= 0)
			(void)close(fd); /* nothing was written */
		return ERR_IO;
	}
	address->port = bound_port(fd);
	*ret_fd = fd;
	return 0;
}

int
server_open(const struct server_options *options, struct server **ret_server,
    struct err_detail *detail)
{
	const union MHD_DaemonInfo *info;
	struct address address;
	struct server *server;
	int fd, rc;

	if (address_parse(options->listen, &address) != 0)
		return err_set(detail, ERR_INVAL,
		    "\"%.60s\": expected an address that only this machine "
		    "reaches, such as 127.0.0.1:9465 or [::1]:9465",
		    options->listen);
	rc = listen_on(options->listen, &address, &fd, detail);
	if (rc != 0)
		return rc;
	server = mem_calloc(1, sizeof(*server));
	server->routes = options->routes;
	server->n_routes = options->n_routes;
	server->context = options->context;
	(void)snprintf(server->url, sizeof(server->url), "http://%s%s%s:%d",
	    address.is_v6 ? "[" : "", address.host, address.is_v6 ? "]" : "",
	    (int)address.port);
	server->mhd = MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_ERROR_LOG, 0,
	    NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_log,
	    NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)IDLE_S, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (server->mhd == NULL) {
		(void)close(fd); /* nothing was written */
		mem_free(server);
		return err_set(detail, ERR_NOMEM,
		    "libmicrohttpd does not start");
	}
	info = MHD_get_daemon_info(server->mhd, MHD_DAEMON_INFO_EPOLL_FD);
	server->epoll_fd = info != NULL ? info->epoll_fd : -1;
	*ret_server = server;
	return 0;
}

void
server_close(struct server *server)
{
	if (server == NULL)
		return;
	MHD_stop_daemon(server->mhd); /* closes the socket, too */
	mem_free(server);
}

const char *
server_url(const struct server *server)
{
	return server->url;
}

int
server_fd(const struct server *server)
{
	return server->epoll_fd;
}

int64_t
server_turn(struct server *server)
{
	MHD_UNSIGNED_LONG_LONG wait;

	(void)MHD_run(server->mhd);
	if (MHD_get_timeout(server->mhd, &wait) != MHD_YES ||
	    wait > (MHD_UNSIGNED_LONG_LONG)INT64_MAX)
		return INT64_MAX;
	return (int64_t)wait;
}
