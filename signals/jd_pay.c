#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * What the job pays, as the text says it: "EUR 70,000 - 90,000 a year", "90k".
 * Money that a company raised or moves is none.
 */
enum {
	PAY_COLUMNS = 60,
	APART_BYTES = 16, /* between the two ends of a range */
	TAIL_BYTES = 24, /* "per year", "brutto" */
	YEAR_LEAST = 15000,
	HOUR_LEAST = 10
};

struct amount {
	size_t start;
	size_t end;
	int64_t value;
	bool has_currency;
	bool has_k;
};

static const char *const currencies[] = { "\xE2\x82\xAC", "\xC2\xA3", "$",
	"EUR", "USD", "GBP", "CHF", "PLN", "SEK", "NOK", "DKK", "CAD", "AUD",
	"INR", "\xE2\x82\xB9", "k\xE2\x82\xAC", "K\xE2\x82\xAC",
	"T\xE2\x82\xAC", "TEUR", "TCHF", "Euro", "euros", "eur", "usd", "gbp" };

static const char *const millions[] = { "m", "mn", "mio", "million", "millions",
	"millionen", "bn", "b", "billion", "billions", "mrd", "milliarden",
	"mm", "millones", "md" };

static const char *const periods[] = { "per year", "per annum", "a year",
	"p.a.", "p. a.", "/year", "/yr", "annually", "gross", "brutto", "brut",
	"brutos", "bruto", "per hour", "an hour", "/hour", "/hr", "/HR", "/h",
	"per day", "a day", "/day", "pro Jahr", "im Jahr", "pro Stunde",
	"pro Tag", "par an", "par jour", "al ano", "anuales", "+ equity",
	"plus equity", "and equity", "+ bonus", "plus bonus", "base" };

static size_t
currency_at(const char *text, size_t len, size_t at)
{
	for (size_t i = 0; i < COUNT(currencies); i++) {
		size_t n = strlen(currencies[i]);

		if (at + n <= len && memcmp(text + at, currencies[i], n) == 0 &&
		    (n == 1 || (unsigned char)currencies[i][0] >= 0x80 ||
			((at == 0 || !str_is_alnum(text[at - 1]) ||
			     str_is_digit(text[at - 1])) &&
			    (at + n == len || !str_is_alnum(text[at + n]) ||
				str_is_digit(text[at + n])))))
			return n;
	}
	return 0;
}

static bool
is_millions(const char *text, size_t len, size_t at)
{
	while (at < len && (text[at] == ' ' || text[at] == '+'))
		at++;
	for (size_t i = 0; i < COUNT(millions); i++) {
		size_t n = strlen(millions[i]), k = 0;

		while (k < n && at + k < len &&
		    str_lower(text[at + k]) == millions[i][k])
			k++;
		if (k == n && (at + n == len || !str_is_alnum(text[at + n])))
			return true;
	}
	return false;
}

/* Reads digits with signs between groups of three. */
static size_t
number_at(const char *text, size_t len, size_t at, int64_t *ret_value)
{
	int64_t value = 0;
	size_t i = at, digits = 0;

	while (i < len && digits < 12) {
		if (str_is_digit(text[i])) {
			value = value * 10 + (text[i] - '0');
			digits++;
			i++;
		} else if (strchr(".,' ", text[i]) != NULL && i + 3 < len &&
		    str_is_digit(text[i + 1]) && str_is_digit(text[i + 2]) &&
		    str_is_digit(text[i + 3]) &&
		    (i + 4 == len || !str_is_digit(text[i + 4])) &&
		    digits > 0) {
			i++;
		} else {
			break;
		}
	}
	*ret_value = value;
	return digits > 0 ? i - at : 0;
}

/* "65 k\xE2\x82\xAC", "80 T\xE2\x82\xAC", "80 TEUR" */
static bool
is_thousands(const char *text, size_t len)
{
	static const char *const units[] = { "k\xE2\x82\xAC", "K\xE2\x82\xAC",
		"T\xE2\x82\xAC", "TEUR", "TCHF" };

	for (size_t i = 0; i < COUNT(units); i++)
		if (strlen(units[i]) <= len &&
		    memcmp(text, units[i], strlen(units[i])) == 0)
			return true;
	return false;
}

