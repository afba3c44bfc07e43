#include <string.h>

#include "base/array.h"
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

static const struct {
	const char *magic;
	size_t len;
	const char *what;
} binaries[] = {
	{ "%PDF-", 5, "a PDF" },
	{ "PK\x03\x04", 4, "a Word document or another archive" },
	{ "\xD0\xCF\x11\xE0", 4, "an old Word document" },
	{ "{\\rtf", 5, "an RTF document" },
	{ "\x89PNG", 4, "a picture" },
	{ "\xFF\xD8\xFF", 3, "a picture" },
	{ "\x1F\x8B", 2, "a compressed file" },
};

/* Windows-1252 from 0x80; 0 where it has no sign. */
static const uint16_t windows_1252[32] = { 0x20AC, 0, 0x201A, 0x192, 0x201E,
	0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D,
	0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
	0x2122, 0x161, 0x203A, 0x153, 0, 0x17E, 0x178 };

static void
put_point(struct buf *out, uint32_t c)
{
	char bytes[4];
	size_t n = 0;

	if (c < 0x80) {
		bytes[n++] = (char)c;
	} else if (c < 0x800) {
		bytes[n++] = (char)(0xC0 | c >> 6);
		bytes[n++] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		bytes[n++] = (char)(0xE0 | c >> 12);
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		bytes[n++] = (char)(0x80 | (c & 0x3F));
	} else {
		bytes[n++] = (char)(0xF0 | (c >> 18 & 7));
		bytes[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3F));
		bytes[n++] = (char)(0x80 | (c & 0x3F));
	}
	buf_add(out, bytes, n);
}

static void
from_utf16(struct buf *out, const unsigned char *bytes, size_t len, bool big)
{
	uint32_t high = 0;

	for (size_t i = 2; i + 1 < len; i += 2) {
		uint32_t c = big ? (uint32_t)bytes[i] << 8 | bytes[i + 1]
				 : (uint32_t)bytes[i + 1] << 8 | bytes[i];

		if (c >= 0xD800 && c < 0xDC00) {
			high = c;
			continue;
		}
		if (c >= 0xDC00 && c < 0xE000)
			c = high == 0
			    ? 0xFFFD
			    : 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00);
		high = 0;
		put_point(out, c);
	}
}

/* Bytes of the well-formed sequence at the start; 0 if it is ill-formed. */
static size_t
sequence_len(const char *text, size_t len)
{
	for (size_t n = 1; n <= 4 && n <= len; n++)
		if (text_valid(text, n))
			return n;
	return 0;
}

static void
count_sequences(const char *text, size_t len, size_t *ret_bad, size_t *ret_good)
{
	for (size_t i = 0; i < len;) {
		size_t n = sequence_len(text + i, len - i);

		*ret_bad += n == 0;
		*ret_good += n > 1;
		i += n == 0 ? 1 : n;
	}
}

/* The well-formed part. */
static void
keep_valid(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = sequence_len(text + i, len - i);

		if (n == 0)
			buf_char(out, ' ');
		else
			buf_add(out, text + i, n);
		i += n == 0 ? 1 : n;
	}
}

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
	const unsigned char *raw = (const unsigned char *)bytes;
	size_t bad = 0, good = 0;

	if (len >= 2 &&
	    ((raw[0] == 0xFF && raw[1] == 0xFE) ||
		(raw[0] == 0xFE && raw[1] == 0xFF))) {
		from_utf16(out, raw, len, raw[0] == 0xFE);
		return;
	}
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		raw += 3;
		len -= 3;
	}
	count_sequences(bytes, len, &bad, &good);
	if (bad == 0) {
		buf_add(out, bytes, len);
	} else if (good >= bad) {
		keep_valid(out, bytes, len);
		jd_note(doc,
		    "%zu bytes of the file are no UTF-8 and were not read",
		    bad);
	} else {
		for (size_t i = 0; i < len; i++)
			put_point(out,
			    raw[i] < 0x80 || raw[i] >= 0xA0
				? raw[i]
				: windows_1252[raw[i] - 0x80]);
		jd_note(doc,
		    "the file is no UTF-8; it was read as Windows-1252");
	}
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
	put_point(out, c);
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
	for (size_t i = 0; i < COUNT(binaries); i++)
		if (len >= binaries[i].len &&
		    memcmp(bytes, binaries[i].magic, binaries[i].len) == 0)
			return err_set(detail, ERR_INVAL,
			    "is %s, expected plain text or Markdown: save it "
			    "as text first",
			    binaries[i].what);
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
