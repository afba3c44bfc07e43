/*
 * The HTTP client against a tiny server in a child process, on loopback: what
 * is sent, what is followed, and what ends a transfer.
 */
#include <sys/socket.h>
#include <sys/wait.h>

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "crawler/http.h"
#include "tests/unit/test.h"

/* ---- the server: one request a connection ---- */

static char origin[64];
static int port;

static void
send_text(int fd, const char *text)
{
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* Sends the request back as the body, for the test to look at. */
static void
echo(int fd, const char *request)
{
	char head[128];

	(void)snprintf(head, sizeof(head),
	    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\n\r\n",
	    strlen(request));
	send_text(fd, head);
	send_text(fd, request);
}

static void
answer(int fd, const char *request, int served)
{
	char text[256];

	if (strstr(request, " /echo") != NULL) {
		echo(fd, request);
	} else if (strstr(request, " /count") != NULL) {
		(void)snprintf(text, sizeof(text), "%d", served);
		echo(fd, text);
	} else if (strstr(request, " /moved") != NULL) {
		send_text(fd,
		    "HTTP/1.1 301 Moved\r\nLocation: /echo\r\n"
		    "Content-Length: 0\r\nConnection: close\r\n\r\n");
	} else if (strstr(request, " /found") != NULL) {
		send_text(fd,
		    "HTTP/1.1 302 Found\r\nLocation: /echo\r\n"
		    "Content-Length: 0\r\nConnection: close\r\n\r\n");
	} else if (strstr(request, " /away") != NULL) {
		(void)snprintf(text, sizeof(text),
		    "HTTP/1.1 301 Moved\r\nLocation: http://localhost:%d/echo"
		    "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		    port);
		send_text(fd, text);
	} else if (strstr(request, " /loop") != NULL) {
		send_text(fd,
		    "HTTP/1.1 302 Found\r\nLocation: /loop\r\n"
		    "Content-Length: 0\r\nConnection: close\r\n\r\n");
	} else if (strstr(request, " /big") != NULL) {
		send_text(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
		for (int i = 0; i < 4096; i++)
			send_text(fd,
			    "0123456789012345678901234567890123456"
			    "789012345678901234567890123");
	} else if (strstr(request, " /cut") != NULL) {
		send_text(fd,
		    "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"
		    "Connection: close\r\n\r\n[1,2");
	} else if (strstr(request, " /headers") != NULL) {
		send_text(fd, "HTTP/1.1 200 OK\r\n");
		for (int i = 0; i < 4000; i++)
			send_text(fd, "X-Filler: 01234567890123456789\r\n");
		send_text(fd, "Content-Length: 0\r\n\r\n");
	} else if (strstr(request, " /stall") != NULL) {
		(void)pause();
	} else if (strstr(request, " /nonsense") != NULL) {
		send_text(fd, "hello\r\n\r\n");
	} else {
		send_text(fd,
		    "HTTP/1.1 404 Not Found\r\nETag: \"x\"\r\n"
		    "Content-Length: 0\r\nConnection: close\r\n\r\n");
	}
}

static void
serve(int listener)
{
	static char request[65536];
	int served = 0;

	for (;;) {
		int fd = accept(listener, NULL, NULL);
		size_t len = 0;
		ssize_t n;

		if (fd < 0)
			_exit(0);
		while (len + 1 < sizeof(request) &&
		    (n = read(fd, request + len, sizeof(request) - 1 - len)) >
			0) {
			len += (size_t)n;
			request[len] = '\0';
			if (strstr(request, "\r\n\r\n") != NULL)
				break;
		}
		request[len] = '\0';
		served++;
		/* a stalled answer must not stop the next request */
		if (strstr(request, " /stall") != NULL && fork() != 0) {
			(void)close(fd);
			continue;
		}
		answer(fd, request, served);
		(void)close(fd);
	}
}

static pid_t server;

static int
start_server(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	log_init(LOG_ERR, LOG_LOGFMT);
	if (listener < 0 ||
	    bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 16) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &len) != 0)
		return -1;
	port = ntohs(address.sin_port);
	(void)snprintf(origin, sizeof(origin), "http://127.0.0.1:%d", port);
	server = fork();
	if (server == 0) {
		(void)setpgid(0, 0);
		serve(listener);
	}
	(void)setpgid(server, server);
	(void)close(listener);
	return server < 0 ? -1 : 0;
}

static int
stop_server(void **state)
{
	(void)state;
	/* its own process group: the stalled children too */
	(void)kill(-server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	return 0;
}

/* ---- the client's side ---- */

struct seen {
	int calls;
	enum http_outcome outcome;
	int status, redirects;
	bool moved;
	char body[8192];
	char etag[64];
	char url[256];
};

static void
on_done(void *context, const struct http_answer *answer)
{
	struct seen *seen = context;

	seen->calls++;
	seen->outcome = answer->outcome;
	seen->status = answer->status;
	seen->redirects = answer->redirects;
	seen->moved = answer->moved;
	(void)snprintf(seen->body, sizeof(seen->body), "%s", answer->body);
	(void)snprintf(seen->etag, sizeof(seen->etag), "%.60s",
	    answer->headers.etag);
	(void)snprintf(seen->url, sizeof(seen->url), "%.250s", answer->url);
}

static struct http *
client(int64_t timeout_ms)
{
	struct http *http = NULL;
	const struct http_options options = { .api_url = origin,
		.token = "secret-token",
		.contact = "https://example.org",
		.api_version = "2022-11-28",
		.timeout_ms = timeout_ms };

	assert_ok(http_new(&options, &http, NULL));
	return http;
}

static struct seen
fetch_with(struct http *http, const char *path, const char *body)
{
	struct seen seen = { 0 };
	char url[256];
	struct http_request request = { .url = url,
		.max_bytes = 65536,
		.accept = "application/json",
		.etag = "\"v1\"",
		.body = body,
		.body_len = body != NULL ? strlen(body) : 0 };
	struct http_transfer *transfer;
	int64_t end = clock_mono_ms() + 20000;

	(void)snprintf(url, sizeof(url), "%s%s", origin, path);
	assert_ok(http_start(http, &request, on_done, &seen, &transfer, NULL));
	assert_int_equal(seen.calls, 0);
	while (seen.calls == 0 && clock_mono_ms() < end)
		assert_ok(http_wait(http, 100, NULL, 0, NULL));
	assert_int_equal(seen.calls, 1);
	return seen;
}

static struct seen
fetch(const char *path)
{
	struct http *http = client(10000);
	struct seen seen = fetch_with(http, path, NULL);

	http_free(http);
	return seen;
}

static void
requests_carry_what_github_asks_for(void **state)
{
	struct seen seen = fetch("/echo");

	(void)state;
	assert_int_equal(seen.outcome, HTTP_ANSWERED);
	assert_int_equal(seen.status, 200);
	assert_non_null(strstr(seen.body, "GET /echo HTTP/1.1"));
	assert_non_null(
	    strstr(seen.body, "Authorization: Bearer secret-token\r\n"));
	assert_non_null(strstr(seen.body, "User-Agent: muster/"));
	assert_non_null(strstr(seen.body, "(+https://example.org)\r\n"));
	assert_non_null(strstr(seen.body, "Accept: application/json\r\n"));
	assert_non_null(
	    strstr(seen.body, "X-GitHub-Api-Version: 2022-11-28\r\n"));
	assert_non_null(strstr(seen.body, "If-None-Match: \"v1\"\r\n"));
	assert_non_null(strstr(seen.body, "Accept-Encoding: gzip\r\n"));
}

static void
a_body_is_posted_as_json(void **state)
{
	struct http *http = client(10000);
	struct seen seen = fetch_with(http, "/echo", "{\"query\":\"x\"}");

	(void)state;
	assert_non_null(strstr(seen.body, "POST /echo HTTP/1.1"));
	assert_non_null(
	    strstr(seen.body, "Content-Type: application/json\r\n"));
	assert_null(strstr(seen.body, "Expect:"));
	http_free(http);
}

static void
redirects_stay_with_the_host(void **state)
{
	struct seen seen = fetch("/moved");
	int before, after;

	(void)state;
	assert_int_equal(seen.outcome, HTTP_ANSWERED);
	assert_int_equal(seen.redirects, 1);
	assert_true(seen.moved);
	assert_non_null(strstr(seen.url, "/echo"));
	assert_non_null(strstr(seen.body, "Bearer secret-token"));
	seen = fetch("/found");
	assert_int_equal(seen.redirects, 1);
	assert_false(seen.moved);
	/* another name of the same machine is another host */
	before = (int)strtol(fetch("/count").body, NULL, 10);
	seen = fetch("/away");
	assert_int_equal(seen.outcome, HTTP_FOREIGN_REDIRECT);
	after = (int)strtol(fetch("/count").body, NULL, 10);
	assert_int_equal(after - before, 2);
}

static void
redirects_end(void **state)
{
	struct seen seen = fetch("/loop");

	(void)state;
	assert_int_equal(seen.outcome, HTTP_BAD_REDIRECT);
	assert_int_equal(seen.redirects, 5);
}

static void
posts_are_not_redirected(void **state)
{
	struct http *http = client(10000);
	struct seen seen = fetch_with(http, "/moved", "{}");

	(void)state;
	assert_int_equal(seen.outcome, HTTP_BAD_REDIRECT);
	http_free(http);
}

static void
what_is_too_much_is_cut_off(void **state)
{
	(void)state;
	assert_int_equal(fetch("/big").outcome, HTTP_OVERSIZE);
	assert_int_equal(fetch("/headers").outcome, HTTP_OVERSIZE);
}

static void
broken_answers_are_told_from_none(void **state)
{
	struct http_options options = { .api_url = "http://127.0.0.1:1",
		.timeout_ms = 5000 };
	struct http_request request = { .url = "http://127.0.0.1:1/",
		.max_bytes = 100 };
	struct http_transfer *transfer;
	struct seen seen = fetch("/cut");
	struct http *http = NULL;

	(void)state;
	assert_int_equal(seen.outcome, HTTP_BROKEN);
	assert_int_equal(fetch("/nonsense").outcome, HTTP_BROKEN);
	seen = fetch("/nothing");
	assert_int_equal(seen.outcome, HTTP_ANSWERED);
	assert_int_equal(seen.status, 404);
	assert_string_equal(seen.etag, "\"x\"");
	/* nobody listens there */
	memset(&seen, 0, sizeof(seen));
	assert_ok(http_new(&options, &http, NULL));
	assert_ok(http_start(http, &request, on_done, &seen, &transfer, NULL));
	while (seen.calls == 0)
		assert_ok(http_wait(http, 100, NULL, 0, NULL));
	assert_int_equal(seen.outcome, HTTP_UNREACHABLE);
	http_free(http);
}

static void
a_silent_server_is_given_up(void **state)
{
	struct http *http = client(300);
	struct seen seen = fetch_with(http, "/stall", NULL);

	(void)state;
	assert_int_equal(seen.outcome, HTTP_TIMED_OUT);
	http_free(http);
}

static void
nothing_is_called_back_after_cancel(void **state)
{
	struct http *http = client(10000);
	struct seen seen = { 0 };
	char url[128];
	struct http_request request = { .url = url, .max_bytes = 1000 };
	struct http_transfer *first, *second;

	(void)state;
	(void)snprintf(url, sizeof(url), "%s/stall", origin);
	assert_ok(http_start(http, &request, on_done, &seen, &first, NULL));
	assert_ok(http_start(http, &request, on_done, &seen, &second, NULL));
	assert_ok(http_wait(http, 50, NULL, 0, NULL));
	http_cancel(first);
	assert_ok(http_wait(http, 50, NULL, 0, NULL));
	/* the other one is freed with the client */
	http_free(http);
	assert_int_equal(seen.calls, 0);
}

static void
the_token_goes_nowhere_else(void **state)
{
	static const char *const urls[] = { "http://localhost:%d/echo",
		"https://127.0.0.1:%d/echo", "http://127.0.0.1:1%d/echo",
		"http://127.0.0.1:%d@example.org/" };
	struct http *http = client(1000);
	struct http_transfer *transfer;

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		char url[128], form[128];
		struct http_request request = { .url = url, .max_bytes = 100 };
		char number[16];
		const char *at = strstr(urls[i], "%d");

		(void)snprintf(number, sizeof(number), "%d", port);
		(void)snprintf(form, sizeof(form), "%.*s%s%s",
		    (int)(at - urls[i]), urls[i], number, at + 2);
		(void)snprintf(url, sizeof(url), "%s", form);
		print_message("%s\n", url);
		assert_int_equal(http_start(http, &request, on_done, NULL,
				     &transfer, NULL),
		    ERR_INVAL);
	}
	http_free(http);
}

static void
unsafe_clients_are_refused(void **state)
{
	static const struct http_options rows[] = {
		{ .api_url = "http://api.github.com", .token = "t" },
		{ .api_url = "https://api.github.com",
		    .token = "t\r\nX-Evil: 1" },
		{ .api_url = "https://api.github.com", .token = "" },
		{ .api_url = "https://api.github.com", .token = "a b" },
		{ .api_url = "https://api.github.com",
		    .token = "t",
		    .api_version = "1\r\nX: y" },
		{ .api_url = "nonsense", .token = "t" },
	};
	struct http *http = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err_detail detail = { "" };

		assert_int_equal(http_new(&rows[i], &http, &detail), ERR_INVAL);
		/* and the sentence does not repeat the token */
		assert_null(strstr(detail.text, "X-Evil"));
	}
	assert_null(http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_carry_what_github_asks_for),
		cmocka_unit_test(a_body_is_posted_as_json),
		cmocka_unit_test(redirects_stay_with_the_host),
		cmocka_unit_test(redirects_end),
		cmocka_unit_test(posts_are_not_redirected),
		cmocka_unit_test(what_is_too_much_is_cut_off),
		cmocka_unit_test(broken_answers_are_told_from_none),
		cmocka_unit_test(a_silent_server_is_given_up),
		cmocka_unit_test(nothing_is_called_back_after_cancel),
		cmocka_unit_test(the_token_goes_nowhere_else),
		cmocka_unit_test(unsafe_clients_are_refused),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
