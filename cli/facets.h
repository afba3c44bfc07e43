#ifndef CLI_FACETS_H
#define CLI_FACETS_H

#include "base/json.h"
#include "cli/app.h"
#include "cli/term.h"
#include "store/query.h"

/* Exact counts of what the matching leads have in common, by field: made by the
 * store, printed here. */
struct facets;

/* "lang,loc,company,band"; ERR_INVAL names an unknown one. */
int facets_new(struct app *app, const char *names,
    struct facets **ret_facets) MUST_CHECK;
void facets_free(struct facets *facets);

/* For query_options.tally; lives as long as the facets. */
struct query_tally *facets_tally(struct facets *facets);

enum {
	FACETS_SHOWN = 15 /* of each, for people, if they ask for no number */
};

/* The `limit` first counts of each, most frequent first: for people, and as
 * one JSON object {"lang":[{"value":...,"count":...}]}. */
void facets_print(struct facets *facets, const struct term *term, size_t limit);
void facets_json(struct facets *facets, struct json_writer *json, size_t limit);

#endif
