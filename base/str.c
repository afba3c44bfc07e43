#include "base/str.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
str_casecmp(const char *a, const char *b)
{
	while (*a != '\0' && str_lower(*a) == str_lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)str_lower(*a) - (unsigned char)str_lower(*b);
}

bool
str_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

bool
str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *text, const char *suffix)
{
	size_t n = strlen(text), m = strlen(suffix);

	return n >= m && memcmp(text + n - m, suffix, m) == 0;
}

void
str_lower_all(char *text)
{
	for (; *text != '\0'; text++)
		*text = str_lower(*text);
}

const char *
str_trim(const char *text, size_t len, size_t *ret_len)
{
	while (len > 0 && str_is_space(text[0])) {
		text++;
		len--;
	}
	while (len > 0 && str_is_space(text[len - 1]))
		len--;
	*ret_len = len;
	return text;
}

int
str_to_int(const char *text, int64_t min, int64_t max, int64_t *ret_value)
{
	bool negative = *text == '-';
	int64_t value = 0;

	if (negative)
		text++;
	if (!str_is_digit(*text))
		return ERR_PARSE;
	for (; str_is_digit(*text); text++) {
		int digit = *text - '0';

		if (value > (INT64_MAX - digit) / 10)
			return ERR_LIMIT;
		value = value * 10 + digit;
	}
	if (*text != '\0')
		return ERR_PARSE;
	if (negative)
		value = -value;
	if (value < min || value > max)
		return ERR_LIMIT;
	*ret_value = value;
	return 0;
}

int
str_to_real(const char *text, double *ret_value)
{
	bool negative = *text == '-';
	double value = 0, scale = 1;
	int digits = 0;

	if (negative)
		text++;
	for (; str_is_digit(*text) && digits < 15; text++, digits++)
		value = value * 10 + (*text - '0');
	/* Digits and scale are whole and exact up to the fifteenth digit, so
	 * that one division gives the nearest double: 0.3 is 0.3. */
	if (*text == '.')
		for (text++; str_is_digit(*text) && digits < 30;
		     text++, digits++) {
			if (digits >= 15)
				continue;
			value = value * 10 + (*text - '0');
			scale *= 10;
		}
	if (digits == 0 || *text != '\0')
		return ERR_PARSE;
	*ret_value = (negative ? -value : value) / scale;
	return 0;
}

/* ---- numbers to the last bit ---- */

enum {
	NUMBER_MAX = 400, /* characters */
	DIGITS_EXACT = 15, /* that a double holds without rounding */
	POWER_EXACT = 22
};

/* A JSON number taken apart: digits * 10^power. */
struct decimal {
	bool is_negative;
	uint64_t digits;
	int n_digits; /* leading zeros not counted */
	int64_t power;
};

static const char *
take_digits(const char *at, const char *end, bool is_fraction,
    struct decimal *decimal)
{
	for (; at < end && str_is_digit(*at); at++) {
		if (decimal->n_digits < DIGITS_EXACT + 1)
			decimal->digits =
			    decimal->digits * 10 + (uint64_t)(*at - '0');
		decimal->n_digits += decimal->digits != 0;
		decimal->power -= is_fraction;
	}
	return at;
}

static bool
take_exponent(const char *at, const char *end, struct decimal *decimal)
{
	bool is_negative;
	int64_t power = 0;

	if (at == end)
		return true;
	if (*at != 'e' && *at != 'E')
		return false;
	at++;
	is_negative = at < end && *at == '-';
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	if (at == end)
		return false;
	for (; at < end && str_is_digit(*at) && power < 10000; at++)
		power = power * 10 + (*at - '0');
	decimal->power += is_negative ? -power : power;
	return at == end;
}

static bool
take_number(const char *text, size_t len, struct decimal *ret_decimal)
{
	const char *at = text, *end = text + len, *digits;

	*ret_decimal = (struct decimal){ 0 };
	ret_decimal->is_negative = at < end && *at == '-';
	if (ret_decimal->is_negative)
		at++;
	digits = at;
	at = take_digits(at, end, false, ret_decimal);
	if (at == digits)
		return false;
	if (at < end && *at == '.') {
		digits = ++at;
		at = take_digits(at, end, true, ret_decimal);
		if (at == digits)
			return false;
	}
	return take_exponent(at, end, ret_decimal);
}

/* The C library rounds right, and knows the locale's decimal point only. */
static int
convert(const char *text, size_t len, double *ret_value)
{
	const struct lconv *locale = localeconv();
	char copy[NUMBER_MAX + 16], *point;
	double value;

	if (len >= NUMBER_MAX || strlen(locale->decimal_point) != 1)
		return ERR_PARSE;
	memcpy(copy, text, len);
	copy[len] = '\0';
	point = strchr(copy, '.');
	if (point != NULL)
		*point = locale->decimal_point[0];
	if (sscanf(copy, "%lf", &value) != 1)
		return ERR_PARSE;
	if (!isfinite(value))
		return ERR_LIMIT;
	*ret_value = value;
	return 0;
}

int
str_to_exact(const char *text, size_t len, double *ret_value)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
		1e19, 1e20, 1e21, 1e22 };
	struct decimal decimal;
	double value;

	if (!take_number(text, len, &decimal))
		return ERR_PARSE;
	/* Two exact doubles and one operation: rounded once, so rightly. */
	if (decimal.n_digits > DIGITS_EXACT || decimal.power > POWER_EXACT ||
	    decimal.power < -POWER_EXACT)
		return convert(text, len, ret_value);
	value = (double)decimal.digits;
	if (decimal.power < 0)
		value /= powers[-decimal.power];
	else
		value *= powers[decimal.power];
	*ret_value = decimal.is_negative ? -value : value;
	return 0;
}

bool
str_copy(char *to, size_t size, const char *text)
{
	size_t len = strnlen(text, size);
	bool fits = len < size;

	if (size == 0)
		return false;
	if (!fits)
		len = size - 1;
	memcpy(to, text, len);
	to[len] = '\0';
	return fits;
}

enum {
	DISTANCE_MAX = 64
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
str_distance(const char *a, const char *b)
{
	size_t n = strnlen(a, DISTANCE_MAX), m = strnlen(b, DISTANCE_MAX);
	/* Row i: from the first i letters of `a` to the first j of `b`; the last
	 * three are kept. */
	size_t rows[3][DISTANCE_MAX + 1];

	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		const size_t *before = rows[(i + 1) % 3];
		const size_t *above = rows[(i - 1) % 3];
		size_t *row = rows[i % 3];
		char at = str_lower(a[i - 1]);

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			row[j] =
			    least(above[j - 1] + (at != str_lower(b[j - 1])),
				1 + least(above[j], row[j - 1]));
			if (i > 1 && j > 1 && at == str_lower(b[j - 2]) &&
			    str_lower(a[i - 2]) == str_lower(b[j - 1]))
				row[j] = least(row[j], 1 + before[j - 2]);
		}
	}
	return rows[n % 3][m];
}
