#include <string.h>

#include "cli/command.h"
#include "cli/crawl_setup.h"
#include "cli/option.h"

static int
rescore_all(struct app *app, const struct crawl_options *options)
{
	int rc = 0;

	for (size_t i = 0; i < options->n_roles && rc == 0; i++) {
		int64_t scored = 0;

		rc = crawl_rescore(app->store, options, &options->roles[i],
		    &scored, &app->detail);
		if (rc == 0)
			app_say(app, "%s: %lld people scored.",
			    options->roles[i].name, (long long)scored);
	}
	return rc;
}

int
cmd_rescore(struct app *app, int argc, char **argv)
{
	struct crawl_options options;
	struct text_list roles = { 0 }, operands;
	const struct option_spec specs[] = {
		{ "role", 'r', OPTION_TEXTS, &roles, "NAME",
		    "only this role; repeatable (default: the enabled ones)", 0,
		    0 },
	};
	int rc = option_parse(app, specs, sizeof(specs) / sizeof(specs[0]),
	    argc, argv, &operands);

	if (rc != 0)
		return rc;
	if (operands.n > 0)
		return app_error(app, ERR_INVAL,
		    "rescore: takes no operands; name roles by --role");
	/* A missing store must not be made by a command that only re-reads. */
	rc = app_store(app, STORE_READ, "rescore");
	if (rc != 0)
		return rc;
	store_close(app->store);
	app->store = NULL;
	rc = app_store(app, STORE_CRAWL, "rescore");
	if (rc == 0)
		rc = crawl_setup(app, &roles, true, &options);
	return rc == 0 ? rescore_all(app, &options) : rc;
}
