#include "store/query/query_token.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/text.h"

enum {
	WINDOW = 100, /* columns of the query shown in an error */
	WINDOW_BEFORE = 60 /* of these at most, before the mark */
};

/* ---- errors ---- */

/* The last `columns` columns of a text. */
static const char *
tail(const char *text, size_t columns)
{
	size_t width = text_width(text);

	return width <= columns ? text
				: text + text_prefix(text, width - columns);
}

/*
 * Two lines below the sentence: the query, and a mark below the column.  Of a
 * long query only what is around the mark.
 */
static void
show_mark(struct query_parser *parser, const char *mark, struct buf *out)
{
	struct arena *arena = &parser->query->arena;
	const char *before =
	    arena_text(arena, parser->text, (size_t)(mark - parser->text));
	const char *cut = tail(before, WINDOW_BEFORE);
	bool is_cut = cut != before;
	size_t width = text_width(cut);

	buf_format(out, "\n  %s%s%.*s\n  %s%*s^", is_cut ? "..." : "", cut,
	    (int)text_prefix(mark, WINDOW - width), mark, is_cut ? "   " : "",
	    (int)width, "");
}

int
query_refuse(struct query_parser *parser, const char *mark,
    const char *sentence)
{
	struct buf out;

	if (parser->rc < 0)
		return parser->rc;
	buf_init(&out, ERR_DETAIL_LEN);
	buf_text(&out, "query: ");
	if (parser->search != NULL)
		buf_format(&out, "in @%s: ", parser->search);
	buf_format(&out, "column %zu: %s",
	    text_width(arena_text(&parser->query->arena, parser->text,
		(size_t)(mark - parser->text))) +
		1,
	    sentence);
	show_mark(parser, mark, &out);
	parser->rc = err_set(parser->detail, ERR_PARSE, "%s", out.data);
	buf_done(&out);
	return parser->rc;
}

/* ---- tokens ---- */

static bool
is_field_char(char c)
{
	return str_is_alnum(c) || c == '_' || c == '.';
}

/* Length of a "field:" at the start of a word, colon excluded; 0: none. */
static size_t
field_len(const char *at)
{
	size_t len = 0;

	while (is_field_char(at[len]))
		len++;
	return at[len] == ':' ? len : 0;
}

/* "phrase", with an optional star behind. */
static const char *
take_phrase(struct query_parser *parser, const char *at)
{
	struct value *value = &parser->value;
	const char *end = strchr(at + 1, '"');

	if (end == NULL) {
		(void)query_refuse(parser, at, "the quote is never closed");
		return at + strlen(at);
	}
	value->text =
	    arena_text(&parser->query->arena, at + 1, (size_t)(end - at) - 1);
	value->is_quoted = true;
	value->is_prefix = end[1] == '*';
	return end + (value->is_prefix ? 2 : 1);
}

/* A star that ends nothing, or NULL; in a list it ends one of the values. */
static const char *
stray_star(const char *text, bool is_list)
{
	const char *star = strchr(text, '*');

	while (star != NULL && is_list && star > text && star[-1] != ',' &&
	    star[1] == ',')
		star = strchr(star + 1, '*');
	return star;
}

/* A bare word; with `is_value` an opening parenthesis is part of it. */
static const char *
take_word(struct query_parser *parser, const char *at, bool is_value)
{
	struct value *value = &parser->value;
	const char *end = at, *star;
	size_t len;

	while (*end != '\0' && !str_is_space(*end) && *end != ')' &&
	    *end != '"' && (is_value || *end != '('))
		end++;
	len = (size_t)(end - at);
	value->is_quoted = false;
	value->is_prefix = len > 1 && at[len - 1] == '*';
	value->text = arena_text(&parser->query->arena, at,
	    len - (value->is_prefix ? 1 : 0));
	star = stray_star(value->text, is_value);
	if (star != NULL)
		(void)query_refuse(parser, at + (star - value->text),
		    "a * stands only at the end of a word");
	return end;
}

static enum token
keyword(const struct value *value)
{
	if (value->is_quoted || value->is_prefix)
		return TOKEN_TERM;
	if (str_casecmp(value->text, "and") == 0)
		return TOKEN_AND;
	if (str_casecmp(value->text, "or") == 0)
		return TOKEN_OR;
	return str_casecmp(value->text, "not") == 0 ? TOKEN_NOT : TOKEN_TERM;
}

static void
take_term(struct query_parser *parser)
{
	const char *at = parser->start;
	size_t len = field_len(at);

	parser->field = NULL;
	if (len > 0) {
		char *field = arena_text(&parser->query->arena, at, len);

		str_lower_all(field);
		parser->field = field;
		at += len + 1;
	}
	parser->value_start = at;
	parser->token = TOKEN_TERM;
	if (*at == '"') {
		parser->at = take_phrase(parser, at);
	} else {
		parser->at = take_word(parser, at, len > 0);
		if (len == 0)
			parser->token = keyword(&parser->value);
	}
}

void
query_next(struct query_parser *parser)
{
	while (str_is_space(*parser->at))
		parser->at++;
	parser->start = parser->at;
	switch (*parser->at) {
	case '\0':
		parser->token = TOKEN_END;
		return;
	case '(':
		parser->token = TOKEN_OPEN;
		parser->at++;
		return;
	case ')':
		parser->token = TOKEN_CLOSE;
		parser->at++;
		return;
	case '-':
		if (parser->at[1] != '\0' && !str_is_space(parser->at[1])) {
			parser->token = TOKEN_NOT;
			parser->at++;
			return;
		}
		break;
	default:
		break;
	}
	take_term(parser);
}

const char *
query_plain_text(struct arena *arena, const char *text)
{
	struct buf quoted, line;
	const char *plain;

	/* Repairing makes three bytes of one at most. */
	buf_init(&quoted, QUERY_BYTES_MAX);
	buf_init(&line, (size_t)3 * QUERY_BYTES_MAX);
	for (const char *at = text; *at != '\0'; at++) {
		bool is_quote = strncmp(at, "\xE2\x80\x9C", 3) == 0 ||
		    strncmp(at, "\xE2\x80\x9D", 3) == 0;

		buf_char(&quoted, (char)(is_quote ? '"' : *at));
		at += is_quote ? 2 : 0;
	}
	text_line(&line, quoted.data != NULL ? quoted.data : "", quoted.len);
	plain = arena_text(arena, line.data != NULL ? line.data : "", line.len);
	buf_done(&line);
	buf_done(&quoted);
	return plain;
}
