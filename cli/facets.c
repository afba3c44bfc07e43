#include "cli/facets.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/people.h"

enum {
	VALUE_COLUMNS = 40
};

struct facets {
	struct app *app;
	struct query_tally *tally;
	enum query_facet items[FACET_COUNT]; /* in the order asked for */
	size_t n;
	struct arena arena;
};

static const char *const names[FACET_COUNT] = { [FACET_LANG] = "lang",
	[FACET_PLACE] = "loc",
	[FACET_COMPANY] = "company",
	[FACET_BAND] = "band",
	[FACET_SKILL] = "skill",
	[FACET_STATUS] = "status",
	[FACET_INVOLVEMENT] = "involvement" };

static bool
find(const char *name, size_t len, enum query_facet *ret_facet)
{
	for (int i = 0; i < FACET_COUNT; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], name, len) == 0) {
			*ret_facet = (enum query_facet)i;
			return true;
		}
	return false;
}

static bool
is_taken(const struct facets *facets, enum query_facet facet)
{
	for (size_t i = 0; i < facets->n; i++)
		if (facets->items[i] == facet)
			return true;
	return false;
}

static int
parse(struct facets *facets, const char *list)
{
	while (*list != '\0') {
		size_t len = strcspn(list, ",");
		enum query_facet facet;

		if (!find(list, len, &facet))
			return app_error(facets->app, ERR_INVAL,
			    "--facets: \"%.*s\": expected lang, loc, company, "
			    "band, skill, status or involvement",
			    len < 40 ? (int)len : 40, list);
		if (!is_taken(facets, facet))
			facets->items[facets->n++] = facet;
		list += len;
		list += *list == ',' ? 1 : 0;
	}
	return is_taken(facets, FACET_PLACE) ? app_places(facets->app) : 0;
}

int
facets_new(struct app *app, const char *list, struct facets **ret_facets)
{
	struct facets *facets = mem_calloc(1, sizeof(*facets));
	unsigned set = 0;
	int rc;

	facets->app = app;
	rc = parse(facets, list);
	if (rc != 0) {
		facets_free(facets);
		return rc;
	}
	for (size_t i = 0; i < facets->n; i++)
		set |= 1U << facets->items[i];
	facets->tally = query_tally_new(set);
	query_tally_set_company(facets->tally, people_company);
	*ret_facets = facets;
	return 0;
}

void
facets_free(struct facets *facets)
{
	if (facets == NULL)
		return;
	query_tally_free(facets->tally);
	arena_done(&facets->arena);
	mem_free(facets);
}

struct query_tally *
facets_tally(struct facets *facets)
{
	return facets->tally;
}

/* What a value is called. */
static const char *
text_of(const struct facets *facets, enum query_facet facet,
    const struct query_value *value)
{
	const struct place *place;

	if (facet == FACET_PLACE) {
		place = places_get(facets->app->places, value->place);
		return place != NULL ? place->name : "unknown";
	}
	if (value->text != NULL)
		return value->text;
	return facet == FACET_BAND ? "none" : "unknown";
}

void
facets_print(struct facets *facets, const struct term *term, size_t limit)
{
	for (size_t i = 0; i < facets->n; i++) {
		enum query_facet facet = facets->items[i];
		const struct query_value *values;
		size_t n =
		    query_tally_values(facets->tally, facet, limit, &values);

		if (i > 0)
			(void)fputc('\n', term->out);
		term_put(term, STYLE_BOLD, names[facet]);
		(void)fputc('\n', term->out);
		for (size_t j = 0; j < n && j < limit; j++)
			(void)fprintf(term->out, "%8lld  %s\n",
			    (long long)values[j].n,
			    text_show(&facets->arena,
				text_of(facets, facet, &values[j]),
				VALUE_COLUMNS));
		if (n > limit)
			(void)fprintf(term->out,
			    "%8s  and %zu more (--limit all)\n", "", n - limit);
	}
}

void
facets_json(struct facets *facets, struct json_writer *json, size_t limit)
{
	json_begin_object(json);
	for (size_t i = 0; i < facets->n; i++) {
		enum query_facet facet = facets->items[i];
		const struct query_value *values;
		size_t n =
		    query_tally_values(facets->tally, facet, limit, &values);

		json_put_key(json, names[facet]);
		json_begin_array(json);
		for (size_t j = 0; j < n && j < limit; j++) {
			json_begin_object(json);
			json_member_text(json, "value",
			    text_of(facets, facet, &values[j]));
			json_member_int(json, "count", values[j].n);
			json_end_object(json);
		}
		json_end_array(json);
	}
	json_end_object(json);
}
