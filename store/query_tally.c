/*
 * Counts what leads have in common, a chunk at a time: postings and cards for
 * many leads, records for few.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/posting_list.h"
#include "store/query_run.h"

enum {
	/* So few leads are read rather than a list each language, skill or
	 * company. */
	READ_MAX = 400,
	PLACES = 10000 /* see config/place.h; ids beyond are not known */
};

struct facet {
	struct map *index; /* folded text -> its value */
	struct query_value **values;
	size_t n;
	size_t capacity;
	struct query_value *sorted;
};

enum {
	EMPLOYERS_MAX = 8
};

/* What one text of a company stands for. */
struct employer {
	struct query_value *values[EMPLOYERS_MAX];
	size_t n;
};

struct query_tally {
	unsigned facets;
	const char *(*names)(struct arena *arena, const char *company);
	struct facet of[FACET_COUNT];
	struct map *employers; /* a profile's company -> its struct employer */
	/* Who is counted, a bit each lead. */
	struct bits *leads; /* NULL: nobody yet */
	uint32_t n_chunks;
	size_t n_leads;
	int64_t places[PLACES]; /* by id */
	int64_t bands[BAND_A + 1];
	int64_t involvements[INVOLVEMENT_FOUNDER + 1];
	struct arena arena;
	struct arena scratch;
};

struct query_tally *
query_tally_new(unsigned facets)
{
	struct query_tally *tally = mem_calloc(1, sizeof(*tally));

	tally->facets = facets;
	query_tally_reset(tally);
	return tally;
}

static void
clear(struct query_tally *tally)
{
	for (size_t i = 0; i < FACET_COUNT; i++) {
		map_free(tally->of[i].index);
		mem_free(tally->of[i].values);
		mem_free(tally->of[i].sorted);
		tally->of[i] = (struct facet){ 0 };
	}
	map_free(tally->employers);
	mem_free(tally->leads);
	tally->leads = NULL;
	tally->n_leads = 0;
	arena_done(&tally->arena);
	arena_done(&tally->scratch);
}

void
query_tally_reset(struct query_tally *tally)
{
	clear(tally);
	for (size_t i = 0; i < FACET_COUNT; i++)
		tally->of[i].index = map_new();
	tally->employers = map_new();
	memset(tally->places, 0, sizeof(tally->places));
	memset(tally->bands, 0, sizeof(tally->bands));
	memset(tally->involvements, 0, sizeof(tally->involvements));
}

void
query_tally_free(struct query_tally *tally)
{
	if (tally == NULL)
		return;
	clear(tally);
	mem_free(tally);
}

void
query_tally_set_company(struct query_tally *tally,
    const char *(*names)(struct arena *arena, const char *company))
{
	tally->names = names;
}

static bool
counts(const struct query_tally *tally, enum query_facet facet)
{
	return (tally->facets >> facet & 1) != 0;
}

/* ---- values ---- */

static struct query_value *
add_value(struct query_tally *tally, enum query_facet facet)
{
	struct facet *of = &tally->of[facet];
	struct query_value *value =
	    arena_calloc(&tally->arena, 1, sizeof(*value));

	if (of->n == of->capacity) {
		of->capacity = of->capacity * 2 + 16;
		of->values = mem_resize(of->values, of->capacity,
		    sizeof(struct query_value *));
	}
	of->values[of->n++] = value;
	return value;
}

/* One spelling, the first of them in order, stands for all; NULL: has none. */
static struct query_value *
value_of(struct query_tally *tally, enum query_facet facet, const char *folded,
    const char *text)
{
	struct facet *of = &tally->of[facet];
	struct query_value *value = map_get_text(of->index, folded);

	if (value == NULL) {
		value = add_value(tally, facet);
		if (text != NULL)
			value->text = arena_strdup(&tally->arena, text);
		map_put_text(of->index, folded, value);
	}
	if (text != NULL && strcmp(text, value->text) < 0)
		value->text = arena_strdup(&tally->arena, text);
	return value;
}

