/*
 * Allocation torture: one allocation of a library after the other fails, until
 * the operation succeeds.  Each time there is a clean error, nothing leaks
 * (ASan, valgrind) and nothing is touched that should not be.
 *
 * The program's own malloc() comes before any other.  It hands everything on
 * but what the library under test asks for.
 */
#include <sys/socket.h>

#include <dlfcn.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "crawler/answer.h"
#include "signals/pattern.h"
#include "tests/unit/test.h"
#include "web/server.h"

static const char jansson[] = "jansson";

static struct {
	const char *victim; /* part of its file's name; NULL: nothing fails */
	size_t nth; /* the allocation that fails, from 1 */
	bool and_all_after;
	size_t seen;
	size_t failed;
} torture;

/* Called before the sanitizers are ready. */
#define EARLY __attribute__((no_sanitize("address", "undefined")))

EARLY static bool
strikes(void)
{
	torture.seen++;
	if (torture.seen != torture.nth &&
	    !(torture.and_all_after && torture.seen > torture.nth))
		return false;
	torture.failed++;
	return true;
}

EARLY static bool
fails(const void *caller)
{
	Dl_info info;

	return torture.victim != NULL && dladdr(caller, &info) != 0 &&
	    strstr(info.dli_fname, torture.victim) != NULL && strikes();
}

/* The next definition of a symbol; the cast by union is POSIX's own advice. */
#define NEXT(type, name)                                        \
	static type next;                                       \
	if (next == NULL) {                                     \
		union {                                         \
			void *symbol;                           \
			type function;                          \
		} found = { .symbol = dlsym(RTLD_NEXT, name) }; \
		next = found.function;                          \
	}

typedef void *(*malloc_fn)(size_t);
typedef void *(*calloc_fn)(size_t, size_t);
typedef void *(*realloc_fn)(void *, size_t);

EARLY void *
malloc(size_t size)
{
	NEXT(malloc_fn, "malloc")
	return fails(__builtin_return_address(0)) ? NULL : next(size);
}

EARLY void *
calloc(size_t count, size_t size)
{
	NEXT(calloc_fn, "calloc")
	return fails(__builtin_return_address(0)) ? NULL : next(count, size);
}

EARLY void *
realloc(void *old, size_t size)
{
	NEXT(realloc_fn, "realloc")
	return fails(__builtin_return_address(0)) ? NULL : next(old, size);
}

/* What jansson's memory comes from; the linker leads it here (Makefile). */
void *__real_mem_try(size_t size);
void *__wrap_mem_try(size_t size);

void *
__wrap_mem_try(size_t size)
{
	if (torture.victim != NULL && strcmp(torture.victim, jansson) == 0 &&
	    strikes())
		return NULL;
	return __real_mem_try(size);
}

static bool
is_valgrind(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return preloaded != NULL && strstr(preloaded, "vgpreload") != NULL;
}

/*
 * Runs `once` with every first failure in turn, alone and for good.  It says
 * whether it succeeded; without a failure it must have.  Returns how many
 * allocations there are.
 */
static size_t
each_failure(const char *library, bool (*once)(void))
{
	size_t n = 0, seen = 0;

	for (int for_good = 0; for_good < 2; for_good++)
		for (n = 1;; n++) {
			bool succeeded;

			memset(&torture, 0, sizeof(torture));
			torture.victim = library;
			torture.nth = n;
			torture.and_all_after = for_good != 0;
			succeeded = once();
			torture.victim = NULL;
			seen = torture.seen;
			if (torture.failed == 0) {
				assert_true(succeeded);
				break;
			}
			assert_true(n < 100000);
		}
	print_message("%s: %zu allocations\n", library, seen);
	/* or the test tests nothing; valgrind takes malloc() for itself */
	assert_true(seen > 0 || is_valgrind());
	return seen;
}

