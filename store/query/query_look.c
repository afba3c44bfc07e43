/* One lead: whether it matches, what hides it, and handing it over. */
#include <string.h>

#include "base/clock.h"
#include "store/column/card.h"
#include "store/posting/ordinal.h"
#include "store/query/query_reader.h"
#include "store/query/query_run.h"
#include "store/rights.h"
#include "store/score/score.h"
#include "store/value/value.h"

enum {
	SCORE_UNIT = 1000 /* of a place in the rank */
};

/* ---- what is hidden ---- */

/* By what the card alone says; the pipeline can only take the date away. */
static bool
is_past_due(int64_t due, int64_t now)
{
	return due != 0 && due < now;
}

static bool
is_due_soon(int64_t due, int64_t now)
{
	return due != 0 && due >= now && due - now <= (int64_t)7 * CLOCK_DAY_S;
}

static int64_t
told_days(const struct query_row *row)
{
	int64_t days = row->source->options->told_days;

	return days > 0 ? days : TOLD_DAYS;
}

/* Contacted ones go after a year without a change. */
static bool
is_purged_soon(const struct query_row *row)
{
	const struct lead *lead = &row->lead.lead;
	int64_t at = lead->status_at > lead->contacted_at ? lead->status_at
							  : lead->contacted_at;

	if (lead->contacted_at == 0)
		return false;
	return at + (told_days(row) - 7) * CLOCK_DAY_S <= row->source->now;
}

static bool
is_inactive(const struct run *run, int64_t last_active)
{
	return last_active != 0 &&
	    last_active <
	    run->source.now - (int64_t)INACTIVE_MONTHS * CLOCK_MONTH_S;
}

static bool
is_status_hidden(const struct query_row *row)
{
	int64_t status = row->lead.lead.status;

	return status == STATUS_NOT_A_FIT || status == STATUS_DECLINED ||
	    status == STATUS_HIRED;
}

/* The first rule that hides the lead counts it; cheap ones come first. */
static int64_t *
hidden_by(struct run *run)
{
	const struct query *query = run->source.query;
	struct query_row *row = &run->row;

	if (run->source.options->show_hidden)
		return NULL;
	if (!query->names_flag && row->lead.card.is_out &&
	    !query_row_hides_score(row))
		return &run->counts.hidden_out;
	if (!query->names_active &&
	    is_inactive(run, row->lead.card.last_active))
		return &run->counts.hidden_inactive;
	if (!query->names_status && query_row_need(row, PART_LEAD) &&
	    is_status_hidden(row))
		return &run->counts.hidden_status;
	if (!query->names_known && query_row_is_known(row))
		return &run->counts.hidden_excluded;
	return NULL;
}

/* Whether a lead that matches is to be shown; counts it if not. */
static bool
is_shown(struct run *run)
{
	struct query_row *row = &run->row;
	int64_t due = query_row_due(row), *count;

	if (is_past_due(due, run->source.now)) {
		run->counts.hidden_past_notice++;
		return false;
	}
	if (!query_row_need(row, PART_LEAD) ||
	    row->lead.lead.status == STATUS_DO_NOT_CONTACT)
		return false;
	if (store_lead_is_past_told(&row->lead.lead, run->source.now,
		told_days(row))) {
		run->counts.hidden_past_notice++;
		return false;
	}
	count = hidden_by(run);
	if (count != NULL)
		(*count)++;
	if (count != NULL || row->failed < 0)
		return false;
	if (is_due_soon(due, run->source.now) || is_purged_soon(row))
		run->counts.due_this_week++;
	run->counts.matched++;
	return true;
}

/* ---- a look ---- */

static bool
would_match(struct run *run)
{
	struct query_row *row = &run->row;
	const struct query *query = run->source.query;
	bool matches;

	if (!query->has_place || run->source.estimates_unplaced ||
	    row->lead.card.place != 0)
		return false;
	row->assume_place = true;
	matches = query_match_node(row, query->root);
	row->assume_place = false;
	return matches;
}

