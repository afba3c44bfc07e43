#ifndef STORE_QUERY_QUERY_PROBE_H
#define STORE_QUERY_QUERY_PROBE_H

#include "store/query/query_index.h"

/*
 * What postings know of a leaf's condition for single leads of a chunk, without
 * sets being made: a walk of the rank meets one or two of most chunks.  Finding
 * where the postings stand costs as much as for a set, asking them once a tenth
 * of making it.
 */
struct posting_reader;

enum {
	PROBE_TERMS = 4
};

struct query_probe {
	/* Of the leaf's terms `any`, then of `all`; empty: nobody has it. */
	struct slice containers[PROBE_TERMS];
};

/* False where sets are to be made: of many terms; of containers of the sparse
 * form, since who looks for what few have meets many leads of each chunk; and
 * where a posting can't be read. */
bool query_probe_open(struct query_probe *probe, struct posting_reader *reader,
    uint32_t chunk, const struct leaf_terms *leaf);

/* The leaf's sets after all, without looking for its postings again: adds to
 * empty ones.  False likewise. */
bool query_probe_sets(const struct query_probe *probe,
    const struct leaf_terms *leaf, struct index_bits *ret_bits);

/* False for containers that can't be read. */
bool query_probe_ask(const struct query_probe *probe,
    const struct leaf_terms *leaf, size_t offset, enum answer *ret_answer);

#endif
