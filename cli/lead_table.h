#ifndef CLI_LEAD_TABLE_H
#define CLI_LEAD_TABLE_H

#include "cli/table.h"
#include "outreach/lead_view.h"

/* The ranked list on a terminal: a row a lead, its reason below. */
void lead_table_init(struct table *table, const struct term *term);
void
lead_table_add(struct table *table, const struct lead_view *view, int64_t now);

/* "today", "5 d", "3 wk", "7 mo", "2 y": how long ago; "" for 0. */
enum {
	LEAD_AGE_LEN = 24
};
void lead_table_age(int64_t then, int64_t now, char ret_text[LEAD_AGE_LEN]);

/* How a band is coloured. */
enum style lead_table_band_style(enum band band);

#endif
