#include "cli/text_file.h"

#include "base/buf.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/str.h"

enum {
	GROWTH_MAX = 3 /* a byte of another encoding takes at most so many */
};

static void
decode(struct app *app, const char *shown, const struct buf *raw,
    struct buf *text)
{
	size_t bad;
	enum encoding was = encoding_to_utf8(text,
	    raw->data != NULL ? raw->data : "", raw->len, &bad);

	if (was == ENCODING_WINDOWS)
		app_say(app,
		    "%s: is no UTF-8; it was read as Windows-1252. Should "
		    "letters be wrong, save it as UTF-8.",
		    shown);
	else if (was == ENCODING_MIXED)
		app_say(app, "%s: %zu bytes of it are no UTF-8; not read.",
		    shown, bad);
}

int
text_file_read(struct app *app, const char *path, size_t max,
    const char *expected, struct buf *ret_text)
{
	const char *shown = str_equal(path, "-") ? "standard input" : path;
	const char *binary;
	struct buf raw;
	int rc;

	buf_init(ret_text, max * GROWTH_MAX + 1);
	buf_init(&raw, max);
	rc = file_read(path, &raw, &app->detail);
	binary =
	    rc == 0 && raw.len > 0 ? encoding_binary(raw.data, raw.len) : NULL;
	if (binary != NULL)
		rc = app_error(app, ERR_INVAL,
		    "%s: is %s, expected %s: save it as that first", shown,
		    binary, expected);
	else if (rc == 0)
		decode(app, shown, &raw, ret_text);
	buf_done(&raw);
	return rc == 0 ? 0 : ERR_INVAL;
}
