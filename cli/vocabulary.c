#include "base/clock.h"
#include "base/str.h"
#include "cli/app.h"

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

static bool
vocabulary_place_within(void *context, int64_t place, int64_t ancestor)
{
	struct app *app = context;

	return app->places != NULL &&
	    places_within(app->places, place, ancestor);
}

static const char *
vocabulary_nearest(void *context, const char *kind, const char *name)
{
	struct app *app = context;

	if (str_equal(kind, "skill") && app->have_catalogue)
		return catalogue_nearest(&app->catalogue, name);
	if (str_equal(kind, "place") && app->places != NULL)
		return places_nearest(app->places, name);
	return NULL;
}

void
app_vocabulary(struct app *app, struct vocabulary *ret_vocabulary)
{
	*ret_vocabulary = (struct vocabulary){
		.skill = vocabulary_skill,
		.place = vocabulary_place,
		.place_within = vocabulary_place_within,
		.nearest = vocabulary_nearest,
		.context = app,
	};
}

int
app_query(struct app *app, const char *text, struct query **ret_query)
{
	struct err_detail detail = { 0 };
	struct vocabulary vocabulary;
	struct query *query = NULL;
	int rc;

	app_vocabulary(app, &vocabulary);
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
