#include "signals/counts.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "signals/rules.h"

static const char *const names[] = {
#define X(name, text) [COUNTS_##name] = text,
	COUNTS_NUMBERS(X) COUNTS_FEATURES(X)
#undef X
};

/* Other data sets' names of the same numbers. */
static const struct {
	const char *name;
	enum counts_number number;
} aliases[] = {
	{ "issue_num", COUNTS_ISSUES },
	{ "pr_num", COUNTS_PULLS },
	{ "repo_num", COUNTS_TOUCHED },
	{ "commit_num", COUNTS_COMMITS },
	{ "activity_day", COUNTS_DAYS },
};

const char *
counts_name(size_t feature)
{
	return feature < COUNTS_ALL ? names[feature] : NULL;
}

int
counts_find(const char *name)
{
	for (int i = 0; i < COUNTS_COUNT; i++)
		if (str_equal(names[i], name))
			return i;
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (str_equal(aliases[i].name, name))
			return (int)aliases[i].number;
	return -1;
}

/* Forms of logins that only automated accounts have. */
static bool
is_named_bot(const char *login)
{
	static const char *const endings[] = { "[bot]", "-bot", "_bot", "Bot",
		"BOT", "-robot", "-ci", "-CI", "-automation", "-autoroll" };

	for (size_t i = 0; i < COUNT(endings); i++)
		if (str_ends(login, endings[i]))
			return true;
	return str_starts(login, "bot-") && strlen(login) > 4;
}

/* "craterbot" is one, unless somebody with a name of two words wears it. */
static bool
ends_in_bot(const struct counts *counts)
{
	if (counts->name != NULL && strchr(counts->name, ' ') != NULL)
		return false;
	return str_ends(counts->login, "bot");
}

struct seen {
	const struct rules *rules;
	double *features;
	enum rules_list list;
	size_t feature;
};

static void
word_found(void *ctx, const struct word_hit *hit)
{
	const struct seen *seen = ctx;

	if ((int)hit->list == seen->rules->lists[seen->list])
		seen->features[seen->feature] = 1;
}

static void
look(const struct rules *rules, const char *text, enum rules_list list,
    size_t feature, double *features)
{
	struct seen seen = { rules, features, list, feature };

	if (text != NULL)
		(void)words_scan(rules->words, text, strlen(text), word_found,
		    &seen);
}

static double
number(const struct counts *counts, enum counts_number which)
{
	return counts->number[which] > 0 ? counts->number[which] : 0;
}

/* What few people reach in a year. */
static double
excess(const struct rules *rules, double n)
{
	return n > rules->person_most ? log(n / rules->person_most) : 0;
}

static double
lack(double n, double enough)
{
	return n < enough ? log((enough + 1) / (n + 1)) : 0;
}

void
counts_features(const struct rules *rules, const struct counts *counts,
    double ret_features[static COUNTS_ALL])
{
	double *f = ret_features;
	double engagement, stars = number(counts, COUNTS_STARS);

	memset(f, 0, COUNTS_ALL * sizeof(*f));
	for (int i = 0; i < COUNTS_COUNT; i++)
		f[i] = log1p(number(counts, (enum counts_number)i));
	if (counts->login != NULL) {
		f[COUNTS_NAMED_BOT] = is_named_bot(counts->login);
		f[COUNTS_BOT_ENDING] = ends_in_bot(counts);
	}
	/* As GitHub itself writes the names of its apps. */
	if (counts->name != NULL && str_ends(counts->name, "[bot]"))
		f[COUNTS_NAMED_BOT] = 1;
	look(rules, counts->login, LIST_BOT_NAMES, COUNTS_LIKE_BOT, f);
	look(rules, counts->name, LIST_BOT_NAMES, COUNTS_LIKE_BOT, f);
	look(rules, counts->bio, LIST_BOT_TEXTS, COUNTS_TEXT_BOT, f);
	f[COUNTS_EXCESS] = excess(rules, number(counts, COUNTS_ISSUES)) +
	    excess(rules, number(counts, COUNTS_PULLS)) +
	    excess(rules, number(counts, COUNTS_TOUCHED));
	f[COUNTS_IDLE] =
	    lack(number(counts, COUNTS_COMMITS) + number(counts, COUNTS_PULLS),
		50);
	f[COUNTS_FEW_DAYS] =
	    lack(number(counts, COUNTS_DAYS), rules->person_days);
	f[COUNTS_NO_OWN] = counts->number[COUNTS_REPOSITORIES] == 0;
	f[COUNTS_ONLY_ISSUES] = number(counts, COUNTS_ISSUES) > 0 &&
	    number(counts, COUNTS_COMMITS) + number(counts, COUNTS_PULLS) == 0;
	f[COUNTS_NO_NAME] = counts->name == NULL || counts->name[0] == '\0';
	f[COUNTS_NO_BIO] = counts->bio == NULL || counts->bio[0] == '\0';
	f[COUNTS_PACE] = log1p(
	    (number(counts, COUNTS_COMMITS) + number(counts, COUNTS_PULLS)) /
	    (number(counts, COUNTS_DAYS) + 1));
	f[COUNTS_ALONE] = number(counts, COUNTS_FOLLOWERS) == 0 &&
	    number(counts, COUNTS_FOLLOWING) == 0;
	engagement = number(counts, COUNTS_ISSUES) +
	    number(counts, COUNTS_ISSUE_COMMENTS) +
	    number(counts, COUNTS_PULLS);
	f[COUNTS_ENGAGEMENT] = log1p(engagement);
	f[COUNTS_PER_STAR] = log((engagement + 0.5) / (stars + 1));
	f[COUNTS_FORKS_PER_STAR] =
	    log((number(counts, COUNTS_FORKS) + 0.5) / (stars + 1));
	f[COUNTS_FORKS_ODD] =
	    fabs(f[COUNTS_FORKS_PER_STAR] - log(rules->usual_forks));
	f[COUNTS_PUSHES_PER_STAR] =
	    log((number(counts, COUNTS_PUSHES) + 0.5) / (stars + 1));
}
