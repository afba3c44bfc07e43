#include "store/query/query_row.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/fact/person.h"
#include "store/fact/portfolio.h"
#include "store/pipeline/lead.h"
#include "store/posting/ordinal.h"
#include "store/query/query_facts.h"
#include "store/score/score_record.h"
#include "store/store_internal.h"
#include "store/value/value.h"

/* ---- the query's lasting things ---- */

void
query_source_init(struct query_source *source, struct txn *txn,
    const struct query *query, const struct query_options *options)
{
	*source = (struct query_source){ .txn = txn,
		.query = query,
		.options = options,
		.now = query->now,
		.repositories = map_new() };
}

void
query_source_done(struct query_source *source)
{
	map_free(source->repositories);
	query_index_free(source->index);
	cursor_close(source->facts);
	column_close(&source->cards);
	arena_done(&source->names);
	arena_done(&source->texts);
}

void
query_row_init(struct query_row *row, struct query_source *source)
{
	*row = (struct query_row){ .source = source };
}

void
query_row_done(struct query_row *row)
{
	arena_done(&row->arena);
}

/* ---- what-if weights ---- */

static void
reweigh(struct query_row *row, const struct measured *measured)
{
	const struct query_source *source = row->source;
	struct card *card = &row->lead.card;
	struct weighed weighed;

	measured_sum(measured, &source->by.weights, &weighed);
	card->score = (double)weighed.tenths / 10;
	if (source->options->band != NULL)
		card->band = source->options->band(card->score, card->coverage);
}

static bool
read_signals(struct query_row *row, struct measured *ret_measured)
{
	const uint8_t *entry;

	return row->ordinal != ORDINAL_NONE &&
	    column_at(&row->source->signals, row->ordinal, &entry) == 0 &&
	    column_measured(entry, ret_measured);
}

/* What the record lacks: the card has it, or the role. */
static void
fill(struct query_row *row)
{
	store_score_fill(&row->source->by, &row->lead.card, &row->arena,
	    &row->lead.score);
}

static void
weigh(struct query_row *row)
{
	struct measured measured;

	if (read_signals(row, &measured)) {
		reweigh(row, &measured);
		return;
	}
	if (!query_row_need(row, PART_BRIEF))
		return;
	score_measured(&row->lead.score, &measured);
	reweigh(row, &measured);
	fill(row);
}

bool
query_row_signal(struct query_row *row, enum family family, double *ret_value)
{
	struct measured measured;

	if ((row->parts & PART_BRIEF) == 0 && read_signals(row, &measured)) {
		*ret_value = (double)measured.value[family] / SIGNAL_UNIT;
		return true;
	}
	if (!query_row_need(row, PART_BRIEF))
		return false;
	*ret_value = row->lead.score.signals[family].value;
	return true;
}

/* ---- a lead ---- */

static void
begin(struct query_row *row, uint32_t ordinal)
{
	arena_reset(&row->arena);
	/* Most leads are told by their cards: nothing else was filled in. */
	if (row->is_filled)
		row->lead = (struct lead_row){ .rank = 0 };
	row->is_filled = false;
	row->ordinal = row->source->index != NULL ? ordinal : ORDINAL_NONE;
	/* Where nobody has a record in the pipeline, there is nothing to read. */
	row->parts = row->source->has_leads ? 0 : PART_LEAD;
	row->found = NULL;
	row->failed = 0;
	row->has_names = false;
	row->has_texts = false;
	row->is_told = false;
}

void
query_row_begin_bare(struct query_row *row, int64_t person, uint32_t ordinal)
{
	begin(row, ordinal);
	row->lead.card = (struct card){ .person = person };
}

void
query_row_begin(struct query_row *row, const struct card *card,
    struct place_in_rank place, uint32_t ordinal)
{
	begin(row, ordinal);
	row->lead.card = *card;
	row->place = place;
	if (row->source->options->weights != NULL)
		weigh(row);
}

enum answer
query_row_ask(struct query_row *row, size_t set)
{
	if (row->ordinal == ORDINAL_NONE)
		return ANSWER_ASK;
	return query_index_ask(row->source->index, set, row->ordinal);
}

bool
query_row_is_told(struct query_row *row, size_t leaf)
{
	return row->ordinal != ORDINAL_NONE &&
	    query_index_is_sound(row->source->index, leaf, row->ordinal);
}

/* A lead without its records is as broken as one with corrupt ones. */
static bool
took(struct query_row *row, int rc, unsigned part)
{
	if (rc < 0 && row->failed == 0)
		row->failed =
		    rc == ERR_NOTFOUND ? value_corrupt(row->source->txn) : rc;
	if (rc == 0)
		row->parts |= part;
	return rc == 0;
}

