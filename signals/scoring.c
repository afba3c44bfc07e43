#include "signals/scoring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/str.h"

enum {
	FEW = 32 /* dates that are sorted in place: the same order, faster */
};

int64_t
scoring_day(int64_t date)
{
	return date <= 0 ? date : date - date % CLOCK_DAY_S;
}

double
scoring_decay(const struct scoring *scoring, int64_t date)
{
	const struct rubric *rubric = scoring->rubric;
	int64_t days;

	if (date < scoring->since)
		return 0;
	days = (scoring_day(scoring->now) - scoring_day(date)) / CLOCK_DAY_S;
	/* A clock that is ahead makes nobody's work worth more. */
	if (days < 0)
		return 1;
	return days < DECAY_DAYS ? rubric->decay[days]
				 : scoring_decay_of(rubric, days);
}

double
scoring_decay_of(const struct rubric *rubric, int64_t days)
{
	int64_t age =
	    rubric->now - scoring_day(rubric->now) + days * CLOCK_DAY_S;
	int64_t half_life = rubric->role->half_life_months;

	if (half_life <= 0 || age <= 0)
		return 1;
	return exp2(-((double)age / CLOCK_MONTH_S) / (double)half_life);
}

const char *
scoring_repository(const struct work *work)
{
	return work->in == NULL ? NULL : work->in->full_name;
}

bool
scoring_is_own(const struct scoring *scoring, const struct work *work)
{
	const char *name = scoring_repository(work);
	const char *login = scoring->facts->person.login;
	size_t n;

	if (name == NULL || login == NULL)
		return false;
	for (n = 0; login[n] != '\0'; n++)
		if (str_lower(name[n]) != str_lower(login[n]))
			return false;
	return n > 0 && name[n] == '/';
}

bool
scoring_is_judgement(const struct scoring *scoring, const struct merge *merge)
{
	return merge->number != 0 && merge->author != 0 &&
	    merge->author != scoring->facts->person.id;
}

/* Whether the name is of a skill that the role asks for, a language or not. */
static bool
is_asked(const struct rubric *rubric, const struct map *names, const char *name,
    bool is_language)
{
	char key[128];
	void *index;
	size_t skill;

	if (name == NULL || !str_copy(key, sizeof(key), name))
		return false;
	str_lower_all(key);
	index = map_get_text(names, key);
	if (index == NULL)
		return false;
	skill = (uintptr_t)index - 1;
	return rubric->is_related[skill] &&
	    (rubric->catalogue->skills[skill].language != NULL) == is_language;
}

double
scoring_relevance(const struct scoring *scoring, const struct work *work)
{
	const struct rubric *rubric = scoring->rubric;
	const struct repository *in = work->in;
	char key[256];

	if (map_count(rubric->seeds) == 0 || in == NULL)
		return 1;
	if (in->full_name != NULL &&
	    str_copy(key, sizeof(key), in->full_name)) {
		str_lower_all(key);
		if (map_get_text(rubric->seeds, key) != NULL)
			return 1;
	}
	for (size_t i = 0; i < in->n_topics; i++)
		if (is_asked(rubric, rubric->topics, in->topics[i], false))
			return 1;
	return is_asked(rubric, rubric->languages, in->primary_language, true)
	    ? scoring->rules->merged_language
	    : scoring->rules->merged_unrelated;
}

double
scoring_log(double n, double full)
{
	double value;

	if (n <= 0 || full <= 0)
		return 0;
	value = log1p(n) / log1p(full);
	return value > 1 ? 1 : value;
}

static int
compare_dates(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void
scoring_sort_dates(int64_t *dates, size_t n)
{
	if (n > FEW) {
		qsort(dates, n, sizeof(*dates), compare_dates);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		int64_t date = dates[i];
		size_t at = i;

		for (; at > 0 && dates[at - 1] > date; at--)
			dates[at] = dates[at - 1];
		dates[at] = date;
	}
}

double
scoring_weekly(const struct scoring *scoring, int64_t *dates, size_t n,
    double most)
{
	double sum = 0, week_n = 0;
	int64_t week = -1;

	scoring_sort_dates(dates, n);
	for (size_t i = n; i-- > 0;) {
		int64_t this_week = dates[i] / (7 * CLOCK_DAY_S);

		week_n = this_week == week ? week_n + 1 : 1;
		week = this_week;
		if (week_n <= most)
			sum += scoring_decay(scoring, dates[i]);
	}
	return sum;
}

static void
exercise_found(void *ctx, const struct word_hit *hit)
{
	const struct rules **rules = ctx;

	if (*rules != NULL && (int)hit->list == (*rules)->lists[LIST_EXERCISES])
		*rules = NULL;
}

/* The name of a repository in lower case, its parts separated by blanks, and
 * without digits at its end. */
static void
plain_name(const char *name, char *out, size_t size)
{
	size_t n = 0;

	for (; *name != '\0' && n + 1 < size; name++)
		out[n++] =
		    strchr("-_.", *name) != NULL ? ' ' : str_lower(*name);
	while (n > 0 && (str_is_digit(out[n - 1]) || out[n - 1] == ' '))
		n--;
	out[n] = '\0';
}

static bool
begins_with_owner(const char *full_name, const char *name, size_t owner)
{
	size_t n = 0;

	while (n < owner && str_lower(name[n]) == str_lower(full_name[n]))
		n++;
	return n == owner;
}

/* "blog", "my-first-api", "ada.github.io", and the repository of a profile. */
static bool
is_placeholder(const struct rules *rules, const char *full_name,
    const char *name)
{
	const struct texts *list =
	    &rules->list_items[rules->lists[LIST_PLACEHOLDERS]];
	size_t owner = (size_t)(name - full_name) - 1, len = strlen(name);
	char plain[64];

	if (begins_with_owner(full_name, name, owner) &&
	    (len == owner || str_casecmp(name + owner, ".github.io") == 0))
		return true;
	plain_name(name, plain, sizeof(plain));
	for (size_t i = 0; i < list->n; i++)
		if (str_equal(plain, list->items[i]))
			return true;
	return false;
}

/* Solutions of puzzles, course work, settings: till others find use in it. */
static bool
is_exercise(const struct rules *rules, const struct repository *own)
{
	const char *slash =
	    own->full_name == NULL ? NULL : strchr(own->full_name, '/');
	const struct rules *left = rules;

	if (slash == NULL || (double)own->stars >= rules->stars_show)
		return false;
	if (is_placeholder(rules, own->full_name, slash + 1))
		return true;
	(void)words_scan(rules->words, slash + 1, strlen(slash + 1),
	    exercise_found, &left);
	return left == NULL;
}

bool
scoring_shows_work(const struct rules *rules, const struct repository *own)
{
	double bytes = 0;

	if (own->is_fork || own->is_mirror || is_exercise(rules, own))
		return false;
	for (size_t i = 0; i < own->n_languages; i++)
		bytes += (double)own->languages[i].bytes;
	return bytes > 0 || own->n_paths > 1 || own->stars > 0;
}
