#include "cli/settings.h"

#include "base/mem.h"
#include "cli/crawl_setup.h"

int
settings_read(const struct app *app, const struct text_list *roles,
    bool or_with_leads, struct settings **ret_settings,
    struct err_detail *detail)
{
	struct settings *settings = mem_calloc(1, sizeof(*settings));
	struct app *own = &settings->app;
	const char **names = roles->items;
	size_t n = roles->n;
	int rc;

	app_init(own, app->argv0);
	own->command = app->command;
	own->globals = app->globals;
	own->store = app->store;
	rc = app_config(own);
	if (rc == 0 && n == 0)
		rc = crawl_setup_enabled(own, or_with_leads, &names, &n);
	if (rc == 0)
		rc = crawl_setup_named(own, names, n, &settings->options);
	own->store = NULL; /* borrowed */
	if (rc == 0) {
		*ret_settings = settings;
		return 0;
	}
	(void)err_set(detail, rc, "%s", err_text(&own->detail, rc));
	settings_free(settings);
	return rc;
}

void
settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	app_done(&settings->app);
	mem_free(settings);
}
