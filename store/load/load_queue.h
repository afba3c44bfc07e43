#ifndef STORE_LOAD_LOAD_QUEUE_H
#define STORE_LOAD_LOAD_QUEUE_H

#include "base/arena.h"
#include "base/relay.h"
#include "store/index/fact_words.h"
#include "store/load/line.h"

/*
 * Lines of a dump on their way from who reads them to who writes them.  One
 * thread makes batch after batch, another takes them in the same order, so
 * that nothing depends on which of them is quicker.
 */

enum {
	LOAD_PACKED_MAX = 2 /* values of one line */
};

/* A line that was read, with what could be made of it ahead. */
struct load_entry {
	struct load_entry *next;
	int64_t number; /* of the line, from 1 */
	size_t len; /* of its text */
	/* ERR_PARSE with a sentence; ERR_LIMIT: too long; ERR_IO with errno. */
	int rc;
	int error;
	const char *sentence;
	enum line_kind kind;
	struct line *line;
	struct packed_value packed[LOAD_PACKED_MAX];
	size_t n_packed;
	bool has_words;
	struct fact_words words;
};

struct load_batch {
	struct relay_batch way; /* first: relay.h */
	struct arena arena; /* of the entries and all that is theirs */
	struct load_entry *first;
	struct load_entry **end;
	/* Who takes soon has nothing to do: what can be left to it is. */
	bool is_awaited;
	bool is_last;
	bool is_interrupted; /* there may be more, but nobody wants it */
};

void load_batch_add(struct load_batch *batch, struct load_entry *entry);

struct load_ends {
	void *context;
	/* Makes a batch, in the thread of the caller. */
	void (*make)(void *context, struct load_batch *batch);
	/* Takes it, in the other thread; below 0 ends all. */
	int (*take)(void *context, struct load_batch *batch);
	/* One after the other, in one thread. */
	bool is_alone;
};

/*
 * Until the last batch was taken, or one failed: what that one returned.  The
 * other thread has ended then; signals are the caller's.  Without threads all
 * is done in the caller's.  Batches in between take some 8 MB, and no more than
 * one lies there when it is larger.
 */
int load_queue_run(const struct load_ends *ends) MUST_CHECK;

#endif