/* Looked up unless it was. */
static int
find_person(struct query_row *row, struct slice *ret_value)
{
	struct key key;

	if (row->found != NULL && row->found->person.len > 0) {
		*ret_value = row->found->person;
		return 0;
	}
	key_id(&key, row->lead.card.person);
	return db_get(row->source->txn, TABLE_PERSON, &key, ret_value);
}

static int
find_score(struct query_row *row, struct slice *ret_value)
{
	struct key key;

	if (row->found != NULL && row->found->score.len > 0) {
		*ret_value = row->found->score;
		return 0;
	}
	key_score(&key, row->source->role.slot, SCORE_WHOLE,
	    row->lead.card.person);
	return db_get(row->source->txn, TABLE_SCORE, &key, ret_value);
}

static int
read_person(struct query_row *row, bool only_front)
{
	struct txn *txn = row->source->txn;
	struct slice value;
	int rc = find_person(row, &value);

	return rc < 0 ? rc
		      : value_read(txn,
			    packer_decode_person(txn->store->packer,
				row->lead.card.person, value, only_front,
				&row->arena, &row->lead.person));
}

static int
read_score(struct query_row *row, bool is_whole)
{
	struct txn *txn = row->source->txn;
	struct slice value;
	int rc = find_score(row, &value);

	if (rc == 0)
		rc = value_read(txn,
		    packer_decode_score(txn->store->packer, value,
			row->lead.card.person, is_whole, &row->arena,
			&row->lead.score));
	if (rc == 0)
		fill(row);
	return rc;
}

static int
read_score_front(struct query_row *row)
{
	struct txn *txn = row->source->txn;
	const struct card *card = &row->lead.card;
	struct score *score = &row->lead.score;
	struct slice value;
	int rc = find_score(row, &value);

	if (rc == 0)
		rc = value_read(txn,
		    packer_decode_score_front(txn->store->packer, value,
			card->person, &row->arena, score));
	if (rc < 0)
		return rc;
	score->score = card->score;
	score->coverage = card->coverage;
	score->band = card->band;
	return 0;
}

static bool
need_one(struct query_row *row, enum part part)
{
	struct query_source *source = row->source;
	int64_t person = row->lead.card.person;
	unsigned done = part;
	int rc = 0;

	/* Postings tell who has no record in the pipeline. */
	if (part == PART_LEAD && query_row_ask(row, INDEX_LEAD) == ANSWER_NO)
		return took(row, 0, part);
	row->is_filled = true;
	switch (part) {
	case PART_PERSON:
		rc = read_person(row, false);
		break;
	case PART_BRIEF:
		rc = read_score(row, false);
		break;
	case PART_REASONS:
		rc = read_score(row, true);
		done |= PART_BRIEF;
		break;
	case PART_LEAD:
		rc = store_lead_read(source->txn, source->role.slot.role,
		    person, &row->arena, &row->lead.lead);
		break;
	case PART_PERSON_FRONT:
		rc = read_person(row, true);
		break;
	case PART_SCORE_FRONT:
		rc = read_score_front(row);
		break;
	case PART_ALL:
		break;
	}
	return took(row, rc, done);
}

bool
query_row_need(struct query_row *row, unsigned parts)
{
	/* Reasons come with the rest of the score. */
	static const enum part order[] = { PART_PERSON, PART_REASONS,
		PART_BRIEF, PART_LEAD, PART_PERSON_FRONT, PART_SCORE_FRONT };

	if ((row->parts & PART_PERSON) != 0)
		parts &= ~(unsigned)PART_PERSON_FRONT;
	if ((row->parts & PART_BRIEF) != 0)
		parts &= ~(unsigned)PART_SCORE_FRONT;
	for (size_t i = 0; (parts & ~row->parts) != 0; i++)
		if ((parts & ~row->parts & order[i]) != 0 &&
		    !need_one(row, order[i]))
			return false;
	return true;
}

static int
find_unread_person(struct query_row *row, struct slice *ret_value)
{
	int rc = find_person(row, ret_value);

	return rc < 0 || query_source_leaves_unread(row->source)
	    ? rc
	    : value_read(row->source->txn,
		  packer_check_person(row->lead.card.person, *ret_value));
}

static int
find_unread_score(struct query_row *row, struct slice *ret_value)
{
	int rc = find_score(row, ret_value);

	return rc < 0 || query_source_leaves_unread(row->source)
	    ? rc
	    : value_read(row->source->txn, packer_check_score(*ret_value));
}

