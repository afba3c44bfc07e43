#ifndef STORE_SUBJECT_H
#define STORE_SUBJECT_H

#include "store/rights.h"
#include "store/store.h"

/*
 * All that is held on one person, for a report to that person.  Made by the
 * tables of the records, so that a member that is added is in it.
 */

/* A record that is the person's, with all its members. */
struct subject_record {
	const char *what; /* "profile", "work", ... */
	const char *about; /* a sentence */
	const char *role; /* NULL: of no role */
	const char *source; /* an address, or who wrote it */
	int64_t at; /* when it was fetched or made */
	const struct record_type *type;
	const void *value;
};

struct subject_suppression {
	bool is_there;
	int64_t since;
	int64_t until; /* 0: for ever */
};

/* `id` 0 when only a login is known.  In a fixed order; the record lives until
 * `each` returns. */
int store_subject_records(struct txn *txn, int64_t id,
    int (*each)(void *context, const struct subject_record *record),
    void *context) MUST_CHECK;

/* What the hashes say of an id or a login; either may be missing. */
int store_subject_suppression(struct txn *txn, int64_t id, const char *login,
    struct subject_suppression *ret_suppression) MUST_CHECK;

/* The journal's entries on the person, oldest first. */
int store_subject_journal(struct txn *txn, int64_t id,
    int (*each)(void *context, const struct journal_entry *entry),
    void *context) MUST_CHECK;

/*
 * Where others' records mention the person, by slices; `each` is told of every
 * record: in what it is, of which repository (or NULL), how often.  It tells
 * nothing on the others.
 */
int store_subject_mentions(struct store *store, const struct person *person,
    int (*each)(void *context, const char *what, const char *repository,
	int64_t n),
    void *context, struct err_detail *detail) MUST_CHECK;

#endif
