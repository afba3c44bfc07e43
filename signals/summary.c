#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "signals/scoring.h"

/* What lists show of a person beside the score: languages, skills, seeds. */
enum {
	LANGUAGES_MAX = 6,
	LANGUAGES_SEEN = 64,
	FLAGS_MAX = 4,
	SKILLS_MAX = 12,
	/* A merged pull request or commit stands for so many bytes. */
};

struct spoken {
	const char *name;
	double bytes;
};

static void
speak(struct spoken *list, size_t *n, const char *name, double bytes)
{
	if (name == NULL || name[0] == '\0' || bytes <= 0)
		return;
	for (size_t i = 0; i < *n; i++)
		if (str_casecmp(list[i].name, name) == 0) {
			list[i].bytes += bytes;
			return;
		}
	if (*n == LANGUAGES_SEEN)
		return;
	list[*n].name = name;
	list[(*n)++].bytes = bytes;
}

static int
compare_spoken(const void *a, const void *b)
{
	const struct spoken *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void
write_languages(struct scoring *scoring, struct score *score)
{
	const struct facts *facts = scoring->facts;
	struct spoken list[LANGUAGES_SEEN];
	size_t n = 0;

	for (size_t i = 0; i < facts->own.n_items; i++) {
		const struct repository *own = &facts->own.items[i];

		if (own->is_fork || own->is_mirror)
			continue;
		for (size_t k = 0; k < own->n_languages; k++)
			speak(list, &n, own->languages[k].name,
			    (double)own->languages[k].bytes);
	}
	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];
		const struct tally *tally = &scoring->tallies[i];
		/* squashed or not, as in merged work */
		double done =
		    fmax((double)tally->pulls, (double)tally->commits);

		if (work->in == NULL)
			continue;
		done = fmax(done, fmin(5, (double)work->commits_total));
		speak(list, &n, work->in->primary_language,
		    done * scoring->rules->bytes_of_work);
	}
	qsort(list, n, sizeof(list[0]), compare_spoken);
	score->n_languages = n < LANGUAGES_MAX ? n : LANGUAGES_MAX;
	score->languages = arena_calloc(scoring->arena, LANGUAGES_MAX,
	    sizeof(*score->languages));
	for (size_t i = 0; i < score->n_languages; i++)
		score->languages[i] =
		    arena_strdup(scoring->arena, list[i].name);
}

static bool
comes_before(const struct skill_seen *a, const struct skill_seen *b)
{
	if (a->strength != b->strength)
		return a->strength > b->strength;
	return strcmp(a->id, b->id) < 0;
}

static void
write_skills(struct scoring *scoring, struct score *score)
{
	const struct catalogue *catalogue = scoring->catalogue;
	struct skill_seen *list =
	    arena_calloc(scoring->arena, SKILLS_MAX + 1, sizeof(*list));
	size_t n = 0;

	for (size_t i = 0; i < catalogue->n_skills; i++) {
		struct skill_seen seen = { catalogue->skills[i].id, 0 };
		size_t at = n;

		if (scoring->strength[i] <= 0)
			continue;
		seen.strength = round(scoring->strength[i] * 1000) / 1000;
		if (seen.strength < scoring_seen(scoring, i))
			continue;
		while (at > 0 && comes_before(&seen, &list[at - 1])) {
			list[at] = list[at - 1];
			at--;
		}
		list[at] = seen;
		n = n < SKILLS_MAX ? n + 1 : SKILLS_MAX;
	}
	for (size_t i = 0; i < n; i++)
		list[i].id = arena_strdup(scoring->arena, list[i].id);
	score->skills = list;
	score->n_skills = n;
}

static int
compare_seeds(const void *a, const void *b)
{
	const struct seed_work *x = a, *y = b;
	double more_x =
	    (double)x->commits + (double)x->merged_pulls + (double)x->reviews;
	double more_y =
	    (double)y->commits + (double)y->merged_pulls + (double)y->reviews;

	if (more_x != more_y)
		return more_x < more_y ? 1 : -1;
	return (x->repository_id > y->repository_id) -
	    (x->repository_id < y->repository_id);
}

