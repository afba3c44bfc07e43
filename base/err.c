#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/array.h"

static const char *const names[] = {
	[-ERR_NONE] = "done",
	[-ERR_NOTFOUND] = "not found",
	[-ERR_AGAIN] = "not yet",
	[-ERR_LIMIT] = "limit reached",
	[-ERR_PARSE] = "malformed",
	[-ERR_NET] = "no connection",
	[-ERR_HTTP] = "refused by the server",
	[-ERR_IO] = "input/output error",
	[-ERR_FULL] = "no space left",
	[-ERR_INVAL] = "invalid value",
	[-ERR_CORRUPT] = "corrupt record",
	[-ERR_CANCELED] = "canceled",
	[-ERR_NOMEM] = "out of memory",
	[-ERR_BUSY] = "locked by another process",
	[-ERR_DENIED] = "credentials refused",
	[-ERR_BLOCKED] = "suppressed",
};

const char *
err_name(int code)
{
	int i = -code;

	if (i < 0 || (size_t)i >= COUNT(names))
		return "unknown error";
	return names[i];
}

int
err_set(struct err_detail *detail, int code, const char *format, ...)
{
	va_list ap;

	if (detail == NULL || detail->text[0] != '\0')
		return code;
	va_start(ap, format);
	(void)vsnprintf(detail->text, sizeof(detail->text), format, ap);
	va_end(ap);
	return code;
}

const char *
err_text(const struct err_detail *detail, int code)
{
	if (detail != NULL && detail->text[0] != '\0')
		return detail->text;
	return err_name(code);
}
