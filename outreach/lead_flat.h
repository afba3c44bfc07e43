#ifndef OUTREACH_LEAD_FLAT_H
#define OUTREACH_LEAD_FLAT_H

#include "outreach/lead_field.h"

/* A text as one harmless line, after what is there and "; "; NULL is nothing. */
void lead_flat_join(struct buf *cell, const char *text);

enum {
	LEAD_FLAT_TEXTS = 16 /* most lists have fewer */
};

/* The texts of a list as they are; false: it is none of texts, or they are more
 * than LEAD_FLAT_TEXTS. */
bool
lead_flat_texts(const struct lead_view *view, const struct lead_field *field,
    const char *ret_texts[static LEAD_FLAT_TEXTS], size_t *ret_n);

/* A list of the lead in one cell, items joined by "; ".  Only for the kinds of
 * fields that are lists, evidence apart. */
void lead_flat_list(const struct lead_view *view,
    const struct lead_field *field, struct buf *cell);

#endif