/* Whether more than the card and the pipeline's record was needed. */
static bool
was_read(const struct query_row *row)
{
	return (row->parts & ~(unsigned)PART_LEAD) != 0 || row->has_names ||
	    row->has_texts;
}

int
query_look(struct run *run, enum sight *ret_sight)
{
	struct query_row *row = &run->row;
	bool matches;

	run->looked++;
	*ret_sight = SIGHT_NONE;
	matches =
	    row->failed == 0 && query_match_node(row, run->source.query->root);
	if (!matches && row->failed == 0 && would_match(run))
		run->counts.place_unknown++;
	if (matches && row->failed == 0 && is_shown(run))
		*ret_sight =
		    query_row_hides_score(row) ? SIGHT_APART : SIGHT_SHOWN;
	run->source.verified += was_read(row) ? 1 : 0;
	return row->failed;
}

int
query_look_place(struct query_row *row, struct top_entry *ret_entry)
{
	const struct query *query = row->source->query;
	const struct card *card = &row->lead.card;
	struct top_entry entry = { .place = row->place,
		.person = card->person,
		.ordinal = row->ordinal };

	switch (query->sort) {
	case SORT_SCORE:
		entry.key = card->score;
		/* A what-if score keeps the needs first, as the rank does. */
		entry.tier = row->place.tier;
		break;
	case SORT_RECENT:
		entry.key = (double)card->last_active;
		break;
	case SORT_FOLLOWERS:
		entry.key = (double)card->followers;
		break;
	case SORT_STARS:
		entry.key = (double)card->stars;
		break;
	case SORT_PULLS:
		entry.key = (double)card->merged_pulls;
		break;
	case SORT_REVIEWS:
		entry.key = (double)card->reviews;
		break;
	case SORT_SEEN:
		entry.key = (double)card->first_seen;
		break;
	case SORT_SIGNAL:
		if (!query_row_signal(row, query->sort_family, &entry.key))
			return row->failed;
		break;
	}
	*ret_entry = entry;
	return row->failed;
}

struct top_entry
query_ranked_entry(struct place_in_rank place, int64_t person, uint32_t ordinal)
{
	return (struct top_entry){ .key = (double)place.score / SCORE_UNIT,
		.person = person,
		.place = place,
		.ordinal = ordinal,
		.tier = place.tier };
}

void
query_keep_apart(struct run *run)
{
	const struct top_entry entry = { .place = run->row.place,
		.person = run->row.lead.card.person,
		.ordinal = run->row.ordinal };

	if (run->keeps_apart && query_is_behind(run, &entry, true))
		top_add(run->apart, &entry);
}

/* ---- handing over ---- */

int
query_excuse(struct run *run, int rc)
{
	if (rc != ERR_CORRUPT)
		return rc;
	run->counts.corrupt++;
	return 0;
}

bool
query_is_full(const struct run *run)
{
	const struct query_options *options = run->source.options;

	return options->limit >= 0 && run->counts.listed >= options->limit;
}

bool
query_is_small(const struct run *run)
{
	const struct query_tuning *tuning = run->source.options->tuning;
	int64_t most = SMALL_ROLE;

	if (tuning != NULL && tuning->small_role > 0)
		most = tuning->small_role;
	return run->source.role.leads <= most;
}

/* A figure that a card has no room for stands in the records alone. */
static unsigned
parts_listed(const struct query_options *options, const struct card *card)
{
	unsigned parts = PART_ALL;

	if (options->without_reasons || options->without_score)
		parts &= ~(unsigned)PART_REASONS;
	if (options->without_score && !store_card_is_cut(card))
		parts &= ~(unsigned)PART_BRIEF;
	if (options->without_profile && !store_card_is_cut(card))
		parts &= ~(unsigned)PART_PERSON;
	if (options->front_of_score && (parts & PART_BRIEF) != 0)
		parts = (parts & ~(unsigned)(PART_BRIEF | PART_REASONS)) |
		    PART_SCORE_FRONT;
	if (options->front_of_profile && (parts & PART_PERSON) != 0)
		parts = (parts & ~(unsigned)PART_PERSON) | PART_PERSON_FRONT;
	return parts;
}

