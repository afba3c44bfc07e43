#include "cli/typed.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/str.h"
#include "cli/text_file.h"
#include "signals/fact.h"

enum {
	LOGIN_MAX_BYTES = 39 + 6, /* "_short" of managed accounts included */
	NAME_MAX_BYTES = 100,
	FILE_MAX_BYTES = 4 * 1024 * 1024
};

/* How long `prefix` is if the text begins with it; cases are the same. */
static size_t
begins(const char *text, const char *prefix)
{
	size_t len = 0;

	while (prefix[len] != '\0' && str_lower(text[len]) == prefix[len])
		len++;
	return prefix[len] == '\0' ? len : 0;
}

/* What follows the host in an address; the text itself when it is none. */
static const char *
path_of(const char *text)
{
	static const char *const hosts[] = { "https://", "http://", "www.",
		"github.com/" };
	const char *own = strstr(fact_site(), "://") + 3;

	for (size_t i = 0; i < COUNT(hosts); i++)
		text += begins(text, hosts[i]);
	return text + begins(text, own);
}

/* Length of the leading run of characters that names may have. */
static size_t
run_of(const char *text, const char *others)
{
	size_t len = 0;

	while (text[len] != '\0' &&
	    (str_is_alnum(text[len]) || strchr(others, text[len]) != NULL))
		len++;
	return len;
}

/* What may follow the name in an address. */
static bool
is_end(const char *rest)
{
	rest += rest[0] == '/';
	return rest[0] == '\0' || rest[0] == '?' || rest[0] == '#';
}

const char *
typed_login(struct app *app, const char *text)
{
	const char *name = text[0] == '@' ? text + 1 : path_of(text);
	size_t len = run_of(name, "-_");

	if (len == 0 || len > LOGIN_MAX_BYTES || !is_end(name + len))
		return NULL;
	return arena_text(&app->arena, name, len);
}

bool
typed_is_address(const char *text)
{
	return path_of(text) != text;
}

const char *
typed_person(struct app *app, const char *text)
{
	const char *login =
	    typed_is_address(text) ? typed_login(app, text) : NULL;

	return login != NULL ? login : text;
}

const char *
typed_repository(struct app *app, const char *text)
{
	const char *owner = path_of(text), *name;
	size_t owner_len = run_of(owner, "-_"), len;

	if (owner_len == 0 || owner_len > LOGIN_MAX_BYTES ||
	    owner[owner_len] != '/')
		return NULL;
	name = owner + owner_len + 1;
	len = run_of(name, "-_.");
	if (len == 0 || len > NAME_MAX_BYTES || !is_end(name + len) ||
	    strspn(name, ".") == len)
		return NULL;
	if (len > 4 && memcmp(name + len - 4, ".git", 4) == 0)
		len -= 4;
	return arena_format(&app->arena, "%.*s/%.*s", (int)owner_len, owner,
	    (int)len, name);
}

static size_t
count_lines(const char *text)
{
	size_t n = 1;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* The first cell of a line, without blanks and quotes. */
static const char *
first_cell(struct app *app, const char *line, size_t len)
{
	const char *comma = memchr(line, ',', len);

	if (comma != NULL)
		len = (size_t)(comma - line);
	line = str_trim(line, len, &len);
	if (len >= 2 && line[0] == '"' && line[len - 1] == '"')
		line = str_trim(line + 1, len - 2, &len);
	return arena_text(&app->arena, line, len);
}

int
typed_lines(struct app *app, const char *path, struct text_list *ret_lines)
{
	struct text_list lines = { 0 };
	struct buf content;
	const char *at;
	int rc;

	rc = text_file_read(app, path, FILE_MAX_BYTES, "a name a line",
	    &content);
	at = content.data != NULL ? content.data : "";
	lines.items =
	    arena_calloc(&app->arena, count_lines(at), sizeof(*lines.items));
	while (rc == 0 && *at != '\0') {
		size_t len = strcspn(at, "\r\n");
		const char *cell = first_cell(app, at, len);

		if (cell[0] != '\0' && cell[0] != '#')
			lines.items[lines.n++] = cell;
		at += len;
		at += strspn(at, "\r\n");
	}
	buf_done(&content);
	if (rc == 0)
		*ret_lines = lines;
	return rc;
}
