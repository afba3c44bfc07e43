#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include "store/line.h"

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

#endif
