#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/*
 * SIGINT, SIGTERM and (unless it is ignored) SIGHUP during long work: the first
 * asks it to drain, the second to cancel, a third ends the process at once.
 * SIGPIPE is ignored meanwhile: work goes on when nobody reads the progress any
 * more.
 */
const volatile sig_atomic_t *interrupt_start(void);
void interrupt_stop(void);

/* After interrupt_stop(): ends the process, as SIGPIPE does otherwise, when
 * nobody reads standard output any more. */
void interrupt_end_unread(void);

/*
 * For the daemon, after interrupt_start(): SIGHUP reloads, and SIGUSR1 is taken,
 * until interrupt_stop().  The descriptor returned becomes readable with every
 * signal, so that no wait sleeps through one; -1 if there is none to be had.
 */
int interrupt_watch(void);

/* Whether SIGHUP (SIGUSR1) came since the last call. */
bool interrupt_take_reload(void);
bool interrupt_take_state(void);

/* Makes the descriptor unreadable until the next signal; before the flags are
 * looked at. */
void interrupt_drain(void);

/* 130, 143 or 129 by the signal that came; 130 when none did. */
int interrupt_exit_status(void);

/* Bytes written to stderr by a third signal before the process ends, to give
 * the terminal its cursor back; NULL: none.  Must live for ever. */
void interrupt_set_farewell(const char *escape);

#endif
