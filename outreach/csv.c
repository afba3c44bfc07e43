#include "outreach/csv.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"

void
csv_init(struct csv_writer *csv, struct buf *out, char separator)
{
	csv->separator = separator;
	csv->out = out;
	csv->need_comma = false;
}

static void
separate(struct csv_writer *csv)
{
	if (csv->need_comma)
		buf_char(csv->out, csv->separator);
	csv->need_comma = true;
}

bool
csv_is_formula(const char *text)
{
	/* Full-width forms: Excel folds them in some East Asian set-ups. */
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0" };

	/* Mostly a letter or a digit, which none of them begins with. */
	if ((text[0] >= '0' && text[0] <= '9') ||
	    ((text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z'))
		return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts(text, starts[i]))
			return true;
	return false;
}

/* Doubles quotes.  A list of Excel in Europe and of others is separated by
 * semicolons whatever the file says, so a cell may begin after each of them. */
static void
put_escaped(struct buf *out, const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "\";");

		buf_add(out, text, plain);
		text += plain;
		if (*text == '\0')
			return;
		if (*text == '"')
			buf_char(out, '"');
		buf_char(out, *text++);
		if (text[-1] != ';')
			continue;
		for (; *text == ' '; text++)
			buf_char(out, ' ');
		if (csv_is_formula(text))
			buf_char(out, '\'');
	}
}

void
csv_put_text(struct csv_writer *csv, const char *text)
{
	const char special[] = { ',', '"', '\r', '\n', csv->separator, '\0' };
	bool quoted;

	separate(csv);
	if (text == NULL)
		return;
	quoted = strpbrk(text, special) != NULL || text[0] == ' ' ||
	    str_ends(text, " ");
	if (quoted)
		buf_char(csv->out, '"');
	if (csv_is_formula(text))
		buf_char(csv->out, '\'');
	put_escaped(csv->out, text);
	if (quoted)
		buf_char(csv->out, '"');
}

void
csv_put_int(struct csv_writer *csv, int64_t value)
{
	separate(csv);
	buf_int(csv->out, value);
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
