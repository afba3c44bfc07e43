#ifndef STORE_QUERY_QUERY_ADDRESSES_H
#define STORE_QUERY_QUERY_ADDRESSES_H

#include "store/query/query_row.h"

/*
 * Where card, profile and score of all people lie, by ordinal: for lists of
 * nearly everybody.  To read through the tables once takes a fraction of what
 * looking each of them up does.
 */
struct query_addresses;

struct query_address {
	int64_t id; /* whose profile and score they are; 0: nobody's */
	const uint8_t *card, *person, *score; /* NULL: not known */
	uint32_t person_len, score_len;
};

enum {
	/* Chunks that it is made for: 84 MB. */
	QUERY_ADDRESSES_CHUNKS = 256
};

/* Made by two threads; valid until the transaction ends, which must not write.
 * What the options do not ask for is not looked for. */
struct query_addresses *
query_addresses_new(const struct query_source *source, uint32_t n_chunks);
void query_addresses_free(struct query_addresses *addresses);

/* NULL: nothing is known of the ordinal. */
const struct query_address *
query_addresses_at(const struct query_addresses *addresses, uint32_t ordinal);

#endif
