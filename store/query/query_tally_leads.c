/* Counts what leads have in common, a chunk at a time: by cards where there are
 * many, by records where there are few. */
#include "base/mem.h"
#include "store/query/query_tally.h"

enum {
	/* So few leads are read rather than a list each language, skill or
	 * company. */
	READ_MAX = 400,
	PROFILES = 5 /* times as many whose profile is all that is read */
};

/* ---- from records ---- */

/* Languages, skills and company, from what was read. */
static void
add_records(struct query_tally *tally, const struct lead_row *lead,
    unsigned parts)
{
	const struct score none = { .person = 0 };
	const struct score *score =
	    (parts & PART_BRIEF) != 0 ? &lead->score : &none;

	for (size_t i = 0;
	     query_tally_counts(tally, FACET_LANG) && i < score->n_languages;
	     i++)
		query_tally_add(tally, FACET_LANG, score->languages[i], 1);
	for (size_t i = 0;
	     query_tally_counts(tally, FACET_SKILL) && i < score->n_skills; i++)
		query_tally_add(tally, FACET_SKILL, score->skills[i].id, 1);
	if (query_tally_counts(tally, FACET_COMPANY) &&
	    (parts & PART_PERSON_FRONT) != 0)
		query_tally_add_employer(tally, lead->person.company, 1);
}

static void
add_card(struct query_tally *tally, const struct card *card, bool is_apart)
{
	if (!is_apart)
		tally->bands[card->band]++;
	tally->involvements[card->involvement]++;
	tally->places[card->place < TALLY_PLACES ? card->place : 0]++;
}

static unsigned
parts_of(const struct query_tally *tally)
{
	unsigned parts = 0;

	if (query_tally_counts(tally, FACET_LANG) ||
	    query_tally_counts(tally, FACET_SKILL))
		parts |= PART_BRIEF;
	if (query_tally_counts(tally, FACET_COMPANY))
		parts |= PART_PERSON_FRONT;
	return parts;
}

int
query_tally_row(struct run *run, bool is_apart)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_row *row = &run->row;

	if (!query_row_need(row, parts_of(tally) | PART_LEAD))
		return row->failed;
	add_card(tally, &row->lead.card, is_apart);
	if (query_tally_counts(tally, FACET_STATUS))
		query_tally_add(tally, FACET_STATUS,
		    status_name((enum status)row->lead.lead.status), 1);
	add_records(tally, &row->lead, parts_of(tally));
	return 0;
}

int
query_tally_go_to(struct run *run, uint32_t ordinal)
{
	struct query_chunk *chunk = &run->chunk;
	size_t at;

	if (!query_chunk_open_at(chunk, ordinal, &at) ||
	    !query_chunk_card(chunk, at))
		return chunk->failed;
	query_row_begin(&run->row, &chunk->row.lead.card, chunk->row.place,
	    ordinal);
	return 0;
}

int
query_tally_read(struct run *run, const struct bits *leads, unsigned parts)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_row *row = &run->row;
	int rc = 0;

	for (uint32_t i = 0; parts != 0 && i < tally->n_chunks; i++)
		for (size_t at = 0; bits_next(&leads[i], &at); at++) {
			rc = query_tally_go_to(run,
			    i * CHUNK_BITS + (uint32_t)at);
			if (rc < 0)
				return rc;
			if (query_row_need(row, parts))
				add_records(tally, &row->lead, parts);
			if (row->failed < 0 && row->failed != ERR_CORRUPT)
				return row->failed;
		}
	return 0;
}

/* ---- by cards and the pipeline ---- */

/* What cards tell of somebody. */
static bool
add_numbers(struct query_tally *tally, int64_t place, unsigned band,
    unsigned involvement, bool is_apart)
{
	const struct card card = { .band = (enum band)band,
		.involvement = (enum involvement)involvement,
		.place = place };

	if (band > BAND_A || involvement > INVOLVEMENT_FOUNDER)
		return false;
	add_card(tally, &card, is_apart);
	return true;
}

/* Of a word of a set, by the levels of its block; without any by cards. */
static int
add_word(struct run *run, const uint8_t *places, const uint8_t *grades,
    size_t from, uint64_t left, uint64_t apart)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_chunk *chunk = &run->chunk;

	for (; left != 0; left &= left - 1) {
		size_t at = (size_t)__builtin_ctzll(left);
		size_t in = (from + at) % BRIEF_BLOCK;
		bool is_apart = (apart >> at & 1) != 0, is_sound;
		const uint8_t *entry;

		if (places != NULL && grades != NULL) {
			is_sound = add_numbers(tally, brief_u16(places, in),
			    grades[in] & 0x0F, grades[in] >> 4, is_apart);
		} else {
			entry = query_chunk_entry(chunk, from + at);
			if (entry == NULL)
				return chunk->failed;
			is_sound = add_numbers(tally,
			    column_number(entry, COLUMN_PLACE),
			    (unsigned)column_number(entry, COLUMN_BAND),
			    (unsigned)column_number(entry, COLUMN_INVOLVEMENT),
			    is_apart);
		}
		if (!is_sound)
			return ERR_CORRUPT;
	}
	return 0;
}

