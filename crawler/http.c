#include "crawler/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "crawler/url.h"

enum {
	REDIRECTS_MAX = 5,
	HEADER_BYTES_MAX = 64 * 1024,
	CONNECT_TIMEOUT_MS = 10000,
	/* GitHub thinks for up to 10 s before the first byte */
	LOW_SPEED_BYTES = 64,
	LOW_SPEED_S = 20,
	CONNECTIONS_MAX = 4,
	WAIT_FDS_MAX = 8
};

struct http {
	CURLM *multi;
	struct http_transfer *transfers;
	char *api_url;
	char *authorization; /* the whole header line; NULL: anonymous */
	char *user_agent;
	char *api_version;
	char *ca_file;
	int64_t timeout_ms;
	bool loopback;
};

struct http_transfer {
	struct http *http;
	struct http_transfer *next, **link; /* in http->transfers */
	CURL *easy;
	struct curl_slist *lines;
	struct http_request request;
	struct http_answer answer;
	struct arena arena; /* addresses of redirects */
	struct buf body;
	size_t header_bytes;
	int64_t deadline;
	http_done *done;
	void *context;
	char error[CURL_ERROR_SIZE];
};

/* Visible ASCII only: no line end can smuggle in another header. */
static bool
is_header_value(const char *text, bool allow_blank)
{
	for (; *text != '\0'; text++)
		if (*text < (allow_blank ? ' ' : '!') || *text > '~')
			return false;
	return true;
}

static char *
user_agent(const char *contact)
{
	struct buf text;

	buf_init(&text, 512);
	buf_text(&text, "muster/" MUSTER_VERSION);
	if (contact != NULL && contact[0] != '\0' &&
	    is_header_value(contact, true))
		buf_format(&text, " (+%s)", contact);
	return buf_take(&text);
}

static char *
copy(const char *text)
{
	return text != NULL ? mem_strdup(text) : NULL;
}

static int
check_options(const struct http_options *options, struct err_detail *detail)
{
	if (!url_is_safe(options->api_url))
		return err_set(detail, ERR_INVAL,
		    "%s: the token goes only over https, or to this machine",
		    options->api_url);
	if (options->token != NULL &&
	    (options->token[0] == '\0' ||
		!is_header_value(options->token, false)))
		return err_set(detail, ERR_INVAL,
		    "the token is empty or holds blanks or line ends");
	if (options->api_version != NULL &&
	    !is_header_value(options->api_version, false))
		return err_set(detail, ERR_INVAL,
		    "github.api_version: not a version");
	return 0;
}

int
http_new(const struct http_options *options, struct http **ret_http,
    struct err_detail *detail)
{
	struct http *http;
	int rc = check_options(options, detail);

	if (rc != 0)
		return rc;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(detail, ERR_NOMEM, "libcurl can't start");
	http = mem_calloc(1, sizeof(*http));
	http->multi = curl_multi_init();
	if (http->multi == NULL) {
		http_free(http);
		return err_set(detail, ERR_NOMEM, "libcurl can't start");
	}
	(void)curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS,
	    (long)CONNECTIONS_MAX);
	(void)curl_multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
	    (long)CONNECTIONS_MAX);
	http->api_url = mem_strdup(options->api_url);
	http->user_agent = user_agent(options->contact);
	http->api_version = copy(options->api_version);
	http->ca_file = copy(options->ca_file);
	http->timeout_ms = options->timeout_ms;
	http->loopback = url_is_loopback(options->api_url);
	if (options->token != NULL) {
		struct buf line;

		buf_init(&line, 1024 + strlen(options->token));
		buf_format(&line, "Authorization: Bearer %s", options->token);
		http->authorization = buf_take(&line);
	}
	*ret_http = http;
	return 0;
}

