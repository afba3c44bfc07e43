#include "base/share.h"

#include <stdbool.h>

#include "base/assert.h"
#include "base/thread.h"

struct sharing {
	const struct share *share;
	pthread_mutex_t lock;
	pthread_cond_t more; /* is ready */
	size_t ready; /* parts that can be done */
	size_t next; /* the first that nobody has taken */
};

static size_t
step_from(const struct share *share, size_t from)
{
	return share->n - from < share->step ? share->n : from + share->step;
}

/* False: nothing is left.  Who prepares never waits. */
static bool
take(struct sharing *sharing, size_t *ret_from, size_t *ret_to)
{
	const struct share *share = sharing->share;

	ASSERT(pthread_mutex_lock(&sharing->lock) == 0);
	while (sharing->next == sharing->ready && sharing->ready < share->n)
		ASSERT(pthread_cond_wait(&sharing->more, &sharing->lock) == 0);
	*ret_from = sharing->next;
	if (sharing->next < sharing->ready)
		sharing->next = step_from(share, sharing->next);
	*ret_to = sharing->next;
	ASSERT(pthread_mutex_unlock(&sharing->lock) == 0);
	return *ret_from < *ret_to;
}

static void
work(struct sharing *sharing, size_t hand)
{
	const struct share *share = sharing->share;
	size_t from, to;

	while (take(sharing, &from, &to))
		share->work(share->context, hand, from, to);
}

static void *
help(void *context)
{
	work(context, 1);
	return NULL;
}

static void
prepare(struct sharing *sharing)
{
	const struct share *share = sharing->share;

	for (size_t from = 0, to; from < share->n; from = to) {
		to = step_from(share, from);
		share->prepare(share->context, from, to);
		ASSERT(pthread_mutex_lock(&sharing->lock) == 0);
		sharing->ready = to;
		ASSERT(pthread_cond_signal(&sharing->more) == 0);
		ASSERT(pthread_mutex_unlock(&sharing->lock) == 0);
	}
}

void
share_out(const struct share *share)
{
	struct sharing sharing = { .share = share,
		.ready = share->prepare == NULL ? share->n : 0 };
	bool has_help;
	pthread_t thread;

	ASSERT(share->step > 0);
	ASSERT(pthread_mutex_init(&sharing.lock, NULL) == 0 &&
	    pthread_cond_init(&sharing.more, NULL) == 0);
	has_help =
	    share->n > share->step && thread_start(&thread, help, &sharing);
	if (share->prepare != NULL)
		prepare(&sharing);
	work(&sharing, 0);
	if (has_help)
		thread_join(thread);
	(void)pthread_cond_destroy(&sharing.more); /* nobody waits */
	(void)pthread_mutex_destroy(&sharing.lock);
}
