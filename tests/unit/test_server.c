/* The server for this machine alone, against friendly and hostile requests. */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/test.h"
#include "web/server.h"

enum {
	ANSWER_MAX = 8 * 1024 * 1024,
	/* Only a server that hangs comes near it. */
	PATIENCE_MS = 20000
};

static int asked;

static void
answer_hello(void *context, struct server_answer *answer)
{
	asked++;
	buf_format(&answer->body, "hello %s\n", (const char *)context);
}

static void
answer_sick(void *context, struct server_answer *answer)
{
	(void)context;
	answer->status = 503;
	answer->type = "application/json";
	buf_text(&answer->body, "{}");
}

static void
answer_large(void *context, struct server_answer *answer)
{
	(void)context;
	while (!answer->body.overflow)
		buf_text(&answer->body, "0123456789abcdef0123456789abcdef");
}

static const struct server_route routes[] = {
	{ "/hello", answer_hello },
	{ "/sick", answer_sick },
	{ "/large", answer_large },
};

static char who[] = "there";

static struct server *
start(const char *listen)
{
	const struct server_options options = { .listen = listen,
		.routes = routes,
		.n_routes = COUNT(routes),
		.context = who };
	struct server *server = NULL;

	asked = 0;
	assert_ok(server_open(&options, &server, NULL));
	return server;
}

static int
connect_to(const struct server *server)
{
	const char *url = server_url(server);
	struct sockaddr_in to = { .sin_family = AF_INET };
	int64_t port;
	int fd;

	assert_ok(str_to_int(strrchr(url, ':') + 1, 1, 65535, &port));
	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

/* Lets the server work until one of the two has something to read. */
static void
wait_for(struct server *server, int fd)
{
	struct pollfd waits[] = { { .fd = server_fd(server), .events = POLLIN },
		{ .fd = fd, .events = POLLIN } };
	int64_t wait = server_turn(server);

	if (wait > PATIENCE_MS)
		wait = PATIENCE_MS;
	assert_true(poll(waits, COUNT(waits), (int)wait) > 0 || wait == 0);
	(void)server_turn(server);
}

/* All that comes until the server closes the connection. */
static char *
read_all(struct server *server, int fd)
{
	struct buf got;

	buf_init(&got, ANSWER_MAX);
	for (;;) {
		char piece[4096];
		ssize_t n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT);

		if (n > 0)
			buf_add(&got, piece, (size_t)n);
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			break;
		else
			wait_for(server, fd);
	}
	(void)close(fd);
	buf_text(&got, "");
	return got.data == NULL ? mem_strdup("") : buf_take(&got);
}

static char *
converse(struct server *server, const char *bytes, size_t len)
{
	int fd = connect_to(server);

	assert_true(send(fd, bytes, len, MSG_NOSIGNAL) == (ssize_t)len);
	return read_all(server, fd);
}

static char *
get(struct server *server, const char *method, const char *path,
    const char *headers)
{
	char request[2000];

	(void)snprintf(request, sizeof(request),
	    "%s %s HTTP/1.1\r\nConnection: close\r\n%s\r\n", method, path,
	    headers);
	return converse(server, request, strlen(request));
}

static void
routes_are_answered(void **state)
{
	struct server *server = start("127.0.0.1:0");
	char *got = get(server, "GET", "/hello?x=1", "Host: localhost\r\n");

	(void)state;
	assert_true(str_starts(server_url(server), "http://127.0.0.1:"));
	assert_true(str_starts(got, "HTTP/1.1 200 OK\r\n"));
	assert_non_null(strstr(got, "text/plain; charset=utf-8\r\n"));
	assert_non_null(strstr(got, "Cache-Control: no-store\r\n"));
	assert_non_null(strstr(got, "nosniff\r\n"));
	assert_non_null(strstr(got, "\r\n\r\nhello there\n"));
	mem_free(got);
	got = get(server, "HEAD", "/hello", "Host: 127.0.0.1:9465\r\n");
	assert_true(str_starts(got, "HTTP/1.1 200 OK\r\n"));
	assert_non_null(strstr(got, "Content-Length: 12\r\n"));
	assert_null(strstr(got, "hello"));
	mem_free(got);
	got = get(server, "GET", "/sick", "Host: [::1]:9465\r\n");
	assert_true(str_starts(got, "HTTP/1.1 503 "));
	assert_non_null(strstr(got, "application/json\r\n"));
	mem_free(got);
	server_close(server);
}

