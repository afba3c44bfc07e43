#include "crawler/answer.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/str.h"

/* Error bodies are a sentence or two; longer ones are not read. */
enum {
	ERROR_BODY_MAX = 64 * 1024,
	ERRORS_READ = 64
};

static const char *const names[ANSWER_CLASSES] = {
	[ANSWER_FINE] = "fine",
	[ANSWER_UNCHANGED] = "unchanged",
	[ANSWER_EMPTY] = "empty",
	[ANSWER_PENDING] = "pending",
	[ANSWER_PRIMARY] = "rate limited",
	[ANSWER_SECONDARY] = "secondary rate limit",
	[ANSWER_DENIED] = "credentials refused",
	[ANSWER_UNSURE] = "credentials in doubt",
	[ANSWER_FORBIDDEN] = "forbidden",
	[ANSWER_LIST_TOO_LARGE] = "list too large",
	[ANSWER_GONE] = "not found",
	[ANSWER_END] = "end of pages",
	[ANSWER_INVALID] = "invalid request",
	[ANSWER_SHRINK] = "too much at once",
	[ANSWER_SERVER_ERROR] = "server error",
	[ANSWER_MALFORMED] = "malformed answer",
	[ANSWER_UNREACHABLE] = "unreachable",
	[ANSWER_TIMEOUT] = "timeout",
};

const char *answer_name(enum answer_class class)
{
	ASSERT(class < ANSWER_CLASSES);
	return names[class];
}

enum rate_verdict answer_verdict(enum answer_class class)
{
	switch (class) {
	case ANSWER_PRIMARY:
		return RATE_PRIMARY;
	case ANSWER_SECONDARY:
		return RATE_SECONDARY;
	case ANSWER_SHRINK:
		return RATE_HEAVY;
	case ANSWER_UNSURE:
	case ANSWER_SERVER_ERROR:
	case ANSWER_MALFORMED:
	case ANSWER_UNREACHABLE:
	case ANSWER_TIMEOUT:
		return RATE_TROUBLE;
	case ANSWER_FINE:
	case ANSWER_UNCHANGED:
	case ANSWER_EMPTY:
	case ANSWER_PENDING:
	case ANSWER_DENIED:
	case ANSWER_FORBIDDEN:
	case ANSWER_LIST_TOO_LARGE:
	case ANSWER_GONE:
	case ANSWER_END:
	case ANSWER_INVALID:
	case ANSWER_CLASSES:
		break;
	}
	return RATE_FINE;
}

