#include <string.h>

#include "base/array.h"
#include "base/encoding.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"
#include "signals/redact.h"

/*
 * From the bytes of a file to lines of clean text: encodings, markup that was
 * pasted along, typographic signs, addresses.
 */
enum {
	DECODED_MAX = 4 * JD_TEXT_MAX,
	ENTITY_MAX = 10,
	TAG_MAX = 2000, /* bytes of a tag that are looked at */
	TAGS_OF_MARKUP = 3 /* from which a text is taken for HTML */
};

/* Bytes of a terminal's escape sequence, or 0. */
static size_t
escape_len(const char *text, size_t len)
{
	size_t n = 2;

	if (len < 3 || text[0] != '\x1B' || text[1] != '[')
		return 0;
	while (n < len && n < ENTITY_MAX &&
	    strchr("0123456789;?", text[n]) != NULL && text[n] != '\0')
		n++;
	return n < len ? n + 1 : n;
}

static void
to_utf8(struct jd_doc *doc, struct buf *out, const char *bytes, size_t len)
{
	size_t bad;
	enum encoding was = encoding_to_utf8(out, bytes, len, &bad);

	if (was == ENCODING_MIXED)
		jd_note(doc,
		    "%zu bytes of the file are no UTF-8 and were not read",
		    bad);
	else if (was == ENCODING_WINDOWS)
		jd_note(doc,
		    "the file is no UTF-8; it was read as Windows-1252");
}

/* ---- markup that came with a paste ---- */

static const struct {
	const char *name;
	const char *as;
} tags[] = {
	{ "li", "\n- " },
	{ "br", "\n" },
	{ "p", "\n\n" },
	{ "div", "\n" },
	{ "tr", "\n" },
	{ "td", " | " },
	{ "th", " | " },
	{ "ul", "\n" },
	{ "ol", "\n" },
	{ "h1", "\n\n# " },
	{ "h2", "\n\n# " },
	{ "h3", "\n\n# " },
	{ "h4", "\n\n# " },
	{ "h5", "\n\n# " },
	{ "h6", "\n\n# " },
	{ "table", "\n" },
	{ "tbody", "" },
	{ "section", "\n\n" },
	{ "article", "\n\n" },
	{ "html", "" },
	{ "head", "" },
	{ "body", "" },
	{ "meta", "" },
	{ "link", "" },
	{ "title", "\n" },
	{ "span", "" },
	{ "strong", "" },
	{ "b", "" },
	{ "i", "" },
	{ "em", "" },
	{ "u", "" },
	{ "a", "" },
	{ "font", "" },
	{ "img", "" },
	{ "hr", "\n\n" },
	{ "script", "" },
	{ "style", "" },
};

/* Bytes of the tag at `text`, or 0; *ret_as is what stands for it. */
static size_t
tag_at(const char *text, size_t len, const char **ret_as)
{
	bool closes = len > 1 && text[1] == '/';
	size_t start = closes ? 2 : 1, n = start;
	const char *end;

	while (n < len && n < start + ENTITY_MAX && str_is_alnum(text[n]))
		n++;
	if (n == start || n == len ||
	    !(text[n] == '>' || text[n] == '/' || str_is_space(text[n])))
		return 0;
	end = memchr(text + n, '>', len - n < TAG_MAX ? len - n : TAG_MAX);
	if (end == NULL)
		return 0;
	for (size_t i = 0; i < COUNT(tags); i++) {
		size_t k = 0;

		while (k < n - start && tags[i].name[k] != '\0' &&
		    str_lower(text[start + k]) == tags[i].name[k])
			k++;
		if (k != n - start || tags[i].name[k] != '\0')
			continue;
		*ret_as = closes && tags[i].as[0] == '\n' ? "\n" : tags[i].as;
		return (size_t)(end - text) + 1;
	}
	return 0;
}

static size_t
entity_at(const char *text, size_t len, struct buf *out)
{
	static const struct {
		const char *name;
		const char *as;
	} names[] = { { "amp;", "&" }, { "lt;", "<" }, { "gt;", ">" },
		{ "quot;", "\"" }, { "apos;", "'" }, { "nbsp;", " " },
		{ "plusmn;", "+/-" }, { "bull;", "\n- " },
		{ "middot;", "\n- " }, { "ndash;", "-" }, { "mdash;", " - " },
		{ "rsquo;", "'" }, { "lsquo;", "'" },
		{ "euro;", "\xE2\x82\xAC" }, { "pound;", "\xC2\xA3" },
		{ "hellip;", "..." }, { "auml;", "\xC3\xA4" },
		{ "ouml;", "\xC3\xB6" }, { "uuml;", "\xC3\xBC" },
		{ "Auml;", "\xC3\x84" }, { "Ouml;", "\xC3\x96" },
		{ "Uuml;", "\xC3\x9C" }, { "szlig;", "\xC3\x9F" },
		{ "eacute;", "\xC3\xA9" }, { "egrave;", "\xC3\xA8" } };
	size_t digits = 2;
	uint32_t c = 0;

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t n = strlen(names[i].name);

		if (len > n && memcmp(text + 1, names[i].name, n) == 0) {
			buf_text(out, names[i].as);
			return n + 1;
		}
	}
	if (len < 4 || text[1] != '#')
		return 0;
	while (
	    digits < len && digits < ENTITY_MAX && str_is_digit(text[digits]))
		c = c * 10 + (uint32_t)(text[digits++] - '0');
	if (digits == 2 || digits == len || text[digits] != ';' || c < 0x20 ||
	    c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return 0;
	encoding_put(out, c);
	return digits + 1;
}

