#include "config/cron.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/zone.h"

enum {
	N_FIELDS = 5,
	PIECE_BYTES = 64,
	/* 29 February on a Sunday comes every 28 years, 40 around 2100. */
	YEARS_MAX = 50
};

static const char *const month_names[] = { "jan", "feb", "mar", "apr", "may",
	"jun", "jul", "aug", "sep", "oct", "nov", "dec" };
static const char *const day_names[] = { "sun", "mon", "tue", "wed", "thu",
	"fri", "sat" };

struct cron_field {
	const char *name;
	int64_t min;
	int64_t max;
	const char *const *names; /* of min, min + 1, ... */
	size_t n_names;
};

static const struct cron_field fields[N_FIELDS] = {
	{ "minute", 0, 59, NULL, 0 },
	{ "hour", 0, 23, NULL, 0 },
	{ "day", 1, 31, NULL, 0 },
	{ "month", 1, 12, month_names, 12 },
	{ "weekday", 0, 7, day_names, 7 },
};

static int
parse_value(const struct cron_field *field, const char *text, int64_t *ret)
{
	for (size_t i = 0; i < field->n_names; i++)
		if (str_casecmp(field->names[i], text) == 0) {
			*ret = field->min + (int64_t)i;
			return 0;
		}
	return str_to_int(text, field->min, field->max, ret);
}

/* "*", "5", "1-5", "mon-fri", each with "/2"; cuts the text at its marks. */
static int
parse_piece(const struct cron_field *field, char *text, uint64_t *bits)
{
	char *slash = strchr(text, '/'), *dash;
	int64_t first = field->min, last = field->max, step = 1;

	if (slash != NULL) {
		*slash = '\0';
		if (str_to_int(slash + 1, 1, field->max, &step) != 0)
			return ERR_PARSE;
	}
	dash = strchr(text, '-');
	if (dash != NULL) {
		*dash = '\0';
		if (parse_value(field, text, &first) != 0 ||
		    parse_value(field, dash + 1, &last) != 0 || first > last)
			return ERR_PARSE;
	} else if (!str_equal(text, "*")) {
		if (parse_value(field, text, &first) != 0)
			return ERR_PARSE;
		if (slash == NULL)
			last = first;
	}
	for (int64_t i = first; i <= last; i += step)
		*bits |= UINT64_C(1) << i;
	return 0;
}

static int
parse_field(const struct cron_field *field, const char *text, size_t len,
    uint64_t *ret_bits)
{
	uint64_t bits = 0;
	size_t from = 0;

	for (size_t i = 0; i <= len; i++) {
		char piece[PIECE_BYTES];

		if (i < len && text[i] != ',')
			continue;
		if (i == from || i - from >= sizeof(piece))
			return ERR_PARSE;
		memcpy(piece, text + from, i - from);
		piece[i - from] = '\0';
		if (parse_piece(field, piece, &bits) != 0)
			return ERR_PARSE;
		from = i + 1;
	}
	*ret_bits = bits;
	return 0;
}

/* The next word of the text; its length, 0 at the end. */
static size_t
next_word(const char **text)
{
	size_t len = 0;

	while (str_is_space(**text))
		(*text)++;
	while ((*text)[len] != '\0' && !str_is_space((*text)[len]))
		len++;
	return len;
}

static int
parse_fields(const char *text, uint64_t bits[static N_FIELDS],
    bool is_star[static N_FIELDS], struct err_detail *detail)
{
	size_t len = 0;

	for (size_t i = 0; i < N_FIELDS; i++, text += len) {
		len = next_word(&text);
		if (len == 0)
			return err_set(detail, ERR_PARSE,
			    "has %zu fields, expected five: minute hour day "
			    "month weekday, such as \"0 6 * * 1-5\"",
			    i);
		is_star[i] = text[0] == '*';
		if (parse_field(&fields[i], text, len, &bits[i]) != 0)
			return err_set(detail, ERR_PARSE,
			    "%s: got \"%.*s\", expected %d..%d, *, a range, a "
			    "list or a step such as */15",
			    fields[i].name, (int)(len > 40 ? 40 : len), text,
			    (int)fields[i].min, (int)fields[i].max);
	}
	if (next_word(&text) > 0)
		return err_set(detail, ERR_PARSE,
		    "has more than five fields: minute hour day month "
		    "weekday");
	return 0;
}

