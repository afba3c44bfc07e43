#ifndef STORE_LOAD_LOAD_AHEAD_H
#define STORE_LOAD_LOAD_AHEAD_H

#include <signal.h>
#include <stdio.h>

#include "store/load/load_queue.h"

/*
 * Lines of a dump, parsed, and what of them needs no store made ahead: packed
 * values and words.  It knows nothing of what is stored, so that what it made
 * may be of no use: then it is made again.
 */
struct load_ahead;

/* `stop` as in struct load_options. */
struct load_ahead *load_ahead_new(FILE *in, const volatile sig_atomic_t *stop);
void load_ahead_free(struct load_ahead *ahead);

/* Reads until the batch is full or the last; bounded by line_parse()'s bound of
 * one line. */
void load_ahead_fill(struct load_ahead *ahead, struct load_batch *batch);

#endif