static void
add(struct query_tally *tally, enum query_facet facet, const char *text,
    int64_t n)
{
	const char *folded =
	    text == NULL ? "" : text_fold(&tally->scratch, text, strlen(text));

	if (n > 0)
		value_of(tally, facet, folded, text)->n += n;
}

/* The names that a profile's company stands for. */
static struct employer *
make_employer(struct query_tally *tally, const char *company)
{
	struct employer *employer =
	    arena_calloc(&tally->arena, 1, sizeof(*employer));
	const char *at = company;

	if (tally->names != NULL)
		at = tally->names(&tally->scratch, company);
	if (at == NULL)
		employer->values[employer->n++] =
		    value_of(tally, FACET_COMPANY, "", NULL);
	while (at != NULL && *at != '\0' && employer->n < EMPLOYERS_MAX) {
		size_t len =
		    tally->names != NULL ? strcspn(at, ";") : strlen(at);

		employer->values[employer->n++] = value_of(tally, FACET_COMPANY,
		    text_fold(&tally->scratch, at, len),
		    arena_text(&tally->scratch, at, len));
		at += len;
		at += strspn(at, "; ");
	}
	return employer;
}

static void
add_to(const struct employer *employer, int64_t n)
{
	for (size_t i = 0; i < employer->n; i++)
		employer->values[i]->n += n;
}

static void
add_employer(struct query_tally *tally, const char *company, int64_t n)
{
	struct employer *employer;

	if (company == NULL) {
		add(tally, FACET_COMPANY, NULL, n);
		return;
	}
	employer = map_get_text(tally->employers, company);
	if (employer == NULL) {
		employer = make_employer(tally, company);
		map_put_text(tally->employers, company, employer);
	}
	add_to(employer, n);
}

/* ---- from records ---- */

/* Languages, skills and company, from what was read. */
static void
add_records(struct query_tally *tally, const struct lead_row *lead,
    unsigned parts)
{
	const struct score none = { .person = 0 };
	const struct score *score =
	    (parts & PART_BRIEF) != 0 ? &lead->score : &none;

	for (size_t i = 0; counts(tally, FACET_LANG) && i < score->n_languages;
	     i++)
		add(tally, FACET_LANG, score->languages[i], 1);
	for (size_t i = 0; counts(tally, FACET_SKILL) && i < score->n_skills;
	     i++)
		add(tally, FACET_SKILL, score->skills[i].id, 1);
	if (counts(tally, FACET_COMPANY) && (parts & PART_PERSON) != 0)
		add_employer(tally, lead->person.company, 1);
}

static void
add_card(struct query_tally *tally, const struct card *card, bool is_apart)
{
	if (!is_apart)
		tally->bands[card->band]++;
	tally->involvements[card->involvement]++;
	tally->places[card->place < PLACES ? card->place : 0]++;
}

static unsigned
parts_of(const struct query_tally *tally)
{
	unsigned parts = 0;

	if (counts(tally, FACET_LANG) || counts(tally, FACET_SKILL))
		parts |= PART_BRIEF;
	if (counts(tally, FACET_COMPANY))
		parts |= PART_PERSON;
	return parts;
}

int
query_tally_row(struct run *run, bool is_apart)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_row *row = &run->row;

	arena_reset(&tally->scratch);
	if (!query_row_need(row, parts_of(tally) | PART_LEAD))
		return row->failed;
	add_card(tally, &row->lead.card, is_apart);
	if (counts(tally, FACET_STATUS))
		add(tally, FACET_STATUS,
		    status_name((enum status)row->lead.lead.status), 1);
	add_records(tally, &row->lead, parts_of(tally));
	return 0;
}

/* ---- from sets ---- */

struct terms {
	struct run *run;
	enum query_facet facet;
	uint32_t chunk; /* UINT32_MAX: the lists of the whole store */
	/* Of companies: leads that were counted, and whom only a list of texts
	 * cut has; NULL: nobody. */
	size_t n_counted;
	struct bits *cut;
};

