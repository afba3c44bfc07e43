#include "base/str.h"

#include <stdlib.h>
#include <string.h>

char
str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
str_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
str_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
str_is_alnum(char c)
{
	c = str_lower(c);
	return str_is_digit(c) || (c >= 'a' && c <= 'z');
}

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
	double value = 0, place = 1;
	int digits = 0;

	if (negative)
		text++;
	for (; str_is_digit(*text) && digits < 15; text++, digits++)
		value = value * 10 + (*text - '0');
	if (*text == '.')
		for (text++; str_is_digit(*text) && digits < 30;
		     text++, digits++) {
			place /= 10;
			value += (*text - '0') * place;
		}
	if (digits == 0 || *text != '\0')
		return ERR_PARSE;
	*ret_value = negative ? -value : value;
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

size_t
str_distance(const char *a, const char *b)
{
	size_t n = strnlen(a, DISTANCE_MAX), m = strnlen(b, DISTANCE_MAX);
	size_t row[DISTANCE_MAX + 1];

	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t cost = diagonal +
			    (str_lower(a[i - 1]) != str_lower(b[j - 1]));

			diagonal = row[j];
			if (row[j] + 1 < cost)
				cost = row[j] + 1;
			if (row[j - 1] + 1 < cost)
				cost = row[j - 1] + 1;
			row[j] = cost;
		}
	}
	return row[m];
}
