#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "crawler/answer.h"
#include "crawler/client.h"
#include "crawler/crawl.h"
#include "crawler/github.h"
#include "crawler/http.h"

/* One request outside any crawl, for `doctor`. */
enum {
	RATE_LIMIT_BYTES = 256 * 1024,
	TURN_MS = 250
};

struct check {
	struct crawl_token_state *state;
	struct err_detail *detail;
	bool done;
	int rc;
};

static int64_t
resource(const struct json *json, const char *name, const char *member)
{
	return json_get_int(json_get(json_get(json, "resources"), name),
	    member);
}

static void
read_state(struct crawl_token_state *state, const struct answer *answer,
    const struct headers *headers)
{
	const struct json *json = answer->json;

	state->rest_limit = resource(json, "core", "limit");
	state->rest_remaining = resource(json, "core", "remaining");
	state->graphql_limit = resource(json, "graphql", "limit");
	state->graphql_remaining = resource(json, "graphql", "remaining");
	state->reset_at = resource(json, "core", "reset");
	state->server_time = headers->date > 0 ? headers->date : 0;
	(void)str_copy(state->scopes, sizeof(state->scopes), headers->scopes);
	(void)str_copy(state->expires, sizeof(state->expires),
	    headers->token_expires);
}

static void
on_done(void *context, const struct http_answer *http)
{
	struct check *check = context;
	struct answer answer;

	check->done = true;
	answer_read(http, false, &answer);
	if (answer.class == ANSWER_FINE ||
	    /* an Enterprise Server without limits has no such page */
	    answer.class == ANSWER_GONE) {
		read_state(check->state, &answer, &http->headers);
	} else if (answer.class == ANSWER_DENIED ||
	    answer.class == ANSWER_UNSURE) {
		check->rc = err_set(check->detail, ERR_DENIED,
		    "GitHub refuses the token: %s", answer.message);
	} else {
		check->rc = err_set(check->detail,
		    http->outcome == HTTP_ANSWERED ? ERR_HTTP : ERR_NET,
		    "GitHub: %s: %s", answer_name(answer.class),
		    answer.message);
	}
	answer_done(&answer);
}

int
crawl_check_token(const struct crawl_options *options,
    struct crawl_token_state *ret_state, struct err_detail *detail)
{
	struct crawl_token_state state = { 0 };
	struct check check = { .state = &state, .detail = detail };
	struct arena arena = { 0 };
	struct http_transfer *transfer;
	struct http *http = NULL;
	struct github github;
	int rc = client_new(options, &arena, &github, &http, detail);

	if (rc == 0) {
		struct http_request request = {
			.url = github_rate_limit_url(&github, &arena),
			.accept = GITHUB_ACCEPT,
			.max_bytes = RATE_LIMIT_BYTES,
		};

		rc = http_start(http, &request, on_done, &check, &transfer,
		    detail);
		while (rc == 0 && !check.done)
			rc = http_wait(http, TURN_MS, NULL, 0, detail);
	}
	if (rc == 0)
		rc = check.rc;
	if (rc == 0)
		*ret_state = state;
	http_free(http);
	arena_done(&arena);
	return rc;
}