/* How many of those who are counted have a term; *ret_first is one of them. */
static int
count_common(const struct terms *terms, struct slice value, size_t *ret_n,
    uint32_t *ret_first)
{
	const struct query_tally *tally = terms->run->source.options->tally;
	const struct bits *leads = &tally->leads[terms->chunk];
	struct bits who;
	size_t at = 0;
	int rc;

	if (terms->chunk == UINT32_MAX) {
		rc = posting_list_common(value, tally->leads, tally->n_chunks,
		    ret_n, ret_first);
		if (rc == ERR_NOTFOUND)
			*ret_n = 0; /* is read chunk by chunk */
		return rc == ERR_NOTFOUND ? 0 : rc;
	}
	if (!bits_decode_common(value, leads, ret_n))
		return ERR_CORRUPT;
	if (*ret_n == 0 || ret_first == NULL)
		return 0;
	bits_clear(&who);
	(void)bits_decode_or(value, &who); /* it has just been read */
	bits_and(&who, leads);
	(void)bits_next(&who, &at); /* there is one */
	*ret_first = terms->chunk * CHUNK_BITS + (uint32_t)at;
	return 0;
}

/* Goes to a lead that is counted. */
static int
go_to(struct run *run, uint32_t ordinal)
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

static const char *
spelling(const struct score *score, struct arena *arena, struct slice term)
{
	for (size_t i = 0; i < score->n_languages; i++) {
		const char *name = score->languages[i];
		const char *folded = text_fold(arena, name, strlen(name));

		if (strlen(folded) == term.len &&
		    memcmp(folded, term.bytes, term.len) == 0)
			return name;
	}
	return NULL;
}

/* A language as somebody's record spells it: "Go" for "go". */
static int
find_spelling(struct terms *terms, struct slice term, uint32_t ordinal,
    const char **ret_name)
{
	struct query_row *row = &terms->run->row;
	const char *name = NULL;
	int rc = go_to(terms->run, ordinal);

	if (rc == 0 && query_row_need(row, PART_BRIEF))
		name = spelling(&row->lead.score, &row->arena, term);
	if (name != NULL)
		*ret_name = name;
	return rc;
}

static int
add_term(void *context, struct slice term, struct slice value)
{
	struct terms *terms = context;
	struct query_tally *tally = terms->run->source.options->tally;
	struct query_value *counted;
	const char *text, *name;
	uint32_t first = 0;
	size_t n = 0;
	int rc = count_common(terms, value, &n, &first);

	if (rc < 0 || n == 0)
		return rc;
	text = name =
	    arena_text(&tally->scratch, (const char *)term.bytes, term.len);
	counted = map_get_text(tally->of[terms->facet].index, text);
	if (counted == NULL && terms->facet == FACET_LANG)
		rc = find_spelling(terms, term, first, &name);
	if (counted == NULL)
		counted = value_of(tally, terms->facet, text, name);
	counted->n += (int64_t)n;
	return rc;
}

/* Of one that is cut: the profiles tell what they say. */
static int
add_cut(struct terms *terms, struct slice value)
{
	const struct query_tally *tally = terms->run->source.options->tally;
	struct posting_list list;

	if (terms->cut == NULL)
		terms->cut = mem_calloc(tally->n_chunks, sizeof(*terms->cut));
	if (terms->chunk != UINT32_MAX)
		return bits_decode_or(value, &terms->cut[terms->chunk])
		    ? 0
		    : ERR_CORRUPT;
	if (!posting_list_decode(value, &list))
		return ERR_CORRUPT;
	for (size_t i = 0; i < list.n; i++) {
		uint32_t chunk = list.ordinals[i] / CHUNK_BITS;

		if (chunk >= tally->n_chunks)
			return ERR_CORRUPT;
		bits_set(&terms->cut[chunk], list.ordinals[i] % CHUNK_BITS);
	}
	return 0;
}