static void
transfer_free(struct http_transfer *transfer)
{
	if (transfer->link != NULL) {
		*transfer->link = transfer->next;
		if (transfer->next != NULL)
			transfer->next->link = transfer->link;
	}
	if (transfer->easy != NULL) {
		(void)curl_multi_remove_handle(transfer->http->multi,
		    transfer->easy);
		curl_easy_cleanup(transfer->easy);
	}
	curl_slist_free_all(transfer->lines);
	buf_done(&transfer->body);
	arena_done(&transfer->arena);
	mem_free(transfer);
}

void
http_free(struct http *http)
{
	if (http == NULL)
		return;
	while (http->transfers != NULL)
		transfer_free(http->transfers);
	(void)curl_multi_cleanup(http->multi);
	mem_free(http->api_url);
	mem_free(http->authorization);
	mem_free(http->user_agent);
	mem_free(http->api_version);
	mem_free(http->ca_file);
	mem_free(http);
	curl_global_cleanup();
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct http_transfer *transfer = context;

	buf_add(&transfer->body, bytes, size * count);
	/* another count than given makes curl stop; the overflow tells why */
	return transfer->body.overflow ? 0 : size * count;
}

static size_t
on_header(char *bytes, size_t size, size_t count, void *context)
{
	struct http_transfer *transfer = context;
	size_t len = size * count;

	transfer->header_bytes += len;
	if (transfer->header_bytes > HEADER_BYTES_MAX)
		return 0;
	/* a status line: after a 1xx the real headers begin */
	if (len > 5 && memcmp(bytes, "HTTP/", 5) == 0)
		headers_clear(&transfer->answer.headers);
	else
		headers_add(&transfer->answer.headers, bytes, len);
	return len;
}

static bool
add_line(struct http_transfer *transfer, const char *name, const char *value)
{
	struct buf line;
	struct curl_slist *lines;

	if (value == NULL || !is_header_value(value, true))
		return true;
	buf_init(&line, strlen(name) + strlen(value) + 8);
	buf_format(&line, "%s: %s", name, value);
	lines = curl_slist_append(transfer->lines, line.data);
	buf_done(&line);
	if (lines != NULL)
		transfer->lines = lines;
	return lines != NULL;
}

static bool
add_lines(struct http_transfer *transfer)
{
	const struct http *http = transfer->http;
	const struct http_request *request = &transfer->request;
	struct curl_slist *lines;

	if (!add_line(transfer, "Accept", request->accept) ||
	    !add_line(transfer, "X-GitHub-Api-Version", http->api_version) ||
	    !add_line(transfer, "If-None-Match", request->etag) ||
	    !add_line(transfer, "If-Modified-Since", request->last_modified) ||
	    (request->body != NULL &&
		!add_line(transfer, "Content-Type", "application/json")))
		return false;
	/* curl's own: no waiting for "100 Continue" */
	lines = curl_slist_append(transfer->lines, "Expect:");
	if (lines == NULL)
		return false;
	transfer->lines = lines;
	if (http->authorization == NULL)
		return true;
	lines = curl_slist_append(transfer->lines, http->authorization);
	if (lines != NULL)
		transfer->lines = lines;
	return lines != NULL;
}

/*
 * All options are set before anything is sent; each may lack memory, which
 * makes the whole series false.
 */
#define SET(option, value) (curl_easy_setopt(easy, option, value) == CURLE_OK)

static bool
set_connection(const struct http *http, CURL *easy)
{
	return SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
	    SET(CURLOPT_FOLLOWLOCATION, 0L) &&
	    SET(CURLOPT_USERAGENT, http->user_agent) &&
	    SET(CURLOPT_ACCEPT_ENCODING, "gzip") &&
	    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS) &&
	    SET(CURLOPT_PIPEWAIT, 1L) && SET(CURLOPT_SSL_VERIFYPEER, 1L) &&
	    SET(CURLOPT_SSL_VERIFYHOST, 2L) &&
	    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	    (http->ca_file == NULL || SET(CURLOPT_CAINFO, http->ca_file)) &&
	    /* a proxy in the environment is no way to one's own machine */
	    (!http->loopback || SET(CURLOPT_NOPROXY, "*")) &&
	    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) &&
	    /* curl itself keeps SIGPIPE away (names are resolved in a
	     * thread) */
	    SET(CURLOPT_NOSIGNAL, 0L) &&
	    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS) &&
	    SET(CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES) &&
	    SET(CURLOPT_LOW_SPEED_TIME, (long)LOW_SPEED_S) &&
	    SET(CURLOPT_TCP_KEEPALIVE, 1L);
}

