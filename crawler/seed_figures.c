#include "crawler/seed_figures.h"

#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/str.h"
#include "crawler/answer.h"
#include "crawler/client.h"
#include "crawler/graphql.h"

/*
 * How alive repositories are, before anything of them is crawled: one query
 * for twenty, one after another, outside any crawl.
 */
enum {
	BATCH = 20, /* repositories; a connection each is less than a point */
	PULLS = 100, /* as operations.c asks for */
	ANSWER_BYTES = 2 * 1024 * 1024,
	QUERY_BYTES = 64 * 1024,
	TURN_MS = 250,
	TIMEOUT_S = 15, /* somebody waits, and can do without */
	YEAR_S = 365 * CLOCK_DAY_S
};

struct measuring {
	struct crawl_seed_figures *figures; /* of this batch */
	size_t n;
	int64_t now;
	struct err_detail *detail;
	bool done;
	int rc;
};

/* Owners, members and collaborators belong to the project's own people. */
static bool
is_outsider(const char *association)
{
	return !str_equal(association, "OWNER") &&
	    !str_equal(association, "MEMBER") &&
	    !str_equal(association, "COLLABORATOR");
}

/* Each author once, whether from outside by the newest pull request. */
static void
count_authors(const struct json *pulls, int64_t since,
    struct crawl_seed_figures *figures)
{
	struct map *seen = map_new();
	size_t n = json_count(pulls);
	bool older = false;

	for (size_t i = 0; i < n; i++) {
		const struct json *pull = json_at(pulls, i);
		const struct json *author = json_get(pull, "author");
		const char *login = json_get_text(author, "login");

		if (json_get_time(pull, "mergedAt") < since) {
			older = true;
			continue;
		}
		if (login == NULL ||
		    !str_equal(json_get_text(author, "__typename"), "User") ||
		    map_get_text(seen, login) != NULL)
			continue;
		map_put_text(seen, login, seen);
		figures->authors++;
		figures->outsiders +=
		    is_outsider(json_get_text(pull, "authorAssociation"));
	}
	figures->at_least = n >= PULLS && !older;
	map_free(seen);
}

static void
read_figures(const struct json *value, int64_t now,
    struct crawl_seed_figures *figures)
{
	const char *name = json_get_text(value, "nameWithOwner");

	figures->is_known = true;
	if (name != NULL && github_is_full_name(name) &&
	    !str_copy(figures->name, sizeof(figures->name), name))
		figures->name[0] = '\0';
	figures->is_archived = json_get_bool(value, "isArchived");
	figures->is_mirror = json_get_bool(value, "isMirror");
	figures->stars = json_get_int(value, "stargazerCount");
	if (figures->stars < 0)
		figures->stars = 0;
	count_authors(json_get(json_get(value, "pullRequests"), "nodes"),
	    now - YEAR_S, figures);
}

int
seed_figures_read(const struct http_answer *http, int64_t now,
    struct crawl_seed_figures *figures, size_t n, struct err_detail *detail)
{
	const struct json *value;
	struct answer answer;
	int rc = 0;

	answer_read(http, true, &answer);
	if (answer.class == ANSWER_FINE) {
		for (size_t i = 0; i < n; i++)
			switch (graphql_item(answer.json, OPERATION_SEEDS, i,
			    &value)) {
			case GRAPHQL_FOUND:
				read_figures(value, now, &figures[i]);
				break;
			case GRAPHQL_GONE:
				figures[i].is_missing = true;
				break;
			case GRAPHQL_REFUSED:
			case GRAPHQL_FAILED:
				break; /* not known */
			}
	} else if (answer.class == ANSWER_DENIED ||
	    answer.class == ANSWER_UNSURE) {
		rc = err_set(detail, ERR_DENIED, "GitHub refuses the token: %s",
		    answer.message);
	} else if (http->outcome != HTTP_ANSWERED) {
		rc = err_set(detail, ERR_NET, "GitHub does not answer: %s",
		    answer.message);
	} else {
		rc = err_set(detail, ERR_HTTP, "GitHub: %s: %s",
		    answer_name(answer.class), answer.message);
	}
	answer_done(&answer);
	return rc;
}

static void
on_done(void *context, const struct http_answer *http)
{
	struct measuring *measuring = context;

	measuring->done = true;
	measuring->rc = seed_figures_read(http, measuring->now,
	    measuring->figures, measuring->n, measuring->detail);
}

static void
write_query(struct buf *out, const char *const *names, size_t n)
{
	const struct shape shape = { OPERATION_SEEDS, n, 0 };
	struct json_writer json;
	char key[GRAPHQL_KEY_LEN];

	graphql_begin(&json, &shape, 1, false, out);
	for (size_t i = 0; i < n; i++) {
		const char *slash = strchr(names[i], '/');

		json_put_key(&json, graphql_key("o", i, key));
		json_put_text_len(&json, names[i], (size_t)(slash - names[i]));
		json_member_text(&json, graphql_key("n", i, key), slash + 1);
	}
	graphql_end(&json);
}

static int
measure_batch(struct http *http, const struct github *github,
    const char *const *names, struct measuring *measuring)
{
	struct http_transfer *transfer;
	struct http_request request = {
		.url = github->graphql,
		.accept = GITHUB_ACCEPT,
		.max_bytes = ANSWER_BYTES,
	};
	struct buf query;
	int rc;

	buf_init(&query, QUERY_BYTES);
	write_query(&query, names, measuring->n);
	request.body = query.data;
	request.body_len = query.len;
	rc = http_start(http, &request, on_done, measuring, &transfer,
	    measuring->detail);
	while (rc == 0 && !measuring->done)
		rc = http_wait(http, TURN_MS, NULL, 0, measuring->detail);
	buf_done(&query);
	return rc == 0 ? measuring->rc : rc;
}

int
crawl_measure_seeds(const struct crawl_options *options,
    const char *const *names, size_t n, struct crawl_seed_figures *ret_figures,
    struct err_detail *detail)
{
	struct config config = *options->config;
	struct crawl_options hasty = *options;
	struct arena arena = { 0 };
	struct http *http = NULL;
	struct github github;
	int rc;

	memset(ret_figures, 0, n * sizeof(*ret_figures));
	for (size_t i = 0; i < n; i++)
		if (!github_is_full_name(names[i]))
			return err_set(detail, ERR_INVAL,
			    "\"%.80s\": expected owner/repository", names[i]);
	if (config.github_timeout_s <= 0 || config.github_timeout_s > TIMEOUT_S)
		config.github_timeout_s = TIMEOUT_S;
	hasty.config = &config;
	rc = client_new(&hasty, &arena, &github, &http, detail);
	for (size_t at = 0; rc == 0 && at < n; at += BATCH) {
		struct measuring measuring = { .figures = ret_figures + at,
			.n = n - at < BATCH ? n - at : BATCH,
			.now = clock_wall(),
			.detail = detail };

		rc = measure_batch(http, &github, names + at, &measuring);
	}
	http_free(http);
	arena_done(&arena);
	return rc;
}
