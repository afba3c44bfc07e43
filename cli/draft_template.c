/* What drafts are made from: the template, and what it can say. */
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "cli/drafting.h"
#include "cli/text_file.h"

/* A file, or a name in templates/ of the user's or the shipped files. */
static int
find_template(struct drafting *drafting)
{
	struct app *app = drafting->app;
	const char *name = drafting->template_name;
	const char *const homes[] = { app->paths.home, app->paths.share };

	if (strchr(name, '/') != NULL || file_exists(name)) {
		drafting->template_path = name;
		return 0;
	}
	for (size_t i = 0; i < COUNT(homes); i++)
		for (int ending = 0; ending < 2; ending++) {
			const char *path =
			    arena_format(&app->arena, "%s/templates/%s%s",
				homes[i], name, ending ? ".txt" : "");

			if (!file_exists(path))
				continue;
			drafting->template_path = path;
			return 0;
		}
	return app_error(app, ERR_INVAL,
	    "--template %.80s: neither a file nor a template in %s/templates "
	    "or %s/templates; linkedin and message are shipped",
	    name, app->paths.home, app->paths.share);
}

int
drafting_read_template(struct drafting *drafting)
{
	struct app *app = drafting->app;
	struct buf text;
	int rc;

	if (drafting->template_name == NULL)
		drafting->template_name = "linkedin";
	rc = app_config(app);
	if (rc == 0)
		rc = find_template(drafting);
	if (rc != 0)
		return rc;
	rc = text_file_read(app, drafting->template_path, TEMPLATE_MAX_BYTES,
	    "a template as text", &text);
	if (rc == 0)
		rc = template_parse(drafting->template_path,
		    text.data != NULL ? text.data : "", text.len, &app->arena,
		    &drafting->template, &app->detail);
	buf_done(&text);
	return rc == 0 ? 0 : ERR_INVAL;
}

int
drafting_take_terms(struct drafting *drafting, const char *role)
{
	struct app *app = drafting->app;
	struct draft_terms *terms = &drafting->terms;
	struct err_detail ignored = { 0 };
	struct role file = { 0 };
	int rc;

	terms->role = role;
	terms->work = (size_t)drafting->work;
	terms->now = clock_wall();
	terms->operator_company = app->config.operator_company;
	terms->operator_contact = app->config.operator_contact;
	terms->operator_privacy_url = app->config.operator_privacy_url;
	rc = config_role_find(&app->paths, role, &app->arena,
	    &drafting->role_path, &ignored);
	if (rc == ERR_NOTFOUND)
		return 0;
	rc = app_role_read(app, role, &file);
	terms->job_title = file.job.title;
	terms->job_url = file.job.url;
	terms->job_pay = file.job.pay;
	terms->job_place = file.job.place;
	terms->job_sender = file.job.sender;
	return rc;
}

void
drafting_list_tokens(void)
{
	static const char *const needs[] = {
		[TOKEN_KIND_TEXT] = "needs a fallback",
		[TOKEN_KIND_NEEDED] = "no draft without it",
		[TOKEN_KIND_ALWAYS] = "",
		[TOKEN_KIND_FLAG] = "section",
		[TOKEN_KIND_LIST] = "section",
		[TOKEN_KIND_ITEM] = "within a list",
	};

	for (int i = 0; i < TOKEN_COUNT; i++) {
		const struct token_info *info = token_info((enum token)i);

		(void)printf("%-22s %-20s %s\n", info->name, needs[info->kind],
		    info->help);
	}
}
