#include <stdarg.h>
#include <string.h>

#include "base/format.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/scoring.h"

/* What is quoted of people's texts, and the reasons that are made of it. */
enum {
	REASON_BYTES = 640,
	SENTENCE_LEAST = 40 /* bytes of a sentence that stands alone */
};

void
scoring_reason(const struct scoring *scoring, struct signal *signal,
    int64_t date, const char *url, const char *format, ...)
{
	char text[REASON_BYTES];
	struct reason *reason;
	va_list args;
	int n;

	if (signal->n_reasons >= REASONS_MAX)
		return;
	if (signal->reasons == NULL)
		signal->reasons = arena_calloc(scoring->arena, REASONS_MAX,
		    sizeof(*signal->reasons));
	va_start(args, format);
	n = format_text(text, sizeof(text), format, args);
	va_end(args);
	if (n < 0)
		return;
	reason = &signal->reasons[signal->n_reasons++];
	reason->text = arena_text(scoring->arena, text,
	    text_cut(text, strlen(text), sizeof(text) - 1));
	reason->url = url;
	reason->date = scoring_day(date);
}

/* "fix the race (#123)": GitHub's own mark of a squashed pull request. */
static size_t
without_number(const char *title, size_t len)
{
	size_t i = len;

	if (i < 4 || title[i - 1] != ')')
		return len;
	for (i--; i > 0 && str_is_digit(title[i - 1]); i--)
		;
	if (i < 3 || title[i - 1] != '#' || title[i - 2] != '(')
		return len;
	for (i -= 2; i > 0 && title[i - 1] == ' '; i--)
		;
	return i;
}

/* Whether a text is one harmless line as it is: most are, and Unicode's tables
 * cost more than all else in a reason. */
static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)(text[i] - ' ') > '~' - ' ' ||
		    (text[i] == ' ' && text[i + 1] == ' '))
			return false;
	return true;
}

const char *
scoring_line(const struct scoring *scoring, const char *text, size_t columns)
{
	size_t len = strlen(text);

	if (!is_plain(text, len))
		return text_show(scoring->arena, text, columns);
	if (len <= columns)
		return text;
	return arena_format(scoring->arena, "%.*s\xE2\x80\xA6",
	    (int)columns - 1, text);
}

/* A cut text ends between words. */
static const char *
cut_at_word(const struct scoring *scoring, const char *text)
{
	static const char dots[] = "\xE2\x80\xA6";
	size_t len = strlen(text), end;

	if (!str_ends(text, dots))
		return text;
	end = len - strlen(dots);
	while (end > 0 && text[end] != ' ')
		end--;
	if (end < len / 2)
		return text;
	while (end > 0 && strchr(" ,;:-(", text[end - 1]) != NULL)
		end--;
	return arena_format(scoring->arena, "%.*s%s", (int)end, text, dots);
}

const char *
scoring_title(const struct scoring *scoring, const char *title, size_t columns)
{
	const char *text;
	size_t len;

	if (title == NULL)
		return "untitled";
	text = str_trim(title, strcspn(title, "\n"), &len);
	len = without_number(text, len);
	text = cut_at_word(scoring,
	    scoring_line(scoring, arena_text(scoring->arena, text, len),
		columns));
	return text[0] == '\0' ? "untitled" : text;
}

bool
scoring_is_redacted(const char *text)
{
	return strstr(text, "<e-mail>") != NULL ||
	    strstr(text, "<phone>") != NULL;
}

/* Code, quoted lines and headings of forms are not what somebody says; what
 * they call a nit is not worth repeating. */
static bool
is_said(const char *line, size_t len)
{
	size_t words = 0;

	if (len < 3 || strchr(">`|#<-*=!", line[0]) != NULL ||
	    ((line[0] == 'n' || line[0] == 'N') && line[1] == 'i' &&
		line[2] == 't'))
		return false;
	for (size_t i = 0; i < len && words < 2; i++)
		words += line[i] == ' ';
	return words == 2;
}

/* Bytes up to the end of the first sentence, if it is long enough to tell
 * something and followed by another. */
static size_t
sentence_len(const char *line, size_t len)
{
	for (size_t i = SENTENCE_LEAST; i + 1 < len; i++)
		if (line[i + 1] == ' ' &&
		    (line[i] == '.' || line[i] == '?' || line[i] == '!'))
			return i + 1;
	return len;
}

const char *
scoring_quote(const struct scoring *scoring, const char *body, size_t columns)
{
	bool is_code = false;

	while (body != NULL && *body != '\0') {
		size_t len = strcspn(body, "\r\n"), kept;
		const char *line = str_trim(body, len, &kept);

		if (kept >= 3 && memcmp(line, "```", 3) == 0)
			is_code = !is_code;
		else if (!is_code && is_said(line, kept)) {
			line = arena_text(scoring->arena, line,
			    sentence_len(line, kept));
			return scoring_is_redacted(line)
			    ? NULL
			    : cut_at_word(scoring,
				  scoring_line(scoring, line, columns));
		}
		body += len + strspn(body + len, "\r\n");
	}
	return NULL;
}

const char *
scoring_trace_url(const struct scoring *scoring, const struct trace *trace)
{
	if (trace->own != NULL && trace->own->full_name != NULL)
		return fact_url_repository(scoring->arena,
		    trace->own->full_name);
	if (trace->done_in == NULL ||
	    scoring_repository(trace->done_in) == NULL)
		return NULL;
	if (trace->oid != NULL)
		return fact_url_commit(scoring->arena,
		    scoring_repository(trace->done_in), trace->oid);
	return fact_url_pull(scoring->arena, scoring_repository(trace->done_in),
	    trace->number);
}

const char *
scoring_trace_text(const struct scoring *scoring, const struct trace *trace)
{
	const char *title = scoring_title(scoring, trace->title, TITLE_COLUMNS);

	switch (trace->rank) {
	case TRACE_OWN:
		return arena_format(scoring->arena, "what %s says of itself",
		    title);
	case TRACE_MESSAGE:
		return arena_format(scoring->arena, "the message of \"%s\"",
		    title);
	case TRACE_OTHERS:
		return arena_format(scoring->arena,
		    "\"%s\", reviewed or merged for somebody else", title);
	case TRACE_SLIGHT:
	case TRACE_WORK:
		return arena_format(scoring->arena, "\"%s\"", title);
	}
	return title;
}
