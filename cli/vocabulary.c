#include "base/clock.h"
#include "base/str.h"
#include "cli/app.h"
#include "cli/export_list.h"

enum {
	SEARCH_NEAR = 4 /* letters that are wrong make it another name */
};

static bool
vocabulary_skill(void *context, const char *name, const char **ret_id)
{
	struct app *app = context;
	const struct skill *skill;

	if (app_catalogue(app) != 0) {
		app->vocabulary_rc = ERR_INVAL;
		return false;
	}
	skill = catalogue_find(&app->catalogue, name);
	if (skill != NULL)
		*ret_id = skill->id;
	return skill != NULL;
}

static bool
vocabulary_language(void *context, const char *id, const char **ret_name)
{
	struct app *app = context;
	const struct skill *skill =
	    app->have_catalogue ? catalogue_find(&app->catalogue, id) : NULL;

	if (skill == NULL || skill->language == NULL)
		return false;
	*ret_name = skill->language;
	return true;
}

static bool
vocabulary_place(void *context, const char *name, int64_t *ret_place)
{
	struct app *app = context;
	const struct place *place;

	if (app_places(app) != 0) {
		app->vocabulary_rc = ERR_INVAL;
		return false;
	}
	place = places_find(app->places, name);
	if (place != NULL)
		*ret_place = place->id;
	return place != NULL;
}

static size_t
vocabulary_places_below(void *context, int64_t place, int64_t *ids)
{
	struct app *app = context;

	return app->places != NULL ? places_below(app->places, place, ids) : 0;
}

static bool
vocabulary_search(void *context, const char *name, const char **ret_text)
{
	struct app *app = context;
	struct txn *txn = NULL;
	struct search search;
	int rc = ERR_NOTFOUND;

	if (app->store != NULL)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = store_search_get(txn, name, &app->arena, &search);
	if (rc == 0)
		*ret_text = search.text;
	else if (rc != ERR_NOTFOUND)
		app->vocabulary_rc = app_error(app, rc,
		    "@%.40s: can't be read: %s", name, err_name(rc));
	txn_abort(txn);
	return rc == 0;
}

static const char *
nearest_search(struct app *app, const char *name)
{
	struct search search = { .name = "" };
	struct txn *txn = NULL;
	const char *best = NULL;
	size_t least = SEARCH_NEAR;

	if (app->store == NULL ||
	    store_begin(app->store, false, &txn, NULL) != 0)
		return NULL;
	while (store_search_next(txn, search.name, &app->arena, &search) == 0) {
		size_t distance = str_distance(name, search.name);

		/* What was begun is likelier than a slip. */
		if (distance > 1 && str_starts(search.name, name))
			distance = 1;
		if (distance < least && !export_list_is_name(search.name)) {
			least = distance;
			best = search.name;
		}
	}
	txn_abort(txn);
	return best;
}

/* "San-Francisco", as a query takes it without quotes; NULL of NULL. */
static const char *
hyphened(struct app *app, const char *name)
{
	char *text;

	if (name == NULL)
		return NULL;
	text = arena_strdup(&app->arena, name);
	for (char *at = text; *at != '\0'; at++)
		if (*at == ' ')
			*at = '-';
	return text;
}

static const char *
vocabulary_nearest(void *context, const char *kind, const char *name)
{
	struct app *app = context;

	if (str_equal(kind, "skill") && app->have_catalogue)
		return catalogue_nearest(&app->catalogue, name);
	if (str_equal(kind, "place") && app->places != NULL)
		return hyphened(app, places_nearest(app->places, name));
	if (str_equal(kind, "search"))
		return nearest_search(app, name);
	return NULL;
}

void
app_vocabulary(struct app *app, struct vocabulary *ret_vocabulary)
{
	*ret_vocabulary = (struct vocabulary){
		.skill = vocabulary_skill,
		.language = vocabulary_language,
		.place = vocabulary_place,
		.places_below = vocabulary_places_below,
		.nearest = vocabulary_nearest,
		.search = vocabulary_search,
		.context = app,
	};
}

int
app_query(struct app *app, const char *text, struct query **ret_query)
{
	return app_query_saving(app, text, NULL, ret_query);
}

int
app_query_saving(struct app *app, const char *text, const char *name,
    struct query **ret_query)
{
	struct err_detail detail = { 0 };
	struct vocabulary vocabulary;
	struct query *query = NULL;
	int rc;

	app_vocabulary(app, &vocabulary);
	vocabulary.saving = name;
	rc = query_parse(text, &vocabulary, clock_wall(), &query, &detail);
	/* Files that can't be read are the true cause of an unknown name. */
	if (app->vocabulary_rc != 0) {
		query_free(query);
		return app->vocabulary_rc;
	}
	if (rc != 0)
		return app_error(app, ERR_PARSE, "%s", err_text(&detail, rc));
	*ret_query = query;
	return 0;
}
