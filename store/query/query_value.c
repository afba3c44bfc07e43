#include <math.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "store/query/query_internal.h"

enum {
	POINT_MAX = 40, /* longest end of a range */
	WEEK_DAYS = 7,
	YEAR_MONTHS = 12
};

/* One end of a range as a number; ERR_PARSE. */
typedef int
point_parse(const struct query *query, const char *text, double *ret_point);

bool
query_range_has(const struct range *range, double value)
{
	return (range->above ? value > range->low : value >= range->low) &&
	    (range->below ? value < range->high : value <= range->high);
}

/* ---- ranges ---- */

static int
parse_end(const struct query *query, const char *text, size_t len,
    point_parse *point, double *ret_point)
{
	char copy[POINT_MAX];

	if (len == 0)
		return 0; /* open: stays infinite */
	if (len >= sizeof(copy))
		return ERR_PARSE;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return point(query, copy, ret_point);
}

/* ">=50" and its kin: needs quotes in a shell, so it is never written so. */
static int
parse_compared(const struct query *query, const char *text, point_parse *point,
    struct range *range)
{
	bool is_low = *text == '>';
	bool is_strict = text[1] != '=';
	double *end = is_low ? &range->low : &range->high;

	if (is_low)
		range->above = is_strict;
	else
		range->below = is_strict;
	text += is_strict ? 1 : 2;
	return *text == '\0' ? ERR_PARSE
			     : parse_end(query, text, strlen(text), point, end);
}

/* "a..b", "a..", "..b"; a single "a" is *ret_single. */
static int
parse_range(const struct query *query, const char *text, point_parse *point,
    struct range *ret_range, bool *ret_single)
{
	struct range range = { .low = -INFINITY, .high = INFINITY };
	const char *dots = strstr(text, "..");
	int rc;

	*ret_single = false;
	if (*text == '>' || *text == '<') {
		rc = parse_compared(query, text, point, &range);
	} else if (dots == NULL) {
		rc = *text == '\0' ? ERR_PARSE : point(query, text, &range.low);
		range.high = range.low;
		*ret_single = true;
	} else if (dots == text && dots[2] == '\0') {
		rc = ERR_PARSE;
	} else {
		rc = parse_end(query, text, (size_t)(dots - text), point,
		    &range.low);
		if (rc == 0)
			rc = parse_end(query, dots + 2, strlen(dots + 2), point,
			    &range.high);
	}
	/* "70..50" can only mean one thing. */
	if (range.low > range.high) {
		double high = range.low;

		range.low = range.high;
		range.high = high;
	}
	if (rc == 0)
		*ret_range = range;
	return rc;
}

static int
parse_numbers(struct query *query, const struct value *value,
    point_parse *point, struct predicate *predicate)
{
	bool is_single;

	return value->is_prefix ? ERR_PARSE
				: parse_range(query, value->text, point,
				      &predicate->range, &is_single);
}

/* ---- numbers ---- */

static int
point_number(const struct query *query, const char *text, double *ret_point)
{
	char copy[POINT_MAX];
	size_t len = strlen(text);
	double scale = 1;
	int rc;

	(void)query;
	if (!str_copy(copy, sizeof(copy), text) || len == 0)
		return ERR_PARSE;
	if (str_lower(copy[len - 1]) == 'k')
		scale = 1000;
	else if (str_lower(copy[len - 1]) == 'm')
		scale = 1000000;
	if (scale > 1)
		copy[len - 1] = '\0';
	rc = str_to_real(copy, ret_point);
	if (rc == 0)
		*ret_point *= scale;
	return rc;
}

int
query_value_number(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	if (parse_numbers(query, value, point_number, predicate) == 0)
		return 0;
	return err_set(detail, ERR_PARSE,
	    "expected a number or a range such as 50..500, 50.. or ..500");
}

/* "60", "60%", and "0.6", which can mean nothing else. */
static int
point_percent(const struct query *query, const char *text, double *ret_point)
{
	char copy[POINT_MAX];
	size_t len = strlen(text);
	int rc;

	(void)query;
	if (!str_copy(copy, sizeof(copy), text) || len == 0)
		return ERR_PARSE;
	if (copy[len - 1] == '%')
		copy[len - 1] = '\0';
	rc = str_to_real(copy, ret_point);
	/* Rounded, so that 0.29 is 29 and not a bit less. */
	if (rc == 0 && *ret_point <= 1 && strchr(copy, '.') != NULL)
		*ret_point = round(*ret_point * 1e8) / 1e6;
	return rc;
}

