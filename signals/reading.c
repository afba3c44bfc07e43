#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "signals/tests_ci.h"
#include "signals/title.h"
#include "signals/tracing.h"

/*
 * What a person's texts say, from their gists: the quality of each piece of
 * work; and what they name, to tracing.c.
 */

/* A pull request that counted, with what its title named. */
struct squash {
	int64_t number;
	uint16_t *found;
	size_t n_found;
};

static int
compare_squashes(const void *a, const void *b)
{
	const struct squash *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static void
note_squash(struct scoring *scoring, int64_t number, const struct gist *gist)
{
	struct squash *squash = &scoring->squashed[scoring->n_squashed++];

	squash->number = number;
	squash->n_found = gist->n_found;
	squash->found =
	    arena_alloc(scoring->arena, gist->n_found * sizeof(gist->found[0]));
	memcpy(squash->found, gist->found,
	    gist->n_found * sizeof(gist->found[0]));
}

/* The pull request that a commit is the squashed form of, or NULL. */
static const struct squash *
squash_of(const struct scoring *scoring, const char *message)
{
	struct squash key = { .number = undone_number(message) };

	if (key.number == 0 || scoring->n_squashed == 0)
		return NULL;
	return bsearch(&key, scoring->squashed, scoring->n_squashed,
	    sizeof(key), compare_squashes);
}

/* Of a squashed commit only what its pull request's title did not name. */
static void
count_squashed(struct scoring *scoring, const struct squash *squash,
    const struct gist *gist, double share)
{
	struct gist rest = { .n_found = 0 };

	for (size_t i = 0; i < gist->n_found; i++) {
		size_t k = 0;

		while (
		    k < squash->n_found && squash->found[k] != gist->found[i])
			k++;
		if (k == squash->n_found)
			rest.found[rest.n_found++] = gist->found[i];
	}
	if (gist->quality >= scoring->rules->text_worth)
		tracing_found(scoring, &rest, offsetof(struct trace, texts),
		    share);
}

static void
read_pulls(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	double relevance = scoring_tally(scoring, work)->relevance;
	struct gist gist;

	scoring->n_squashed = 0;
	scoring->squashed = arena_alloc(scoring->arena,
	    (work->n_pulls + 1) * sizeof(*scoring->squashed));
	for (size_t i = 0; i < work->n_pulls; i++) {
		const struct pull *pull = &work->pulls[i];
		double share = scoring_decay(scoring, pull->merged_at), quality;

		gist_next(source, GIST_TITLE, pull->title, share > 0, &gist);
		if (share <= 0)
			continue;
		quality = undone_pull(&scoring->undone, pull)
		    ? 0
		    : merged_work_pull(scoring, work, pull, &gist);
		if (quality >= scoring->rules->text_worth)
			note_squash(scoring, pull->number, &gist);
		tracing_cite(scoring, gist.is_trivial ? NULL : pull->title,
		    work, pull->number, pull->merged_at);
		tracing_text(scoring, work, GIST_TITLE, &gist, share, quality);
		scoring->pulls[scoring->n_pulls++] =
		    (struct piece){ .quality = share * quality * relevance,
			    .shape = gist.shape,
			    .area = gist.area,
			    .work = work,
			    .index = i,
			    .date = scoring_day(pull->merged_at),
			    .is_judged = true,
			    .fits = tracing_fits_role(scoring, &gist),
			    .is_automatic = gist.is_automatic,
			    .is_concrete =
				quality >= scoring->rules->pull_cited &&
				gist.is_wordy && !gist.is_chore };
	}
	if (scoring->n_squashed > 1)
		qsort(scoring->squashed, scoring->n_squashed,
		    sizeof(*scoring->squashed), compare_squashes);
}

static void
note_review(struct scoring *scoring, const struct work *work,
    const struct review *review)
{
	if (review->author == 0 || review->title == NULL ||
	    review->author == scoring->facts->person.id ||
	    scoring_repository(work) == NULL ||
	    (scoring->review_seen != NULL &&
		review->submitted_at <= scoring->review_seen->submitted_at) ||
	    !title_is_wordy(review->title))
		return;
	scoring->review_seen = review;
	scoring->review_in = work;
}

/* Titles of what was merged and reviewed for others. */
static void
read_reviewed(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	const size_t place = offsetof(struct trace, reviewed);
	struct gist gist;
	double share;

	for (size_t i = 0; i < work->n_merges; i++) {
		bool by_person =
		    work->merges[i].number != 0 && work->merges[i].author != 0;

		share = scoring_decay(scoring, work->merges[i].merged_at);
		gist_next(source, GIST_HANDLED, work->merges[i].title,
		    share > 0, &gist);
		if (share <= 0)
			continue;
		scoring->handled[scoring->n_handled++] =
		    (struct piece){ .area = gist.area,
			    .work = work,
			    .index = i,
			    .date = scoring_day(work->merges[i].merged_at),
			    .fits = tracing_fits_role(scoring, &gist),
			    .is_concrete = !gist.is_trivial && !gist.is_chore &&
				scoring_is_judgement(scoring,
				    &work->merges[i]) };
		/* New versions of others' code say nothing of a reviewer. */
		if (gist.is_trivial)
			continue;
		tracing_cite(scoring, by_person ? work->merges[i].title : NULL,
		    work, work->merges[i].number, work->merges[i].merged_at);
		tracing_found(scoring, &gist, place, share);
		scoring->evidence += share * scoring->rules->text_reviewed;
	}
	for (size_t i = 0; i < work->n_reviews; i++) {
		share = scoring_decay(scoring, work->reviews[i].submitted_at);
		gist_next(source, GIST_HANDLED, work->reviews[i].title,
		    share > 0, &gist);
		if (share <= 0 || gist.is_trivial)
			continue;
		if (!gist.is_chore)
			note_review(scoring, work, &work->reviews[i]);
		tracing_cite(scoring,
		    work->reviews[i].author == 0 ? NULL
						 : work->reviews[i].title,
		    work, work->reviews[i].number,
		    work->reviews[i].submitted_at);
		tracing_found(scoring, &gist, place, share);
		scoring->evidence += share * scoring->rules->text_reviewed;
	}
}

/* A comment with its gist, to find those that came faster than typing. */
struct typed {
	struct gist gist;
	int64_t slot; /* of typing_s seconds */
	size_t index;
	double decay;
};

/* By time, best first of those that came at once. */
static int
compare_typed(const void *a, const void *b)
{
	const struct typed *x = a, *y = b;

	if (x->slot != y->slot)
		return x->slot < y->slot ? -1 : 1;
	if (x->gist.quality != y->gist.quality)
		return x->gist.quality > y->gist.quality ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static void
count_comment(struct scoring *scoring, const struct work *work,
    const struct typed *typed)
{
	const struct gist *gist = &typed->gist;

	tracing_text(scoring, work, GIST_COMMENT, gist, typed->decay,
	    gist->quality);
	if (!gist->is_judged)
		return;
	scoring->comments[scoring->n_comments++] = (struct piece){
		.quality = gist->quality * typed->decay,
		.shape = gist->shape,
		.work = work,
		.index = typed->index,
		.date = scoring_day(work->comments[typed->index].created_at),
		.is_judged = true,
		.is_concrete = gist->quality >= scoring->rules->text_cited
	};
}

static void
read_comments(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	struct typed *typed = arena_alloc(scoring->arena,
	    (work->n_comments + 1) * sizeof(*typed));
	int64_t slot_s = (int64_t)scoring->rules->typing_s;
	bool is_sorted = true;
	size_t n = 0;

	tracing_cite(scoring, NULL, NULL, 0, 0);
	for (size_t i = 0; i < work->n_comments; i++) {
		const struct comment *comment = &work->comments[i];

		typed[n].index = i;
		typed[n].slot = comment->created_at / slot_s;
		typed[n].decay = scoring_decay(scoring, comment->created_at);
		gist_next(source, GIST_COMMENT, comment->body,
		    typed[n].decay > 0, &typed[n].gist);
		if (typed[n].decay <= 0)
			continue;
		is_sorted &= n == 0 || typed[n].slot > typed[n - 1].slot;
		n++;
	}
	if (!is_sorted)
		qsort(typed, n, sizeof(*typed), compare_typed);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || typed[i].slot != typed[i - 1].slot)
			count_comment(scoring, work, &typed[i]);
}

/* One that pads a history: a line or two, and words that say nothing. */
static bool
is_slight_commit(const struct rules *rules, const struct commit *commit,
    const struct gist *gist)
{
	double lines = (double)commit->additions + (double)commit->deletions;

	return commit->files > 0 && lines <= rules->slight_lines &&
	    gist->quality < rules->text_worth;
}

/* All count as commits; merges and what an agent wrote say nothing of how the
 * person writes. */
static void
read_commits(struct scoring *scoring, const struct work *work,
    struct gist_source *source)
{
	const struct rules *rules = scoring->rules;
	struct gist gist;

	for (size_t i = 0; i < work->n_commits; i++) {
		const struct commit *commit = &work->commits[i];
		double decay = scoring_decay(scoring, commit->authored_at);
		const struct squash *squash;
		struct piece *piece;

		gist_next(source, GIST_MESSAGE, commit->message, decay > 0,
		    &gist);
		if (decay <= 0)
			continue;
		piece = &scoring->commits[scoring->n_commits++];
		*piece = (struct piece){ .shape = gist.shape,
			.work = work,
			.index = i,
			.date = scoring_day(commit->authored_at) };
		piece->is_undone = undone_commit(&scoring->undone, commit);
		if (commit->is_merge || piece->is_undone)
			continue;
		squash = squash_of(scoring, commit->message);
		piece->is_squashed = squash != NULL;
		piece->area = gist.area;
		piece->is_release = gist.is_release;
		piece->is_slight = is_slight_commit(rules, commit, &gist);
		tracing_cite(scoring,
		    commit->oid == NULL || gist.is_trivial ? NULL
							   : commit->message,
		    work, 0, commit->authored_at);
		scoring->oid = commit->oid;
		if (squash != NULL)
			count_squashed(scoring, squash, &gist, decay);
		else
			tracing_text(scoring, work, GIST_MESSAGE, &gist, decay,
			    gist.quality);
		if (!gist.is_judged || commit->by_agent)
			continue;
		piece->is_judged = true;
		piece->fits = tracing_fits_role(scoring, &gist);
		piece->quality = gist.quality * decay;
		piece->is_concrete = gist.quality >= rules->message_cited &&
		    !gist.is_trivial && !gist.is_aside && !gist.is_chore;
	}
}

/*
 * How much of a repository's language a person's work speaks for: pull
 * requests that others have looked at and commits that are not slight, from
 * the indexes on; at least what the contributor list alone would.
 */
static double
work_done(const struct scoring *scoring, const struct work *work, size_t pull,
    size_t commit)
{
	double n = 0;

	for (; pull < scoring->n_pulls; pull++)
		if (scoring->pulls[pull].quality > 0)
			n += scoring_decay(scoring, scoring->pulls[pull].date);
	for (; commit < scoring->n_commits; commit++)
		if (!scoring->commits[commit].is_slight &&
		    !scoring->commits[commit].is_undone &&
		    !scoring->commits[commit].is_squashed)
			n += scoring_decay(scoring,
			    scoring->commits[commit].date);
	return fmax(n,
	    fmin((double)work->commits_total, scoring->rules->work_undated));
}

static void
read_own(struct scoring *scoring, const struct repository *own,
    const struct gist *description, const struct gist *readme, bool shows)
{
	struct trace *trace;

	if (own->is_fork || own->is_mirror)
		return;
	for (size_t i = 0; i < own->n_languages; i++) {
		trace = tracing_of(scoring, scoring->rubric->languages,
		    own->languages[i].name);
		if (trace != NULL && own->languages[i].bytes > 0)
			trace->bytes += (double)own->languages[i].bytes;
	}
	for (size_t i = 0; i < own->n_topics; i++) {
		trace = tracing_of(scoring, scoring->rubric->topics,
		    own->topics[i]);
		if (trace != NULL)
			trace->topics++;
	}
	tracing_cite(scoring, own->full_name, NULL, 0, own->pushed_at);
	scoring->own = own;
	if (!shows)
		return;
	if (own->description != NULL)
		tracing_whole(scoring, description,
		    offsetof(struct trace, readmes));
	if (own->readme != NULL)
		tracing_whole(scoring, readme, offsetof(struct trace, readmes));
}

/* ---- the whole person ---- */

static void
make_room(struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;
	size_t pulls = 1, handled = 1, comments = 1, commits = 1;

	for (size_t i = 0; i < facts->n_work; i++) {
		pulls += facts->work[i].n_pulls;
		handled += facts->work[i].n_merges;
		comments += facts->work[i].n_comments;
		commits += facts->work[i].n_commits;
	}
	scoring->pulls =
	    arena_alloc(scoring->arena, pulls * sizeof(*scoring->pulls));
	scoring->handled =
	    arena_alloc(scoring->arena, handled * sizeof(*scoring->handled));
	scoring->comments =
	    arena_alloc(scoring->arena, comments * sizeof(*scoring->comments));
	scoring->commits =
	    arena_alloc(scoring->arena, commits * sizeof(*scoring->commits));
	scoring->copies =
	    tracing_copies(scoring->arena, pulls + comments + commits);
	scoring->readmes = arena_calloc(scoring->arena, facts->own.n_items + 1,
	    sizeof(*scoring->readmes));
	scoring->shows = arena_calloc(scoring->arena, facts->own.n_items + 1,
	    sizeof(*scoring->shows));
	for (size_t i = 0; i < facts->own.n_items; i++)
		scoring->shows[i] =
		    scoring_shows_work(scoring->rules, &facts->own.items[i]);
	scoring->habits = arena_calloc(scoring->arena, facts->own.n_items + 1,
	    sizeof(*scoring->habits));
}

static void
read_claims(struct scoring *scoring)
{
	const struct person *person = &scoring->facts->person;
	struct gist_source source;
	struct gist gist;

	tracing_cite(scoring, NULL, NULL, 0, 0);
	gist_source_init(&source, scoring->rubric, kept_stamp_person(person),
	    person->gists, NULL);
	gist_next(&source, GIST_CLAIM, person->bio, true, &gist);
	if (person->bio != NULL)
		tracing_whole(scoring, &gist, offsetof(struct trace, claims));
	gist_next(&source, GIST_CLAIM, person->profile_readme, true, &gist);
	if (person->profile_readme != NULL)
		tracing_whole(scoring, &gist, offsetof(struct trace, claims));
	scoring->skipped += source.skipped;
}

void
reading_run(struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;
	const char *login = facts->person.login;
	struct gist_source source;
	size_t pull, commit;

	make_room(scoring);
	if (login != NULL)
		tracing_login(scoring, login);
	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];

		kept_watch(scoring->rubric, work->repository);
		gist_source_init(&source, scoring->rubric,
		    kept_stamp_work(work), work->gists, NULL);
		pull = scoring->n_pulls;
		commit = scoring->n_commits;
		undone_find(scoring, work, &scoring->undone);
		read_pulls(scoring, work, &source);
		read_reviewed(scoring, work, &source);
		read_comments(scoring, work, &source);
		read_commits(scoring, work, &source);
		tracing_walked(scoring, work,
		    work_done(scoring, work, pull, commit));
		scoring->skipped += source.skipped;
	}
	for (size_t i = 0; i < facts->own.n_items; i++) {
		const struct repository *own = &facts->own.items[i];
		struct gist description;

		kept_watch(scoring->rubric, own->id);
		gist_source_init(&source, scoring->rubric, kept_stamp_own(own),
		    own->gists, NULL);
		gist_next(&source, GIST_WORDS, own->description, true,
		    &description);
		gist_next(&source, GIST_README, own->readme, true,
		    &scoring->readmes[i]);
		gist_next_tree(&source, own, &scoring->habits[i]);
		read_own(scoring, own, &description, &scoring->readmes[i],
		    scoring->shows[i]);
		scoring->skipped += source.skipped;
	}
	kept_watch(scoring->rubric, 0);
	read_claims(scoring);
	tracing_sum_up(scoring);
}
