#ifndef SIGNALS_MEASURE_H
#define SIGNALS_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct rules;

/*
 * One signal on one text or account that somebody gives: what stands behind
 * `muster measure`.  A caller maps its lines to measure_input by the names
 * below and writes measure_output; judging is all done here.
 */
enum measure_kind {
	MEASURE_COMMIT, /* text; parts why, what */
	MEASURE_REVIEW, /* text, patch; parts informative, useful, toxic */
	MEASURE_README, /* text; sections; a part for each class */
	MEASURE_TREE, /* paths; parts tests, ci, coverage */
	MEASURE_BOT, /* login, name, type, bio, numbers: probability */
	MEASURE_STARS, /* numbers: trust */
	MEASURE_STANDING, /* numbers */
	MEASURE_CONTACT, /* bio or text: 1 asks not to be recruited */
	MEASURE_COUNT
};

const char *measure_name(enum measure_kind kind); /* "commit" */
bool measure_parse(const char *name, enum measure_kind *ret_kind);

struct measure_number {
	const char *name; /* "followers", "stars", ... */
	double value;
};

/* Everything is borrowed; what a kind does not name may be NULL or 0. */
struct measure_input {
	enum measure_kind kind;
	const char *text;
	const char *patch;
	const char *lang;
	const char *login;
	const char *name;
	const char *type;
	const char *bio;
	const char *const *paths;
	size_t n_paths;
	const struct measure_number *numbers; /* unknown names are ignored */
	size_t n_numbers;
};

enum {
	MEASURE_PARTS = 8,
	MEASURE_REASONS = 6
};

struct measure_part {
	const char *name;
	double value;
};

struct measure_section {
	const char *heading;
	const char *classes[MEASURE_PARTS];
	size_t n_classes;
	struct measure_part parts[MEASURE_PARTS]; /* how sure of each class */
	size_t n_parts;
};

/* Lives in the arena. */
struct measure_output {
	double value; /* 0..1 */
	bool is_unknown; /* a text in a language the rules don't know */
	struct measure_part parts[MEASURE_PARTS];
	size_t n_parts;
	struct measure_section *sections;
	size_t n_sections;
	const char *reasons[MEASURE_REASONS];
	size_t n_reasons;
};

/* Never fails: an input without what its kind asks for has value 0. */
void measure_run(const struct rules *rules, const struct measure_input *input,
    struct arena *arena, struct measure_output *ret_output);

#endif
