#ifndef OUTREACH_LEAD_FLAT_H
#define OUTREACH_LEAD_FLAT_H

#include "outreach/lead_field.h"

/* A text as one harmless line, after what is there and "; "; NULL is nothing. */
void lead_flat_join(struct buf *cell, const char *text);

/* A list of the lead in one cell, items joined by "; ".  Only for the kinds of
 * fields that are lists, evidence apart. */
void lead_flat_list(const struct lead_view *view,
    const struct lead_field *field, struct buf *cell);

#endif
