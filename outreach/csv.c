#include "outreach/csv.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"

void
csv_init(struct csv_writer *csv, struct buf *out)
{
	csv->out = out;
	csv->need_comma = false;
}

static void
separate(struct csv_writer *csv)
{
	if (csv->need_comma)
		buf_char(csv->out, ',');
	csv->need_comma = true;
}

bool
csv_is_formula(const char *text)
{
	/* Full-width forms: Excel folds them in some East Asian set-ups. */
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0" };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts(text, starts[i]))
			return true;
	return false;
}

void
csv_put_text(struct csv_writer *csv, const char *text)
{
	bool formula, quoted;

	separate(csv);
	if (text == NULL)
		return;
	formula = csv_is_formula(text);
	quoted = strpbrk(text, ",\"\r\n") != NULL || text[0] == ' ' ||
	    str_ends(text, " ");
	if (quoted)
		buf_char(csv->out, '"');
	if (formula)
		buf_char(csv->out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_char(csv->out, '"');
		buf_char(csv->out, *text);
	}
	if (quoted)
		buf_char(csv->out, '"');
}

void
csv_put_int(struct csv_writer *csv, int64_t value)
{
	separate(csv);
	buf_format(csv->out, "%lld", (long long)value);
}

void
csv_put_bool(struct csv_writer *csv, bool value)
{
	separate(csv);
	buf_text(csv->out, value ? "true" : "false");
}

void
csv_put_real(struct csv_writer *csv, double value, int places)
{
	struct json_writer number;

	separate(csv);
	json_writer_init(&number, csv->out);
	json_put_real(&number, value, places); /* locale-free, trimmed */
}

void
csv_put_time(struct csv_writer *csv, int64_t wall)
{
	char text[CLOCK_TEXT_LEN];

	separate(csv);
	if (wall == 0)
		return;
	clock_format(wall, text);
	buf_text(csv->out, text);
}

void
csv_put_empty(struct csv_writer *csv)
{
	separate(csv);
}

void
csv_end_row(struct csv_writer *csv)
{
	buf_text(csv->out, "\r\n");
	csv->need_comma = false;
}
