#include <stddef.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "signals/scoring.h"
#include "signals/tests_ci.h"

/*
 * What a person's texts say, from their gists: the quality of each piece of
 * work, and how often each skill and domain was met in which kind of place.
 */
enum {
	GISTS_BYTES = 16 * 1024 * 1024
};

/* Titles of others' work that was reviewed or merged count less. */
static const double share_reviewed = 0.3;
/* Words of slight work, by its quality, count less: they come in thousands. */
static const double worth_counting = 0.2;
static const double share_slight = 0.1;
/* Quality of a pull request, comment or message from which it is cited. */
static const double worth_citing = 0.5;

static double *
member(struct trace *trace, size_t place)
{
	return (double *)(void *)((char *)trace + place);
}

/* What was met in the text counts `share` at that place. */
static void
count_found(struct scoring *scoring, const struct gist *gist, size_t place,
    double share)
{
	size_t n_skills = scoring->catalogue->n_skills;

	scoring->evidence += share;
	for (size_t i = 0; i < gist->n_found; i++) {
		size_t k = gist->found[i];
		struct trace *trace = k < n_skills
		    ? &scoring->skills[k]
		    : &scoring->domains[k - n_skills];

		*member(trace, place) += share;
		if (scoring->title != NULL && scoring->date >= trace->date) {
			trace->title = scoring->title;
			trace->done_in = scoring->work;
			trace->number = scoring->number;
			trace->own = scoring->own;
			trace->date = scoring->date;
		}
	}
}

static double
share_of(double quality)
{
	return quality < worth_counting ? share_slight : 1;
}

/* The work that the next text belongs to; NULL and 0 when not to be cited. */
static void
set_title(struct scoring *scoring, const char *title, const struct work *work,
    int64_t number, int64_t date)
{
	scoring->title = title;
	scoring->work = work;
	scoring->number = number;
	scoring->own = NULL;
	scoring->date = date;
}

static void
read_pulls(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	double relevance = scoring_relevance(scoring, work);
	struct gist gist;

	for (size_t i = 0; i < work->n_pulls; i++) {
		const struct pull *pull = &work->pulls[i];
		double share = scoring_decay(scoring, pull->merged_at), quality;

		gist_next(source, GIST_TITLE, pull->title, share > 0, &gist);
		if (share <= 0)
			continue;
		quality = merged_work_pull(scoring, work, pull, &gist);
		set_title(scoring, pull->title, work, pull->number,
		    pull->merged_at);
		count_found(scoring, &gist, offsetof(struct trace, texts),
		    share * share_of(quality));
		scoring->pulls[scoring->n_pulls++] =
		    (struct piece){ .quality = share * quality * relevance,
			    .shape = gist.shape,
			    .work = work,
			    .index = i,
			    .date = pull->merged_at,
			    .is_judged = true,
			    .is_concrete =
				quality >= worth_citing && gist.is_wordy };
	}
}

/* Titles of what was merged and reviewed for others. */
static void
read_reviewed(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	struct gist gist;
	double share;

	set_title(scoring, NULL, NULL, 0, 0);
	for (size_t i = 0; i < work->n_merges; i++) {
		share = scoring_decay(scoring, work->merges[i].merged_at);
		gist_next(source, GIST_WORDS, work->merges[i].title, share > 0,
		    &gist);
		if (share > 0)
			count_found(scoring, &gist,
			    offsetof(struct trace, texts),
			    share * share_reviewed);
	}
	for (size_t i = 0; i < work->n_reviews; i++) {
		share = scoring_decay(scoring, work->reviews[i].submitted_at);
		gist_next(source, GIST_WORDS, work->reviews[i].title, share > 0,
		    &gist);
		if (share > 0)
			count_found(scoring, &gist,
			    offsetof(struct trace, texts),
			    share * share_reviewed);
	}
}