static const char people[] =
    "{\"data\":{\"rateLimit\":{\"cost\":4,\"limit\":5000,\"remaining\":4996,"
    "\"resetAt\":\"2026-01-01T00:00:00Z\"},\"p0\":{\"__typename\":\"User\","
    "\"databaseId\":7,\"id\":\"U_1\",\"login\":\"a\",\"bio\":null,"
    "\"followers\":{\"totalCount\":12},\"socialAccounts\":{\"nodes\":["
    "{\"provider\":\"GENERIC\",\"url\":\"https:\\/\\/example.com\\/\\u00e9\"}"
    "]},\"repositories\":{\"totalCount\":2,\"nodes\":[{\"databaseId\":8,"
    "\"languages\":{\"edges\":[{\"size\":1,\"node\":{\"name\":\"C\"}},"
    "{\"size\":2.5,\"node\":{\"name\":\"Go\"}}]}},null]}}},"
    "\"errors\":[{\"type\":\"NOT_FOUND\",\"path\":[\"p1\"],\"message\":\"m\"}]"
    "}";

static struct http_answer
json_answer(int status, const char *body, size_t len)
{
	struct http_answer http = { .outcome = HTTP_ANSWERED,
		.status = status,
		.body = body,
		.body_len = len };

	http.headers.remaining = http.headers.retry_after_s =
	    http.headers.retry_at = -1;
	(void)strcpy(http.headers.content_type, "application/json");
	return http;
}

static bool
read_people(void)
{
	const struct http_answer http =
	    json_answer(200, people, sizeof(people) - 1);
	struct answer answer;
	bool fine;

	answer_read(&http, true, &answer);
	fine = answer.class == ANSWER_FINE;
	if (fine) {
		assert_non_null(answer.json);
	} else {
		/* asked again, for fewer: the bytes are not to blame */
		assert_int_equal(answer.class, ANSWER_SHRINK);
		assert_string_equal(answer.message, "no memory for JSON");
	}
	answer_done(&answer);
	return fine;
}

static bool
read_page(void)
{
	static const char page[] =
	    "[{\"id\":12345678901,\"user\":null,\"body\":\"a\\nb\"},[],{}]";
	const struct http_answer http =
	    json_answer(200, page, sizeof(page) - 1);
	struct answer answer;
	bool fine;

	answer_read(&http, false, &answer);
	fine = answer.class == ANSWER_FINE;
	if (!fine) {
		assert_int_equal(answer.class, ANSWER_MALFORMED);
		assert_string_equal(answer.message, "no memory for JSON");
	}
	answer_done(&answer);
	return fine;
}

/* A limit must never be taken for "this subject is not for us". */
static bool
read_limit(void)
{
	static const char body[] =
	    "{\"message\":\"You have exceeded a secondary rate limit.\"}";
	const struct http_answer http =
	    json_answer(403, body, sizeof(body) - 1);
	struct answer answer;
	bool fine;

	answer_read(&http, false, &answer);
	fine = answer.class == ANSWER_SECONDARY;
	if (!fine)
		assert_int_equal(answer.class, ANSWER_MALFORMED);
	answer_done(&answer);
	return fine;
}

static bool
parse_json(void)
{
	struct err_detail detail = { "" };
	struct json *root = NULL;
	int rc = json_parse(people, sizeof(people) - 1, NULL, &root, &detail);

	if (rc != 0) {
		assert_int_equal(rc, ERR_NOMEM);
		assert_string_equal(detail.text, "no memory for JSON");
		assert_null(root);
	}
	json_free(root);
	return rc == 0;
}

static void
json_is_read_or_there_is_no_memory(void **state)
{
	(void)state;
	assert_true(each_failure(jansson, parse_json) > 50);
	(void)each_failure(jansson, read_people);
	(void)each_failure(jansson, read_page);
	(void)each_failure(jansson, read_limit);
}

static void
count_found(void *ctx, uint32_t list)
{
	size_t *n = ctx;

	(void)list;
	(*n)++;
}

