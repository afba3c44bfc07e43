#include "base/thread.h"

#include <signal.h>

#include "base/assert.h"

/* Signals wake the reading of what comes slowly, so they are for the thread
 * that was there before. */
bool
thread_start(pthread_t *thread, void *(*run)(void *context), void *context)
{
	sigset_t most, kept;
	int rc;

	(void)sigfillset(&most);
	(void)sigdelset(&most, SIGPIPE);
	(void)sigdelset(&most, SIGXFSZ);
	if (pthread_sigmask(SIG_SETMASK, &most, &kept) != 0)
		return false;
	rc = pthread_create(thread, NULL, run, context);
	ASSERT(pthread_sigmask(SIG_SETMASK, &kept, NULL) == 0);
	return rc == 0;
}

void
thread_join(pthread_t thread)
{
	ASSERT(pthread_join(thread, NULL) == 0);
}
