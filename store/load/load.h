#ifndef STORE_LOAD_LOAD_H
#define STORE_LOAD_LOAD_H

#include "store/load/line.h"

/* What store_load() and the rules of merging share. */
struct load {
	struct store *store;
	struct txn *txn;
	struct arena arena; /* of one line */
	struct line line;
	int64_t number; /* of the line, from 1 */
	bool is_fresh; /* into an empty store: nothing to merge with */
	bool has_header;
	bool has_end;
	bool was_kept; /* the store knew better than the line */
	bool has_suppressions; /* somebody may have to be kept out */
	bool has_new_suppression;
	int64_t suppress_key; /* of the header; 0: none */
	struct map *weights; /* struct weights by role, as the dump has them */
	struct arena roles; /* these */
};

/*
 * Puts the line that was read into the transaction.  ERR_BLOCKED for what is of
 * a suppressed or refusing person; ERR_PARSE with a sentence, nothing having
 * been written, for what no store holds; ERR_INVAL for a dump that can't be
 * loaded at all; others are the store's.
 */
int load_put(struct load *load, enum line_kind kind,
    struct err_detail *detail) MUST_CHECK;

/* ---- between load_put.c, load_fact.c and load_lead.c ---- */

/* ERR_PARSE with that sentence. */
int load_bad(struct err_detail *detail, const char *sentence) MUST_CHECK;
/* The store knows better; 0. */
int load_keep(struct load *load) MUST_CHECK;
/* What is not there or can't be read is no reason to keep it: 0 for both. */
int load_none_if_absent(int rc) MUST_CHECK;
int64_t load_later(int64_t a, int64_t b);
/* With another key nobody would be recognised by hashes: ERR_INVAL. */
int load_check_secret(struct load *load, struct err_detail *detail) MUST_CHECK;

/* A line each, as load_put() has it. */
int load_repository(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_person(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_portfolio(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_work(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_score(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_lead(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_known(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_search(struct load *load, struct err_detail *detail) MUST_CHECK;
int load_listed(struct load *load, struct err_detail *detail) MUST_CHECK;

#endif
