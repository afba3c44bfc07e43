#ifndef CRAWLER_OPERATIONS_H
#define CRAWLER_OPERATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Every GraphQL query that is ever sent.  A test validates each against
 * GitHub's published schema, and that none asks for what is never asked for:
 * e-mail, avatar, pronouns, status.
 *
 * An operation repeats its items under aliases ("p0", "p1", ...) with their
 * own variables, so that an error's path names the item; only a search is one
 * page by itself.  Several operations may share one query, where variables and
 * fragments differ: READMEs ride along with people, commits with pull requests.
 */
enum operation {
	OPERATION_REPOSITORIES, /* items: $oN owner, $nN name */
	OPERATION_PULLS, /* pages: $hN node id, $fN entries, $aN after */
	OPERATION_COMMITS, /* pages: $cN node id, $gN, $dN after, $sN since */
	OPERATION_PEOPLE, /* items: $iN node id, $nN login */
	OPERATION_PEOPLE_LIGHT, /* the same, for accounts too heavy for it */
	OPERATION_NAMES, /* items: $nN login */
	OPERATION_READMES, /* items: $bN node id, $oN oid */
	OPERATION_SEARCH, /* $query $first $after */
	OPERATION_PROBE, /* items: $iN node id */
	OPERATION_SEEDS, /* items: $oN owner, $nN name */
	OPERATION_COUNT
};

/* An operation's part in a query. */
struct shape {
	enum operation operation;
	size_t items; /* aliases; pages of lists */
	size_t entries; /* of all pages together; 0 for what has none */
};

struct operation_info {
	const char *name; /* also the batch shape's, in the store */
	const char *title; /* the query's name, for GitHub's own logs */
	const char *prefix; /* of item aliases; NULL: it has none */
	const char *variables; /* beside the items': "$first: Int!, ..." */
	const char *item_variables; /* '#' stands for the item's number */
	const char *item; /* likewise */
	const char *body; /* of what has no items */
	const char *fragments;
	/*
	 * GitHub's price: one resolution for each connection, however nested,
	 * assuming every page full; a hundred resolutions are a point.
	 */
	int item_resolutions;
	int entry_resolutions;
};

const struct operation_info *operation_info(enum operation operation);

/* Appends the query that has these parts; `dry` asks for its price alone. */
void operation_write(const struct shape *shapes, size_t n_shapes, bool dry,
    struct buf *out);

/* The points of such a query, at least 1.  `repositories` is how many own
 * repositories are read per person. */
long
operation_cost(const struct shape *shapes, size_t n_shapes, long repositories);

#endif
