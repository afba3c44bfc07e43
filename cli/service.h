#ifndef CLI_SERVICE_H
#define CLI_SERVICE_H

#include <stdint.h>

/*
 * What the service manager is told, by sd_notify(3).  Without one
 * ($NOTIFY_SOCKET is not set) all of this does nothing.
 */
void service_ready(void);
void service_reloading(void); /* until service_ready() */
void service_stopping(void);

/* One line on what goes on; the same line is not told twice. */
void
service_status(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Tells the watchdog, if there is one, that the loop is alive, when half of
 * its time is over.  Returns the milliseconds until it is to be called again;
 * INT64_MAX: no watchdog.
 */
int64_t service_alive(int64_t mono_ms);

#endif