static void
read_comments(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	struct gist gist;

	for (size_t i = 0; i < work->n_comments; i++) {
		const struct comment *comment = &work->comments[i];
		double decay = scoring_decay(scoring, comment->created_at);

		gist_next(source, GIST_COMMENT, comment->body, decay > 0,
		    &gist);
		if (decay <= 0)
			continue;
		count_found(scoring, &gist, offsetof(struct trace, texts),
		    decay * share_of(gist.quality));
		if (!gist.is_judged)
			continue;
		scoring->comments[scoring->n_comments++] =
		    (struct piece){ .quality = gist.quality * decay,
			    .shape = gist.shape,
			    .work = work,
			    .index = i,
			    .date = comment->created_at,
			    .is_judged = true,
			    .is_concrete = gist.quality >= worth_citing };
	}
}

/* All count as commits; merges and what an agent wrote say nothing of how the
 * person writes. */
static void
read_commits(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	struct gist gist;

	for (size_t i = 0; i < work->n_commits; i++) {
		const struct commit *commit = &work->commits[i];
		double decay = scoring_decay(scoring, commit->authored_at);
		struct piece *piece;

		gist_next(source, GIST_MESSAGE, commit->message, decay > 0,
		    &gist);
		if (decay <= 0)
			continue;
		piece = &scoring->commits[scoring->n_commits++];
		*piece = (struct piece){ .shape = gist.shape,
			.work = work,
			.index = i,
			.date = commit->authored_at };
		if (commit->is_merge)
			continue;
		count_found(scoring, &gist, offsetof(struct trace, texts),
		    decay * share_of(gist.quality));
		if (!gist.is_judged || commit->by_agent)
			continue;
		piece->is_judged = true;
		piece->quality = gist.quality * decay;
		piece->is_concrete =
		    gist.quality >= worth_citing && !gist.is_trivial;
	}
}

/* How much of a repository's language a person's merged work speaks for. */
static double
work_done(const struct scoring *scoring, const struct work *work)
{
	double n = 0;

	for (size_t i = 0; i < work->n_pulls; i++)
		n += scoring_decay(scoring, work->pulls[i].merged_at);
	for (size_t i = 0; i < work->n_commits; i++)
		n += scoring_decay(scoring, work->commits[i].authored_at);
	if (n == 0 && work->commits_total > 0)
		n = work->commits_total > 3 ? 3 : (double)work->commits_total;
	return n;
}

