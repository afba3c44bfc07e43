#include <string.h>

#include "base/array.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/typed.h"
#include "crawler/crawl.h"

static int
check_all(struct app *app, struct text_list *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *login = typed_login(app, names->items[i]);

		if (login == NULL)
			return app_error(app, ERR_INVAL,
			    "add: \"%.60s\": expected a GitHub login or a "
			    "profile's address",
			    names->items[i]);
		names->items[i] = login;
	}
	return 0;
}

int
cmd_add(struct app *app, int argc, char **argv)
{
	const char *file = NULL;
	const struct option_spec options[] = {
		{ "file", 0, OPTION_TEXT, &file, "FILE",
		    "logins, one a line (- for standard input)", 0, 0 },
	};
	struct text_list names;
	int rc = option_parse(app, options, COUNT(options), argc, argv, &names);

	if (rc != 0)
		return rc;
	if ((names.n > 0) == (file != NULL))
		return app_error(app, ERR_INVAL,
		    "add: expected logins, or --file FILE; see muster add "
		    "--help");
	rc = app_config(app);
	if (rc == 0 && file != NULL)
		rc = typed_lines(app, file, &names);
	if (rc == 0)
		rc = check_all(app, &names);
	if (rc == 0)
		rc = app_store(app, STORE_WRITE, "add");
	if (rc == 0)
		rc = crawl_add(app->store, (const char *const *)names.items,
		    names.n, &app->detail);
	if (rc == 0)
		app_say(app, "%zu %s for the next crawl.", names.n,
		    app_plural((int64_t)names.n, "name is queued",
			"names are queued"));
	return rc;
}
