#include <string.h>

#include "signals/scoring.h"
#include "signals/tests_ci.h"

/*
 * Gists kept with the facts: made once, in the order in which reading_run()
 * asks for them, and found again by a stamp of the texts and the rules.
 */
enum {
	GISTS_BYTES = 16 * 1024 * 1024
};

void
kept_watch(const struct rubric *rubric, int64_t document)
{
	if (rubric->watch != NULL)
		*rubric->watch = document;
}

void
rubric_watch(struct rubric *rubric, volatile int64_t *document)
{
	rubric->watch = document;
}

/* ---- stamps: what gists were made of ---- */

uint64_t
kept_stamp_work(const struct work *work)
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

uint64_t
kept_stamp_own(const struct repository *own)
{
	uint64_t stamp = gist_stamp(0, own->id, own->description);

	stamp = gist_stamp(stamp, (int64_t)own->n_workflows, own->readme);
	for (size_t i = 0; i < own->n_paths; i++)
		stamp = gist_stamp(stamp, (int64_t)i, own->paths[i]);
	return stamp;
}

uint64_t
kept_stamp_person(const struct person *person)
{
	return gist_stamp(gist_stamp(0, person->id, person->bio), 0,
	    person->profile_readme);
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
note_begin(struct note *note, struct rubric *rubric, uint64_t stamp,
    bool is_blank)
{
	buf_init(&note->bytes, GISTS_BYTES);
	gist_source_init(&note->source, rubric, stamp, NULL, &note->bytes);
	note->source.is_blank = is_blank;
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
keep_work(struct rubric *rubric, const struct work *work, bool is_blank,
    struct arena *arena)
{
	struct note note;

	note_begin(&note, rubric, kept_stamp_work(work), is_blank);
	for (size_t i = 0; i < work->n_pulls; i++)
		note_text(&note, GIST_TITLE, work->pulls[i].title);
	for (size_t i = 0; i < work->n_merges; i++)
		note_text(&note, GIST_HANDLED, work->merges[i].title);
	for (size_t i = 0; i < work->n_reviews; i++)
		note_text(&note, GIST_HANDLED, work->reviews[i].title);
	for (size_t i = 0; i < work->n_comments; i++)
		note_text(&note, GIST_COMMENT, work->comments[i].body);
	for (size_t i = 0; i < work->n_commits; i++)
		note_text(&note, GIST_MESSAGE, work->commits[i].message);
	return note_end(&note, arena);
}

static const char *
keep_own(struct rubric *rubric, const struct repository *own, bool is_blank,
    struct arena *arena)
{
	struct tree_habit habit;
	struct note note;

	note_begin(&note, rubric, kept_stamp_own(own), is_blank);
	note_text(&note, GIST_WORDS, own->description);
	note_text(&note, GIST_README, own->readme);
	gist_next_tree(&note.source, own, &habit);
	return note_end(&note, arena);
}

static const char *
keep_person(struct rubric *rubric, const struct person *person, bool is_blank,
    struct arena *arena)
{
	struct note note;

	note_begin(&note, rubric, kept_stamp_person(person), is_blank);
	note_text(&note, GIST_CLAIM, person->bio);
	note_text(&note, GIST_CLAIM, person->profile_readme);
	return note_end(&note, arena);
}

bool
rubric_read(struct rubric *rubric, struct facts *facts, struct arena *arena)
{
	struct person *person = &facts->person;
	bool any = false;

	for (size_t i = 0; i < facts->n_work; i++) {
		struct work *work = &facts->work[i];

		if (is_kept(rubric, kept_stamp_work(work), work->gists))
			continue;
		kept_watch(rubric, work->repository);
		work->gists = keep_work(rubric, work, false, arena);
		any = true;
	}
	for (size_t i = 0; i < facts->own.n_items; i++) {
		struct repository *own = &facts->own.items[i];

		if (is_kept(rubric, kept_stamp_own(own), own->gists))
			continue;
		kept_watch(rubric, own->id);
		own->gists = keep_own(rubric, own, false, arena);
		any = true;
	}
	if (!is_kept(rubric, kept_stamp_person(person), person->gists)) {
		kept_watch(rubric, 0);
		person->gists = keep_person(rubric, person, false, arena);
		any = true;
	}
	return any;
}

bool
rubric_skip(struct rubric *rubric, struct facts *facts, int64_t document,
    struct arena *arena)
{
	struct person *person = &facts->person;
	bool any = false;

	if (document == 0) {
		person->gists = keep_person(rubric, person, true, arena);
		return true;
	}
	for (size_t i = 0; i < facts->n_work; i++)
		if (facts->work[i].repository == document) {
			facts->work[i].gists =
			    keep_work(rubric, &facts->work[i], true, arena);
			any = true;
		}
	for (size_t i = 0; i < facts->own.n_items; i++)
		if (facts->own.items[i].id == document) {
			facts->own.items[i].gists =
			    keep_own(rubric, &facts->own.items[i], true, arena);
			any = true;
		}
	return any;
}