static void
what_is_not_offered_is_refused(void **state)
{
	static const struct {
		const char *method, *path, *headers, *status;
	} cases[] = {
		{ "GET", "/", "Host: localhost\r\n", "404" },
		{ "GET", "/hello/", "Host: localhost\r\n", "404" },
		{ "GET", "/../hello", "Host: localhost\r\n", "404" },
		{ "GET", "/%2e%2e/etc/passwd", "Host: localhost\r\n", "404" },
		{ "GET", "/hello%00", "Host: localhost\r\n", "404" },
		{ "GET", "/HELLO", "Host: localhost\r\n", "404" },
		{ "POST", "/hello", "Host: localhost\r\n", "405" },
		{ "PUT", "/hello",
		    "Host: localhost\r\nContent-Length: 5\r\n\r\nabcde",
		    "405" },
		{ "POST", "/hello",
		    "Host: localhost\r\nContent-Length: 999999999999\r\n",
		    "405" },
		{ "POST", "/hello",
		    "Host: localhost\r\nTransfer-Encoding: chunked\r\n",
		    "405" },
		{ "DELETE", "/nothing", "Host: localhost\r\n", "405" },
		{ "OPTIONS", "*", "Host: localhost\r\n", "405" },
		{ "BREW", "/hello", "Host: localhost\r\n", "405" },
		{ "GET", "/large", "Host: localhost\r\n", "500" },
		/* a name that was bound to this machine, and the like */
		{ "GET", "/hello", "Host: example.com\r\n", "421" },
		{ "GET", "/hello", "Host: example.com:9465\r\n", "421" },
		{ "GET", "/hello", "Host: localhost.example.com\r\n", "421" },
		{ "GET", "/hello", "Host: \r\n", "421" },
		{ "GET", "/hello", "Host: localhost\r\nHost: example.com\r\n",
		    "421" },
		{ "GET", "/hello", "Host: example.com\r\nHost: localhost\r\n",
		    "421" },
		{ "GET", "/hello", "", "400" },
	};
	struct server *server = start("127.0.0.1:0");

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = get(server, cases[i].method, cases[i].path,
		    cases[i].headers);

		if (!str_starts(got, "HTTP/1.1 ") ||
		    !str_starts(got + strlen("HTTP/1.1 "), cases[i].status))
			fail_msg("%s %s %s: %.60s", cases[i].method,
			    cases[i].path, cases[i].headers, got);
		if (str_equal(cases[i].status, "405"))
			assert_non_null(strstr(got, "Allow: GET, HEAD\r\n"));
		mem_free(got);
	}
	assert_int_equal(asked, 0);
	server_close(server);
}

static void
garbage_ends_its_connection_and_nothing_else(void **state)
{
	static const char zeros[4096];
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ zeros, sizeof(zeros) },
		{ "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15 },
		{ "GET\r\n\r\n", 7 },
		{ "GET /hello\r\n\r\n", 14 },
		{ "GET /hello HTTP/9.9\r\nHost: localhost\r\n\r\n", 40 },
		{ "GET /hello HTTP/1.1\r\nHost localhost\r\n\r\n", 39 },
	};
	struct server *server = start("127.0.0.1:0");
	char *got;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int fd = connect_to(server);

		assert_true(send(fd, cases[i].bytes, cases[i].len,
				MSG_NOSIGNAL) == (ssize_t)cases[i].len);
		/* taken, read, answered or not */
		for (int turn = 0; turn < 3; turn++)
			(void)server_turn(server);
		(void)close(fd);
		got = get(server, "GET", "/hello", "Host: localhost\r\n");
		assert_non_null(strstr(got, "hello there"));
		mem_free(got);
	}
	server_close(server);
}

static void
headers_are_bounded(void **state)
{
	enum {
		HEADERS = 200 * 1024
	};
	struct server *server = start("127.0.0.1:0");
	struct buf request;
	char *got;
	int fd;

	(void)state;
	buf_init(&request, 2 * HEADERS);
	buf_text(&request, "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-A: ");
	while (request.len < HEADERS)
		buf_text(&request, "0123456789abcdef");
	fd = connect_to(server);
	/* the server may hang up before all is sent */
	(void)send(fd, request.data, request.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	got = read_all(server, fd);
	assert_null(strstr(got, " 200 "));
	mem_free(got);
	buf_done(&request);
	assert_int_equal(asked, 0);
	server_close(server);
}

static void
half_a_request_keeps_nobody_waiting(void **state)
{
	struct server *server = start("127.0.0.1:0");
	int slow[8];
	char *got;

	(void)state;
	for (size_t i = 0; i < COUNT(slow); i++) {
		slow[i] = connect_to(server);
		assert_true(send(slow[i], "GET /he", 7, MSG_NOSIGNAL) == 7);
		(void)server_turn(server);
	}
	got = get(server, "GET", "/hello", "Host: localhost\r\n");
	assert_non_null(strstr(got, "hello there"));
	mem_free(got);
	for (size_t i = 0; i < COUNT(slow); i++)
		(void)close(slow[i]);
	server_close(server);
}

static void
it_listens_on_this_machine_alone(void **state)
{
	static const char *const bad[] = { "0.0.0.0:0", "192.0.2.7:9465",
		"[::]:0", "example.com:80", "9465", "" };
	struct server *server, *second = NULL;
	struct server_options options = { .routes = routes,
		.n_routes = COUNT(routes) };
	struct err_detail detail = { "" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err_detail why = { "" };

		options.listen = bad[i];
		assert_int_equal(server_open(&options, &second, &why),
		    ERR_INVAL);
		assert_non_null(strstr(why.text, "only this machine"));
	}
	server = start("localhost:0");
	options.listen = server_url(server) + strlen("http://");
	assert_int_equal(server_open(&options, &second, &detail), ERR_IO);
	assert_non_null(strstr(detail.text, options.listen));
	assert_null(second);
	server_close(server);
	server_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_are_answered),
		cmocka_unit_test(what_is_not_offered_is_refused),
		cmocka_unit_test(garbage_ends_its_connection_and_nothing_else),
		cmocka_unit_test(headers_are_bounded),
		cmocka_unit_test(half_a_request_keeps_nobody_waiting),
		cmocka_unit_test(it_listens_on_this_machine_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
