#ifndef SIGNALS_RULES_H
#define SIGNALS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "signals/model.h"
#include "signals/numbers.h"
#include "signals/prose.h"
#include "signals/rubric.h"
#include "signals/words.h"

/*
 * config/signals.yaml and refusals.yaml, read and checked: the numbers, lists
 * and models that every signal uses.  Only signals/ looks inside.
 */

/* Models over the features and lists of a text (signals/prose.h). */
#define RULES_MODELS(X)                                 \
	X(COMMIT_WHY, "commit_why")                     \
	X(COMMIT_WHAT, "commit_what")                   \
	X(REVIEW_INFORMATIVE, "review_informative")     \
	X(REVIEW_USEFUL, "review_useful")               \
	X(REVIEW_TOXIC, "review_toxic")                 \
	X(REVIEW_GENERATED, "review_generated")         \
	X(SECTION_WHAT, "section_what")                 \
	X(SECTION_WHY, "section_why")                   \
	X(SECTION_HOW, "section_how")                   \
	X(SECTION_WHEN, "section_when")                 \
	X(SECTION_WHO, "section_who")                   \
	X(SECTION_REFERENCES, "section_references")     \
	X(SECTION_CONTRIBUTION, "section_contribution") \
	X(SECTION_OTHER, "section_other")

/* Models over counts, see counts.h. */
#define RULES_COUNT_MODELS(X) \
	X(BOT, "bot")         \
	X(STARS, "stars")     \
	X(STANDING, "standing")

enum rules_model {
#define X(name, text) MODEL_##name,
	RULES_MODELS(X)
	RULES_COUNT_MODELS(X)
#undef X
	    MODEL_COUNT
};

/* Lists of path patterns. */
#define RULES_PATHS(X)          \
	X(TESTS, "tests")       \
	X(CI, "ci")             \
	X(COVERAGE, "coverage") \
	X(VENDORED, "vendored") \
	X(EXAMPLES, "examples") \
	X(MANIFESTS, "manifests")

enum rules_paths {
#define X(name, text) PATHS_##name,
	RULES_PATHS(X)
#undef X
	PATHS_COUNT
};

/* Lists of words that code asks for by name. */
#define RULES_LISTS(X)                      \
	X(COMMON, "common")                 \
	X(TRIVIAL, "trivial")               \
	X(AUTOMATIC, "automatic")           \
	X(ASIDE, "aside")                   \
	X(CHORES, "chores")                 \
	X(AGENTS, "agents")                 \
	X(EXERCISES, "exercises")           \
	X(PLACEHOLDERS, "placeholders")     \
	X(CHANGES, "changes")               \
	X(RELEASES, "releases")             \
	X(VERSION_VERBS, "version_verbs")   \
	X(VERSION_THINGS, "version_things") \
	X(BOT_NAMES, "bot_names")           \
	X(BOT_TEXTS, "bot_texts")

enum rules_list {
#define X(name, text) LIST_##name,
	RULES_LISTS(X)
#undef X
	LIST_COUNT
};

struct texts {
	const char **items;
	size_t n;
};

/* Kinds of phrases in refusals.yaml. */
enum refusal_list {
	REFUSAL_PHRASE, /* asks not to be recruited */
	REFUSAL_WORK, /* about one's own recruiting work: no refusal */
	REFUSAL_MINOR, /* high school, an age under 18 */
	REFUSAL_AGE, /* words that make the number before them an age */
	REFUSAL_INTRO, /* words that may make the number after them one */
	REFUSAL_YEARS /* words for years, of age only after an intro */
};

struct rules {
	uint64_t stamp; /* of signals.yaml */
	struct arena arena;
	struct words *words; /* of all lists */
	const char *list_names[PROSE_LISTS_MAX];
	size_t n_lists;
	struct texts list_items[PROSE_LISTS_MAX]; /* for the rubric's pass */
	int lists[LIST_COUNT]; /* index of a named list */
	struct model models[MODEL_COUNT];
	struct texts paths[PATHS_COUNT];
	double medians[FAMILY_COUNT];
	struct words *refusals;
#define X(name, min, max) double name;
	RULES_NUMBERS(X)
#undef X
};

/* The value of a list in a prose's features, 0 if it does not occur. */
double rules_list_value(const struct rules *rules, const struct prose *prose,
    enum rules_list list);

#endif