static bool
set_request(struct http_transfer *transfer, CURL *easy)
{
	const struct http_request *request = &transfer->request;

	return add_lines(transfer) && SET(CURLOPT_URL, request->url) &&
	    SET(CURLOPT_HTTPHEADER, transfer->lines) &&
	    SET(CURLOPT_ERRORBUFFER, transfer->error) &&
	    SET(CURLOPT_WRITEFUNCTION, on_body) &&
	    SET(CURLOPT_WRITEDATA, transfer) &&
	    SET(CURLOPT_HEADERFUNCTION, on_header) &&
	    SET(CURLOPT_HEADERDATA, transfer) &&
	    SET(CURLOPT_PRIVATE, transfer) &&
	    (request->body == NULL ||
		(SET(CURLOPT_POST, 1L) &&
		    SET(CURLOPT_POSTFIELDS, request->body) &&
		    SET(CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)request->body_len)));
}

#undef SET

/* Sends to `url` what is left of the time allows. */
static bool
launch(struct http_transfer *transfer, const char *url)
{
	int64_t left = transfer->deadline - clock_mono_ms();

	if (left <= 0)
		return false;
	headers_clear(&transfer->answer.headers);
	buf_reset(&transfer->body);
	transfer->header_bytes = 0;
	transfer->answer.url = url;
	return curl_easy_setopt(transfer->easy, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, (long)left) ==
	    CURLE_OK &&
	    curl_multi_add_handle(transfer->http->multi, transfer->easy) ==
	    CURLM_OK;
}

int
http_start(struct http *http, const struct http_request *request,
    http_done *done, void *context, struct http_transfer **ret_transfer,
    struct err_detail *detail)
{
	struct http_transfer *transfer;
	int running;

	if (!url_same_origin(http->api_url, request->url))
		return err_set(detail, ERR_INVAL,
		    "%s: not an address of the API", request->url);
	transfer = mem_calloc(1, sizeof(*transfer));
	transfer->http = http;
	transfer->request = *request;
	transfer->done = done;
	transfer->context = context;
	transfer->deadline = clock_mono_ms() + http->timeout_ms;
	buf_init(&transfer->body, request->max_bytes);
	transfer->easy = curl_easy_init();
	if (transfer->easy == NULL || !set_connection(http, transfer->easy) ||
	    !set_request(transfer, transfer->easy) ||
	    !launch(transfer, request->url)) {
		transfer_free(transfer);
		return err_set(detail, ERR_NOMEM, "libcurl can't send");
	}
	transfer->next = http->transfers;
	transfer->link = &http->transfers;
	if (transfer->next != NULL)
		transfer->next->link = &transfer->next;
	http->transfers = transfer;
	*ret_transfer = transfer;
	/* on an open connection it leaves now: what was decided by the answers
	 * known so far must not wait until others are known.  What this ends is
	 * told by http_wait() */
	(void)curl_multi_perform(http->multi, &running);
	return 0;
}

void
http_cancel(struct http_transfer *transfer)
{
	transfer_free(transfer);
}

/* The border: curl's codes become ours here and nowhere else. */
static enum http_outcome
outcome_of(const struct http_transfer *transfer, CURLcode code)
{
	if (transfer->body.overflow ||
	    transfer->header_bytes > HEADER_BYTES_MAX)
		return HTTP_OVERSIZE;
	switch ((int)code) {
	case CURLE_OK:
		return HTTP_ANSWERED;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_TIMED_OUT;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_PEER_FAILED_VERIFICATION:
		return HTTP_UNREACHABLE;
	default:
		return HTTP_BROKEN;
	}
}

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 307 || status == 308;
}

