#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_ERR,
	LOG_WARN,
	LOG_INFO,
	LOG_DEBUG
};
enum log_format {
	LOG_LOGFMT,
	LOG_JSON
};

/* Parse a level's name ("err", "warn", "info", "debug"); false if unknown. */
bool log_level_parse(const char *name, enum log_level *ret_level);

void log_init(enum log_level level, enum log_format format);
bool log_enabled(enum log_level level);

/*
 * One line to stderr: time, level, component, message.  The message reads
 * "what: subject: cause", lower case, no full stop; text from the network is
 * made one harmless line.  Never pass tokens, bodies or names of people.
 */
void log_write(enum log_level level, const char *component, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* The same for what somebody asked for: written whatever the level. */
void log_reply(const char *component, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Called before each line is written and after it, so that a progress display
 * on the same terminal can step aside.  NULL clears it.
 */
void log_hook(void (*before)(void), void (*after)(void));

#define log_err(component, ...)   log_write(LOG_ERR, component, __VA_ARGS__)
#define log_warn(component, ...)  log_write(LOG_WARN, component, __VA_ARGS__)
#define log_info(component, ...)  log_write(LOG_INFO, component, __VA_ARGS__)
#define log_debug(component, ...) log_write(LOG_DEBUG, component, __VA_ARGS__)

#endif
