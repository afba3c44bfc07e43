#include <math.h>
#include <string.h>

#include "base/str.h"
#include "signals/counts.h"
#include "signals/people.h"
#include "signals/rules.h"

/*
 * Automated accounts: by type and form of the name, by what they say of
 * themselves, and by behaviour no person keeps up.  A false alarm drops a
 * person, so each reason alone must be nearly certain.
 */

bool
people_bot_name(const struct rules *rules, const char *login, const char *type)
{
	struct counts counts = { .login = login, .type = type };
	double features[COUNTS_ALL];

	if (type != NULL &&
	    (str_equal(type, "Bot") || str_equal(type, "Organization") ||
		str_equal(type, "Mannequin")))
		return true;
	if (login == NULL)
		return false;
	counts_features(rules, &counts, features);
	return features[COUNTS_NAMED_BOT] > 0;
}

struct titles {
	const struct rules *rules;
	bool is_automatic; /* the one being read */
};

static void
word_found(void *ctx, const struct word_hit *hit)
{
	struct titles *titles = ctx;

	titles->is_automatic |=
	    (int)hit->list == titles->rules->lists[LIST_AUTOMATIC];
}

/* Whether all but one of `few` titles are of an automaton's wording; stops as
 * soon as they can't be. */
static bool
titles_are_automatic(const struct rules *rules, const struct facts *facts,
    double few)
{
	struct titles titles = { .rules = rules };
	size_t n = 0, others = 0;

	for (size_t i = 0; i < facts->n_work; i++)
		n += facts->work[i].n_pulls;
	if ((double)n < rules->bot_titles)
		return false;
	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];

		for (size_t k = 0; k < work->n_pulls; k++) {
			const char *title = work->pulls[k].title;

			titles.is_automatic = false;
			if (title != NULL)
				(void)words_scan(rules->words, title,
				    strlen(title), word_found, &titles);
			others += !titles.is_automatic;
			if ((double)others * few > (double)n)
				return false;
		}
	}
	return true;
}

/* Whether a part of "owner/some-name" is the first `len` bytes of `stem`. */
static bool
has_part(const char *full_name, const char *stem, size_t len)
{
	const char *at = full_name;

	while (*at != '\0') {
		size_t n = strcspn(at, "/-_."), same = 0;

		while (same < n && same < len &&
		    str_lower(at[same]) == str_lower(stem[same]))
			same++;
		if (n == len && same == len)
			return true;
		at += n + (at[n] != '\0');
	}
	return false;
}

/*
 * "acmebot" with work in acme/queue: an ending that people have too (Talbot)
 * is certain once the rest is the name of the project.
 */
static bool
is_named_after_project(const struct facts *facts)
{
	const char *login = facts->person.login;
	size_t len = login == NULL ? 0 : strlen(login);

	if (len < 6 || str_casecmp(login + len - 3, "bot") != 0)
		return false;
	for (size_t i = 0; i < facts->n_work; i++)
		if (facts->work[i].in != NULL &&
		    facts->work[i].in->full_name != NULL &&
		    has_part(facts->work[i].in->full_name, login, len - 3))
			return true;
	return false;
}

const char *
people_bot(const struct rules *rules, const struct facts *facts,
    struct arena *arena)
{
	const struct person *person = &facts->person;
	struct counts counts = { .login = person->login,
		.name = person->name,
		.type = person->type,
		.bio = person->bio };
	double features[COUNTS_ALL];

	if (person->type != NULL && !str_equal(person->type, "User") &&
	    people_bot_name(rules, NULL, person->type))
		return arena_format(arena, "account of type %s", person->type);
	counts.number[COUNTS_REPOSITORIES] = (double)person->repositories;
	counts.number[COUNTS_FOLLOWERS] = (double)person->followers;
	counts.number[COUNTS_FOLLOWING] = (double)person->following;
	counts_features(rules, &counts, features);
	if (features[COUNTS_NAMED_BOT] > 0)
		return arena_format(arena,
		    "login \"%s\" or its name is a bot's", person->login);
	if (is_named_after_project(facts))
		return arena_format(arena,
		    "login \"%s\" is that of a project's bot", person->login);
	if (features[COUNTS_TEXT_BOT] > 0 &&
	    model_value(&rules->models[MODEL_BOT], features) >=
		rules->bot_certain)
		return arena_format(arena,
		    "the profile says that the account is automated");
	/* A word of automation in the name makes fewer enough. */
	if (titles_are_automatic(rules, facts,
		features[COUNTS_LIKE_BOT] > 0 ? rules->bot_few_named
					      : rules->bot_few))
		return arena_format(arena,
		    "nearly all pull requests have an automaton's titles");
	return NULL;
}
