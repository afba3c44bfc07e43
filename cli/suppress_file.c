#include "cli/suppress_file.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "cli/text_file.h"
#include "cli/typed.h"
#include "store/rights.h"

enum {
	FILE_MAX_BYTES = 256 * 1024 * 1024,
	COMPLAINTS_MAX = 10
};

static const char mark[] = "muster-suppressions";
static const char columns[] = "hash,since,until,alias";

struct reading {
	struct app *app;
	const char *path;
	struct suppress_file *file;
	int64_t line;
	int64_t bad;
	bool is_hashes;
};

static void
complain(struct reading *reading, const char *text, const char *expected)
{
	if (++reading->bad <= COMPLAINTS_MAX)
		app_say(reading->app, "%s:%lld: \"%.60s\": expected %s",
		    reading->path, (long long)reading->line, text, expected);
}

/* The next cell of a CSV line, without blanks and quotes; moves *at. */
static const char *
next_cell(struct app *app, const char **at)
{
	size_t len = strcspn(*at, ","), trimmed;
	const char *cell = str_trim(*at, len, &trimmed);

	*at += len + ((*at)[len] == ',');
	if (trimmed >= 2 && cell[0] == '"' && cell[trimmed - 1] == '"')
		cell = str_trim(cell + 1, trimmed - 2, &trimmed);
	return arena_text(&app->arena, cell, trimmed);
}

/* ---- reading ---- */

static bool
is_hash(const char *text)
{
	return strlen(text) == SUPPRESSION_HASH &&
	    strspn(text, "0123456789abcdef") == SUPPRESSION_HASH;
}

static bool
take_time(const char *text, int64_t *ret_time)
{
	*ret_time = 0;
	return text[0] == '\0' || clock_parse(text, ret_time) == 0;
}

static void
take_hash(struct reading *reading, const char *line)
{
	struct suppression_line entry = { .is_alias = false };
	struct app *app = reading->app;
	const char *at = line, *hash, *since, *until, *alias;

	if (str_equal(line, columns))
		return;
	hash = next_cell(app, &at);
	since = next_cell(app, &at);
	until = next_cell(app, &at);
	alias = next_cell(app, &at);
	entry.is_alias = str_equal(alias, "yes");
	if (!is_hash(hash) || !take_time(since, &entry.at) ||
	    !take_time(until, &entry.until) ||
	    (!entry.is_alias && alias[0] != '\0' && !str_equal(alias, "no"))) {
		complain(reading, line,
		    "64 hex digits, two times (or none) and yes or no");
		return;
	}
	(void)str_copy(entry.hash, sizeof(entry.hash), hash);
	reading->file->hashes[reading->file->n_hashes++] = entry;
}

/* The heading of a column, not somebody called so. */
static bool
is_heading(const struct reading *reading, const char *name)
{
	static const char *const headings[] = { "login", "id", "name",
		"username", "github", "github_login", "url" };

	for (size_t i = 0; i < COUNT(headings); i++)
		if (reading->line == 1 && str_casecmp(name, headings[i]) == 0)
			return true;
	return false;
}

static void
take_name(struct reading *reading, const char *line)
{
	const char *at = line;
	const char *cell = next_cell(reading->app, &at), *name;

	if (cell[0] == '\0' || cell[0] == '#' || is_heading(reading, cell))
		return;
	name = typed_login(reading->app, cell);
	if (name == NULL)
		complain(reading, cell, "a login or an id");
	else
		reading->file->names[reading->file->n_names++] = name;
}

/* "muster-suppressions,1,FINGERPRINT" */
static bool
take_mark(struct reading *reading, const char *line)
{
	const char *at = line;
	const char *form, *print;

	if (!str_equal(next_cell(reading->app, &at), mark))
		return false;
	form = next_cell(reading->app, &at);
	print = next_cell(reading->app, &at);
	reading->is_hashes = true;
	if (!str_equal(form, "1") ||
	    str_to_int(print, 1, INT64_MAX, &reading->file->fingerprint) != 0)
		complain(reading, line,
		    "form 1 and a fingerprint; look for a newer muster");
	return true;
}

static void
take_lines(struct reading *reading, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\r\n");
		const char *line = arena_text(&reading->app->arena, text, len);

		reading->line++;
		if (len == 0 ||
		    (reading->line == 1 && take_mark(reading, line)))
			;
		else if (reading->is_hashes)
			take_hash(reading, line);
		else
			take_name(reading, line);
		text += len;
		text += *text == '\r';
		text += *text == '\n';
	}
}

static size_t
count_lines(const char *text)
{
	size_t n = 1;

	for (; *text != '\0'; text++)
		n += *text == '\n' || *text == '\r';
	return n;
}

int
suppress_file_read(struct app *app, const char *path,
    struct suppress_file *ret_file)
{
	struct suppress_file file = { 0 };
	struct reading reading = { .app = app, .path = path, .file = &file };
	struct buf content;
	const char *at;
	size_t n;
	int rc;

	rc = text_file_read(app, path, FILE_MAX_BYTES, "a name a line",
	    &content);
	at = content.data != NULL ? content.data : "";
	n = count_lines(at);
	file.names = arena_calloc(&app->arena, n, sizeof(*file.names));
	if (str_starts(at, mark))
		file.hashes =
		    arena_calloc(&app->arena, n, sizeof(*file.hashes));
	if (rc == 0)
		take_lines(&reading, at);
	buf_done(&content);
	if (rc == 0 && reading.bad > 0)
		return app_error(app, ERR_INVAL,
		    "suppress: %s: %lld %s; nobody was suppressed", path,
		    (long long)reading.bad,
		    app_plural(reading.bad, "line is wrong",
			"lines are wrong"));
	if (rc == 0)
		*ret_file = file;
	return rc;
}

/* ---- writing ---- */

struct writing {
	FILE *out;
	int64_t n;
};

static int
write_line(void *context, const struct suppression_line *line)
{
	struct writing *writing = context;
	char since[CLOCK_TEXT_LEN] = "", until[CLOCK_TEXT_LEN] = "";

	if (line->at != 0)
		clock_format(line->at, since);
	if (line->until != 0)
		clock_format(line->until, until);
	writing->n += !line->is_alias;
	return fprintf(writing->out, "%s,%s,%s,%s\n", line->hash, since, until,
		   line->is_alias ? "yes" : "no") > 0
	    ? 0
	    : ERR_IO;
}

int
suppress_file_write(struct app *app, struct txn *txn, FILE *out, int64_t *ret_n)
{
	struct writing writing = { .out = out };
	int64_t fingerprint = 0;
	int rc = store_suppression_key(txn, &fingerprint);

	if (rc == 0 &&
	    fprintf(out, "%s,1,%lld\n%s\n", mark, (long long)fingerprint,
		columns) < 0)
		rc = ERR_IO;
	if (rc == 0)
		rc = store_suppressions(txn, write_line, &writing);
	if (rc == ERR_IO)
		return app_error(app, rc, "suppress: can't be written");
	*ret_n = writing.n;
	return rc;
}
