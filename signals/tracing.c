#include "signals/tracing.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"

/*
 * Texts that were counted, by repository, kind, shape and what was found in
 * them: near-copies count once, as the newest of them.  Open addressing.
 */
struct copies {
	uint64_t *keys; /* 0: free */
	double *shares;
	size_t mask;
};

struct copies *
tracing_copies(struct arena *arena, size_t n_texts)
{
	struct copies *copies = arena_alloc(arena, sizeof(*copies));
	size_t n = 16;

	while (n < 2 * n_texts)
		n *= 2;
	copies->keys = arena_calloc(arena, n, sizeof(*copies->keys));
	copies->shares = arena_calloc(arena, n, sizeof(*copies->shares));
	copies->mask = n - 1;
	return copies;
}

static uint64_t
copies_key(const struct work *work, enum gist_kind kind,
    const struct gist *gist)
{
	const uint64_t step = 0x9E3779B97F4A7C15u;
	uint64_t key = ((uint64_t)work->repository ^ gist->shape) * step;

	key = (key ^ key >> 29 ^ (uint64_t)kind) * step;
	for (size_t i = 0; i < gist->n_found; i++)
		key = (key ^ key >> 31 ^ gist->found[i]) * step;
	key ^= key >> 32;
	return key == 0 ? 1 : key;
}

/* What a text adds to the copies of it that were counted before. */
static double
copies_add(struct copies *copies, uint64_t key, double share)
{
	size_t i = key & copies->mask;
	double more;

	while (copies->keys[i] != 0 && copies->keys[i] != key)
		i = (i + 1) & copies->mask;
	copies->keys[i] = key;
	more = share - copies->shares[i];
	if (more <= 0)
		return 0;
	copies->shares[i] = share;
	return more;
}

static double *
member(struct trace *trace, size_t place)
{
	return (double *)(void *)((char *)trace + place);
}

/* The latest piece of work that shows it, rather than one that says little,
 * others' work or a whole repository. */
static void
note_title(const struct scoring *scoring, struct trace *trace,
    enum trace_rank rank)
{
	bool is_better = trace->title == NULL || rank > trace->rank ||
	    (rank == trace->rank && scoring->date >= trace->date);

	if (scoring->title == NULL || !is_better)
		return;
	trace->title = scoring->title;
	trace->done_in = scoring->work;
	trace->number = scoring->number;
	trace->oid = scoring->oid;
	trace->own = scoring->own;
	trace->date = scoring->date;
	trace->rank = rank;
}

static enum trace_rank
rank_of(const struct scoring *scoring, size_t place)
{
	if (scoring->own != NULL)
		return TRACE_OWN;
	if (place == offsetof(struct trace, reviewed))
		return TRACE_OTHERS;
	if (scoring->oid != NULL && scoring->title != NULL &&
	    strchr(scoring->title, '\n') != NULL)
		return TRACE_MESSAGE;
	return place == offsetof(struct trace, slight) ? TRACE_SLIGHT
						       : TRACE_WORK;
}

void
tracing_found(struct scoring *scoring, const struct gist *gist, size_t place,
    double share)
{
	size_t n_skills = scoring->catalogue->n_skills;
	enum trace_rank rank = rank_of(scoring, place);

	for (size_t i = 0; i < gist->n_found; i++) {
		size_t k = gist->found[i];
		struct trace *trace = k < n_skills
		    ? &scoring->skills[k]
		    : &scoring->domains[k - n_skills];

		trace->is_met = true;
		*member(trace, place) += share;
		note_title(scoring, trace, rank);
	}
}

static bool
is_named(const struct called *called, uint16_t index)
{
	for (size_t i = 0; i < called->n; i++)
		if (called->found[i] == index)
			return true;
	return false;
}

static void
called_found(void *ctx, const struct word_hit *hit)
{
	struct called *called = ctx;

	if (hit->list >= PROSE_LISTS_MAX && called->n < CALLED_MAX)
		called->found[called->n++] =
		    (uint16_t)(hit->list - PROSE_LISTS_MAX);
}

void
tracing_login(struct scoring *scoring, const char *login)
{
	(void)words_scan(scoring->rubric->words, login, strlen(login),
	    called_found, &scoring->called);
}

void
tracing_text(struct scoring *scoring, const struct work *work,
    enum gist_kind kind, const struct gist *gist, double share, double quality)
{
	bool is_slight = quality < scoring->rules->text_worth;