static void
explain(struct http_answer *answer, const char *what)
{
	(void)snprintf(answer->error, sizeof(answer->error), "%s", what);
}

/* Goes on to the redirect's target; HTTP_ANSWERED if it does. */
static enum http_outcome
follow(struct http_transfer *transfer)
{
	struct http_answer *answer = &transfer->answer;
	const char *target =
	    url_join(&transfer->arena, answer->url, answer->headers.location);

	if (answer->headers.location[0] == '\0' || target == NULL) {
		explain(answer, "redirected to nowhere");
		return HTTP_BAD_REDIRECT;
	}
	if (!url_same_origin(transfer->http->api_url, target)) {
		explain(answer, "redirected to another host");
		return HTTP_FOREIGN_REDIRECT;
	}
	if (transfer->request.body != NULL) {
		explain(answer, "a query is redirected");
		return HTTP_BAD_REDIRECT;
	}
	if (answer->redirects >= REDIRECTS_MAX) {
		explain(answer, "redirected without end");
		return HTTP_BAD_REDIRECT;
	}
	answer->redirects++;
	if (answer->status == 301 || answer->status == 308)
		answer->moved = true;
	(void)curl_multi_remove_handle(transfer->http->multi, transfer->easy);
	if (launch(transfer, target))
		return HTTP_ANSWERED;
	explain(answer, "redirected until the time was up");
	return HTTP_TIMED_OUT;
}

/* What curl says of a failed transfer; our own limits in our own words. */
static void
explain_failure(struct http_transfer *transfer, CURLcode code)
{
	struct http_answer *answer = &transfer->answer;

	if (transfer->body.overflow)
		(void)snprintf(answer->error, sizeof(answer->error),
		    "the answer is larger than %zu KB",
		    transfer->request.max_bytes / 1024);
	else if (answer->outcome == HTTP_OVERSIZE)
		explain(answer, "the answer's headers are too large");
	else
		(void)snprintf(answer->error, sizeof(answer->error), "%.200s",
		    transfer->error[0] != '\0' ? transfer->error
					       : curl_easy_strerror(code));
}

static void
finish(struct http_transfer *transfer, CURLcode code)
{
	struct http_answer *answer = &transfer->answer;
	long status = 0;

	answer->outcome = outcome_of(transfer, code);
	if (answer->outcome == HTTP_ANSWERED) {
		(void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE,
		    &status);
		answer->status = (int)status;
		if (is_redirect(answer->status)) {
			answer->outcome = follow(transfer);
			if (answer->outcome == HTTP_ANSWERED)
				return;
		}
	} else {
		explain_failure(transfer, code);
	}
	answer->body = transfer->body.data != NULL ? transfer->body.data : "";
	answer->body_len = transfer->body.len;
	transfer->done(transfer->context, answer);
	transfer_free(transfer);
}

int
http_wait(struct http *http, int timeout_ms, const int *fds, size_t n_fds,
    struct err_detail *detail)
{
	struct curl_waitfd waits[WAIT_FDS_MAX];
	CURLMcode code;
	CURLMsg *message;
	int running, left;

	ASSERT(n_fds <= WAIT_FDS_MAX);
	for (size_t i = 0; i < n_fds; i++)
		waits[i] = (struct curl_waitfd){ .fd = fds[i],
			.events = CURL_WAIT_POLLIN };
	code = curl_multi_poll(http->multi, waits, (unsigned)n_fds, timeout_ms,
	    NULL);
	if (code == CURLM_OK)
		code = curl_multi_perform(http->multi, &running);
	if (code != CURLM_OK)
		return err_set(detail, ERR_NET, "libcurl: %s",
		    curl_multi_strerror(code));
	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		struct http_transfer *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
		    &transfer);
		ASSERT(transfer != NULL);
		finish(transfer, message->data.result);
	}
	return 0;
}
