#include "cli/role_jd.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/str.h"
#include "cli/seed_lookup.h"
#include "signals/jd.h"

enum {
	ROLE_MAX_BYTES = 512 * 1024
};

static int
read_description(struct app *app, const struct jd_rules *rules,
    const char *path, struct jd *ret_jd)
{
	const char *shown = str_equal(path, "-") ? "standard input" : path;
	struct err_detail why = { 0 };
	struct buf text;
	int rc;

	buf_init(&text, JD_TEXT_MAX + 1);
	rc = file_read(path, &text, &why);
	if (rc == 0)
		rc = jd_read(rules, app->places,
		    text.data != NULL ? text.data : "", text.len, &app->arena,
		    ret_jd, &why);
	if (rc == ERR_LIMIT)
		rc = app_error(app, ERR_INVAL,
		    "%s: is larger than %d KB, expected one job description",
		    shown, JD_TEXT_MAX / 1024);
	else if (rc == ERR_INVAL)
		rc = app_error(app, rc, "%s: %s", shown, why.text);
	else if (rc != 0)
		rc = app_error(app, ERR_INVAL, "%s", err_text(&why, rc));
	buf_done(&text);
	return rc;
}

static int
write_role(struct app *app, const char *path, const struct buf *text)
{
	struct file_replace file = { 0 };
	int rc = file_replace_begin(&file, path, &app->detail);

	if (rc != 0)
		return rc;
	/* A failed write shows in the stream, which commit looks at. */
	(void)fwrite(text->data, 1, text->len, file.stream);
	return file_replace_commit(&file, &app->detail);
}

static size_t
count(const struct jd *jd, enum jd_verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < jd->n_needs; i++)
		n += jd->needs[i].verdict == verdict;
	return n;
}

static void
tell(const struct app *app, const struct jd *jd, const char *name,
    const char *path)
{
	app_say(app, "Wrote %s: \"%s\", %zu must, %zu nice, %zu not.", path,
	    jd->title, count(jd, JD_MUST), count(jd, JD_NICE),
	    count(jd, JD_NOT));
	if (jd->n_notes > 0)
		app_say(app, "Not used:");
	for (size_t i = 0; i < jd->n_notes; i++)
		app_say(app, "- %s", jd->notes[i]);
	app_say(app,
	    "Read it and mend it, then: muster role check %s && muster role "
	    "enable %s",
	    name, name);
}

int
role_from_jd(struct app *app, const char *name, const char *jd_path,
    const char *api_url, const char *path)
{
	struct jd_seed seeds[JD_CANDIDATES_MAX];
	struct jd_rules *rules = NULL;
	struct jd jd = { 0 };
	struct buf text;
	size_t n = 0;
	int rc = app_catalogue(app);

	if (rc == 0)
		rc = app_places(app);
	if (rc == 0)
		rc = jd_rules_read(app->paths.share, &app->catalogue, &rules,
		    &app->detail);
	if (rc == 0)
		rc = read_description(app, rules, jd_path, &jd);
	buf_init(&text, ROLE_MAX_BYTES);
	if (rc == 0) {
		n = jd_candidates(rules, &jd, &app->arena, seeds,
		    JD_CANDIDATES_MAX);
		seed_lookup(app, api_url, seeds, n);
		jd_write(rules, &jd, name,
		    str_equal(jd_path, "-") ? "standard input" : jd_path, seeds,
		    n, &text);
		rc = write_role(app, path, &text);
	}
	if (rc == 0)
		tell(app, &jd, name, path);
	buf_done(&text);
	jd_rules_free(rules);
	return rc;
}