static void
write_seeds(struct scoring *scoring, struct score *score)
{
	const struct facts *facts = scoring->facts;

	score->seeds = arena_calloc(scoring->arena, facts->n_work + 1,
	    sizeof(*score->seeds));
	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];
		const struct tally *tally = &scoring->tallies[i];
		struct seed_work *seed = &score->seeds[score->n_seeds];

		if (tally->is_empty || scoring_repository(work) == NULL)
			continue;
		score->n_seeds++;
		seed->repository =
		    arena_strdup(scoring->arena, scoring_repository(work));
		seed->repository_id = work->repository;
		seed->commits = work->commits_total > 0
		    ? work->commits_total
		    : (int64_t)tally->commits;
		seed->merged_pulls = (int64_t)tally->pulls;
		seed->reviews = (int64_t)(tally->reviews + tally->comments);
		if (tally->relevance > scoring->rules->merged_unrelated) {
			score->merged_pulls += seed->merged_pulls;
			score->reviews += seed->reviews;
		}
	}
	qsort(score->seeds, score->n_seeds, sizeof(*score->seeds),
	    compare_seeds);
}

/* Dates are written by strangers' clocks: the future is not believed. */
static void
saw(const struct scoring *scoring, int64_t date, int64_t *last)
{
	date = scoring_day(date);
	if (date > *last && date <= scoring->now + CLOCK_DAY_S)
		*last = date;
}

static int64_t
last_active(const struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;
	int64_t last = 0;

	saw(scoring, facts->person.pushed_at, &last);
	for (size_t i = 0; i < facts->own.n_items; i++)
		if (!facts->own.items[i].is_fork)
			saw(scoring, facts->own.items[i].pushed_at, &last);
	for (size_t i = 0; i < facts->n_work; i++)
		if (scoring->tallies[i].last > last)
			last = scoring->tallies[i].last;
	return last;
}

static double
share_by_agents(const struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;
	double commits = 0, by_agent = 0;

	for (size_t i = 0; i < facts->n_work; i++) {
		commits += (double)scoring->tallies[i].commits;
		by_agent += (double)scoring->tallies[i].by_agent;
	}
	return commits < scoring->rules->agent_commits ? 0 : by_agent / commits;
}

/* An account that a person and a script use; one that only a script uses was
 * left out before (bot.c). */
static double
share_automated(const struct scoring *scoring)
{
	double n = 0;

	for (size_t i = 0; i < scoring->n_pulls; i++)
		n += scoring->pulls[i].is_automatic;
	return (double)scoring->n_pulls < scoring->rules->automated_pulls
	    ? 0
	    : n / (double)scoring->n_pulls;
}

static void
agent_found(void *ctx, const struct word_hit *hit)
{
	const struct rules **rules = ctx;

	if (*rules != NULL && (int)hit->list == (*rules)->lists[LIST_AGENTS])
		*rules = NULL;
}

static bool
is_agent_account(const struct scoring *scoring)
{
	const char *login = scoring->facts->person.login;
	const struct rules *left = scoring->rules;

	if (login != NULL)
		(void)words_scan(scoring->rules->words, login, strlen(login),
		    agent_found, &left);
	return left == NULL;
}

/* What a reader should know before trusting the rest: nobody is left out, and
 * no score changed, for a flag. */
static void
write_flags(struct scoring *scoring, struct score *score)
{
	const struct rules *rules = scoring->rules;

	score->flags =
	    arena_calloc(scoring->arena, FLAGS_MAX, sizeof(*score->flags));
	if (is_agent_account(scoring))
		score->flags[score->n_flags++] = "agent account";
	if (share_by_agents(scoring) >= rules->agent_share)
		score->flags[score->n_flags++] = "agent commits";
	if (share_automated(scoring) >= rules->automated_share)
		score->flags[score->n_flags++] = "automated pull requests";
	if (scoring->skipped > 0)
		score->flags[score->n_flags++] = "text skipped";
}

void
summary_write(struct scoring *scoring, struct score *score)
{
	write_languages(scoring, score);
	write_skills(scoring, score);
	write_seeds(scoring, score);
	write_flags(scoring, score);
	score->last_active = last_active(scoring);
}
