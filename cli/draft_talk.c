/* What is said below drafts. */
#include <stdio.h>

#include "base/str.h"
#include "cli/drafting.h"

static void
tell_gaps(const struct drafting *drafting, const int64_t *counts,
    const char *what)
{
	struct buf text;

	buf_init(&text, ERR_DETAIL_LEN);
	for (int i = 0; i < TOKEN_COUNT; i++)
		if (counts[i] > 0)
			buf_format(&text, "%s%s %lld", text.len > 0 ? ", " : "",
			    token_info((enum token)i)->name,
			    (long long)counts[i]);
	if (text.len > 0)
		app_say(drafting->app, "%s: %s.", what, text.data);
	buf_done(&text);
}

static void
tell_more(const struct drafting *drafting)
{
	char how_many[40] = "More match";

	if (drafting->more > 0)
		(void)snprintf(how_many, sizeof(how_many), "%lld more %s",
		    (long long)drafting->more,
		    app_plural(drafting->more, "matches", "match"));
	if (drafting->check)
		app_say(drafting->app, "%s: --limit all looks at them, too.",
		    how_many);
	else if (drafting->limit < DRAFTS_MAX)
		app_say(drafting->app,
		    "%s: --limit N drafts for them, too (%d at most).",
		    how_many, DRAFTS_MAX);
	else
		app_say(drafting->app,
		    "%s. %d drafts a run are the most: mark whom you wrote "
		    "to, and add status:new to the query for the others.",
		    how_many, DRAFTS_MAX);
}

static void
tell_rest(const struct drafting *drafting)
{
	const struct app *app = drafting->app;

	if (drafting->there > 0)
		app_say(app,
		    "%lld %s in %s already and %s as %s; a draft that is "
		    "deleted is written anew.",
		    (long long)drafting->there,
		    app_plural(drafting->there, "was", "were"),
		    drafting->directory,
		    app_plural(drafting->there, "stays", "stay"),
		    app_plural(drafting->there, "it is", "they are"));
	if (drafting->more != 0)
		tell_more(drafting);
}

/* What is left to do by hand. */
static void
tell_next(const struct drafting *drafting)
{
	const struct app *app = drafting->app;
	const struct drafted *one = &drafting->drafts[0];

	if (drafting->n != 1) {
		app_say(app,
		    "Read them, open what they name (`muster show LOGIN` has "
		    "the links), mend them; then `muster mark LOGIN "
		    "contacted`.");
		return;
	}
	if (one->about != NULL)
		app_say(app, "It is about %s", one->about);
	app_say(app,
	    "Read it, open what it names, mend it; then `muster mark %s "
	    "contacted`.",
	    one->login);
}

/* A shipped file is not the user's to edit. */
static void
tell_job(const struct drafting *drafting)
{
	const struct app *app = drafting->app;
	const char *role = drafting->terms.role;

	app_say(app,
	    "job: title: is not set in %s: the draft can't say for what job.",
	    drafting->role_path);
	if (str_starts(drafting->role_path, app->paths.share))
		app_say(app,
		    "That file is shipped: `muster role new %s --from %s` "
		    "makes a copy of your own to set it in.",
		    role, role);
}

void
drafting_tell(const struct drafting *drafting)
{
	const struct app *app = drafting->app;
	int64_t made = drafting->seen - drafting->refused;

	if (drafting->check || drafting->seen > 1) {
		app_say(app,
		    "%lld of %lld %s a draft by %s, %lld of them with a "
		    "fallback.",
		    (long long)(made - drafting->there),
		    (long long)drafting->seen,
		    drafting->check ? "would get" : "got",
		    drafting->template_path, (long long)drafting->fell_back);
		tell_gaps(drafting, drafting->gaps, "Fallbacks");
		tell_gaps(drafting, drafting->missing, "Not known");
	}
	tell_rest(drafting);
	if (drafting->notices_added > 0)
		app_say(app,
		    "The notice was added at the end: it is due, and "
		    "{{notice}} "
		    "is not in the template.");
	if (made > 0 && !draft_has_link(&drafting->terms))
		app_say(app,
		    "operator.privacy_url is not set: the notice has no link "
		    "to what you do with people's data.");
	if (drafting->gaps[TOKEN_JOB_TITLE] > 0 && drafting->role_path != NULL)
		tell_job(drafting);
	if (made > 0 && !drafting->check)
		tell_next(drafting);
}
