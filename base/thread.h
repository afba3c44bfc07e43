#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread that no signal reaches but those that a write brings upon
 * itself, to be joined; false: none is to be had. */
bool
thread_start(pthread_t *ret_thread, void *(*run)(void *context), void *context);

/* Waits for its end. */
void thread_join(pthread_t thread);

#endif
