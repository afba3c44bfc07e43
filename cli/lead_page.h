#ifndef CLI_LEAD_PAGE_H
#define CLI_LEAD_PAGE_H

#include "cli/term.h"
#include "outreach/lead_view.h"

/*
 * One person as a page: who, the score with every point explained and linked,
 * what was seen of the musts and nices, the work in the seeds, the pipeline.
 * `role` (its needs) may be NULL when the role file is gone.
 */
void lead_page_print(const struct lead_view *view, const struct role *role,
    const struct term *term, int64_t now);

#endif