static struct trace *
trace_of(struct scoring *scoring, const struct map *map, const char *name)
{
	char key[128];
	void *index;

	if (name == NULL || !str_copy(key, sizeof(key), name))
		return NULL;
	str_lower_all(key);
	index = map_get_text(map, key);
	return index == NULL ? NULL : &scoring->skills[(uintptr_t)index - 1];
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

/* The main language counts in full, another one above a tenth by half. */
static void
read_walked(struct scoring *scoring, const struct work *work)
{
	const struct repository *in = work->in;
	double n = work_done(scoring, work);
	double bytes = 0;
	struct trace *trace;

	if (in == NULL || n <= 0)
		return;
	for (size_t i = 0; i < in->n_languages; i++)
		bytes += (double)in->languages[i].bytes;
	trace =
	    trace_of(scoring, scoring->rubric->languages, in->primary_language);
	count_work(trace, n, in->full_name);
	for (size_t i = 0; i < in->n_languages; i++) {
		const struct language *language = &in->languages[i];

		if ((double)language->bytes * 10 < bytes ||
		    str_equal(language->name, in->primary_language))
			continue;
		trace = trace_of(scoring, scoring->rubric->languages,
		    language->name);
		count_work(trace, n / 2, in->full_name);
	}
	for (size_t i = 0; i < in->n_topics; i++) {
		trace =
		    trace_of(scoring, scoring->rubric->topics, in->topics[i]);
		count_work(trace, n / 2, in->full_name);
	}
}

static void
read_own(struct scoring *scoring, const struct repository *own,
    const struct gist *description, const struct gist *readme)
{
	struct trace *trace;

	if (own->is_fork || own->is_mirror)
		return;
	for (size_t i = 0; i < own->n_languages; i++) {
		trace = trace_of(scoring, scoring->rubric->languages,
		    own->languages[i].name);
		if (trace != NULL && own->languages[i].bytes > 0)
			trace->bytes += (double)own->languages[i].bytes;
	}
	for (size_t i = 0; i < own->n_topics; i++) {
		trace =
		    trace_of(scoring, scoring->rubric->topics, own->topics[i]);
		if (trace != NULL)
			trace->topics++;
	}
	set_title(scoring, own->full_name, NULL, 0, own->pushed_at);
	scoring->own = own;
	if (own->description != NULL)
		count_found(scoring, description,
		    offsetof(struct trace, readmes), 1);
	if (own->readme != NULL)
		count_found(scoring, readme, offsetof(struct trace, readmes),
		    1);
}

/* ---- stamps: what gists were made of ---- */

static uint64_t
stamp_of_work(const struct work *work)
{
	uint64_t stamp = (uint64_t)work->repository;

	for (size_t i = 0; i < work->n_pulls; i++)
		stamp = gist_stamp(stamp, work->pulls[i].number,
		    work->pulls[i].title);
	for (size_t i = 0; i < work->n_merges; i++)
		stamp = gist_stamp(stamp, ~work->merges[i].number,
		    work->merges[i].title);
	for (size_t i = 0; i < work->n_reviews; i++)
		stamp = gist_stamp(stamp, -work->reviews[i].number,
		    work->reviews[i].title);
	for (size_t i = 0; i < work->n_comments; i++)
		stamp = gist_stamp(stamp, work->comments[i].id,
		    work->comments[i].body);
	for (size_t i = 0; i < work->n_commits; i++)
		stamp = gist_stamp(gist_stamp(stamp, 0, work->commits[i].oid),
		    1, work->commits[i].message);
	return stamp;
}

static uint64_t
stamp_of_own(const struct repository *own)
{
	uint64_t stamp = gist_stamp(0, own->id, own->description);

	stamp = gist_stamp(stamp, (int64_t)own->n_workflows, own->readme);
	for (size_t i = 0; i < own->n_paths; i++)
		stamp = gist_stamp(stamp, (int64_t)i, own->paths[i]);
	return stamp;
}

static uint64_t
stamp_of_person(const struct person *person)
{
	return gist_stamp(gist_stamp(0, person->id, person->bio), 0,
	    person->profile_readme);
}

/* ---- the whole person ---- */

static void
make_room(struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;
	size_t pulls = 1, comments = 1, commits = 1;

	for (size_t i = 0; i < facts->n_work; i++) {
		pulls += facts->work[i].n_pulls;
		comments += facts->work[i].n_comments;
		commits += facts->work[i].n_commits;
	}
	scoring->pulls =
	    arena_alloc(scoring->arena, pulls * sizeof(*scoring->pulls));
	scoring->comments =
	    arena_alloc(scoring->arena, comments * sizeof(*scoring->comments));
	scoring->commits =
	    arena_alloc(scoring->arena, commits * sizeof(*scoring->commits));
	scoring->readmes = arena_calloc(scoring->arena, facts->own.n_items + 1,
	    sizeof(*scoring->readmes));
	scoring->habits = arena_calloc(scoring->arena, facts->own.n_items + 1,
	    sizeof(*scoring->habits));
}

static void
read_claims(struct scoring *scoring)
{
	const struct person *person = &scoring->facts->person;
	struct gist_source source;
	struct gist gist;

	set_title(scoring, NULL, NULL, 0, 0);
	gist_source_init(&source, scoring->rubric, stamp_of_person(person),
	    person->gists, NULL);
	gist_next(&source, GIST_WORDS, person->bio, true, &gist);
	if (person->bio != NULL)
		count_found(scoring, &gist, offsetof(struct trace, claims), 1);
	gist_next(&source, GIST_WORDS, person->profile_readme, true, &gist);
	if (person->profile_readme != NULL)
		count_found(scoring, &gist, offsetof(struct trace, claims), 1);
	scoring->skipped += source.skipped;
}

void
reading_run(struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;
	struct gist_source source;

	make_room(scoring);
	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];

		gist_source_init(&source, scoring->rubric, stamp_of_work(work),
		    work->gists, NULL);
		read_walked(scoring, work);
		read_pulls(scoring, work, &source);
		read_reviewed(scoring, work, &source);
		read_comments(scoring, work, &source);
		read_commits(scoring, work, &source);
		scoring->skipped += source.skipped;
	}
	for (size_t i = 0; i < facts->own.n_items; i++) {
		const struct repository *own = &facts->own.items[i];
		struct gist description;

		gist_source_init(&source, scoring->rubric, stamp_of_own(own),
		    own->gists, NULL);
		gist_next(&source, GIST_WORDS, own->description, true,
		    &description);
		gist_next(&source, GIST_README, own->readme, true,
		    &scoring->readmes[i]);
		gist_next_tree(&source, own, &scoring->habits[i]);
		read_own(scoring, own, &description, &scoring->readmes[i]);
		scoring->skipped += source.skipped;
	}
	read_claims(scoring);
}

