#include "store/query_row.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/terms.h"

enum {
	/* One lead's searchable text; what is beyond it is not found. */
	WORDS_MAX = 4 * 1024 * 1024
};

/* ---- the query's lasting things ---- */

void
query_source_init(struct query_source *source, struct txn *txn,
    const struct query *query, const struct query_options *options)
{
	*source = (struct query_source){ .txn = txn,
		.query = query,
		.options = options,
		.now = query->now,
		.repositories = map_new(),
		.languages = map_new() };
}

void
query_source_done(struct query_source *source)
{
	map_free(source->repositories);
	map_free(source->languages);
	arena_done(&source->names);
}

/* ---- a lead ---- */

void
query_row_init(struct query_row *row, struct query_source *source)
{
	*row = (struct query_row){ .source = source };
	for (int i = 0; i < HAYSTACK_COUNT; i++)
		buf_init(&row->words[i], WORDS_MAX);
}

void
query_row_done(struct query_row *row)
{
	for (int i = 0; i < HAYSTACK_COUNT; i++)
		buf_done(&row->words[i]);
	arena_done(&row->arena);
}

/*
 * The stored points tell each family's share of its weight.  A family that
 * weighed nothing has none: what it showed is taken for its share.  The sum is
 * scaled to 100, whatever the weights add up to.
 */
static void
reweigh(struct query_row *row)
{
	const double *weights = row->source->options->weights;
	struct score *score = &row->lead.score;
	double sum = 0, total = 0;

	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		struct signal *signal = &score->signals[i];
		double weight = weights[i] < 0 ? signal->weight : weights[i];
		double share = signal->weight > 0
		    ? signal->points / signal->weight
		    : signal->value * signal->coverage;

		signal->weight = weight;
		signal->points = weight * share;
		total += weight;
		sum += signal->points;
	}
	score->score = total > 0 ? round(sum * 1000 / total) / 10 : 0;
	if (row->source->options->band != NULL)
		score->band =
		    row->source->options->band(score->score, score->coverage);
	row->lead.card.score = score->score;
	row->lead.card.band = score->band;
}