	/* Nobody else has looked at it, or a machine wrote it. */
	if (quality <= 0)
		return;
	share =
	    copies_add(scoring->copies, copies_key(work, kind, gist), share);
	if (share <= 0)
		return;
	*(is_slight ? &scoring->slight : &scoring->evidence) += share;
	tracing_found(scoring, gist,
	    is_slight ? offsetof(struct trace, slight)
		      : offsetof(struct trace, texts),
	    share);
}

void
tracing_whole(struct scoring *scoring, const struct gist *gist, size_t place)
{
	struct gist rest = { .n_found = 0 };

	scoring->evidence++;
	for (size_t i = 0; i < gist->n_found; i++)
		if (!is_named(&scoring->called, gist->found[i]))
			rest.found[rest.n_found++] = gist->found[i];
	tracing_found(scoring, &rest, place, 1);
}

static void
sum_up(const struct rules *rules, struct trace *trace)
{
	if (trace->slight > 0)
		trace->texts += fmin(rules->text_slight * trace->slight,
		    rules->text_slight_most);
	if (trace->reviewed > 0)
		trace->texts += fmin(rules->text_reviewed * trace->reviewed,
		    rules->text_reviewed_most);
}

void
tracing_sum_up(struct scoring *scoring)
{
	const struct rules *rules = scoring->rules;

	for (size_t i = 0; i < scoring->catalogue->n_skills; i++)
		if (scoring->skills[i].is_met)
			sum_up(rules, &scoring->skills[i]);
	for (size_t i = 0; i < scoring->catalogue->n_domains; i++)
		if (scoring->domains[i].is_met)
			sum_up(rules, &scoring->domains[i]);
	scoring->evidence +=
	    fmin(rules->text_slight * scoring->slight, rules->text_slight_most);
}

bool
tracing_fits_role(const struct scoring *scoring, const struct gist *gist)
{
	const struct rubric *rubric = scoring->rubric;
	size_t n_skills = scoring->catalogue->n_skills;

	for (size_t i = 0; i < gist->n_found; i++) {
		size_t k = gist->found[i];

		if (k < n_skills && rubric->is_related[k])
			return true;
		for (size_t d = 0; k >= n_skills && d < rubric->n_domains; d++)
			if (rubric->domains[d] == k - n_skills)
				return true;
	}
	return false;
}

void
tracing_cite(struct scoring *scoring, const char *title,
    const struct work *work, int64_t number, int64_t date)
{
	scoring->title = title;
	scoring->work = work;
	scoring->number = number;
	scoring->own = NULL;
	scoring->oid = NULL;
	scoring->date = scoring_day(date);
}

struct trace *
tracing_of(struct scoring *scoring, const struct map *map, const char *name)
{
	char key[128];
	struct trace *trace;
	void *index;

	if (name == NULL || !str_copy(key, sizeof(key), name))
		return NULL;
	str_lower_all(key);
	index = map_get_text(map, key);
	if (index == NULL)
		return NULL;
	trace = &scoring->skills[(uintptr_t)index - 1];
	trace->is_met = true;
	return trace;
}

/* Work in a repository of that language or topic; `trace` may be NULL. */
static void
count_work(struct trace *trace, double n, const char *repository)
{
	if (trace == NULL)
		return;
	if (n > trace->most && repository != NULL) {
		trace->most = n;
		trace->repository = repository;
	}
	trace->work += n;
}

void
tracing_walked(struct scoring *scoring, const struct work *work, double n)
{
	const struct repository *in = work->in;
	double bytes = 0;
	struct trace *trace;

	if (in == NULL || n <= 0)
		return;
	for (size_t i = 0; i < in->n_languages; i++)
		bytes += (double)in->languages[i].bytes;
	trace = tracing_of(scoring, scoring->rubric->languages,
	    in->primary_language);
	count_work(trace, n, in->full_name);
	for (size_t i = 0; i < in->n_languages; i++) {
		const struct language *language = &in->languages[i];

		if ((double)language->bytes * 10 < bytes ||
		    str_equal(language->name, in->primary_language))
			continue;
		trace = tracing_of(scoring, scoring->rubric->languages,
		    language->name);
		count_work(trace, n / 2, in->full_name);
	}
	for (size_t i = 0; i < in->n_topics; i++) {
		trace =
		    tracing_of(scoring, scoring->rubric->topics, in->topics[i]);
		count_work(trace, n / 2, in->full_name);
	}
}