/* ---- keeping gists with the facts ---- */

/* Whether gists begin with this stamp: they were made of these texts. */
static bool
is_kept(struct rubric *rubric, uint64_t stamp, const char *gists)
{
	struct gist_source source;

	gist_source_init(&source, rubric, stamp, gists, NULL);
	return source.kept != NULL;
}

struct note {
	struct buf bytes;
	struct gist_source source;
};

static void
note_begin(struct note *note, struct rubric *rubric, uint64_t stamp)
{
	buf_init(&note->bytes, GISTS_BYTES);
	gist_source_init(&note->source, rubric, stamp, NULL, &note->bytes);
}

static void
note_text(struct note *note, enum gist_kind kind, const char *text)
{
	struct gist gist;

	gist_next(&note->source, kind, text, true, &gist);
}

/* The kept form, in the arena; NULL when there is too much of it. */
static const char *
note_end(struct note *note, struct arena *arena)
{
	const char *kept = note->bytes.overflow
	    ? NULL
	    : arena_text(arena, note->bytes.data, note->bytes.len);

	buf_done(&note->bytes);
	return kept;
}

/* In the order of reading_run(). */
static const char *
keep_work(struct rubric *rubric, const struct work *work, struct arena *arena)
{
	struct note note;

	note_begin(&note, rubric, stamp_of_work(work));
	for (size_t i = 0; i < work->n_pulls; i++)
		note_text(&note, GIST_TITLE, work->pulls[i].title);
	for (size_t i = 0; i < work->n_merges; i++)
		note_text(&note, GIST_WORDS, work->merges[i].title);
	for (size_t i = 0; i < work->n_reviews; i++)
		note_text(&note, GIST_WORDS, work->reviews[i].title);
	for (size_t i = 0; i < work->n_comments; i++)
		note_text(&note, GIST_COMMENT, work->comments[i].body);
	for (size_t i = 0; i < work->n_commits; i++)
		note_text(&note, GIST_MESSAGE, work->commits[i].message);
	return note_end(&note, arena);
}

static const char *
keep_own(struct rubric *rubric, const struct repository *own,
    struct arena *arena)
{
	struct tree_habit habit;
	struct note note;

	note_begin(&note, rubric, stamp_of_own(own));
	note_text(&note, GIST_WORDS, own->description);
	note_text(&note, GIST_README, own->readme);
	gist_next_tree(&note.source, own, &habit);
	return note_end(&note, arena);
}

static const char *
keep_person(struct rubric *rubric, const struct person *person,
    struct arena *arena)
{
	struct note note;

	note_begin(&note, rubric, stamp_of_person(person));
	note_text(&note, GIST_WORDS, person->bio);
	note_text(&note, GIST_WORDS, person->profile_readme);
	return note_end(&note, arena);
}

bool
rubric_read(struct rubric *rubric, struct facts *facts, struct arena *arena)
{
	struct person *person = &facts->person;
	bool any = false;

	for (size_t i = 0; i < facts->n_work; i++) {
		struct work *work = &facts->work[i];

		if (is_kept(rubric, stamp_of_work(work), work->gists))
			continue;
		work->gists = keep_work(rubric, work, arena);
		any = true;
	}
	for (size_t i = 0; i < facts->own.n_items; i++) {
		struct repository *own = &facts->own.items[i];

		if (is_kept(rubric, stamp_of_own(own), own->gists))
			continue;
		own->gists = keep_own(rubric, own, arena);
		any = true;
	}
	if (!is_kept(rubric, stamp_of_person(person), person->gists)) {
		person->gists = keep_person(rubric, person, arena);
		any = true;
	}
	return any;
}