/* An amount that begins at `at`; false if there is none. */
static bool
amount_at(const char *text, size_t len, size_t at, struct amount *ret)
{
	struct amount amount = { .start = at };
	size_t n = currency_at(text, len, at);

	if (at > 0 && n == 0 &&
	    (str_is_alnum(text[at - 1]) || text[at - 1] == '.'))
		return false;
	amount.has_currency = n > 0;
	at += n;
	if (n > 0 && at < len && text[at] == ' ')
		at++;
	n = number_at(text, len, at, &amount.value);
	if (n == 0)
		return false;
	at += n;
	if (is_millions(text, len, at))
		return false;
	if (at < len && (text[at] == 'k' || text[at] == 'K') &&
	    (at + 1 == len || !str_is_alnum(text[at + 1]))) {
		amount.has_k = true;
		amount.value *= 1000;
		at++;
	}
	amount.end = at;
	if (at < len && text[at] == ' ')
		at++;
	if (!amount.has_k && is_thousands(text + at, len - at)) {
		amount.has_k = true;
		amount.value *= 1000;
	}
	n = currency_at(text, len, at);
	if (n > 0 && !amount.has_currency) {
		amount.has_currency = true;
		amount.end = at + n;
	}
	*ret = amount;
	return true;
}

static size_t
tail_len(const char *text, size_t len, size_t at)
{
	size_t best = 0;

	for (size_t i = 0; i < COUNT(periods); i++) {
		size_t n = strlen(periods[i]);
		const char *found = memmem(text + at,
		    len - at < TAIL_BYTES ? len - at : TAIL_BYTES, periods[i],
		    n);

		if (found != NULL && (size_t)(found - text) + n - at > best &&
		    memchr(text + at, '.', (size_t)(found - text) - at) == NULL)
			best = (size_t)(found - text) + n - at;
	}
	return best;
}

/* "50-65k brutos" */
static bool
is_gross(const char *text, size_t len)
{
	return memmem(text, len, "gross", 5) != NULL ||
	    memmem(text, len, "brut", 4) != NULL;
}

/* Whether two amounts are the ends of one range. */
static bool
is_range(const char *text, size_t len)
{
	static const char *const words[] = { "to", "bis", "a", "y", "and", "up",
		"und", "hasta" };

	for (size_t i = 0; i < len;) {
		bool known = false;
		size_t n = 0;

		while (i + n < len && str_is_alnum(text[i + n]))
			n++;
		for (size_t k = 0; k < COUNT(words); k++)
			known |= strlen(words[k]) == n &&
			    memcmp(words[k], text + i, n) == 0;
		if (n == 0 ? strchr(" -/\xC3\xA0", text[i]) == NULL : !known)
			return false;
		i += n == 0 ? 1 : n;
	}
	return len <= APART_BYTES;
}

/* The range around the amounts of one sentence; false if they are no pay. */
static bool
read_pay(const char *text, size_t len, bool labelled, size_t *ret_start,
    size_t *ret_end)
{
	struct amount all = { 0 }, one;
	bool found = false;
	size_t tail;

	for (size_t at = 0; at < len; at++) {
		if (!amount_at(text, len, at, &one))
			continue;
		if (found && !is_range(text + all.end, one.start - all.end)) {
			if (all.has_currency || all.has_k)
				break;
			found = false;
		}
		if (!found)
			all = one;
		all.end = one.end;
		all.has_currency |= one.has_currency;
		all.has_k |= one.has_k;
		if (one.value > all.value)
			all.value = one.value;
		found = true;
		at = one.end - 1;
	}
	if (!found)
		return false;
	tail = tail_len(text, len, all.end);
	labelled |= all.has_k && is_gross(text + all.end, tail);
	/* "90k" alone in a note is pay too */
	labelled |= all.has_k && all.start == 0 && all.end + 1 >= len;
	if (!(all.has_currency || (labelled && (all.has_k || tail > 0))) ||
	    all.value < (tail > 0 || labelled ? HOUR_LEAST : YEAR_LEAST))
		return false;
	*ret_start = all.start;
	*ret_end = all.end + tail;
	return true;
}

bool
jd_find_pay(struct jd_doc *doc, const struct jd_sentence *sentence)
{
	enum jd_section_kind kind = doc->sections[sentence->section].kind;
	const char *text = sentence->shown;
	size_t len = strlen(text), start, end;
	bool labelled = sentence->label == JD_LABEL_PAY;

	for (size_t i = 0; !labelled && i < doc->n_cues; i++)
		labelled = doc->cues[i].list == JD_LABEL_PAY;
	if (doc->jd->pay != NULL || (kind == JD_SECTION_COMPANY && !labelled) ||
	    !read_pay(text, len, labelled, &start, &end))
		return false;
	doc->jd->pay = text_show(doc->arena,
	    arena_text(doc->arena, text + start, end - start), PAY_COLUMNS);
	return true;
}
