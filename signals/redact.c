#include "signals/redact.h"

#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/ascii.h"
#include "signals/phone.h"

/*
 * One pass over the text.  At each sign that may stand for "@" the address
 * around it is measured, at most LOCAL_MAX bytes back and DOMAIN_MAX forward,
 * so the whole is linear.  When in doubt the text loses: a word too many is a
 * smaller harm than an address kept.
 */
enum {
	LOCAL_MAX = 64,
	DOMAIN_MAX = 255,
	LABEL_MAX = 63
};

static const char marker_mail[] = "<e-mail>";
static const char marker_phone[] = "<phone>";

struct text {
	const char *at;
	size_t len;
	size_t done; /* bytes before this are written */
	size_t *looks; /* at bytes, other than each one's own turn */
};

static char
byte(const struct text *text, size_t i)
{
	return i < text->len ? text->at[i] : '\0';
}

static bool
is_wide(char c)
{
	return ((unsigned char)c & 0x80) != 0;
}

static bool
is_local(char c)
{
	return ascii_alnum(c) || is_wide(c) ||
	    (c != '\0' && strchr(".!#$%&'*+-=?^_`{|}~", c) != NULL);
}

static bool
is_label(char c)
{
	return ascii_alnum(c) || is_wide(c) || c == '-' || c == '_';
}

static bool
has_word(const struct text *text, size_t i, const char *word)
{
	for (size_t k = 0; word[k] != '\0'; k++)
		if (i + k >= text->len ||
		    ascii_lower(text->at[i + k]) != word[k]) {
			*text->looks += k;
			return false;
		}
	return true;
}

/* ---- signs for "@" ---- */

/* How sure a sign is: a real one, a spelled one in brackets, a mere word. */
enum sign {
	SIGN_NONE,
	SIGN_AT,
	SIGN_SPELLED,
	SIGN_WORD
};

static const struct {
	const char *text;
	enum sign sign;
} signs[] = {
	{ "@", SIGN_AT },
	{ "\xEF\xBC\xA0", SIGN_AT }, /* full-width */
	{ "\xEF\xB9\xAB", SIGN_AT }, /* small */
	{ "&#64;", SIGN_AT },
	{ "&#x40;", SIGN_AT },
	{ "&commat;", SIGN_AT },
	{ "%40", SIGN_AT },
	{ "\\u0040", SIGN_AT },
	{ "[at]", SIGN_SPELLED },
	{ "(at)", SIGN_SPELLED },
	{ "{at}", SIGN_SPELLED },
	{ "<at>", SIGN_SPELLED },
	{ "[@]", SIGN_SPELLED },
	{ "(@)", SIGN_SPELLED },
	{ "_at_", SIGN_SPELLED },
	{ "-at-", SIGN_SPELLED },
	{ "[ at ]", SIGN_SPELLED },
	{ "( at )", SIGN_SPELLED },
	{ " at ", SIGN_WORD },
};

static enum sign
sign_at(const struct text *text, size_t i, size_t *ret_len)
{
	if (strchr("@&%\\[({<_- \xEF", text->at[i]) == NULL)
		return SIGN_NONE;
	for (size_t k = 0; k < COUNT(signs); k++)
		if (has_word(text, i, signs[k].text)) {
			*ret_len = strlen(signs[k].text);
			return signs[k].sign;
		}
	return SIGN_NONE;
}

static const char *const dots[] = { "[.]", "(.)", "[dot]", "(dot)", "{dot}",
	"<dot>", " [dot] ", " (dot) ", " dot ", "_dot_", "-dot-", "&#46;",
	"\xE3\x80\x82" /* ideographic full stop */ };

/* Length of a dot between labels, 0: none; *ret_spelled when in words. */
static size_t
dot_at(const struct text *text, size_t i, bool *ret_spelled)
{
	if (byte(text, i) == '.')
		return is_label(byte(text, i + 1)) ? 1 : 0;
	if (strchr("[({< _-&\xE3", byte(text, i)) == NULL)
		return 0;
	/* Labels may be full of these two. */
	if (strchr("_-", byte(text, i)) != NULL &&
	    ascii_lower(byte(text, i + 1)) != 'd')
		return 0;
	for (size_t k = 0; k < COUNT(dots); k++)
		if (has_word(text, i, dots[k])) {
			*ret_spelled = true;
			return strlen(dots[k]);
		}
	return 0;
}

/* ---- the host ---- */

/* Top-level names that a host in plain words must end with. */
static const char *const tops[] = { "com", "org", "net", "io", "dev", "de",
	"fr", "uk", "edu", "gov", "info", "me", "co", "ch", "at", "nl", "eu",
	"es", "it", "pl", "ru", "cn", "jp", "br", "in", "us", "ca", "au", "se",
	"no", "fi", "dk", "be", "cz", "pt", "app", "ai", "xyz", "name" };

