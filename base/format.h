#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * vsnprintf() in the plain cases that most texts need, several times as fast:
 * %s, %c, %d, %zu, %lld, %.0f and %%.  The same bytes and the same result,
 * also when there is not enough room.
 */
int format_text(char *out, size_t room, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

#endif
