#include "cli/lead_table.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"

enum {
	BELOW_MAX_BYTES = 8 * 1024
};

enum lead_column {
	RANK,
	LOGIN,
	NAME,
	BAND,
	COVERAGE,
	PLACE,
	COMPANY,
	ACTIVE,
	STATUS,
	N_COLUMNS
};

static const struct column columns[] = {
	[RANK] = { "#", 2, 7, true, CUT_LATE },
	/* What other commands are told. */
	[LOGIN] = { "login", 10, 39, false, CUT_LAST },
	/* Who it is comes before where. */
	[NAME] = { "name", 8, 26, false, CUT_LATE },
	[BAND] = { "band", 4, 4, false, CUT_FIRST },
	[COVERAGE] = { "cov", 4, 4, true, CUT_FIRST },
	[PLACE] = { "place", 6, 24, false, CUT_OR_GONE },
	[COMPANY] = { "company", 7, 22, false, CUT_OR_GONE },
	[ACTIVE] = { "active", 6, 6, true, CUT_FIRST },
	[STATUS] = { "status", 6, 14, false, CUT_FIRST },
};

void
lead_table_init(struct table *table, const struct term *term)
{
	table_init(table, term, columns, N_COLUMNS);
}

void
lead_table_age(int64_t then, int64_t now, char ret_text[LEAD_AGE_LEN])
{
	int64_t days = (now - then) / CLOCK_DAY_S;
	int64_t months = (now - then) / CLOCK_MONTH_S;

	ret_text[0] = '\0';
	if (then == 0)
		return;
	if (days < 1)
		(void)snprintf(ret_text, LEAD_AGE_LEN, "today");
	else if (days < 14)
		(void)snprintf(ret_text, LEAD_AGE_LEN, "%lld d",
		    (long long)days);
	else if (months < 2)
		(void)snprintf(ret_text, LEAD_AGE_LEN, "%lld wk",
		    (long long)days / 7);
	else if (months < 24)
		(void)snprintf(ret_text, LEAD_AGE_LEN, "%lld mo",
		    (long long)months);
	else
		(void)snprintf(ret_text, LEAD_AGE_LEN, "%lld y",
		    (long long)months / 12);
}

enum style
lead_table_band_style(enum band band)
{
	switch (band) {
	case BAND_A:
		return STYLE_STRONG;
	case BAND_B:
		return STYLE_GOOD;
	case BAND_C:
		return STYLE_FAIR;
	case BAND_D:
	case BAND_E:
	case BAND_NONE:
		return STYLE_DIM;
	}
	return STYLE_PLAIN;
}

/* What is missing comes first: it decides whether to read on. */
static void
put_below(struct table *table, const struct score *score)
{
	struct buf text;

	buf_init(&text, BELOW_MAX_BYTES);
	for (size_t i = 0; i < score->n_must_missing; i++)
		buf_format(&text, "%s: not seen. ", score->must_missing[i]);
	if (score->is_out && score->out_reason != NULL)
		buf_format(&text, "Out: %s. ", score->out_reason);
	if (score->reason != NULL)
		buf_text(&text, score->reason);
	table_below(table, text.data);
	buf_done(&text);
}

void
lead_table_add(struct table *table, const struct lead_view *view, int64_t now)
{
	const struct lead_row *row = view->row;
	const struct score *score = &row->score;
	enum style band_style =
	    view->band == NULL ? STYLE_DIM : lead_table_band_style(score->band);
	char text[32], age[LEAD_AGE_LEN];

	(void)snprintf(text, sizeof(text), "%lld", (long long)row->rank);
	if (view->hide_score)
		(void)snprintf(text, sizeof(text), "-");
	table_cell(table, RANK, STYLE_DIM, text);
	table_cell(table, LOGIN, STYLE_BOLD, row->person.login);
	table_cell(table, NAME, STYLE_PLAIN, row->person.name);
	table_cell(table, BAND, band_style,
	    view->band != NULL ? view->band : "-");
	(void)snprintf(text, sizeof(text), "%lld%%",
	    (long long)llround(score->coverage * 100));
	if (view->hide_score)
		(void)snprintf(text, sizeof(text), "-");
	table_cell(table, COVERAGE, STYLE_PLAIN, text);
	table_cell(table, PLACE, STYLE_PLAIN, row->person.location);
	table_cell(table, COMPANY, STYLE_PLAIN, view->company);
	lead_table_age(score->last_active, now, age);
	table_cell(table, ACTIVE, STYLE_PLAIN, age);
	table_cell(table, STATUS,
	    row->lead.status == STATUS_NEW ? STYLE_DIM : STYLE_PLAIN,
	    view->status);
	put_below(table, score);
	table_end_row(table);
}
