#ifndef SIGNALS_REVIEW_H
#define SIGNALS_REVIEW_H

#include <stdbool.h>
#include <stddef.h>

struct rules;
struct prose;

/* What one review comment is worth. */
struct review_quality {
	double informative; /* says what and why */
	double useful; /* likely to lead to a change */
	double generated; /* likewise: in the form that machines write */
	double toxic; /* withholds this comment's points, and nothing else */
	double quality; /* of the whole: 0..1 */
	bool is_unknown; /* in a language the rules don't know */
};

/* From features that prose_read() found with the rules' lists. */
void review_read(const struct rules *rules, const struct prose *prose,
    struct review_quality *ret_quality);

#endif