static int
add_cards(struct run *run, const struct bits *leads, const struct bits *apart)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_chunk *chunk = &run->chunk;
	int rc = 0;

	if (!query_tally_counts(tally, FACET_BAND) &&
	    !query_tally_counts(tally, FACET_INVOLVEMENT) &&
	    !query_tally_counts(tally, FACET_PLACE))
		return 0;
	query_brief_expect(chunk, BRIEF_PLACE, leads);
	query_brief_expect(chunk, BRIEF_GRADES, leads);
	for (size_t i = 0; rc == 0 && i < CHUNK_WORDS; i++) {
		size_t block = i / SCAN_WORDS;
		const uint64_t *words = &leads->words[block * SCAN_WORDS];

		if (leads->words[i] == 0)
			continue;
		rc = add_word(run,
		    query_brief_levels(chunk, block, BRIEF_PLACE, words),
		    query_brief_levels(chunk, block, BRIEF_GRADES, words),
		    64 * i, leads->words[i], apart->words[i]);
	}
	return rc;
}

static int
add_statuses(struct run *run, const struct bits *leads)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_chunk *chunk = &run->chunk;
	struct query_row *row = &run->row;
	struct bits marked = *leads, new = *leads;

	if (!query_tally_counts(tally, FACET_STATUS))
		return 0;
	bits_and(&marked, &chunk->leads);
	bits_and_not(&new, &chunk->leads);
	query_tally_add(tally, FACET_STATUS, status_name(STATUS_NEW),
	    (int64_t)bits_count(&new));
	for (size_t at = 0; bits_next(&marked, &at); at++) {
		if (!query_chunk_card(chunk, at))
			return chunk->failed;
		query_row_begin(row, &chunk->row.lead.card, chunk->row.place,
		    chunk->row.ordinal);
		if (!query_row_need(row, PART_LEAD))
			return row->failed;
		query_tally_add(tally, FACET_STATUS,
		    status_name((enum status)row->lead.lead.status), 1);
	}
	return 0;
}

static void
keep_counted(const struct query_chunk *chunk, const struct bits *leads,
    struct bits *to)
{
	if (chunk->number != INDEX_FEW) {
		to[chunk->number] = *leads;
		return;
	}
	for (size_t at = 0; bits_next(leads, &at); at++) {
		uint32_t ordinal = query_chunk_ordinal(chunk, at);

		bits_set(&to[ordinal / CHUNK_BITS], ordinal % CHUNK_BITS);
	}
}

int
query_tally_chunk(struct run *run, const struct bits *shown,
    const struct bits *apart)
{
	struct query_tally *tally = run->source.options->tally;
	struct bits leads = *shown;
	int rc;

	bits_or(&leads, apart);
	if (bits_is_empty(&leads))
		return 0;
	if (tally->leads == NULL) {
		tally->leads = mem_calloc(run->n_chunks, sizeof(leads));
		tally->n_chunks = run->n_chunks;
	}
	keep_counted(&run->chunk, &leads, tally->leads);
	tally->n_leads += bits_count(&leads);
	rc = add_cards(run, &leads, apart);
	return rc == 0 ? add_statuses(run, &leads) : rc;
}

static size_t
read_max(const struct run *run)
{
	const struct query_tuning *tuning = run->source.options->tuning;

	return tuning != NULL && tuning->facet_reads > 0
	    ? (size_t)tuning->facet_reads
	    : READ_MAX;
}

/* By lists, or where few are counted by profiles. */
static int
add_employers(struct run *run)
{
	const struct query_tally *tally = run->source.options->tally;

	if (!query_tally_counts(tally, FACET_COMPANY))
		return 0;
	return tally->n_leads <= PROFILES * read_max(run)
	    ? query_tally_read(run, tally->leads, PART_PERSON_FRONT)
	    : query_tally_employers(run);
}

int
query_tally_end(struct run *run)
{
	struct query_tally *tally = run->source.options->tally;
	struct tally_terms *terms;
	int rc, rc_terms;

	if (tally->leads == NULL)
		return 0;
	if (tally->n_leads <= read_max(run))
		return query_tally_read(run, tally->leads, parts_of(tally));
	terms = query_tally_terms_start(run);
	rc = add_employers(run);
	rc_terms = query_tally_terms_end(terms);
	return rc < 0 ? rc : rc_terms;
}
