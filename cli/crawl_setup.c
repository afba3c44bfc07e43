#include "cli/crawl_setup.h"

#include <string.h>

#include "base/str.h"
#include "cli/role_choice.h"

static int
no_role(struct app *app)
{
	return app_error(app, ERR_INVAL,
	    "which role? Three are shipped:\n"
	    "  api-generalist        backend services and the APIs between "
	    "them\n"
	    "  data-intensive        storage, streams and queues at scale\n"
	    "  systems-performance   runtimes, kernels, networks, latency\n"
	    "Add --role NAME, or switch one on for good: muster role enable "
	    "NAME");
}

static int
with_leads(struct app *app, struct txn *txn, const char ***ret_names,
    size_t *ret_n)
{
	struct role_count *counts;
	const char **names;
	size_t n;
	int rc = store_roles(txn, &app->arena, &counts, &n);

	if (rc != 0)
		return rc;
	names = arena_calloc(&app->arena, n + 1, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = counts[i].role;
	*ret_names = names;
	*ret_n = n;
	return 0;
}

int
crawl_setup_enabled(struct app *app, bool or_with_leads,
    const char ***ret_names, size_t *ret_n)
{
	struct txn *txn = NULL;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = role_choice_enabled(app, txn, ret_names, ret_n);
	if (rc == 0 && *ret_n == 0 && or_with_leads)
		rc = with_leads(app, txn, ret_names, ret_n);
	return app_finish(app, txn, rc);
}

static int
read_roles(struct app *app, const char *const *names, size_t n,
    struct crawl_options *options)
{
	struct role *roles = arena_calloc(&app->arena, n, sizeof(*roles));
	size_t used = 0;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		bool again = false;

		for (size_t j = 0; j < i; j++)
			again = again || str_equal(names[i], names[j]);
		if (!again)
			rc = app_role_read(app, names[i], &roles[used]);
		if (!again && rc == 0)
			rc = app_role_places(app, &roles[used++]);
	}
	options->roles = roles;
	options->n_roles = used;
	return rc;
}

int
crawl_setup_named(struct app *app, const char *const *names, size_t n,
    struct crawl_options *ret_options)
{
	struct crawl_options options = { 0 };
	int rc = app_config(app);

	if (rc == 0)
		rc = app_rules(app);
	if (rc == 0)
		rc = app_places(app);
	if (rc == 0)
		rc = app_catalogue(app);
	if (rc == 0)
		rc = read_roles(app, names, n, &options);
	if (rc != 0)
		return rc;
	options.config = &app->config;
	options.catalogue = &app->catalogue;
	options.places = app->places;
	options.rules = app->rules;
	options.api_url = app->config.github_api_url;
	*ret_options = options;
	return 0;
}

int
crawl_setup(struct app *app, const struct text_list *roles, bool or_with_leads,
    struct crawl_options *ret_options)
{
	const char **names = roles->items;
	size_t n = roles->n;
	int rc = 0;

	if (n == 0)
		rc = crawl_setup_enabled(app, or_with_leads, &names, &n);
	if (rc == 0 && n == 0)
		rc = no_role(app);
	return rc == 0 ? crawl_setup_named(app, names, n, ret_options) : rc;
}