static int
add_one_employer(void *context, struct slice term, struct slice value)
{
	struct terms *terms = context;
	struct query_tally *tally = terms->run->source.options->tally;
	size_t n = 0;
	bool is_whole = terms->chunk == UINT32_MAX;
	const char *company;
	uint32_t first;
	int rc;

	if (term.len >= KEY_TEXT_MAX)
		return add_cut(terms, value);
	rc = count_common(terms, value, &n, is_whole ? &first : NULL);
	if (rc < 0 || n == 0)
		return rc;
	terms->n_counted += n;
	arena_reset(&tally->scratch);
	company =
	    arena_text(&tally->scratch, (const char *)term.bytes, term.len);
	/* What is kept whole comes once. */
	if (is_whole)
		add_to(make_employer(tally, company), (int64_t)n);
	else
		add_employer(tally, company, (int64_t)n);
	return 0;
}

/* The lists of the store, then what chunks keep. */
static int
each_term(struct terms *terms, enum posting_space space, struct slot slot,
    posting_fn *each)
{
	const struct query_tally *tally = terms->run->source.options->tally;
	const struct posting_term all = { .space = space,
		.slot = slot,
		.is_prefix = true };
	struct txn *txn = terms->run->source.txn;
	int rc;

	terms->chunk = UINT32_MAX;
	rc = posting_each_whole(txn, &all, each, terms);
	for (uint32_t i = 0; i < tally->n_chunks && rc == 0; i++) {
		terms->chunk = i;
		if (!bits_is_empty(&tally->leads[i]))
			rc = posting_each_chunked(txn, i, &all, each, terms);
	}
	return rc;
}

static int
add_terms(struct run *run, enum query_facet facet, enum posting_space space)
{
	struct terms terms = { .run = run, .facet = facet };

	if (!counts(run->source.options->tally, facet))
		return 0;
	return each_term(&terms, space, run->source.role.slot, add_term);
}

static int
read_each(struct run *run, const struct bits *leads, unsigned parts)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_row *row = &run->row;
	int rc = 0;

	for (uint32_t i = 0; parts != 0 && i < tally->n_chunks; i++)
		for (size_t at = 0; bits_next(&leads[i], &at); at++) {
			rc = go_to(run, i * CHUNK_BITS + (uint32_t)at);
			if (rc < 0)
				return rc;
			arena_reset(&tally->scratch);
			if (query_row_need(row, parts))
				add_records(tally, &row->lead, parts);
			if (row->failed < 0 && row->failed != ERR_CORRUPT)
				return row->failed;
		}
	return 0;
}

/* Each profile is in one list, or in none. */
static int
add_employers(struct run *run)
{
	const struct slot people = { 0, 0, 0 };
	struct query_tally *tally = run->source.options->tally;
	struct terms terms = { .run = run, .facet = FACET_COMPANY };
	size_t n = tally->n_leads, n_cut = 0;
	int rc;

	if (!counts(tally, FACET_COMPANY))
		return 0;
	rc = each_term(&terms, POSTING_EMPLOYER, people, add_one_employer);
	for (uint32_t i = 0; terms.cut != NULL && i < tally->n_chunks; i++) {
		bits_and(&terms.cut[i], &tally->leads[i]);
		n_cut += bits_count(&terms.cut[i]);
	}
	if (rc == 0 && terms.n_counted + n_cut > n)
		rc = ERR_CORRUPT;
	if (rc == 0)
		add(tally, FACET_COMPANY, NULL,
		    (int64_t)(n - terms.n_counted - n_cut));
	if (rc == 0 && terms.cut != NULL)
		rc = read_each(run, terms.cut, PART_PERSON);
	mem_free(terms.cut);
	return rc;
}

static bool
add_entry(struct query_tally *tally, const uint8_t *entry, bool is_apart)
{
	int64_t band = column_number(entry, COLUMN_BAND);
	int64_t involvement = column_number(entry, COLUMN_INVOLVEMENT);
	const struct card card = {
		.band = (enum band)band,
		.involvement = (enum involvement)involvement,
		.place = column_number(entry, COLUMN_PLACE),
	};

	if (band > BAND_A || involvement > INVOLVEMENT_FOUNDER)
		return false;
	add_card(tally, &card, is_apart);
	return true;
}