/* Reads what is to be listed, or finds it for who will. */
static bool
fill_in(struct query_row *row)
{
	const struct query_options *options = row->source->options;
	unsigned parts = parts_listed(options, &row->lead.card);

	if (options->reader != NULL)
		return query_row_need(row, PART_LEAD) &&
		    query_row_leave_unread(row, parts);
	if (!query_row_need(row, parts))
		return false;
	row->is_filled = true;
	if ((row->parts & (PART_PERSON | PART_PERSON_FRONT)) == 0)
		query_reader_fill_person(&row->lead);
	if ((row->parts & (PART_BRIEF | PART_SCORE_FRONT)) == 0)
		query_reader_fill_score(&row->lead);
	return true;
}

int
query_list(struct run *run, int64_t rank)
{
	struct query_row *row = &run->row;
	struct after after = { .is_set = true, .rank = rank };
	int rc;

	if (!fill_in(row))
		return row->failed;
	rc = query_look_place(row, &after.entry);
	if (rc < 0)
		return rc;
	row->lead.rank = rank;
	if (query_row_hides_score(row)) {
		after.is_apart = true;
		row->lead.rank = 0;
		row->lead.card.score = row->lead.card.coverage = 0;
		row->lead.card.band = BAND_NONE;
		row->lead.card.is_out = false;
		row->lead.card.must_missing = 0;
		store_score_hide(&row->lead.score);
	}
	run->counts.listed++;
	if (query_is_full(run))
		query_cursor_write(run, &after);
	row->lead.arena = &row->arena;
	return run->each == NULL ? 0 : run->each(run->context, &row->lead);
}

int
query_card(struct run *run, const struct rank_key *at, uint32_t ordinal,
    const uint8_t **ret_entry, struct card *ret_card)
{
	struct query_source *source = &run->source;
	int rc;

	*ret_entry = query_chunk_seen(&run->chunk, ordinal);
	if (*ret_entry != NULL && column_is_ranked(*ret_entry, at, ret_card))
		return 0;
	rc = column_ranked(&source->cards, at, ordinal, ret_entry, ret_card);
	if (rc != ERR_CORRUPT)
		return rc;
	*ret_entry = NULL;
	return store_score_make_card(source->txn, at, &source->role, ret_card);
}

/* Whoever was found without the index is known by the rank alone. */
static int
find_ordinal(struct run *run, const struct rank_key *at, uint32_t *ret_ordinal)
{
	struct slice value;
	struct key key;
	int rc;

	key_rank(&key, at);
	rc = db_get(run->source.txn, TABLE_RANK, &key, &value);
	if (rc == 0)
		*ret_ordinal = store_rank_ordinal(value);
	return rc == ERR_NOTFOUND ? value_corrupt(run->source.txn) : rc;
}

int
query_revisit(struct run *run, const struct top_entry *entry)
{
	struct rank_key at = { .slot = run->source.role.slot,
		.place = entry->place,
		.person = entry->person };
	uint32_t ordinal = entry->ordinal;
	const uint8_t *column;
	struct card card;
	int rc = 0;

	if (ordinal == ORDINAL_NONE)
		rc = find_ordinal(run, &at, &ordinal);
	if (rc == 0)
		rc = query_card(run, &at, ordinal, &column, &card);
	if (rc < 0)
		return rc;
	query_row_begin(&run->row, &card, entry->place, ordinal);
	return run->row.failed;
}

int
query_list_entry(struct run *run, const struct top_entry *entry, int64_t rank)
{
	int rc = query_revisit(run, entry);

	return rc < 0 ? rc : query_list(run, rank);
}
