#ifndef SIGNALS_COMMITS_H
#define SIGNALS_COMMITS_H

#include <stdbool.h>
#include <stddef.h>

struct rules;
struct prose;

/* What one commit message says. */
struct commit_quality {
	double why; /* the reason for the change */
	double what; /* the change itself */
	double quality; /* of the whole: 0..1 */
	bool is_trivial; /* typo, version bump, revert, merge */
	bool is_unknown; /* in a language the rules don't know */
};

/* From features that prose_read() found with the rules' lists. */
void commits_read(const struct rules *rules, const struct prose *prose,
    struct commit_quality *ret_quality);

#endif
