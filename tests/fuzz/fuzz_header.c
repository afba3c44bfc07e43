/* Header lines, and what is made of links, addresses and dates in them. */
#include <string.h>

#include "base/mem.h"
#include "crawler/header.h"
#include "crawler/link.h"
#include "crawler/url.h"
#include "tests/fuzz/fuzz.h"

static const char base[] = "https://api.github.com/repos/a/b/pulls?page=1";

static void
check_address(struct arena *arena, const char *text)
{
	const char *joined = url_join(arena, base, text);
	struct url url;

	if (url_parse(text, arena, &url) == 0) {
		MUST(strcmp(url.scheme, "http") == 0 ||
		    strcmp(url.scheme, "https") == 0);
		MUST(url.host[0] != '\0' && url.path[0] == '/');
		MUST(url_same_origin(text, text));
	}
	MUST(url_same_origin(base, text) == url_same_origin(text, base));
	if (joined != NULL)
		MUST(url_parse(joined, arena, &url) == 0);
	(void)url_is_safe(text);
	(void)url_escape(arena, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size, *next;
	struct arena arena = { 0 };
	struct headers headers;
	char *whole = mem_strndup(at, size);
	bool foreign = false;

	headers_clear(&headers);
	while (at < end) {
		const char *line = memchr(at, '\n', (size_t)(end - at));
		size_t len =
		    line != NULL ? (size_t)(line - at) + 1 : (size_t)(end - at);

		headers_add(&headers, at, len);
		at += len;
	}
	MUST(headers.remaining >= -1 && headers.retry_after_s >= -1);
	(void)header_date(whole);
	next = link_find(&arena, headers.link, "next", base, &foreign);
	if (next != NULL)
		MUST(url_same_origin(next, base));
	next = link_find(&arena, whole, "next", base, NULL);
	if (next != NULL)
		MUST(url_same_origin(next, base));
	check_address(&arena, headers.location);
	check_address(&arena, whole);
	mem_free(whole);
	arena_done(&arena);
	return 0;
}
