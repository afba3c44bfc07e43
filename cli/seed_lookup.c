#include "cli/seed_lookup.h"

#include "base/clock.h"
#include "base/str.h"
#include "cli/token.h"
#include "crawler/crawl.h"

enum {
	PEOPLE_MAX = 50 * 1000, /* looked at in the store, about a second */
	YEAR_S = 365 * CLOCK_DAY_S
};

/* A repository of the store and who was merged there. */
struct harvested {
	struct jd_seed *seed;
	int64_t repository;
	int64_t authors;
};

static bool
merged_lately(const struct work *work, int64_t since)
{
	for (size_t i = 0; i < work->n_pulls; i++)
		if (work->pulls[i].merged_at >= since)
			return true;
	return false;
}

/* Counts over all people: the store keeps work by person. */
static int
count_authors(struct txn *txn, struct harvested *all, size_t n)
{
	int64_t since = clock_wall() - YEAR_S, person = 0, people = 0;
	struct arena arena = { 0 };
	int rc = 0;

	while (n > 0 && people++ < PEOPLE_MAX &&
	    (rc = store_person_next(txn, person, &person)) == 0)
		for (size_t i = 0; i < n; i++) {
			struct work work;

			arena_reset(&arena);
			if (store_work_get(txn, person, all[i].repository,
				&arena, &work) == 0)
				all[i].authors += merged_lately(&work, since);
		}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void
look_up(struct txn *txn, struct jd_seed *seeds, size_t n)
{
	struct harvested all[JD_CANDIDATES_MAX];
	struct arena arena = { 0 };
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		struct harvested one = { .seed = &seeds[i] };

		if (store_repository_find(txn, seeds[i].name,
			&one.repository) == 0)
			all[found++] = one;
	}
	if (count_authors(txn, all, found) != 0)
		found = 0;
	for (size_t i = 0; i < found; i++) {
		struct repository repository;

		/* somebody's own repository was never harvested */
		if (all[i].authors == 0 ||
		    store_repository_get(txn, all[i].repository, &arena,
			&repository) != 0)
			continue;
		all[i].seed->is_known = true;
		all[i].seed->authors = all[i].authors;
		all[i].seed->is_archived = repository.is_archived;
		all[i].seed->is_mirror = repository.is_mirror;
		all[i].seed->stars = repository.stars;
		all[i].seed->source = "the store";
	}
	arena_done(&arena);
}

/* Also tells until when GitHub is not to be asked; 0: it may be. */
static void
look_up_stored(struct app *app, struct jd_seed *seeds, size_t n,
    int64_t *ret_blocked_until)
{
	struct txn *txn = NULL;
	int rc = app_store(app, STORE_READ, "role");

	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = crawl_blocked_until(txn, ret_blocked_until);
	if (rc == 0)
		look_up(txn, seeds, n);
	txn_abort(txn);
	/* no store is no failure here */
	app->detail.text[0] = '\0';
}

/* What GitHub says of the seeds; nothing without a token. */
static void
measure(struct app *app, const char *api_url, struct jd_seed *seeds, size_t n)
{
	struct crawl_seed_figures figures[JD_CANDIDATES_MAX];
	const char *names[JD_CANDIDATES_MAX];
	struct err_detail why = { 0 };
	char *token = NULL;
	int rc;

	if (token_read(app->config.github_token_file, &token, &why) != 0)
		return;
	for (size_t i = 0; i < n; i++)
		names[i] = seeds[i].name;
	rc =
	    crawl_measure_seeds(&(struct crawl_options){ .config = &app->config,
				    .token = token,
				    .api_url = api_url != NULL
					? api_url
					: app->config.github_api_url },
		names, n, figures, &why);
	token_free(token);
	if (rc != 0)
		app_say(app, "Seeds were not all looked up: %s",
		    err_text(&why, rc));
	for (size_t i = 0; i < n; i++) {
		seeds[i].is_missing = figures[i].is_missing;
		if (!figures[i].is_known)
			continue;
		seeds[i].is_known = true;
		seeds[i].is_archived = figures[i].is_archived;
		seeds[i].is_mirror = figures[i].is_mirror;
		seeds[i].stars = figures[i].stars;
		seeds[i].authors = figures[i].authors;
		seeds[i].outsiders = figures[i].outsiders;
		seeds[i].at_least = figures[i].at_least;
		seeds[i].source = "GitHub";
		if (seeds[i].warning == NULL && figures[i].name[0] != '\0' &&
		    str_casecmp(figures[i].name, names[i]) != 0)
			seeds[i].warning = arena_format(&app->arena,
			    "now called %s", figures[i].name);
	}
}

void
seed_lookup(struct app *app, const char *api_url, struct jd_seed *seeds,
    size_t n)
{
	int64_t blocked_until = 0;
	char until[CLOCK_TEXT_LEN];

	if (n == 0 || app_config(app) != 0) {
		app->detail.text[0] = '\0';
		return;
	}
	look_up_stored(app, seeds, n, &blocked_until);
	if (blocked_until == 0) {
		measure(app, api_url, seeds, n);
		return;
	}
	/* to go on while limited is what GitHub bans for */
	clock_format(blocked_until, until);
	app_say(app,
	    "Seeds were not looked up: GitHub's limits forbid it until %s",
	    until);
}