static bool
is_markup(const char *text, size_t len)
{
	const char *as;
	size_t n = 0;

	for (size_t i = 0; i < len && n < TAGS_OF_MARKUP; i++)
		if (text[i] == '<' && tag_at(text + i, len - i, &as) > 0)
			n++;
	return n >= TAGS_OF_MARKUP;
}

static void
strip_markup(struct buf *out, const char *text, size_t len)
{
	bool tags_too = is_markup(text, len);

	for (size_t i = 0; i < len;) {
		const char *as;
		size_t n = 0;

		if (text[i] == '<' && tags_too) {
			n = tag_at(text + i, len - i, &as);
			if (n > 0)
				buf_text(out, as);
		} else if (text[i] == '&') {
			n = entity_at(text + i, len - i, out);
		} else if (text[i] == '\n' && tags_too) {
			buf_char(out, '\n');
			n = 1;
		}
		if (n == 0) {
			buf_char(out, text[i]);
			n = 1;
		}
		i += n;
	}
}

/* ---- signs ---- */

static const struct {
	const char *sign;
	const char *as;
} signs[] = {
	{ "\xE2\x80\x98", "'" },
	{ "\xE2\x80\x99", "'" },
	{ "\xE2\x80\x9A", "'" },
	{ "\xE2\x80\x9C", "\"" },
	{ "\xE2\x80\x9D", "\"" },
	{ "\xE2\x80\x9E", "\"" },
	{ "\xE2\x80\x90", "-" },
	{ "\xE2\x80\x91", "-" },
	{ "\xE2\x80\x92", "-" },
	{ "\xE2\x80\x93", "-" },
	{ "\xE2\x80\x94", " - " },
	{ "\xE2\x80\xA8", "\n" },
	{ "\xE2\x80\xA9", "\n" },
	{ "\xC2\xA0", " " },
	{ "\xE2\x80\xAF", " " },
	{ "\xC2\xB4", "'" },
};

/* Plain quotes and dashes, one kind of line end. */
static void
plain_signs(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t k = 0, n = 1;

		if (escape_len(text + i, len - i) > 0) {
			i += escape_len(text + i, len - i);
			continue;
		}
		if (text[i] == '\0') {
			i++;
			continue;
		}
		if (text[i] == '\r') {
			buf_char(out, '\n');
			i += i + 1 < len && text[i + 1] == '\n' ? 2 : 1;
			continue;
		}
		for (; (unsigned char)text[i] >= 0x80 && k < COUNT(signs);
		     k++) {
			n = strlen(signs[k].sign);
			if (i + n <= len &&
			    memcmp(text + i, signs[k].sign, n) == 0)
				break;
			n = 1;
		}
		if (n > 1)
			buf_text(out, signs[k].as);
		else
			buf_char(out, text[i]);
		i += n;
	}
}

static size_t
count_text(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

/* What the redactor took out is told once, without saying what it was. */
static void
note_redacted(struct jd_doc *doc, const char *text)
{
	size_t mails = count_text(text, "<e-mail>");
	size_t phones = count_text(text, "<phone>");

	if (mails > 0)
		jd_note(doc, "%zu e-mail address%s in it: never copied", mails,
		    mails == 1 ? "" : "es");
	if (phones > 0)
		jd_note(doc, "%zu phone number%s in it: never copied", phones,
		    phones == 1 ? "" : "s");
}

static int
check_kind(const char *bytes, size_t len, struct err_detail *detail)
{
	const char *binary = encoding_binary(bytes, len);

	if (binary != NULL)
		return err_set(detail, ERR_INVAL,
		    "is %s, expected plain text or Markdown: save it as text "
		    "first",
		    binary);
	if (len > JD_TEXT_MAX)
		return err_set(detail, ERR_INVAL,
		    "is larger than %d KB, expected one job description",
		    JD_TEXT_MAX / 1024);
	return 0;
}

static bool
has_letters(const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (jd_is_word(text->data[i]))
			return true;
	return false;
}

int
jd_decode(struct jd_doc *doc, const char *bytes, size_t len, struct buf *out,
    struct err_detail *detail)
{
	struct buf step;
	int rc = check_kind(bytes, len, detail);

	if (rc != 0)
		return rc;
	buf_init(&step, DECODED_MAX);
	to_utf8(doc, &step, bytes, len);
	strip_markup(out, step.len > 0 ? step.data : "", step.len);
	buf_reset(&step);
	plain_signs(&step, out->len > 0 ? out->data : "", out->len);
	buf_reset(out);
	redact_text(out, step.len > 0 ? step.data : "", step.len);
	buf_reset(&step);
	text_block(&step, out->len > 0 ? out->data : "", out->len);
	buf_reset(out);
	buf_add(out, step.len > 0 ? step.data : "", step.len);
	buf_done(&step);
	if (!has_letters(out))
		return err_set(detail, ERR_INVAL,
		    "holds no text, expected a job description");
	note_redacted(doc, out->data);
	return 0;
}
