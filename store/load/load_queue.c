#include "store/load/load_queue.h"

enum {
	QUEUE_BYTES = 8 * 1024 * 1024
};

void
load_batch_add(struct load_batch *batch, struct load_entry *entry)
{
	*batch->end = entry;
	batch->end = &entry->next;
}

/* A relay knows batches by their first member. */
static struct load_batch *
batch_of(struct relay_batch *batch)
{
	return (struct load_batch *)(void *)batch;
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
clear(struct relay_batch *batch)
{
	(void)empty(batch_of(batch));
}

static void
drop(struct relay_batch *batch)
{
	arena_done(&batch_of(batch)->arena);
}

static int
take(void *context, struct relay_batch *batch)
{
	const struct load_ends *ends = context;

	return ends->take(ends->context, batch_of(batch));
}

static void
make_all(const struct load_ends *ends, struct relay *relay)
{
	struct relay_batch *next;
	bool is_awaited, is_last = false;

	while (!is_last && (next = relay_next(relay, &is_awaited)) != NULL) {
		struct load_batch *batch = empty(batch_of(next));

		batch->is_awaited = is_awaited;
		ends->make(ends->context, batch);
		is_last = batch->is_last;
		batch->way.bytes = batch->arena.used;
		relay_give(relay, next);
	}
}

static int
run_alone(const struct load_ends *ends)
{
	struct load_batch batch = { .first = NULL };
	bool is_last = false;
	int rc = 0;

	while (rc == 0 && !is_last) {
		empty(&batch)->is_awaited = true;
		ends->make(ends->context, &batch);
		rc = ends->take(ends->context, &batch);
		is_last = batch.is_last;
	}
	arena_done(&batch.arena);
	return rc;
}

int
load_queue_run(const struct load_ends *ends)
{
	struct load_ends kept = *ends;
	const struct relay_ends all = { .context = &kept,
		.batch_size = sizeof(struct load_batch),
		.most = QUEUE_BYTES,
		.take = take,
		.clear = clear,
		.drop = drop };
	struct relay *relay = kept.is_alone ? NULL : relay_start(&all);

	if (relay == NULL)
		return run_alone(&kept);
	make_all(&kept, relay);
	return relay_end(relay);
}