/* "30 February" is a mistake; a weekday beside it is enough. */
static bool
has_a_day(const struct cron *cron)
{
	static const int longest[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	if (!cron->day_is_star && !cron->weekday_is_star)
		return true;
	for (int month = 1; month <= 12; month++)
		if ((cron->months >> month & 1) != 0 &&
		    (cron->days & ((UINT64_C(2) << longest[month - 1]) - 2)) !=
			0)
			return true;
	return false;
}

int
cron_parse(const char *text, struct cron *ret_cron, struct err_detail *detail)
{
	uint64_t bits[N_FIELDS] = { 0 };
	bool is_star[N_FIELDS] = { false };
	int rc = parse_fields(text, bits, is_star, detail);

	if (rc != 0)
		return rc;
	ret_cron->minutes = bits[0];
	ret_cron->hours = (uint32_t)bits[1];
	ret_cron->days = (uint32_t)bits[2];
	ret_cron->months = (uint32_t)bits[3];
	/* Sunday is written 0 or 7. */
	ret_cron->weekdays = (uint32_t)((bits[4] | bits[4] >> 7) & 0x7F);
	ret_cron->day_is_star = is_star[2];
	ret_cron->weekday_is_star = is_star[4];
	ret_cron->is_interval = is_star[0] || is_star[1];
	if (!has_a_day(ret_cron))
		return err_set(detail, ERR_PARSE,
		    "never comes: none of the months has such a day");
	return 0;
}

/* ---- the next moment ---- */

static bool
is_day(const struct cron *cron, const struct zone_time *time)
{
	bool day = (cron->days >> time->day & 1) != 0;
	bool weekday = (cron->weekdays >> time->weekday & 1) != 0;

	if ((cron->months >> time->month & 1) == 0)
		return false;
	if (cron->day_is_star || cron->weekday_is_star)
		return day && weekday;
	return day || weekday;
}

static bool
is_hour(const struct cron *cron, const struct zone_time *time)
{
	return (cron->hours >> time->hour & 1) != 0;
}

static bool
is_match(const struct cron *cron, const struct zone_time *time)
{
	return is_day(cron, time) && is_hour(cron, time) &&
	    (cron->minutes >> time->minute & 1) != 0;
}

/* Whether a change of the clocks by `skipped` seconds, to be seen at `at`,
 * jumped over a match. */
static bool
is_match_skipped(const struct cron *cron, int64_t at,
    const struct zone_time *time, int64_t skipped)
{
	for (int64_t s = skipped; s > 0; s -= CLOCK_MINUTE_S) {
		struct zone_time lost;

		zone_at_offset(at - s, time->offset, &lost);
		if (is_match(cron, &lost))
			return true;
	}
	return false;
}

/* Whether the clocks have shown this time before: they were put back. */
static bool
is_repeated(int64_t at, const struct zone_time *time)
{
	struct zone_time before, first;
	int64_t back;

	zone_local(at - CLOCK_DAY_S, &before);
	back = before.offset - time->offset;
	if (back <= 0)
		return false;
	zone_local(at - back, &first);
	return first.offset == before.offset;
}

/*
 * How far the next match is away at least: to the next day or hour, but never
 * across a change of the clocks, which is walked up to minute by minute.
 */
static int64_t
step(const struct cron *cron, int64_t at, const struct zone_time *time)
{
	int64_t to_hour = CLOCK_HOUR_S - time->minute * CLOCK_MINUTE_S;
	int64_t to_day = CLOCK_DAY_S - time->hour * CLOCK_HOUR_S -
	    time->minute * CLOCK_MINUTE_S;
	struct zone_time then;

	if (!is_day(cron, time)) {
		zone_local(at + to_day, &then);
		if (then.offset == time->offset)
			return to_day;
	}
	if (!is_day(cron, time) || !is_hour(cron, time)) {
		zone_local(at + to_hour, &then);
		if (then.offset == time->offset)
			return to_hour;
	}
	return CLOCK_MINUTE_S;
}

int
cron_next(const struct cron *cron, int64_t after, int64_t *ret_wall)
{
	const int64_t end = after + YEARS_MAX * 12 * CLOCK_MONTH_S;
	struct zone_time time;
	int64_t offset, at;

	zone_local(after, &time);
	offset = time.offset;
	at = after - after % CLOCK_MINUTE_S;
	if (at > after) /* before 1970 */
		at -= CLOCK_MINUTE_S;
	at += CLOCK_MINUTE_S;
	while (at < end) {
		zone_local(at, &time);
		if (!cron->is_interval && time.offset > offset &&
		    is_match_skipped(cron, at, &time, time.offset - offset))
			break;
		if (is_match(cron, &time) &&
		    (cron->is_interval || !is_repeated(at, &time)))
			break;
		offset = time.offset;
		at += step(cron, at, &time);
	}
	if (at >= end)
		return ERR_NOTFOUND;
	*ret_wall = at;
	return 0;
}
