#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <signal.h>

/*
 * SIGINT and SIGTERM during long work: the first asks it to drain, the second
 * to cancel, a third ends the process at once.  SIGPIPE is ignored meanwhile:
 * work goes on when nobody reads the progress any more.
 */
const volatile sig_atomic_t *interrupt_start(void);
void interrupt_stop(void);

/* 130 or 143 by the signal that came; 130 when none did. */
int interrupt_exit_status(void);

/* Bytes written to stderr by a third signal before the process ends, to give
 * the terminal its cursor back; NULL: none.  Must live for ever. */
void interrupt_set_farewell(const char *escape);

#endif
