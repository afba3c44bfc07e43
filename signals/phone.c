#include "signals/phone.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "signals/ascii.h"

enum {
	RUN_MAX = 40, /* bytes of a number with its separators */
	GROUPS_MAX = 12,
	DIGITS_MIN = 8, /* of a number with its country */
	DIGITS_MAX = 15, /* E.164 */
	NATIONAL_MIN = 9,
	NATIONAL_MAX = 12,
	NAMED_MIN = 6, /* after a word such as "phone" */
	LOOK_BACK = 24
};

/* A run of digits in groups, "+49 (0)30 123 456". */
struct run {
	size_t end; /* after the last digit */
	size_t digits;
	size_t group[GROUPS_MAX];
	size_t n_groups;
	bool has_parenthesis;
	bool only_dots; /* separators are dots alone */
};

static bool
is_separator(char c)
{
	return c != '\0' && strchr(" -.()/", c) != NULL;
}

/* False when it is no number at all: too long, or glued to letters. */
static bool
read_run(const char *text, size_t len, size_t at, struct run *ret)
{
	struct run run = { .only_dots = true };
	size_t separators = 0, i = at;

	if (text[i] == '+')
		i++;
	for (; i < len; i++) {
		if (ascii_digit(text[i])) {
			if (separators > 0 || run.n_groups == 0) {
				if (run.n_groups == GROUPS_MAX)
					return false;
				run.group[run.n_groups++] = 0;
			}
			run.group[run.n_groups - 1]++;
			run.digits++;
			run.end = i + 1;
			separators = 0;
		} else if (is_separator(text[i]) && separators < 2) {
			separators++;
			run.has_parenthesis |= text[i] == '(';
			if (text[i] != '.' && i + 1 < len &&
			    ascii_digit(text[i + 1]))
				run.only_dots = false;
		} else {
			break;
		}
		if (i - at > RUN_MAX)
			return false;
	}
	if (run.digits == 0)
		return false;
	*ret = run;
	return run.end >= len ||
	    (!ascii_alnum(text[run.end]) && text[run.end] != '_' &&
		text[run.end] != '%');
}

static bool
is_tail_of_word(const char *text, size_t at)
{
	char before = at > 0 ? text[at - 1] : ' ';

	return ascii_alnum(before) || strchr("_+#.-/=@:%$", before) != NULL;
}

/* "tel", "phone", ... or a telephone sign shortly before. */
static bool
follows_phone_word(const char *text, size_t at)
{
	static const char *const words[] = { "tel", "phone", "mobile", "mobil",
		"handy", "whatsapp", "call me", "call:", "cell", "fax",
		"\xE2\x98\x8E" /* telephone */, "\xF0\x9F\x93\x9E",
		"\xF0\x9F\x93\xB1", "\xE7\x94\xB5\xE8\xAF\x9D",
		"\xE9\x9B\xBB\xE8\xA9\xB1" };
	size_t from = at > LOOK_BACK ? at - LOOK_BACK : 0;

	for (size_t i = from; i < at; i++)
		for (size_t k = 0; k < COUNT(words); k++) {
			size_t n, same = 0;

			if (words[k][0] != ascii_lower(text[i]))
				continue;
			n = strlen(words[k]);
			while (same < n && i + same < at &&
			    ascii_lower(text[i + same]) == words[k][same])
				same++;
			if (same == n &&
			    (i == 0 || !ascii_alnum(text[i - 1]) ||
				(words[k][0] & 0x80) != 0))
				return true;
		}
	return false;
}

/* 3-3-4 as in North America, or pairs after a two-digit start as in France. */
static bool
is_national(const struct run *run, const char *text, size_t at)
{
	size_t pairs = 0;

	for (size_t i = 0; i < run->n_groups; i++)
		pairs += run->group[i] == 2;
	if (run->n_groups == 3 && run->group[0] == 3 && run->group[1] == 3 &&
	    run->group[2] == 4)
		return true;
	if (text[at] != '0' || run->digits < NATIONAL_MIN ||
	    run->digits > NATIONAL_MAX)
		return false;
	if (pairs == run->n_groups)
		return run->n_groups == 5;
	if (run->only_dots || run->n_groups < 2 || run->n_groups > 5)
		return false;
	for (size_t i = 0; i < run->n_groups; i++)
		if (run->group[i] < 2)
			return false;
	return run->group[0] >= 3 && run->group[0] <= 6;
}

size_t
phone_len(const char *text, size_t len, size_t at)
{
	struct run run;
	char c = text[at];

	if (c != '+' && c != '(' && !ascii_digit(c))
		return 0;
	if (is_tail_of_word(text, at) || !read_run(text, len, at, &run))
		return 0;
	if (c == '+')
		return run.digits >= DIGITS_MIN && run.digits <= DIGITS_MAX
		    ? run.end - at
		    : 0;
	if (c == '(' && !(run.n_groups == 3 && run.group[0] == 3))
		return 0;
	if (is_national(&run, text, at))
		return run.end - at;
	/* "0049 30 123456" */
	if (c == '0' && at + 1 < len && text[at + 1] == '0' &&
	    run.n_groups > 1 && run.n_groups < 7 && !run.only_dots &&
	    run.group[0] >= 3 && run.digits >= DIGITS_MIN + 2 &&
	    run.digits <= DIGITS_MAX)
		return run.end - at;
	if (run.digits >= NAMED_MIN && run.digits <= DIGITS_MAX &&
	    follows_phone_word(text, at))
		return run.end - at;
	return 0;
}
