#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/option.h"

enum {
	STARTER_MAX_BYTES = 256 * 1024
};

static int
make_directory(struct app *app, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL || slash == path)
		return 0;
	return file_make_dirs(arena_text(&app->arena, path,
				  (size_t)(slash - path)),
	    0700, &app->detail);
}

static int
write_starter(struct app *app, const char *path,
    const struct config_operator *who)
{
	struct file_replace file = { 0 };
	struct buf starter;
	int rc = make_directory(app, path);

	if (rc == 0)
		rc = file_replace_begin(&file, path, &app->detail);
	if (rc != 0)
		return rc;
	buf_init(&starter, STARTER_MAX_BYTES);
	config_write_starter(&starter, who);
	/* A failed write shows in the stream, which commit looks at. */
	(void)fwrite(starter.data, 1, starter.len, file.stream);
	rc = file_replace_commit(&file, &app->detail);
	buf_done(&starter);
	return rc;
}

static void
ask_who(struct app *app, struct config_operator *who)
{
	app_say(app, "Enter leaves out what you don't have yet.");
	who->company = ask_line(app, "Your company, as candidates know it:");
	who->contact = ask_line(app,
	    "Where people can object or ask what you hold on them: an e-mail "
	    "address or a page (no drafts without one):");
	who->privacy_url = ask_line(app,
	    "The page with your privacy notice, which drafts link to:");
	while (*who->privacy_url != '\0' && !config_is_page(who->privacy_url))
		who->privacy_url = ask_line(app,
		    "That is no address such as https://example.com/privacy. "
		    "The page, or Enter:");
}

int
cmd_init(struct app *app, int argc, char **argv)
{
	struct config_operator who = { 0 };
	const char *path;
	struct text_list operands;
	int rc = option_parse(app, NULL, 0, argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0,
		    "no operands: --config FILE says where to");
	if (rc == 0)
		rc = app_paths(app);
	if (rc != 0)
		return rc;
	path = app->globals.config_file != NULL ? app->globals.config_file
						: app->paths.file;
	if (file_exists(path))
		return app_error(app, ERR_INVAL,
		    "%s: exists already; it was not touched", path);
	if (ask_possible())
		ask_who(app, &who);
	rc = write_starter(app, path, &who);
	if (rc == 0)
		app_say(app,
		    "Wrote %s.\nNext: name your token's file in it "
		    "(github: token_file:), then muster doctor, muster role "
		    "list, muster role enable NAME, muster crawl",
		    path);
	return rc;
}
