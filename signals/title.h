#ifndef SIGNALS_TITLE_H
#define SIGNALS_TITLE_H

#include <stdbool.h>
#include <stdint.h>

struct rubric;

/*
 * What the first line of a commit's message, or a pull request's title, says
 * beside its words.
 */

/*
 * The component that it names before a colon: "storage/remote: ...",
 * "fix(api): ...", "[receiver/kafka] ...", as a number that is the same for
 * the same name in any letter case; 0: none.  The kind of a change ("fix: ...")
 * is no component.
 */
uint32_t title_area(const struct rubric *rubric, const char *title);

/* Whether it is about making a release. */
bool title_is_release(const struct rubric *rubric, const char *title);

/* Whether its first line is about versions of what others made, or of itself:
 * "update npm dependencies", "cut v3.9.1". */
bool title_is_upkeep(const struct rubric *rubric, const char *title);

/* Whether it is trivial, or worded as automata word theirs. */
bool title_is_trivial(const struct rubric *rubric, const char *title);

/* Whether it is about a project's own household: its CI, its labels,
 * documentation, generated files. */
bool title_is_chore(const struct rubric *rubric, const char *title);

/* Whether its first line has two words; numbers ("(#12)") are none. */
bool title_is_wordy(const char *title);

#endif