/* Whether `text` holds `part`, ASCII case ignored. */
static bool
holds(const char *text, const char *part)
{
	size_t n = strlen(part);

	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (i < n && str_lower(text[i]) == part[i])
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/*
 * The words of secondary limits; they have changed, so several are known.
 * Headers tell nothing: they may be absent, or speak of points left.
 */
static bool
is_secondary(const char *message, const char *documentation)
{
	return holds(message, "secondary rate limit") ||
	    holds(message, "abuse detection") ||
	    holds(message, "please wait a few minutes before you try again") ||
	    holds(message, "please retry your request again later") ||
	    str_ends(documentation, "secondary-rate-limits") ||
	    holds(documentation, "#abuse-rate-limits");
}

static bool
is_primary(const char *message)
{
	return holds(message, "api rate limit exceeded") ||
	    holds(message, "api rate limit already exceeded");
}

/* 403 and 429, in the order that GitHub documents. */
static enum answer_class
classify_refusal(const struct http_answer *http, const char *message,
    const char *documentation)
{
	if (is_secondary(message, documentation))
		return ANSWER_SECONDARY;
	if (http->headers.remaining == 0 || is_primary(message))
		return ANSWER_PRIMARY;
	if (http->status == 429 || http->headers.retry_after_s >= 0 ||
	    http->headers.retry_at >= 0)
		return ANSWER_SECONDARY;
	if (holds(message, "too large to list"))
		return ANSWER_LIST_TOO_LARGE;
	return ANSWER_FORBIDDEN;
}

static enum answer_class
classify_status(const struct http_answer *http, bool is_graphql,
    const char *message, const char *documentation)
{
	switch (http->status) {
	case 202:
		return ANSWER_PENDING;
	case 204:
	case 409:
		return ANSWER_EMPTY;
	case 304:
		return ANSWER_UNCHANGED;
	case 401:
		return holds(message, "bad credentials") ? ANSWER_DENIED
							 : ANSWER_UNSURE;
	case 403:
	case 429:
		return classify_refusal(http, message, documentation);
	case 404:
	case 410:
		return ANSWER_GONE;
	case 422:
		return holds(message, "pagination") ? ANSWER_END
						    : ANSWER_INVALID;
	case 451:
		return ANSWER_FORBIDDEN;
	case 502:
	case 504:
		return is_graphql ? ANSWER_SHRINK : ANSWER_SERVER_ERROR;
	default:
		break;
	}
	if (http->status >= 500)
		return ANSWER_SERVER_ERROR;
	return http->status >= 400 ? ANSWER_INVALID : ANSWER_MALFORMED;
}

static enum answer_class
classify_transport(const struct http_answer *http, bool is_graphql)
{
	switch (http->outcome) {
	case HTTP_TIMED_OUT:
		return is_graphql ? ANSWER_SHRINK : ANSWER_TIMEOUT;
	case HTTP_UNREACHABLE:
		return ANSWER_UNREACHABLE;
	case HTTP_OVERSIZE:
		return is_graphql ? ANSWER_SHRINK : ANSWER_MALFORMED;
	case HTTP_BROKEN:
		return ANSWER_UNREACHABLE;
	case HTTP_FOREIGN_REDIRECT:
	case HTTP_BAD_REDIRECT:
		/* queries are never redirected: the address is wrong, or
		 * somebody stands in between */
		return is_graphql ? ANSWER_UNREACHABLE : ANSWER_MALFORMED;
	case HTTP_ANSWERED:
		break;
	}
	return ANSWER_FINE;
}

static const char *
text_or_empty(const struct json *object, const char *key)
{
	const char *text = json_get_text(object, key);

	return text != NULL ? text : "";
}

/* One entry of a GraphQL answer's errors, as it bears on the whole. */
static enum answer_class
classify_error(const struct json *error)
{
	const char *type = text_or_empty(error, "type");
	const char *message = text_or_empty(error, "message");

	if (is_secondary(message, text_or_empty(error, "documentation_url")))
		return ANSWER_SECONDARY;
	/* the type was renamed; both are met */
	if (str_equal(type, "RATE_LIMIT") || str_equal(type, "RATE_LIMITED") ||
	    is_primary(message))
		return ANSWER_PRIMARY;
	if (str_equal(type, "RESOURCE_LIMITS_EXCEEDED") ||
	    str_equal(type, "MAX_NODE_LIMIT_EXCEEDED") ||
	    str_equal(type, "SERVICE_UNAVAILABLE") ||
	    holds(message, "something went wrong while executing") ||
	    holds(message, "couldn't respond to your request in time") ||
	    holds(message, "timeout"))
		return ANSWER_SHRINK;
	if (str_equal(type, "FORBIDDEN") ||
	    str_equal(type, "INSUFFICIENT_SCOPES"))
		return ANSWER_FORBIDDEN;
	if (str_equal(type, "NOT_FOUND"))
		return ANSWER_GONE;
	return ANSWER_INVALID;
}

/*
 * A GraphQL answer with status 200.  Limits count wherever they stand; other
 * errors only if there is no data at all: with data they belong to single
 * items (graphql.h).
 */
static enum answer_class
classify_graphql(struct answer *answer)
{
	const struct json *errors = json_get(answer->json, "errors");
	bool has_data =
	    json_kind(json_get(answer->json, "data")) == JSON_KIND_OBJECT;
	size_t n = json_count(errors);
	enum answer_class worst = has_data ? ANSWER_FINE : ANSWER_SHRINK;

	for (size_t i = 0; i < n && i < ERRORS_READ; i++) {
		const struct json *error = json_at(errors, i);
		enum answer_class class = classify_error(error);

		if (i == 0)
			(void)str_copy(answer->message, sizeof(answer->message),
			    text_or_empty(error, "message"));
		if (class == ANSWER_SECONDARY || class == ANSWER_PRIMARY)
			return class;
		if (!has_data && i == 0)
			worst = class;
	}
	return worst;
}

static bool
is_json(const struct http_answer *http)
{
	return holds(http->headers.content_type, "json");
}

/* The body of an answer that came with status 200. */
static void
read_body(const struct http_answer *http, bool is_graphql,
    struct answer *answer)
{
	struct err_detail detail = { "" };
	int rc;

	answer->class = is_graphql ? ANSWER_SHRINK : ANSWER_MALFORMED;
	if (!is_json(http)) {
		answer->class = ANSWER_MALFORMED;
		(void)snprintf(answer->message, sizeof(answer->message),
		    "not JSON: %.60s", http->headers.content_type);
		return;
	}
	rc = json_parse(http->body, http->body_len, NULL, &answer->json,
	    &detail);
	if (rc != 0) {
		if (rc == ERR_PARSE)
			answer->class = ANSWER_MALFORMED;
		(void)snprintf(answer->message, sizeof(answer->message),
		    "%.190s", err_text(&detail, rc));
		return;
	}
	answer->class = is_graphql ? classify_graphql(answer) : ANSWER_FINE;
}

/* The words of a refusal; error bodies may be HTML, or nothing. */
static void
read_refusal(const struct http_answer *http, bool is_graphql,
    struct answer *answer)
{
	const char *message = "", *documentation = "";
	struct err_detail detail = { "" };
	struct json *json = NULL;
	int rc = ERR_PARSE;

	if (is_json(http) && http->body_len > 0 &&
	    http->body_len <= ERROR_BODY_MAX)
		rc = json_parse(http->body, http->body_len, NULL, &json,
		    &detail);
	if (rc == 0) {
		message = text_or_empty(json, "message");
		documentation = text_or_empty(json, "documentation_url");
		if (message[0] == '\0')
			message =
			    text_or_empty(json_at(json_get(json, "errors"), 0),
				"message");
	}
	answer->class =
	    classify_status(http, is_graphql, message, documentation);
	/* words that can't be read may be a limit's: no refusal for good */
	if (answer->class == ANSWER_FORBIDDEN && detail.text[0] != '\0') {
		answer->class = ANSWER_MALFORMED;
		message = detail.text;
	}
	if (message[0] != '\0')
		(void)str_copy(answer->message, sizeof(answer->message),
		    message);
	else
		(void)snprintf(answer->message, sizeof(answer->message),
		    "status %d", http->status);
	json_free(json);
}

void
answer_read(const struct http_answer *http, bool is_graphql,
    struct answer *ret_answer)
{
	memset(ret_answer, 0, sizeof(*ret_answer));
	ret_answer->class = classify_transport(http, is_graphql);
	if (ret_answer->class != ANSWER_FINE) {
		(void)snprintf(ret_answer->message, sizeof(ret_answer->message),
		    "%.190s", http->error);
		return;
	}
	if (http->status == 200)
		read_body(http, is_graphql, ret_answer);
	else
		read_refusal(http, is_graphql, ret_answer);
}

void
answer_done(struct answer *answer)
{
	json_free(answer->json);
	answer->json = NULL;
}