/* Hosts of mail for everybody: "anna at gmail.com" is an address. */
static const char *const providers[] = { "gmail.", "googlemail.", "outlook.",
	"hotmail.", "yahoo.", "ymail.", "proton.", "protonmail.", "pm.me",
	"icloud.", "gmx.", "web.de", "qq.com", "163.com", "126.com", "mail.",
	"yandex.", "fastmail.", "hey.com", "zoho.", "aol.", "live.", "msn.",
	"posteo.", "mailbox.org", "tutanota.", "naver.", "foxmail.",
	"example." };

struct host {
	size_t end;
	bool is_spelled; /* a dot in words */
	bool is_named; /* ends with a name of letters */
	bool is_known_top;
	bool is_provider;
	size_t labels;
};

static bool
is_top(const struct text *text, size_t from, size_t to)
{
	for (size_t i = 0; i < COUNT(tops); i++)
		if (strlen(tops[i]) == to - from &&
		    has_word(text, from, tops[i]))
			return true;
	return false;
}

static bool
is_named(const struct text *text, size_t from, size_t to)
{
	if (to - from < 2)
		return false;
	if (has_word(text, from, "xn--"))
		return true;
	for (size_t i = from; i < to; i++)
		if (ascii_digit(text->at[i]))
			return false;
	return true;
}

/* "[192.0.2.1]", "[IPv6:...]" */
static bool
read_literal(const struct text *text, size_t i, struct host *ret)
{
	size_t end = i + 1;

	while (end < text->len && end - i < LABEL_MAX &&
	    (ascii_alnum(text->at[end]) || strchr(".:", text->at[end]) != NULL))
		end++;
	if (byte(text, end) != ']' || end < i + 4)
		return false;
	*ret = (struct host){ .end = end + 1, .is_named = true, .labels = 2 };
	return true;
}

/* "com-amd64": the address ends with the top-level name before the dash. */
static void
cut_at_dash(const struct text *text, size_t label, struct host *host)
{
	for (size_t i = label; i < host->end; i++)
		if (text->at[i] == '-' && is_top(text, label, i)) {
			host->end = i;
			host->is_named = host->is_known_top = true;
			return;
		}
}

/* Languages without blanks go on right after an address, for a whole line. */
static size_t
ascii_end(const struct text *text, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if ((uint8_t)text->at[i] >= 0x80)
			return i;
	return end;
}

static bool
read_host(const struct text *text, size_t i, struct host *ret)
{
	struct host host = { .end = i }, named = { .end = i };
	size_t from = i, end = i, last = i, dot;

	if (byte(text, i) == '[')
		return read_literal(text, i, ret);
	for (;;) {
		while (end < text->len && is_label(text->at[end]) &&
		    end - from <= LABEL_MAX) {
			char c = text->at[end];

			/* "_dot_", "-dot-", a full stop end a label too. */
			if (end > from &&
			    (c == '_' || c == '-' || c == '\xE3') &&
			    dot_at(text, end, &host.is_spelled))
				break;
			end++;
			(*text->looks)++;
		}
		if (end - from > LABEL_MAX)
			end = ascii_end(text, from, end);
		if (end == from || end - from > LABEL_MAX ||
		    end - i >= DOMAIN_MAX)
			break;
		host.labels++;
		host.end = end;
		host.is_named = is_named(text, from, end);
		host.is_known_top = is_top(text, from, end);
		last = from;
		if (host.is_named)
			named = host;
		dot = dot_at(text, end, &host.is_spelled);
		if (dot == 0)
			break;
		from = end += dot;
	}
	/* What comes after a name does not undo it: "example.com.1". */
	if (!host.is_named && named.is_known_top)
		host = named;
	else if (!host.is_named && host.labels >= 2)
		cut_at_dash(text, last, &host);
	for (size_t k = 0; k < COUNT(providers); k++)
		host.is_provider |= has_word(text, i, providers[k]);
	*ret = host;
	return host.labels >= 2 && host.is_named;
}

/* ---- the name before it ---- */

/* Where the name that ends before `end` begins; `end` when there is none. */
static size_t
local_start(const struct text *text, size_t end)
{
	size_t i = end;

	if (i > text->done && text->at[i - 1] == '"') {
		for (i--; i > text->done && end - i < LOCAL_MAX;)
			if (text->at[--i] == '"')
				return i;
		return end;
	}
	while (
	    i > text->done && end - i < LOCAL_MAX && is_local(text->at[i - 1]))
		i--;
	/* no letter is cut in two */
	while (i < end && ((uint8_t)text->at[i] & 0xC0) == 0x80)
		i++;
	*text->looks += end - i;
	return i;
}