bool
query_row_leave_unread(struct query_row *row, unsigned parts)
{
	struct lead_unread *unread = &row->lead.unread;
	struct slice person = { 0 }, score = { 0 };
	int rc = 0;

	if ((parts & (PART_PERSON | PART_PERSON_FRONT)) != 0)
		rc = find_unread_person(row, &person);
	if (rc == 0 &&
	    (parts & (PART_BRIEF | PART_REASONS | PART_SCORE_FRONT)) != 0)
		rc = find_unread_score(row, &score);
	*unread = (struct lead_unread){ .is_unread = true,
		.person = person.bytes,
		.person_len = person.len,
		.score = score.bytes,
		.score_len = score.len };
	return took(row, rc, 0);
}

/* Whether is_excluded() can hold for the lead: cheaper than to read it. */
static bool
is_suspect(struct query_row *row)
{
	const struct query_suspects *given = row->source->options->suspects;
	const struct card *card = &row->lead.card;

	if ((row->parts & PART_PERSON) != 0 || given == NULL ||
	    (given->has_links &&
		(card->has_linkedin || card->has_website || card->has_social)))
		return true;
	return query_row_ask(row, INDEX_EXCLUDED) != ANSWER_NO;
}

bool
query_row_is_known(struct query_row *row)
{
	const struct query_options *options = row->source->options;

	if (!query_row_need(row, PART_LEAD))
		return false;
	if (row->lead.lead.known_at != 0)
		return true;
	return options->is_excluded != NULL && is_suspect(row) &&
	    query_row_need(row, PART_PERSON) &&
	    options->is_excluded(options->context, &row->lead.person);
}

bool
query_row_hides_score(struct query_row *row)
{
	return row->source->has_leads && query_row_need(row, PART_LEAD) &&
	    store_lead_hides_score(&row->lead.lead);
}

int64_t
query_row_due_since(const struct query_source *source, int64_t first_seen)
{
	int64_t days = source->options->retention_days;

	if (first_seen == 0)
		return 0;
	return first_seen + (days > 0 ? days : RETENTION_DAYS) * CLOCK_DAY_S;
}

int64_t
query_row_due(struct query_row *row)
{
	const struct lead *lead = &row->lead.lead;

	if (row->lead.card.first_seen == 0 || !query_row_need(row, PART_LEAD) ||
	    lead->noticed_at != 0 || lead->contacted_at != 0)
		return 0;
	return query_row_due_since(row->source, row->lead.card.first_seen);
}

/* ---- names ---- */

/* The folded name of a repository; "" for one that is not stored. */
static const char *
repository_name(struct query_row *row, int64_t id)
{
	struct query_source *source = row->source;
	const char *known = map_get_id(source->repositories, id);
	struct repository repository;
	char *name;
	int rc;

	if (known != NULL)
		return known;
	rc = store_repository_get(source->txn, id, &row->arena, &repository);
	if (rc == 0 && repository.full_name != NULL)
		name = text_fold(&source->names, repository.full_name,
		    strlen(repository.full_name));
	else
		name = arena_strdup(&source->names, "");
	if (rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		(void)took(row, rc, 0); /* row->failed tells */
	map_put_id(source->repositories, id, name);
	return name;
}

/* Walks the keys of the person's work; `to` NULL only counts. */
static int
each_name(struct query_row *row, const char **to, size_t *ret_n)
{
	struct slice found, value;
	struct fact_key fact;
	struct cursor *cursor;
	struct key prefix;
	size_t n = 0;
	int rc;

	rc = cursor_open(row->source->txn, TABLE_FACT, &cursor);
	if (rc < 0)
		return rc;
	key_fact_kind_prefix(&prefix, row->lead.card.person, FACT_WORK);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found)) {
		if (to != NULL && key_fact_parse(found, &fact))
			to[n] = repository_name(row, fact.repository);
		else if (to != NULL)
			to[n] = "";
		n++;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_n = n;
	return 0;
}

bool
query_row_names(struct query_row *row)
{
	struct own own = { 0 };
	size_t works = 0, n = 0;
	const char **names;
	int rc;

	if (row->has_names)
		return true;
	rc = each_name(row, NULL, &works);
	if (rc == 0)
		rc = store_own_get(row->source->txn, row->lead.card.person,
		    &row->arena, &own);
	if (rc < 0)
		return took(row, rc, 0);
	names = arena_calloc(&row->arena, works + own.n_names, sizeof(*names));
	rc = each_name(row, names, &n);
	if (rc < 0)
		return took(row, rc, 0);
	for (size_t i = 0; i < own.n_names; i++)
		names[n++] =
		    text_fold(&row->arena, own.names[i], strlen(own.names[i]));
	row->names = names;
	row->n_names = n;
	row->has_names = true;
	return row->failed == 0;
}

bool
query_row_has_words(struct query_row *row, const struct terms_search *search)
{
	bool has = false;
	int rc;

	row->has_texts = true;
	rc = query_facts_have(row->source, row->lead.card.person, search, &has);
	return rc < 0 ? took(row, rc, 0) : has;
}
