#ifndef SIGNALS_README_H
#define SIGNALS_README_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "signals/markdown.h"

struct rules;

/* What a section of a README is for. */
#define README_CLASSES(X)               \
	X(WHAT, "what")                 \
	X(WHY, "why")                   \
	X(HOW, "how")                   \
	X(WHEN, "when")                 \
	X(WHO, "who")                   \
	X(REFERENCES, "references")     \
	X(CONTRIBUTION, "contribution") \
	X(OTHER, "other")

enum readme_class {
#define X(name, text) README_##name,
	README_CLASSES(X)
#undef X
	README_CLASS_COUNT
};

const char *readme_class_name(enum readme_class class);

/* What the models of sections see, beside the words of heading and body. */
#define README_FEATURES(X)                                                   \
	X(WORDS, "words") /* ln(1 + words of running text) */                \
	X(CODE, "code") /* ln(1 + blocks of code) */                         \
	X(LINKS, "links") /* ln(1 + links) */                                \
	X(LINK_SHARE, "link_share") /* links per word, at most 1 */          \
	X(IMAGES, "images") /* ln(1 + images) */                             \
	X(ITEMS, "items") /* ln(1 + list items) */                           \
	X(FIRST, "first") /* 1: the first heading */                         \
	X(SECOND, "second") /* 1: the second */                              \
	X(LATE, "late") /* 0 at the top .. 1 at the end */                   \
	X(LEVEL, "level") /* of the heading, 1..6 */                         \
	X(NAMES_CODE, "names_code") /* 1: a heading that is an identifier */ \
	X(VERSION, "version") /* 1: a version or date in the heading */      \
	X(EMPTY, "empty") /* 1: no text of its own */                        \
	X(UNDER_HOW, "under_how") /* 1: inside a section told to be how */   \
	X(UNDER_REFERENCES, "under_references")                              \
	X(UNDER_WHEN, "under_when")

enum readme_feature {
#define X(name, text) SECTION_##name,
	README_FEATURES(X)
#undef X
	SECTION_COUNT
};

const char *readme_feature_name(enum readme_feature feature);

struct readme_section {
	const char *heading;
	double value[README_CLASS_COUNT]; /* of each class's model, 0..1 */
	bool is[README_CLASS_COUNT];
};

struct readme_reading {
	struct readme_section *sections; /* of the headings alone */
	size_t n_sections;
	bool has[README_CLASS_COUNT]; /* in any section */
	size_t code;
	size_t words;
	bool is_plain; /* see struct markdown */
	double value; /* 0..1 */
};

/* Reads a README as a stranger would; everything lives in the arena. */
void readme_read(const struct rules *rules, const char *text, size_t len,
    struct arena *arena, struct readme_reading *ret_reading);

#endif
