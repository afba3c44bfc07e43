#include "base/relay.h"

#include "base/assert.h"
#include "base/mem.h"
#include "base/thread.h"

struct relay {
	const struct relay_ends *ends;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct relay_batch *full; /* in order, ... */
	struct relay_batch **full_end;
	struct relay_batch *used; /* ... and those that can be made anew */
	size_t n_full;
	size_t bytes; /* of the full ones and the one that is being taken */
	bool is_last; /* no more is made */
	bool is_over; /* nothing is taken any more */
	int rc; /* what the taker ended with */
};

static void
lock(struct relay *relay)
{
	ASSERT(pthread_mutex_lock(&relay->lock) == 0);
}

static void
unlock(struct relay *relay)
{
	ASSERT(pthread_mutex_unlock(&relay->lock) == 0);
}

/* Either end waits for the other alone. */
static void
wait_for_change(struct relay *relay)
{
	ASSERT(pthread_cond_wait(&relay->changed, &relay->lock) == 0);
}

static void
wake(struct relay *relay)
{
	ASSERT(pthread_cond_signal(&relay->changed) == 0);
}

static void
drop(struct relay *relay, struct relay_batch *batch)
{
	while (batch != NULL) {
		struct relay_batch *next = batch->next;

		relay->ends->drop(batch);
		mem_free(batch);
		batch = next;
	}
}

/* ---- who takes ---- */

/* NULL: that was the last. */
static struct relay_batch *
next_full(struct relay *relay)
{
	struct relay_batch *batch;

	lock(relay);
	while (relay->full == NULL && !relay->is_last)
		wait_for_change(relay);
	batch = relay->full;
	if (batch != NULL) {
		relay->full = batch->next;
		relay->n_full--;
	}
	if (relay->full == NULL)
		relay->full_end = &relay->full;
	unlock(relay);
	return batch;
}

static void
give_back(struct relay *relay, struct relay_batch *batch, int rc)
{
	size_t bytes = batch->bytes;

	if (relay->ends->clear != NULL)
		relay->ends->clear(batch);
	lock(relay);
	relay->bytes -= bytes;
	batch->next = relay->used;
	relay->used = batch;
	relay->rc = rc;
	relay->is_over = rc < 0;
	wake(relay);
	unlock(relay);
}

static void *
take_all(void *context)
{
	struct relay *relay = context;
	struct relay_batch *batch;
	int rc = 0;

	while (rc >= 0 && (batch = next_full(relay)) != NULL) {
		rc = relay->ends->take(relay->ends->context, batch);
		give_back(relay, batch, rc);
	}
	return NULL;
}

static void
done(struct relay *relay)
{
	drop(relay, relay->full);
	drop(relay, relay->used);
	(void)pthread_cond_destroy(&relay->changed); /* nobody waits */
	(void)pthread_mutex_destroy(&relay->lock);
	mem_free(relay);
}

struct relay *
relay_start(const struct relay_ends *ends)
{
	struct relay *relay = mem_calloc(1, sizeof(*relay));

	relay->ends = ends;
	relay->full_end = &relay->full;
	ASSERT(pthread_mutex_init(&relay->lock, NULL) == 0 &&
	    pthread_cond_init(&relay->changed, NULL) == 0);
	if (thread_start(&relay->thread, take_all, relay))
		return relay;
	done(relay);
	return NULL;
}

struct relay_batch *
relay_next(struct relay *relay, bool *ret_is_short)
{
	struct relay_batch *batch = NULL;
	bool is_over;

	lock(relay);
	while (!relay->is_over && relay->bytes > relay->ends->most)
		wait_for_change(relay);
	is_over = relay->is_over;
	if (ret_is_short != NULL)
		*ret_is_short = relay->bytes < relay->ends->most / 2;
	if (!is_over && relay->used != NULL) {
		batch = relay->used;
		relay->used = batch->next;
	}
	unlock(relay);
	if (is_over)
		return NULL;
	if (batch == NULL)
		batch = mem_calloc(1, relay->ends->batch_size);
	batch->next = NULL;
	return batch;
}

size_t
relay_waiting(struct relay *relay)
{
	size_t n;

	lock(relay);
	n = relay->n_full;
	unlock(relay);
	return n;
}

void
relay_give(struct relay *relay, struct relay_batch *batch)
{
	lock(relay);
	batch->next = NULL;
	*relay->full_end = batch;
	relay->full_end = &batch->next;
	relay->n_full++;
	relay->bytes += batch->bytes;
	wake(relay);
	unlock(relay);
}

int
relay_end(struct relay *relay)
{
	int rc;

	if (relay == NULL)
		return 0;
	lock(relay);
	relay->is_last = true;
	wake(relay);
	unlock(relay);
	thread_join(relay->thread);
	rc = relay->rc;
	done(relay);
	return rc;
}
