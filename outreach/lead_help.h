#ifndef OUTREACH_LEAD_HELP_H
#define OUTREACH_LEAD_HELP_H

/* What a column of a list means, in a sentence for people; NULL for a name
 * that is no column. */
const char *lead_help(const char *heading);

/* General remarks on a list, in order; NULL past the last. */
const char *lead_help_remark(int index);

#endif
