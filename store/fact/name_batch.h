#ifndef STORE_FACT_NAME_BATCH_H
#define STORE_FACT_NAME_BATCH_H

#include "store/key.h"

/*
 * Entries of the table of names that wait to be written in their order: logins
 * come in any order, and pages that are filled so are half empty.  Of a name the
 * last entry counts.
 */
enum {
	/* When it is full: some 28 bytes a name and their places. */
	NAME_BATCH_BYTES = 32 * 1024 * 1024
};

struct name_batch;

struct name_batch *name_batch_new(void);
void name_batch_free(struct name_batch *batch);

/* Keys of key_name(). */
void
name_batch_put(struct name_batch *batch, const struct key *key, int64_t id);
void name_batch_drop(struct name_batch *batch, const struct key *key);
/* False: it is not in there. */
bool name_batch_get(const struct name_batch *batch, const struct key *key,
    int64_t *ret_id);

/* Names are collected in transactions that follow upon one another.  If one does
 * not, since it was aborted or another process has written in between, a name
 * may be gone: whoever writes them asks the records. */
void name_batch_in(struct name_batch *batch, uint64_t transaction);
bool name_batch_is_doubtful(const struct name_batch *batch);

size_t name_batch_count(const struct name_batch *batch);
bool name_batch_is_full(const struct name_batch *batch);

/* In order: then nothing but these, until it is emptied. */
void name_batch_sort(struct name_batch *batch);
/* The i-th; false for one that was dropped. */
bool name_batch_at(const struct name_batch *batch, size_t i,
    struct key *ret_key, int64_t *ret_id);
void name_batch_reset(struct name_batch *batch);

#endif
