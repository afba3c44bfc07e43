#include "crawler/header.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"

enum kind {
	KIND_TEXT,
	KIND_NUMBER,
	KIND_DATE,
	KIND_RETRY
};

/* Where each header goes.  A repeated header replaces the earlier one. */
static const struct known {
	const char *name;
	enum kind kind;
	size_t offset;
	size_t size;
} table[] = {
#define TEXT(name, member)                                         \
	{                                                          \
		name, KIND_TEXT, offsetof(struct headers, member), \
		    sizeof(((struct headers *)NULL)->member)       \
	}
#define NUMBER(name, member)                                           \
	{                                                              \
		name, KIND_NUMBER, offsetof(struct headers, member), 0 \
	}
	NUMBER("x-ratelimit-limit", limit),
	NUMBER("x-ratelimit-remaining", remaining),
	NUMBER("x-ratelimit-used", used),
	NUMBER("x-ratelimit-reset", reset),
	{ "date", KIND_DATE, offsetof(struct headers, date), 0 },
	{ "retry-after", KIND_RETRY, 0, 0 },
	TEXT("x-ratelimit-resource", resource),
	TEXT("content-type", content_type),
	TEXT("etag", etag),
	TEXT("last-modified", last_modified),
	TEXT("location", location),
	TEXT("link", link),
	TEXT("x-github-request-id", request_id),
	TEXT("x-oauth-scopes", scopes),
	TEXT("github-authentication-token-expiration", token_expires),
	TEXT("sunset", sunset),
#undef TEXT
#undef NUMBER
};

void
headers_clear(struct headers *headers)
{
	memset(headers, 0, sizeof(*headers));
	headers->limit = headers->remaining = headers->used = -1;
	headers->reset = headers->date = -1;
	headers->retry_after_s = headers->retry_at = -1;
}

int64_t
header_date(const char *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char iso[32], month[4] = { 0 };
	const char *found;
	int64_t wall;

	/* "Sun, 06 Nov 1994 08:49:37 GMT": every column is fixed */
	if (strlen(text) != 29 || strcmp(text + 25, " GMT") != 0)
		return -1;
	memcpy(month, text + 8, 3);
	found = strstr(months, month);
	if (found == NULL || (found - months) % 3 != 0)
		return -1;
	(void)snprintf(iso, sizeof(iso), "%.4s-%02d-%.2sT%.8sZ", text + 12,
	    (int)(found - months) / 3 + 1, text + 5, text + 17);
	return clock_parse(iso, &wall) == 0 && wall >= 0 ? wall : -1;
}

static int64_t
number(const char *text)
{
	int64_t value;

	return str_to_int(text, 0, INT64_MAX / 2000, &value) == 0 ? value : -1;
}

static void
set(struct headers *headers, const struct known *known, const char *value)
{
	char *member = (char *)headers + known->offset;
	int64_t parsed;

	switch (known->kind) {
	case KIND_TEXT:
		if (!str_copy(member, known->size, value))
			member[0] = '\0';
		return;
	case KIND_NUMBER:
	case KIND_DATE:
		parsed = known->kind == KIND_DATE ? header_date(value)
						  : number(value);
		memcpy(member, &parsed, sizeof(parsed));
		return;
	case KIND_RETRY:
		headers->retry_after_s = number(value);
		headers->retry_at = header_date(value);
		return;
	}
}

void
headers_add(struct headers *headers, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len), *value;
	char name[64], text[sizeof(headers->link)];
	size_t name_len, value_len;

	if (colon == NULL || (size_t)(colon - line) >= sizeof(name))
		return;
	name_len = (size_t)(colon - line);
	memcpy(name, line, name_len);
	name[name_len] = '\0';
	value = str_trim(colon + 1, len - name_len - 1, &value_len);
	/* too long for any member: as if it were absent */
	if (value_len >= sizeof(text) || memchr(value, '\0', value_len) != NULL)
		value_len = 0;
	memcpy(text, value, value_len);
	text[value_len] = '\0';
	for (size_t i = 0; i < COUNT(table); i++)
		if (str_casecmp(name, table[i].name) == 0)
			set(headers, &table[i], text);
}
