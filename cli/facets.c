#include "cli/facets.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"

enum {
	SHOWN = 15,
	VALUE_COLUMNS = 40
};

struct value {
	const char *text;
	int64_t count;
};

struct facet {
	const char *name;
	/* Counts each value that a lead has for this field. */
	void (*collect)(struct facets *, struct facet *,
	    const struct lead_view *);
	struct map *index; /* text -> its struct value */
	struct value **values; /* each in the arena */
	size_t n;
	size_t capacity;
};

struct facets {
	struct app *app;
	struct facet *items;
	size_t n;
	struct arena arena;
};

static void
count(struct facets *facets, struct facet *facet, const char *text)
{
	struct value *value = map_get_text(facet->index, text);

	if (value != NULL) {
		value->count++;
		return;
	}
	if (facet->n == facet->capacity) {
		facet->capacity = facet->capacity * 2 + 16;
		facet->values = mem_resize(facet->values, facet->capacity,
		    sizeof(struct value *));
	}
	value = arena_alloc(&facets->arena, sizeof(*value));
	value->text = arena_strdup(&facets->arena, text);
	value->count = 1;
	facet->values[facet->n++] = value;
	map_put_text(facet->index, text, value);
}

static void
collect_lang(struct facets *facets, struct facet *facet,
    const struct lead_view *view)
{
	const struct score *score = &view->row->score;

	for (size_t i = 0; i < score->n_languages; i++)
		count(facets, facet, score->languages[i]);
}

static void
collect_skill(struct facets *facets, struct facet *facet,
    const struct lead_view *view)
{
	const struct score *score = &view->row->score;

	for (size_t i = 0; i < score->n_skills; i++)
		count(facets, facet, score->skills[i].id);
}

static void
collect_loc(struct facets *facets, struct facet *facet,
    const struct lead_view *view)
{
	const struct place *place =
	    places_get(facets->app->places, view->row->card.place);

	count(facets, facet, place != NULL ? place->name : "unknown");
}

static void
collect_company(struct facets *facets, struct facet *facet,
    const struct lead_view *view)
{
	const char *at = view->company;

	if (at == NULL)
		count(facets, facet, "unknown");
	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, ";");

		count(facets, facet, arena_text(&facets->arena, at, len));
		at += len;
		at += strspn(at, "; ");
	}
}

static void
collect_band(struct facets *facets, struct facet *facet,
    const struct lead_view *view)
{
	if (view->hide_score)
		return;
	count(facets, facet, view->band != NULL ? view->band : "none");
}

static void
collect_status(struct facets *facets, struct facet *facet,
    const struct lead_view *view)
{
	count(facets, facet, view->status);
}

static void
collect_involvement(struct facets *facets, struct facet *facet,
    const struct lead_view *view)
{
	count(facets, facet, view->involvement);
}

static const struct facet known[] = {
	{ .name = "lang", .collect = collect_lang },
	{ .name = "loc", .collect = collect_loc },
	{ .name = "company", .collect = collect_company },
	{ .name = "band", .collect = collect_band },
	{ .name = "skill", .collect = collect_skill },
	{ .name = "status", .collect = collect_status },
	{ .name = "involvement", .collect = collect_involvement },
};

enum {
	N_KNOWN = sizeof(known) / sizeof(known[0])
};

static const struct facet *
find(const char *name, size_t len)
{
	for (size_t i = 0; i < N_KNOWN; i++)
		if (strlen(known[i].name) == len &&
		    memcmp(known[i].name, name, len) == 0)
			return &known[i];
	return NULL;
}

int
facets_new(struct app *app, const char *names, struct facets **ret_facets)
{
	struct facets *facets = mem_calloc(1, sizeof(*facets));
	int rc = 0;

	facets->app = app;
	facets->items = mem_calloc(strlen(names) + 1, sizeof(*facets->items));
	while (*names != '\0' && rc == 0) {
		size_t len = strcspn(names, ",");
		const struct facet *facet = find(names, len);

		if (facet == NULL) {
			rc = app_error(app, ERR_INVAL,
			    "--facets: \"%.*s\": expected lang, loc, company, "
			    "band, skill, status or involvement",
			    len < 40 ? (int)len : 40, names);
			break;
		}
		facets->items[facets->n] = *facet;
		facets->items[facets->n++].index = map_new();
		if (str_equal(facet->name, "loc"))
			rc = app_places(app);
		names += len;
		names += *names == ',' ? 1 : 0;
	}
	if (rc == 0)
		*ret_facets = facets;
	else
		facets_free(facets);
	return rc;
}

void
facets_free(struct facets *facets)
{
	if (facets == NULL)
		return;
	for (size_t i = 0; i < facets->n; i++) {
		map_free(facets->items[i].index);
		mem_free(facets->items[i].values);
	}
	mem_free(facets->items);
	arena_done(&facets->arena);
	mem_free(facets);
}

void
facets_add(struct facets *facets, const struct lead_view *view)
{
	for (size_t i = 0; i < facets->n; i++)
		facets->items[i].collect(facets, &facets->items[i], view);
}

static int
by_count(const void *a, const void *b)
{
	const struct value *x = *(struct value *const *)a;
	const struct value *y = *(struct value *const *)b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->text, y->text);
}

static void
sort(struct facet *facet)
{
	if (facet->n > 0)
		qsort(facet->values, facet->n, sizeof(struct value *),
		    by_count);
}

void
facets_print(struct facets *facets, const struct term *term)
{
	for (size_t i = 0; i < facets->n; i++) {
		struct facet *facet = &facets->items[i];

		sort(facet);
		if (i > 0)
			(void)fputc('\n', term->out);
		term_put(term, STYLE_BOLD, facet->name);
		(void)fputc('\n', term->out);
		for (size_t j = 0; j < facet->n && j < SHOWN; j++)
			(void)fprintf(term->out, "%8lld  %s\n",
			    (long long)facet->values[j]->count,
			    text_show(&facets->arena, facet->values[j]->text,
				VALUE_COLUMNS));
		if (facet->n > SHOWN)
			(void)fprintf(term->out, "%8s  and %zu more\n", "",
			    facet->n - SHOWN);
	}
}

void
facets_json(struct facets *facets, struct json_writer *json)
{
	json_begin_object(json);
	for (size_t i = 0; i < facets->n; i++) {
		struct facet *facet = &facets->items[i];

		sort(facet);
		json_put_key(json, facet->name);
		json_begin_array(json);
		for (size_t j = 0; j < facet->n; j++) {
			json_begin_object(json);
			json_member_text(json, "value", facet->values[j]->text);
			json_member_int(json, "count", facet->values[j]->count);
			json_end_object(json);
		}
		json_end_array(json);
	}
	json_end_object(json);
}