/* Groups that repeat and look back need memory to match in, without JIT. */
static const char *const patterns_used[] = { "(?i)\\bexactly[- ]once\\b",
	"(?:a|b)+c", "(\\w+) and (?1)\\b(?<=x|yy)", "[^\\p{L}]{2,9}kafka" };
static const char text[] = "exactly-once ababc foo and yy -- kafka\n";

static bool
use_patterns(void)
{
	struct patterns *patterns = patterns_new();
	size_t found = 0, skipped = 0;
	bool fine = patterns != NULL;

	for (size_t i = 0; patterns != NULL && i < COUNT(patterns_used); i++) {
		struct err_detail detail = { "" };
		int rc = patterns_add(patterns, patterns_used[i], (uint32_t)i,
		    &detail);

		if (rc != 0) {
			assert_int_equal(rc, ERR_NOMEM);
			fine = false;
		}
	}
	/* those that there are still work, twice: JIT may have failed */
	for (int i = 0; patterns != NULL && i < 2; i++)
		skipped += patterns_scan(patterns, text, sizeof(text) - 1,
		    count_found, &found);
	patterns_free(patterns);
	if (fine && skipped == 0)
		assert_int_equal(found, 2 * COUNT(patterns_used));
	return fine && skipped == 0;
}

static void
patterns_match_or_there_is_no_memory(void **state)
{
	(void)state;
	(void)each_failure("libpcre2", use_patterns);
}

/* ---- a page asked of the server ---- */

static void
answer_metrics(void *context, struct server_answer *answer)
{
	(void)context;
	for (int i = 0; i < 300; i++)
		buf_format(&answer->body, "muster_requests_total{n=\"%d\"} 1\n",
		    i);
}

static int
connect_to(const struct server *server)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int64_t port;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_ok(
	    str_to_int(strrchr(server_url(server), ':') + 1, 1, 65535, &port));
	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

/* Whether the whole answer came; a server without memory hangs up. */
static bool
ask_for_metrics(struct server *server)
{
	static const char request[] = "GET /metrics HTTP/1.1\r\nHost: "
				      "localhost\r\nConnection: close\r\n\r\n";
	static const char last[] = "{n=\"299\"} 1\n";
	static char got[64 * 1024];
	size_t len = 0;
	ssize_t n = 1;
	int fd = connect_to(server);

	/* it may have hung up already */
	(void)!send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL);
	while (n > 0 && len < sizeof(got) - 1) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };

		/* a server that hangs fails here, after a while */
		for (int turns = 0; poll(&wait, 1, 1) == 0; turns++) {
			assert_true(turns < 20000);
			(void)server_turn(server);
		}
		n = recv(fd, got + len, sizeof(got) - 1 - len, 0);
		len += n > 0 ? (size_t)n : 0;
	}
	(void)close(fd);
	got[len] = '\0';
	return str_starts(got, "HTTP/1.1 200") && str_ends(got, last);
}

static bool
serve_metrics(void)
{
	static const struct server_route route = { "/metrics", answer_metrics };
	const struct server_options options = { .listen = "127.0.0.1:0",
		.routes = &route,
		.n_routes = 1 };
	struct err_detail detail = { "" };
	struct server *server = NULL;
	int rc = server_open(&options, &server, &detail);
	bool fine;

	if (rc != 0) {
		assert_int_equal(rc, ERR_NOMEM);
		assert_true(detail.text[0] != '\0');
		assert_null(server);
		return false;
	}
	fine = ask_for_metrics(server);
	/* when there is memory again it serves as before */
	torture.victim = NULL;
	assert_true(ask_for_metrics(server));
	server_close(server);
	return fine;
}

static void
pages_are_served_or_there_is_no_memory(void **state)
{
	(void)state;
	(void)each_failure("libmicrohttpd", serve_metrics);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_read_or_there_is_no_memory),
		cmocka_unit_test(patterns_match_or_there_is_no_memory),
		cmocka_unit_test(pages_are_served_or_there_is_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