void
query_row_begin(struct query_row *row, const struct card *card,
    struct place_in_rank place)
{
	arena_reset(&row->arena);
	row->lead = (struct lead_row){ .card = *card };
	row->place = place;
	row->parts = 0;
	row->failed = 0;
	row->has_names = false;
	memset(row->has_words, 0, sizeof(row->has_words));
	if (row->source->options->weights != NULL &&
	    query_row_need(row, PART_BRIEF))
		reweigh(row);
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

static bool
need_one(struct query_row *row, enum part part)
{
	struct query_source *source = row->source;
	int64_t person = row->lead.card.person;
	int rc = 0;

	switch (part) {
	case PART_PERSON:
		rc = store_person_get_brief(source->txn, person, &row->arena,
		    &row->lead.person);
		break;
	case PART_BRIEF:
		rc = store_score_get_brief(source->txn, source->role.slot,
		    person, &row->arena, &row->lead.score);
		break;
	case PART_REASONS:
		rc = store_score_get_reasons(source->txn, source->role.slot,
		    person, &row->arena, &row->lead.score);
		break;
	case PART_LEAD:
		if (source->has_leads)
			rc =
			    store_lead_read(source->txn, source->role.slot.role,
				person, &row->arena, &row->lead.lead);
		break;
	case PART_ALL:
		break;
	}
	return took(row, rc, part);
}

bool
query_row_need(struct query_row *row, unsigned parts)
{
	static const enum part order[] = { PART_PERSON, PART_BRIEF,
		PART_REASONS, PART_LEAD };

	if ((parts & PART_REASONS) != 0)
		parts |= PART_BRIEF;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if ((parts & order[i]) != 0 && (row->parts & order[i]) == 0 &&
		    !need_one(row, order[i]))
			return false;
	return true;
}

bool
query_row_is_known(struct query_row *row)
{
	const struct query_options *options = row->source->options;

	if (!query_row_need(row, PART_LEAD))
		return false;
	if (row->lead.lead.known_at != 0)
		return true;
	return options->is_excluded != NULL &&
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
query_row_due(struct query_row *row)
{
	const struct lead *lead = &row->lead.lead;
	int64_t days = row->source->options->retention_days;

	if (row->lead.card.first_seen == 0 || !query_row_need(row, PART_LEAD) ||
	    lead->noticed_at != 0 || lead->contacted_at != 0)
		return 0;
	return row->lead.card.first_seen +
	    (days > 0 ? days : RETENTION_DAYS) * CLOCK_DAY_S;
}

/* ---- names ---- */

const char *
query_row_language(struct query_row *row, const char *language)
{
	struct query_source *source = row->source;
	const struct vocabulary *vocabulary = &source->query->vocabulary;
	const char *known = map_get_text(source->languages, language);
	const char *id;
	char *kept;

	if (known != NULL)
		return known;
	id = text_fold(&source->names, language, strlen(language));
	if (vocabulary->skill != NULL)
		(void)vocabulary->skill(vocabulary->context, language, &id);
	kept = arena_strdup(&source->names, id);
	map_put_text(source->languages, language, kept);
	return kept;
}

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

/* ---- texts ---- */

static void
add_brief(struct query_row *row, struct buf *out)
{
	const struct score *score = &row->lead.score;

	if (!query_row_need(row, PART_BRIEF))
		return;
	terms_add(out, score->headline);
	terms_add(out, score->reason);
	for (size_t i = 0; i < score->n_evidence; i++)
		terms_add(out, score->evidence[i].title);
	for (size_t i = 0; i < score->n_skills; i++)
		terms_add(out, score->skills[i].id);
	for (size_t i = 0; i < score->n_languages; i++)
		terms_add(out, score->languages[i]);
	for (size_t i = 0; i < score->n_seeds; i++)
		terms_add(out, score->seeds[i].repository);
}

static void
add_names(struct query_row *row, struct buf *out)
{
	if (!query_row_names(row))
		return;
	for (size_t i = 0; i < row->n_names; i++)
		terms_add(out, row->names[i]);
}

static void
add_reasons(struct query_row *row, struct buf *out)
{
	if (!query_row_need(row, PART_REASONS))
		return;
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		const struct signal *signal = &row->lead.score.signals[i];

		for (size_t j = 0; j < signal->n_reasons; j++)
			terms_add(out, signal->reasons[j].text);
	}
}

static void
add_work(const struct work *work, struct buf *out)
{
	for (size_t i = 0; i < work->n_pulls; i++)
		terms_add(out, work->pulls[i].title);
	for (size_t i = 0; i < work->n_merges; i++)
		terms_add(out, work->merges[i].title);
	for (size_t i = 0; i < work->n_reviews; i++)
		terms_add(out, work->reviews[i].title);
	for (size_t i = 0; i < work->n_comments; i++)
		terms_add(out, work->comments[i].body);
	for (size_t i = 0; i < work->n_commits; i++)
		terms_add(out, work->commits[i].message);
}

static void
add_works(struct query_row *row, struct buf *out)
{
	struct txn *txn = row->source->txn;
	struct arena arena = { 0 };
	struct slice found, value;
	struct cursor *cursor;
	struct work work;
	struct key prefix;
	int rc;

	rc = cursor_open(txn, TABLE_FACT, &cursor);
	if (rc < 0) {
		(void)took(row, rc, 0); /* row->failed tells */
		return;
	}
	key_fact_kind_prefix(&prefix, row->lead.card.person, FACT_WORK);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found)) {
		rc = value_decode(txn, value, &work_record, &arena, &work);
		if (rc < 0)
			break;
		add_work(&work, out);
		arena_reset(&arena);
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	arena_done(&arena);
	if (rc < 0 && rc != ERR_NOTFOUND)
		(void)took(row, rc, 0); /* likewise */
}

/* What others wrote says nothing of the lead. */
static void
add_repository(const struct repository *item, struct buf *out)
{
	if (item->is_fork || item->is_mirror)
		return;
	terms_add(out, item->description);
	for (size_t i = 0; i < item->n_topics; i++)
		terms_add(out, item->topics[i]);
	terms_add(out, item->readme);
}

static void
add_own(struct query_row *row, struct buf *out)
{
	struct arena arena = { 0 };
	struct portfolio own;
	int rc;

	rc = store_portfolio_get(row->source->txn, row->lead.card.person,
	    &arena, &own);
	for (size_t i = 0; rc == 0 && i < own.n_items; i++)
		add_repository(&own.items[i], out);
	arena_done(&arena);
	if (rc < 0 && rc != ERR_NOTFOUND)
		(void)took(row, rc, 0); /* row->failed tells */
}

const char *
query_row_words(struct query_row *row, enum haystack haystack)
{
	static void (*const add[HAYSTACK_COUNT])(struct query_row *,
	    struct buf *) = { [HAYSTACK_BRIEF] = add_brief,
		[HAYSTACK_NAMES] = add_names,
		[HAYSTACK_REASONS] = add_reasons,
		[HAYSTACK_WORK] = add_works,
		[HAYSTACK_OWN] = add_own };
	struct buf *out = &row->words[haystack];

	if (!row->has_words[haystack]) {
		if (out->capacity > SCRATCH_KEEP)
			buf_done(out);
		buf_reset(out);
		add[haystack](row, out);
		row->has_words[haystack] = true;
	}
	return out->data != NULL ? out->data : "";
}