static int
add_cards(struct run *run, const struct bits *leads, const struct bits *apart)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_chunk *chunk = &run->chunk;

	if (!counts(tally, FACET_BAND) && !counts(tally, FACET_INVOLVEMENT) &&
	    !counts(tally, FACET_PLACE))
		return 0;
	for (size_t at = 0; bits_next(leads, &at); at++) {
		const uint8_t *entry = query_chunk_entry(chunk, at);

		if (entry == NULL)
			return chunk->failed;
		if (!add_entry(tally, entry, bits_has(apart, at)))
			return ERR_CORRUPT;
	}
	return 0;
}

static int
add_statuses(struct run *run, const struct bits *leads)
{
	struct query_tally *tally = run->source.options->tally;
	struct query_chunk *chunk = &run->chunk;
	struct query_row *row = &run->row;
	struct bits marked = *leads, new = *leads;

	if (!counts(tally, FACET_STATUS))
		return 0;
	bits_and(&marked, &chunk->leads);
	bits_and_not(&new, &chunk->leads);
	add(tally, FACET_STATUS, status_name(STATUS_NEW),
	    (int64_t)bits_count(&new));
	for (size_t at = 0; bits_next(&marked, &at); at++) {
		if (!query_chunk_card(chunk, at))
			return chunk->failed;
		query_row_begin(row, &chunk->row.lead.card, chunk->row.place,
		    chunk->row.ordinal);
		if (!query_row_need(row, PART_LEAD))
			return row->failed;
		add(tally, FACET_STATUS,
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
	arena_reset(&tally->scratch);
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

int
query_tally_end(struct run *run)
{
	struct query_tally *tally = run->source.options->tally;
	int rc;

	if (tally->leads == NULL)
		return 0;
	if (tally->n_leads <= read_max(run))
		return read_each(run, tally->leads, parts_of(tally));
	rc = add_terms(run, FACET_LANG, POSTING_LANG);
	if (rc == 0)
		rc = add_terms(run, FACET_SKILL, POSTING_SKILL);
	return rc == 0 ? add_employers(run) : rc;
}

/* ---- the result ---- */

static void
add_counted(struct query_tally *tally, enum query_facet facet)
{
	if (facet == FACET_BAND)
		for (int i = BAND_NONE; i <= BAND_A; i++)
			add(tally, facet,
			    i == BAND_NONE ? NULL : band_name((enum band)i),
			    tally->bands[i]);
	if (facet == FACET_INVOLVEMENT)
		for (int i = INVOLVEMENT_NONE; i <= INVOLVEMENT_FOUNDER; i++)
			add(tally, facet, involvement_name((enum involvement)i),
			    tally->involvements[i]);
	for (int64_t i = 0; facet == FACET_PLACE && i < PLACES; i++) {
		struct query_value *value;

		if (tally->places[i] == 0)
			continue;
		value = add_value(tally, facet);
		value->place = i;
		value->n = tally->places[i];
	}
}

static int
by_count(const void *left, const void *right)
{
	const struct query_value *a = left, *b = right;

	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (a->text == NULL || b->text == NULL)
		return (a->text == NULL) - (b->text == NULL);
	return strcmp(a->text, b->text);
}

size_t
query_tally_values(struct query_tally *tally, enum query_facet facet,
    const struct query_value **ret_values)
{
	struct facet *of = &tally->of[facet];

	if (of->sorted == NULL) {
		add_counted(tally, facet);
		of->sorted = mem_calloc(of->n + 1, sizeof(*of->sorted));
		for (size_t i = 0; i < of->n; i++)
			of->sorted[i] = *of->values[i];
		if (of->n > 1)
			qsort(of->sorted, of->n, sizeof(*of->sorted), by_count);
	}
	*ret_values = of->sorted;
	return of->n;
}