int
query_value_percent(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	if (parse_numbers(query, value, point_percent, predicate) == 0)
		return 0;
	return err_set(detail, ERR_PARSE,
	    "expected per cent, as one number or a range such as 60..");
}

static int
point_unit(const struct query *query, const char *text, double *ret_point)
{
	int rc;

	(void)query;
	rc = str_to_real(text, ret_point);
	return rc == 0 && (*ret_point < 0 || *ret_point > 1) ? ERR_PARSE : rc;
}

int
query_value_unit(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	if (parse_numbers(query, value, point_unit, predicate) == 0)
		return 0;
	return err_set(detail, ERR_PARSE,
	    "expected a number from 0 to 1 or a range such as 0.5..");
}

/* ---- grades ---- */

static int
point_band(const struct query *query, const char *text, double *ret_point)
{
	enum band band;

	(void)query;
	if (!band_parse(text, &band) || band == BAND_NONE)
		return ERR_PARSE;
	*ret_point = (double)band;
	return 0;
}

int
query_value_band(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	predicate->is_none = str_casecmp(value->text, "none") == 0 ||
	    strcmp(value->text, "-") == 0;
	if (predicate->is_none ||
	    parse_numbers(query, value, point_band, predicate) == 0)
		return 0;
	return err_set(detail, ERR_PARSE,
	    "expected a band A to E, a range such as B.. (B or better), or "
	    "none");
}

static int
point_involvement(const struct query *query, const char *text,
    double *ret_point)
{
	(void)query;
	for (int i = INVOLVEMENT_NONE; i <= INVOLVEMENT_FOUNDER; i++)
		if (str_casecmp(text, involvement_name((enum involvement)i)) ==
		    0) {
			*ret_point = i;
			return 0;
		}
	return ERR_PARSE;
}

int
query_value_involvement(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	if (parse_numbers(query, value, point_involvement, predicate) == 0)
		return 0;
	return err_set(detail, ERR_PARSE,
	    "expected none, occasional, regular, maintainer or founder, or a "
	    "range such as regular..");
}

/* ---- times ---- */

/* "12m": a number of days, weeks, months or years. */
static int
parse_duration(const char *text, double *ret_seconds)
{
	static const struct {
		char letter;
		double seconds;
	} units[] = {
		{ 'd', CLOCK_DAY_S },
		{ 'w', (double)WEEK_DAYS * CLOCK_DAY_S },
		{ 'm', CLOCK_MONTH_S },
		{ 'y', (double)YEAR_MONTHS * CLOCK_MONTH_S },
	};
	char copy[POINT_MAX];
	size_t len = strlen(text);
	int64_t n;

	if (len < 2 || !str_copy(copy, sizeof(copy), text))
		return ERR_PARSE;
	copy[len - 1] = '\0';
	if (str_to_int(copy, 0, 100000, &n) < 0)
		return ERR_PARSE;
	for (size_t i = 0; i < COUNT(units); i++)
		if (units[i].letter == str_lower(text[len - 1])) {
			*ret_seconds = (double)n * units[i].seconds;
			return 0;
		}
	return ERR_PARSE;
}

static int
point_time(const char *text, double from, double sign, double *ret_point)
{
	double seconds;
	int64_t at;

	if (parse_duration(text, &seconds) == 0) {
		*ret_point = from + sign * seconds;
		return 0;
	}
	if (clock_parse(text, &at) < 0)
		return ERR_PARSE;
	*ret_point = (double)at;
	return 0;
}

static int
point_past(const struct query *query, const char *text, double *ret_point)
{
	return point_time(text, (double)query->now, -1, ret_point);
}

static int
point_future(const struct query *query, const char *text, double *ret_point)
{
	return point_time(text, (double)query->now, 1, ret_point);
}

int
query_value_past(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	bool is_single;

	predicate->is_none = str_casecmp(value->text, "unknown") == 0;
	if (predicate->is_none)
		return 0;
	if (value->is_prefix ||
	    parse_range(query, value->text, point_past, &predicate->range,
		&is_single) < 0)
		return err_set(detail, ERR_PARSE,
		    "expected a time span such as 12m or 30d, a date such as "
		    "2026-01-31, or a range of them");
	/* One time alone is its beginning: since then. */
	if (is_single)
		predicate->range.high = INFINITY;
	return 0;
}

int
query_value_future(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	bool is_single;

	if (value->is_prefix ||
	    parse_range(query, value->text, point_future, &predicate->range,
		&is_single) < 0)
		return err_set(detail, ERR_PARSE,
		    "expected a time span such as 7d, a date such as "
		    "2026-01-31, or a range of them");
	/* One time alone is the end: until then. */
	if (is_single)
		predicate->range.low = -INFINITY;
	return 0;
}
