#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "signals/scoring.h"
#include "signals/tests_ci.h"
#include "signals/title.h"

/*
 * What a person's texts say, from their gists: the quality of each piece of
 * work, and how often each skill and domain was met in which kind of place.
 */

/*
 * Texts that were counted, by repository, kind, shape and what was found in
 * them: near-copies count once, as the newest of them.  Open addressing.
 */
struct copies {
	uint64_t *keys; /* 0: free */
	double *shares;
	size_t mask;
};

static struct copies *
copies_new(struct arena *arena, size_t n_texts)
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

/* What was met in the text counts `share` at that place. */
static void
count_found(struct scoring *scoring, const struct gist *gist, size_t place,
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

/* A text of one's own about work: `share` by its age. */
static void
count_text(struct scoring *scoring, const struct work *work,
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
	count_found(scoring, gist,
	    is_slight ? offsetof(struct trace, slight)
		      : offsetof(struct trace, texts),
	    share);
}

/*
 * One that stands for a repository or for the person.  What the login itself
 * names is left out: "go get github.com/jenkins-smith/x" is no work on Jenkins.
 */
static void
count_whole(struct scoring *scoring, const struct gist *gist, size_t place)
{
	struct gist rest = { .n_found = 0 };

	scoring->evidence++;
	for (size_t i = 0; i < gist->n_found; i++)
		if (!is_named(&scoring->called, gist->found[i]))
			rest.found[rest.n_found++] = gist->found[i];
	count_found(scoring, &rest, place, 1);
}

/* Those that are capped together join the others. */
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

static void
sum_up_all(struct scoring *scoring)
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

/* Whether the role asks for something that the text names. */
static bool
fits_role(const struct scoring *scoring, const struct gist *gist)
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

/* The work that the next text belongs to; NULL and 0 when not to be cited. */
static void
set_title(struct scoring *scoring, const char *title, const struct work *work,
    int64_t number, int64_t date)
{
	scoring->title = title;
	scoring->work = work;
	scoring->number = number;
	scoring->own = NULL;
	scoring->oid = NULL;
	scoring->date = scoring_day(date);
}

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
		count_found(scoring, &rest, offsetof(struct trace, texts),
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
		set_title(scoring, gist.is_trivial ? NULL : pull->title, work,
		    pull->number, pull->merged_at);
		count_text(scoring, work, GIST_TITLE, &gist, share, quality);
		scoring->pulls[scoring->n_pulls++] =
		    (struct piece){ .quality = share * quality * relevance,
			    .shape = gist.shape,
			    .area = gist.area,
			    .work = work,
			    .index = i,
			    .date = scoring_day(pull->merged_at),
			    .is_judged = true,
			    .fits = fits_role(scoring, &gist),
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
			    .fits = fits_role(scoring, &gist),
			    .is_concrete = !gist.is_trivial && !gist.is_chore &&
				scoring_is_judgement(scoring,
				    &work->merges[i]) };
		/* New versions of others' code say nothing of a reviewer. */
		if (gist.is_trivial)
			continue;
		set_title(scoring, by_person ? work->merges[i].title : NULL,
		    work, work->merges[i].number, work->merges[i].merged_at);
		count_found(scoring, &gist, place, share);
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
		set_title(scoring,
		    work->reviews[i].author == 0 ? NULL
						 : work->reviews[i].title,
		    work, work->reviews[i].number,
		    work->reviews[i].submitted_at);
		count_found(scoring, &gist, place, share);
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

	count_text(scoring, work, GIST_COMMENT, gist, typed->decay,
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

	set_title(scoring, NULL, NULL, 0, 0);
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
		set_title(scoring,
		    commit->oid == NULL || gist.is_trivial ? NULL
							   : commit->message,
		    work, 0, commit->authored_at);
		scoring->oid = commit->oid;
		if (squash != NULL)
			count_squashed(scoring, squash, &gist, decay);
		else
			count_text(scoring, work, GIST_MESSAGE, &gist, decay,
			    gist.quality);
		if (!gist.is_judged || commit->by_agent)
			continue;
		piece->is_judged = true;
		piece->fits = fits_role(scoring, &gist);
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

static struct trace *
trace_of(struct scoring *scoring, const struct map *map, const char *name)
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

/* The main language counts in full, another one above a tenth by half. */
static void
read_walked(struct scoring *scoring, const struct work *work, double n)
{
	const struct repository *in = work->in;
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
    const struct gist *description, const struct gist *readme, bool shows)
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
	if (!shows)
		return;
	if (own->description != NULL)
		count_whole(scoring, description,
		    offsetof(struct trace, readmes));
	if (own->readme != NULL)
		count_whole(scoring, readme, offsetof(struct trace, readmes));
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
	    copies_new(scoring->arena, pulls + comments + commits);
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

	set_title(scoring, NULL, NULL, 0, 0);
	gist_source_init(&source, scoring->rubric, kept_stamp_person(person),
	    person->gists, NULL);
	gist_next(&source, GIST_CLAIM, person->bio, true, &gist);
	if (person->bio != NULL)
		count_whole(scoring, &gist, offsetof(struct trace, claims));
	gist_next(&source, GIST_CLAIM, person->profile_readme, true, &gist);
	if (person->profile_readme != NULL)
		count_whole(scoring, &gist, offsetof(struct trace, claims));
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
		(void)words_scan(scoring->rubric->words, login, strlen(login),
		    called_found, &scoring->called);
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
		read_walked(scoring, work,
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
	sum_up_all(scoring);
}
