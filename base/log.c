#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "base/text.h"

enum {
	LINE_MAX_BYTES = 4096
};

static const char *const level_names[] = {
	[LOG_ERR] = "err",
	[LOG_WARN] = "warn",
	[LOG_INFO] = "info",
	[LOG_DEBUG] = "debug",
};

static enum log_level current_level = LOG_WARN;
static enum log_format current_format = LOG_LOGFMT;
static void (*hook_before)(void);
static void (*hook_after)(void);

bool
log_level_parse(const char *name, enum log_level *ret_level)
{
	for (size_t i = 0; i < COUNT(level_names); i++)
		if (str_equal(name, level_names[i])) {
			*ret_level = (enum log_level)i;
			return true;
		}
	return false;
}

void
log_init(enum log_level level, enum log_format format)
{
	current_level = level;
	current_format = format;
}

bool
log_enabled(enum log_level level)
{
	return level <= current_level;
}

void
log_hook(void (*before)(void), void (*after)(void))
{
	hook_before = before;
	hook_after = after;
}

static void
write_line(enum log_level level, const char *component, const char *message,
    size_t len)
{
	char now[CLOCK_TEXT_LEN];
	struct json_writer json;
	struct buf line;

	clock_format(clock_wall(), now);
	buf_init(&line, 8 * LINE_MAX_BYTES);
	json_writer_init(&json, &line);
	if (current_format == LOG_JSON) {
		json_begin_object(&json);
		json_member_text(&json, "time", now);
		json_member_text(&json, "level", level_names[level]);
		json_member_text(&json, "component", component);
		json_put_key(&json, "message");
		json_put_text_len(&json, message, len);
		json_end_object(&json);
	} else {
		buf_format(&line, "time=%s level=%s component=%s message=", now,
		    level_names[level], component);
		json_put_text_len(&json, message, len);
	}
	buf_char(&line, '\n');
	(void)fwrite(line.data, 1, line.len, stderr);
	buf_done(&line);
}

static void __attribute__((format(printf, 3, 0)))
write_message(enum log_level level, const char *component, const char *format,
    va_list ap)
{
	char message[LINE_MAX_BYTES];
	struct buf clean;

	(void)vsnprintf(message, sizeof(message), format, ap);
	buf_init(&clean, 4 * LINE_MAX_BYTES);
	text_line(&clean, message, strlen(message));
	if (hook_before != NULL)
		hook_before();
	write_line(level, component, clean.data != NULL ? clean.data : "",
	    clean.len);
	if (hook_after != NULL)
		hook_after();
	buf_done(&clean);
}

void
log_write(enum log_level level, const char *component, const char *format, ...)
{
	va_list ap;

	if (!log_enabled(level))
		return;
	va_start(ap, format);
	write_message(level, component, format, ap);
	va_end(ap);
}

void
log_reply(const char *component, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	write_message(LOG_INFO, component, format, ap);
	va_end(ap);
}
