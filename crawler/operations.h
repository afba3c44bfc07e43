#ifndef CRAWLER_OPERATIONS_H
#define CRAWLER_OPERATIONS_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Every GraphQL query that is ever sent.  A test validates each against
 * GitHub's published schema, and that none asks for what is never asked for:
 * e-mail, avatar, pronouns, status.
 *
 * A batch operation repeats its items under aliases ("p0", "p1", ...) with
 * their own variables, so that an error's path names the item; the others ask
 * for one page of one repository.
 */
enum operation {
	OPERATION_REPOSITORIES, /* items: $oN owner, $nN name */
	OPERATION_PULLS, /* $id $first $after */
	OPERATION_COMMITS, /* $id $first $after $since */
	OPERATION_PEOPLE, /* items: $iN node id, $nN login */
	OPERATION_PEOPLE_LIGHT, /* the same, for accounts too heavy for it */
	OPERATION_NAMES, /* items: $nN login */
	OPERATION_READMES, /* items: $iN node id, $oN oid */
	OPERATION_SEARCH, /* $query $first $after */
	OPERATION_COUNT
};

struct operation_info {
	const char *name; /* also the batch shape's, in the store */
	const char *title; /* the query's name, for GitHub's own logs */
	const char *prefix; /* of item aliases; NULL: a page operation */
	const char *variables; /* beside the items': "$first: Int!, ..." */
	const char *item_variables; /* '#' stands for the item's number */
	const char *item; /* likewise */
	const char *body; /* of a page operation */
	const char *fragments;
	/*
	 * GitHub's price: one resolution for each connection, however nested,
	 * assuming every page full; a hundred resolutions are a point.  What
	 * one item, or one entry of a page, costs in resolutions; a page
	 * itself is one more.
	 */
	int resolutions;
};

const struct operation_info *operation_info(enum operation operation);

/* Appends the query for `n` items (page operations: n is ignored). */
void operation_write(enum operation operation, size_t n, struct buf *out);

/* The points of `n` items or of a page of n entries, at least 1.
 * `repositories` is how many own repositories are read per person. */
long operation_cost(enum operation operation, size_t n, long repositories);

#endif
