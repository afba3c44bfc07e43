/* Values that leads have in common: what they are called, and how many have
 * each. */
#include "store/query/query_tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"

struct query_tally *
query_tally_new(unsigned facets)
{
	struct query_tally *tally = mem_calloc(1, sizeof(*tally));

	tally->facets = facets;
	query_tally_reset(tally);
	return tally;
}

static void
clear(struct query_tally *tally)
{
	for (size_t i = 0; i < FACET_COUNT; i++) {
		map_free(tally->of[i].index);
		arena_done(&tally->of[i].arena);
		arena_done(&tally->of[i].scratch);
		mem_free(tally->of[i].values);
		mem_free(tally->of[i].sorted);
		tally->of[i] = (struct facet){ 0 };
	}
	map_free(tally->employers);
	mem_free(tally->leads);
	tally->leads = NULL;
	tally->n_leads = 0;
}

void
query_tally_reset(struct query_tally *tally)
{
	clear(tally);
	for (size_t i = 0; i < FACET_COUNT; i++)
		tally->of[i].index = map_new();
	tally->employers = map_new();
	memset(tally->places, 0, sizeof(tally->places));
	memset(tally->bands, 0, sizeof(tally->bands));
	memset(tally->involvements, 0, sizeof(tally->involvements));
}

void
query_tally_free(struct query_tally *tally)
{
	if (tally == NULL)
		return;
	clear(tally);
	mem_free(tally);
}

void
query_tally_set_company(struct query_tally *tally,
    const char *(*names)(struct arena *arena, const char *company))
{
	tally->names = names;
}

/* ---- values ---- */

static struct query_value *
add_value(struct query_tally *tally, enum query_facet facet)
{
	struct facet *of = &tally->of[facet];
	struct query_value *value = arena_calloc(&of->arena, 1, sizeof(*value));

	if (of->n == of->capacity) {
		of->capacity = of->capacity * 2 + 16;
		of->values = mem_resize(of->values, of->capacity,
		    sizeof(struct query_value *));
	}
	of->values[of->n++] = value;
	return value;
}

struct query_value *
query_tally_value(struct query_tally *tally, enum query_facet facet,
    const char *folded, const char *text)
{
	struct facet *of = &tally->of[facet];
	struct query_value *value = map_get_text(of->index, folded);

	if (value == NULL) {
		value = add_value(tally, facet);
		if (text != NULL)
			value->text = arena_strdup(&of->arena, text);
		map_put_text(of->index, folded, value);
	}
	if (text != NULL && strcmp(text, value->text) < 0)
		value->text = arena_strdup(&of->arena, text);
	return value;
}

void
query_tally_add(struct query_tally *tally, enum query_facet facet,
    const char *text, int64_t n)
{
	struct arena *scratch = &tally->of[facet].scratch;
	const char *folded;

	arena_reset(scratch);
	folded = text == NULL ? "" : text_fold(scratch, text, strlen(text));
	if (n > 0)
		query_tally_value(tally, facet, folded, text)->n += n;
}

void
query_tally_employer(struct query_tally *tally, const char *company,
    struct employer *employer)
{
	struct arena *scratch = &tally->of[FACET_COMPANY].scratch;
	const char *at = company;

	arena_reset(scratch);
	employer->n = 0;
	if (tally->names != NULL)
		at = tally->names(scratch, company);
	if (at == NULL)
		employer->values[employer->n++] =
		    query_tally_value(tally, FACET_COMPANY, "", NULL);
	while (at != NULL && *at != '\0' && employer->n < EMPLOYERS_MAX) {
		size_t len =
		    tally->names != NULL ? strcspn(at, ";") : strlen(at);

		employer->values[employer->n++] = query_tally_value(tally,
		    FACET_COMPANY, text_fold(scratch, at, len),
		    arena_text(scratch, at, len));
		at += len;
		at += strspn(at, "; ");
	}
}

void
query_tally_add_to(const struct employer *employer, int64_t n)
{
	for (size_t i = 0; i < employer->n; i++)
		employer->values[i]->n += n;
}

void
query_tally_add_employer(struct query_tally *tally, const char *company,
    int64_t n)
{
	struct employer *employer;

	if (company == NULL) {
		query_tally_add(tally, FACET_COMPANY, NULL, n);
		return;
	}
	employer = map_get_text(tally->employers, company);
	if (employer == NULL) {
		employer = arena_alloc(&tally->of[FACET_COMPANY].arena,
		    sizeof(*employer));
		query_tally_employer(tally, company, employer);
		map_put_text(tally->employers, company, employer);
	}
	query_tally_add_to(employer, n);
}

/* ---- the result ---- */

static void
add_counted(struct query_tally *tally, enum query_facet facet)
{
	if (facet == FACET_BAND)
		for (int i = BAND_NONE; i <= BAND_A; i++)
			query_tally_add(tally, facet,
			    i == BAND_NONE ? NULL : band_name((enum band)i),
			    tally->bands[i]);
	if (facet == FACET_INVOLVEMENT)
		for (int i = INVOLVEMENT_NONE; i <= INVOLVEMENT_FOUNDER; i++)
			query_tally_add(tally, facet,
			    involvement_name((enum involvement)i),
			    tally->involvements[i]);
	for (int64_t i = 0; facet == FACET_PLACE && i < TALLY_PLACES; i++) {
		struct query_value *value;

		if (tally->places[i] == 0)
			continue;
		value = add_value(tally, facet);
		value->place = i;
		value->n = tally->places[i];
	}
}

static int
compare(const struct query_value *a, const struct query_value *b)
{
	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (a->text == NULL || b->text == NULL)
		return (a->text == NULL) - (b->text == NULL);
	return strcmp(a->text, b->text);
}

static int
by_count(const void *left, const void *right)
{
	struct query_value *const *a = left, *const *b = right;

	return compare(*a, *b);
}

/* Puts the first `most` of them in front, in order; at least one. */
static void
sort_first(struct query_value **values, size_t n, size_t most)
{
	qsort(values, most, sizeof(struct query_value *), by_count);
	for (size_t i = most; i < n; i++) {
		size_t to = most - 1;
		struct query_value *value = values[i];

		if (compare(value, values[to]) > 0)
			continue;
		values[i] = values[to];
		for (; to > 0 && compare(value, values[to - 1]) < 0; to--)
			values[to] = values[to - 1];
		values[to] = value;
	}
}

size_t
query_tally_values(struct query_tally *tally, enum query_facet facet,
    size_t most, const struct query_value **ret_values)
{
	struct facet *of = &tally->of[facet];

	if (!of->has_counted)
		add_counted(tally, facet);
	of->has_counted = true;
	if (most > of->n)
		most = of->n;
	if (most > 0)
		sort_first(of->values, of->n, most);
	mem_free(of->sorted);
	of->sorted = mem_calloc(most + 1, sizeof(*of->sorted));
	for (size_t i = 0; i < most; i++)
		of->sorted[i] = *of->values[i];
	*ret_values = of->sorted;
	return of->n;
}