/* A name that is no ordinary word: digits, dots, underscores within. */
static bool
is_odd_name(const struct text *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (ascii_digit(text->at[i]) || text->at[i] == '_' ||
		    (text->at[i] == '.' && i + 1 < to))
			return true;
	return false;
}

static bool
follows_mail(const struct text *text, size_t i)
{
	size_t from = i > 12 ? i - 12 : 0;

	for (size_t k = from; k + 4 <= i; k++)
		if (has_word(text, k, "mail"))
			return true;
	return false;
}

/* Takes "<", "mailto:" and their like in front into the address. */
static size_t
widen_start(const struct text *text, size_t start)
{
	static const char prefix[] = "mailto:";
	size_t n = sizeof(prefix) - 1;

	if (start >= text->done + n && has_word(text, start - n, prefix))
		start -= n;
	if (start > text->done && text->at[start - 1] == '<')
		start--;
	return start;
}

static size_t
blanks_before(const struct text *text, size_t i)
{
	size_t n = 0;

	while (i - n > text->done && n < 2 && text->at[i - n - 1] == ' ')
		n++;
	return n;
}

static size_t
blanks_after(const struct text *text, size_t i)
{
	size_t n = 0;

	while (n < 2 && byte(text, i + n) == ' ')
		n++;
	return n;
}

/*
 * Whether the sign of `len` bytes at `i` is the middle of an address; its
 * bounds then.  With blanks around the sign, or a word for it, more is asked:
 * "Engineer @ booking.com" and "look at example.org" are none.
 */
static bool
read_address(const struct text *text, size_t i, size_t len, enum sign sign,
    size_t *ret_start, size_t *ret_end)
{
	size_t before = sign == SIGN_WORD ? 0 : blanks_before(text, i);
	size_t after = sign == SIGN_WORD ? 0 : blanks_after(text, i + len);
	size_t start = local_start(text, i - before);
	bool is_apart = before > 0 || after > 0, is_address;
	struct host host;

	if (start == i - before || !read_host(text, i + len + after, &host))
		return false;
	is_address = sign == SIGN_AT && !is_apart;
	if (sign == SIGN_SPELLED)
		is_address = true;
	if (sign == SIGN_WORD)
		is_address = (host.is_spelled && host.is_known_top) ||
		    (host.is_provider && !has_word(text, i + len, "example.") &&
			!has_word(text, i + len, "mail."));
	if (sign == SIGN_AT && is_apart)
		is_address = host.is_provider || host.is_spelled ||
		    is_odd_name(text, start, i - before) ||
		    follows_mail(text, start);
	if (!is_address)
		return false;
	*ret_start = widen_start(text, start);
	*ret_end = host.end;
	if (*ret_start < start && byte(text, host.end) == '>')
		(*ret_end)++;
	return true;
}

/* ---- the pass ---- */

static void
replace(struct buf *out, struct text *text, size_t start, size_t end,
    const char *marker)
{
	buf_add(out, text->at + text->done, start - text->done);
	buf_text(out, marker);
	text->done = end;
}

static void
redact(struct buf *out, struct text *text)
{
	for (size_t i = 0; i < text->len;) {
		size_t len = 0, start = 0, end = 0;
		enum sign sign = sign_at(text, i, &len);

		if (sign != SIGN_NONE &&
		    read_address(text, i, len, sign, &start, &end)) {
			replace(out, text, start, end, marker_mail);
			i = end;
			continue;
		}
		len = phone_len(text->at, text->len, i);
		if (len > 0) {
			replace(out, text, i, i + len, marker_phone);
			i += len;
			continue;
		}
		i++;
	}
	buf_add(out, text->at + text->done, text->len - text->done);
}

void
redact_text(struct buf *out, const char *text, size_t len)
{
	(void)redact_text_counted(out, text, len);
}

size_t
redact_text_counted(struct buf *out, const char *text, size_t len)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	size_t looks = 0;
	struct text work = { NULL, 0, 0, &looks };
	struct buf repaired, clean;

	buf_init(&repaired, 3 * len + 1);
	buf_init(&clean, 9 * len + 1);
	text_repair(&repaired, text, len);
	for (size_t i = 0; i < repaired.len;) {
		const char *from = repaired.data + i;
		const char *nul = memchr(from, '\0', repaired.len - i);
		size_t n =
		    nul == NULL ? repaired.len - i : (size_t)(nul - from);

		buf_add(&clean, from, n);
		if (nul != NULL)
			buf_text(&clean, replacement);
		i += n + (nul != NULL);
	}
	work.at = clean.data;
	work.len = clean.len;
	if (clean.len > 0)
		redact(out, &work);
	buf_done(&repaired);
	buf_done(&clean);
	return looks;
}
