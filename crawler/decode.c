#include "crawler/decode.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/text.h"
#include "crawler/github.h"
#include "crawler/url.h"
#include "signals/redact.h"

enum {
	/* Longer than any address: a cut within one leaves no readable part. */
	WORD_MAX = 512,
	URL_MAX = 1024,
	CURSOR_MAX = 512
};

/*
 * How much of a long text is redacted at all: some more than is kept, ended
 * between words, so that no address is cut to something unrecognisable.
 */
static size_t
bounded(const char *text, size_t len, size_t max)
{
	size_t n = 2 * max + WORD_MAX, floor;

	if (len <= n)
		return len;
	floor = n - WORD_MAX;
	while (n > floor && !str_is_space(text[n]))
		n--;
	return n;
}

const char *
decode_bytes(struct arena *arena, const char *text, size_t len, size_t max)
{
	struct buf clean;
	const char *kept = NULL;

	len = bounded(text, len, max);
	buf_init(&clean, 8 * len + 64);
	redact_text(&clean, text, len);
	if (clean.len > 0)
		kept = arena_text(arena, clean.data,
		    text_cut(clean.data, clean.len, max));
	buf_done(&clean);
	return kept;
}

const char *
decode_text(struct arena *arena, const struct json *object, const char *key,
    size_t max)
{
	size_t len;
	const char *text = json_text(json_get(object, key), &len);

	return text != NULL && len > 0 ? decode_bytes(arena, text, len, max)
				       : NULL;
}

const char *
decode_line(struct arena *arena, const struct json *object, const char *key,
    size_t max)
{
	const char *text = decode_text(arena, object, key, max), *kept = NULL;
	struct buf line;

	if (text == NULL)
		return NULL;
	buf_init(&line, 4 * max);
	text_line(&line, text, strlen(text));
	/* a name or place that was an address is no name or place */
	if (line.len > 0 && !str_equal(line.data, "<e-mail>") &&
	    !str_equal(line.data, "<phone>"))
		kept = arena_text(arena, line.data,
		    text_cut(line.data, line.len, max));
	buf_done(&line);
	return kept;
}

/* Cuts every `mark` out of the text, in place. */
static void
cut_out(char *text, const char *mark)
{
	size_t n = strlen(mark);
	char *at;

	while ((at = strstr(text, mark)) != NULL)
		memmove(at, at + n, strlen(at + n) + 1);
}

const char *
decode_name(struct arena *arena, const struct json *object, const char *key)
{
	const char *line = decode_line(arena, object, key, DECODE_LINE_MAX);
	const char *kept;
	char *text;
	size_t len;

	if (line == NULL)
		return NULL;
	text = arena_strdup(arena, line);
	cut_out(text, "<e-mail>");
	cut_out(text, "<phone>");
	kept = text_show(arena, text, 0);
	/* what led up to the address: "Acme, <e-mail>", "Ada (<phone>)" */
	for (len = strlen(kept);
	     len > 0 && strchr(" ,;:|/<>()[]-", kept[len - 1]) != NULL; len--)
		;
	if (str_equal(line, kept))
		return line;
	return len > 0 ? arena_text(arena, kept, len) : NULL;
}

int64_t
decode_count(const struct json *object, const char *key)
{
	int64_t n = json_get_int(object, key);

	return n > 0 ? n : 0;
}

/* Whether it reads like "example.org/me", without a scheme. */
static bool
is_bare_host(const char *text)
{
	size_t host = strcspn(text, "/?#");

	return memchr(text, '.', host) != NULL &&
	    memchr(text, ':', host) == NULL &&
	    memchr(text, '@', host) == NULL && str_is_alnum(text[0]) &&
	    strcspn(text, " \t\r\n") == strlen(text);
}

const char *
decode_web(struct arena *arena, const char *text)
{
	const char *clean, *trimmed;
	struct url url;
	size_t len;

	if (text == NULL)
		return NULL;
	trimmed = str_trim(text, strlen(text), &len);
	if (len == 0 || len > URL_MAX)
		return NULL;
	text = arena_text(arena, trimmed, len);
	if (is_bare_host(text))
		text = arena_format(arena, "https://%s", text);
	if (url_parse(text, arena, &url) != 0)
		return NULL;
	/* an address that the redactor would change carries an e-mail */
	clean = decode_bytes(arena, text, strlen(text), URL_MAX);
	return str_equal(clean, text) ? text : NULL;
}

bool
decode_actor(struct arena *arena, const struct json *value,
    struct actor *ret_actor)
{
	const char *login = json_get_text(value, "login");
	const char *type = json_get_text(value, "__typename");
	const char *node = json_get_text(value, "node_id");
	int64_t id = json_get_int(value, "databaseId");

	if (login == NULL || !github_is_login(login))
		return false;
	/* REST says id and node_id where GraphQL says databaseId and id */
	if (node == NULL)
		node = json_get_text(value, "id");
	else
		id = json_get_int(value, "id");
	if (type == NULL)
		type = json_get_text(value, "type");
	memset(ret_actor, 0, sizeof(*ret_actor));
	ret_actor->id = id;
	ret_actor->login = arena_strdup(arena, login);
	if (node != NULL && strlen(node) <= 128)
		ret_actor->node_id = arena_strdup(arena, node);
	if (type != NULL && strlen(type) <= 32)
		ret_actor->type = arena_strdup(arena, type);
	return true;
}

void
decode_page(const struct json *array, const char *time,
    void (*read)(const struct json *, int64_t, struct harvest *), int64_t since,
    struct harvest *harvest, struct page *ret_page)
{
	size_t n = json_count(array);

	*ret_page = (struct page){ .n = n };
	for (size_t i = 0; i < n && i < PAGE_MAX; i++) {
		const struct json *node = json_at(array, i);
		int64_t at = json_get_time(node, time);

		if (at > 0 && (ret_page->oldest == 0 || at < ret_page->oldest))
			ret_page->oldest = at;
		read(node, since, harvest);
	}
}

const char *
decode_next(struct arena *arena, const struct json *connection)
{
	const struct json *info = json_get(connection, "pageInfo");
	const char *cursor = json_get_text(info, "endCursor");

	if (!json_get_bool(info, "hasNextPage") || cursor == NULL ||
	    strlen(cursor) > CURSOR_MAX)
		return NULL;
	return arena_strdup(arena, cursor);
}
