#ifndef SIGNALS_GIST_H
#define SIGNALS_GIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "signals/fact.h"

struct rubric;

/*
 * The gist of a text: all that scoring keeps of it.  Reading a text costs a
 * hundred times more than scoring its gist, so gists are kept with the facts
 * (the `gists` members) and made anew only when text or rules have changed.
 */
enum {
	GIST_FOUND = 48 /* skills and domains of one text */
};

struct gist {
	double quality; /* 0..1 in thousandths, before age and place */
	bool is_judged; /* false: a language the rules don't know, no words */
	bool is_trivial; /* typo, version bump, revert, merge */
	bool is_wordy; /* more than one word */
	bool is_aside; /* of documentation, generated or others' code */
	bool is_automatic; /* as automata word it */
	bool is_chore; /* work that tells an outsider little, see "chores" */
	uint32_t shape; /* equal for near-copies */
	/* Of titles and messages, see title.h. */
	uint32_t area;
	bool is_release;
	/* Each once: index of a skill, then of a domain, in the catalogue. */
	uint16_t found[GIST_FOUND];
	size_t n_found;
	/* Of READMEs alone. */
	size_t words;
	size_t code;
	unsigned classes; /* bit per enum readme_class */
};

/* What a text is, and so how it is read. */
enum gist_kind {
	GIST_TITLE, /* of an own pull request: trivial or not */
	GIST_WORDS, /* searched for skills alone */
	GIST_HANDLED, /* title of others' work that was merged or reviewed:
		       * likewise, for the component, and whether it is upkeep */
	GIST_CLAIM, /* what somebody says of themselves: likewise, but for
		     * the names of employers */
	GIST_COMMENT, /* of a review */
	GIST_MESSAGE, /* of a commit */
	GIST_README
};

/* Reads a text; NULL is "".  *skipped counts pieces a pattern gave up on. */
void gist_read(struct rubric *rubric, enum gist_kind kind, const char *text,
    struct gist *ret_gist, size_t *skipped);

/*
 * The gists of one fact's texts in their order: from those kept with it if
 * they fit, else by reading.  `note`, unless NULL, gets what is to be kept.
 */
struct gist_source {
	struct rubric *rubric;
	const char *kept; /* the next one; NULL: to be read */
	struct buf *note;
	size_t skipped;
	bool is_blank; /* texts are taken for empty, and not read */
};

/* `stamp` is of all texts to come, see gist_stamp(); `kept` of other texts or
 * rules is not used. */
void gist_source_init(struct gist_source *source, struct rubric *rubric,
    uint64_t stamp, const char *kept, struct buf *note);
/* One that is not needed is passed over: then *ret_gist is undefined. */
void gist_next(struct gist_source *source, enum gist_kind kind,
    const char *text, bool is_needed, struct gist *ret_gist);

struct tree_habit;

/* The same for a repository's paths. */
void gist_next_tree(struct gist_source *source,
    const struct repository *repository, struct tree_habit *ret_habit);

/* Continues a stamp over a text, cheaply: its id, length and first bytes. */
uint64_t gist_stamp(uint64_t stamp, int64_t id, const char *text);

#endif
