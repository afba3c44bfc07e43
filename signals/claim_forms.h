#ifndef SIGNALS_CLAIM_FORMS_H
#define SIGNALS_CLAIM_FORMS_H

#include <stddef.h>

#include "signals/claim.h"

/*
 * The sentences that claims are told in.  A form is a sentence with slots,
 * which claim_text.c fills in:
 *
 *   %r repository          %n #123             %t "title" and a detail of it
 *   %P both: "pull request #123 of OWNER/NAME"
 *   %d "in March 2026"     %D "March 2026"     %m how many others, or nothing
 *   %k "more than 20"      %y first year       %q what was said, and the end
 *   %F file                %s stars            %Q ": "description"", or nothing
 *   %c "3 commits"         %l ", a project in Go", or nothing
 *   %v as %l, or ", last pushed to in March 2026", or nothing
 *   %L ", the latest in March 2026", or nothing
 */
struct claim_forms {
	const char *const *items;
	size_t n;
};

/* By kind of claim. */
extern const struct claim_forms claim_forms[];

/* Of too few merges for a round number. */
extern const struct claim_forms claim_forms_few_merges;

/* Of comments on a file that is named; those without one among them. */
extern const struct claim_forms claim_forms_file;

#endif
