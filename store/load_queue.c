#include "store/load_queue.h"

#include <pthread.h>
#include <signal.h>

#include "base/assert.h"
#include "base/mem.h"

enum {
	QUEUE_BYTES = 8 * 1024 * 1024
};

struct queue {
	const struct load_ends *ends;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct load_batch *full; /* in order, ... */
	struct load_batch **full_end;
	struct load_batch *used; /* ... and those that can be made anew */
	size_t bytes; /* of the full ones and the one that is being taken */
	bool is_over; /* nothing is taken any more */
	int rc; /* what the taker ended with */
};

void
load_batch_add(struct load_batch *batch, struct load_entry *entry)
{
	*batch->end = entry;
	batch->end = &entry->next;
}

static struct load_batch *
empty(struct load_batch *batch)
{
	struct arena arena = batch->arena;

	arena_reset(&arena);
	*batch = (struct load_batch){ .arena = arena };
	batch->end = &batch->first;
	return batch;
}

static void
free_batches(struct load_batch *batch)
{
	while (batch != NULL) {
		struct load_batch *next = batch->next;

		arena_done(&batch->arena);
		mem_free(batch);
		batch = next;
	}
}

static void
lock(struct queue *queue)
{
	ASSERT(pthread_mutex_lock(&queue->lock) == 0);
}

static void
unlock(struct queue *queue)
{
	ASSERT(pthread_mutex_unlock(&queue->lock) == 0);
}

/* Either end waits for the other alone. */
static void
wait_for_change(struct queue *queue)
{
	ASSERT(pthread_cond_wait(&queue->changed, &queue->lock) == 0);
}

static void
wake(struct queue *queue)
{
	ASSERT(pthread_cond_signal(&queue->changed) == 0);
}

/* ---- who takes ---- */

static struct load_batch *
next_full(struct queue *queue)
{
	struct load_batch *batch;

	lock(queue);
	while (queue->full == NULL)
		wait_for_change(queue);
	batch = queue->full;
	queue->full = batch->next;
	if (queue->full == NULL)
		queue->full_end = &queue->full;
	unlock(queue);
	return batch;
}

static void
give_back(struct queue *queue, struct load_batch *batch, size_t bytes,
    bool is_over)
{
	(void)empty(batch);
	lock(queue);
	queue->bytes -= bytes;
	batch->next = queue->used;
	queue->used = batch;
	queue->is_over = is_over;
	wake(queue);
	unlock(queue);
}

static void *
take_all(void *context)
{
	struct queue *queue = context;
	bool is_over = false;

	while (!is_over) {
		struct load_batch *batch = next_full(queue);
		size_t bytes = batch->arena.used;
		int rc = queue->ends->take(queue->ends->context, batch);

		is_over = batch->is_last || rc < 0;
		queue->rc = rc; /* read when this thread has ended */
		give_back(queue, batch, bytes, is_over);
	}
	return NULL;
}

/* ---- who makes ---- */

/* NULL: no more is wanted. */
static struct load_batch *
next_empty(struct queue *queue)
{
	struct load_batch *batch;
	bool is_over, is_awaited;

	lock(queue);
	while (!queue->is_over && queue->bytes > QUEUE_BYTES)
		wait_for_change(queue);
	is_over = queue->is_over;
	is_awaited = queue->full == NULL;
	batch = queue->used;
	if (batch != NULL)
		queue->used = batch->next;
	unlock(queue);
	if (is_over) {
		if (batch != NULL)
			batch->next = NULL;
		free_batches(batch);
		return NULL;
	}
	batch = empty(batch != NULL ? batch : mem_calloc(1, sizeof(*batch)));
	batch->is_awaited = is_awaited;
	return batch;
}

static void
hand_over(struct queue *queue, struct load_batch *batch)
{
	lock(queue);
	batch->next = NULL;
	*queue->full_end = batch;
	queue->full_end = &batch->next;
	queue->bytes += batch->arena.used;
	wake(queue);
	unlock(queue);
}

static void
make_all(struct queue *queue)
{
	struct load_batch *batch;
	bool is_last = false;

	while (!is_last && (batch = next_empty(queue)) != NULL) {
		queue->ends->make(queue->ends->context, batch);
		is_last = batch->is_last;
		hand_over(queue, batch);
	}
}

/* ---- both ---- */

static int
run_alone(const struct load_ends *ends)
{
	struct load_batch *batch = mem_calloc(1, sizeof(*batch));
	bool is_last = false;
	int rc = 0;

	while (rc == 0 && !is_last) {
		empty(batch)->is_awaited = true;
		ends->make(ends->context, batch);
		rc = ends->take(ends->context, batch);
		is_last = batch->is_last;
	}
	free_batches(batch);
	return rc;
}

/* Signals wake the reading of what comes slowly, so they are for the thread
 * that reads. */
static bool
start(struct queue *queue, pthread_t *ret_thread)
{
	sigset_t all, kept;
	int rc;

	(void)sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &kept) != 0)
		return false;
	rc = pthread_create(ret_thread, NULL, take_all, queue);
	ASSERT(pthread_sigmask(SIG_SETMASK, &kept, NULL) == 0);
	return rc == 0;
}

int
load_queue_run(const struct load_ends *ends)
{
	struct queue queue = { .ends = ends };
	pthread_t thread;

	queue.full_end = &queue.full;
	ASSERT(pthread_mutex_init(&queue.lock, NULL) == 0 &&
	    pthread_cond_init(&queue.changed, NULL) == 0);
	if (ends->is_alone || !start(&queue, &thread))
		queue.rc = run_alone(ends);
	else {
		make_all(&queue);
		ASSERT(pthread_join(thread, NULL) == 0);
	}
	free_batches(queue.full);
	free_batches(queue.used);
	(void)pthread_cond_destroy(&queue.changed); /* nobody waits */
	(void)pthread_mutex_destroy(&queue.lock);
	return queue.rc;
}
