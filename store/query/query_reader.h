#ifndef STORE_QUERY_QUERY_READER_H
#define STORE_QUERY_QUERY_READER_H

#include "store/query.h"
#include "store/score/role.h"

/* What the rows that come are to be read as; see query.h for the rest. */
void query_reader_begin(struct query_reader *reader,
    const struct query_options *options, const struct weighing *by);

/* What the card knows of a profile and of a score that are not read. */
void query_reader_fill_person(struct lead_row *row);
void query_reader_fill_score(struct lead_row *row);

#endif
