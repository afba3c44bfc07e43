/* Counts what leads have in common by the lists of it, each held against those
 * who are counted. */
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/posting_list.h"
#include "store/query_tally.h"

enum {
	FEW = 64 /* so few of a chunk are looked up in a list one by one */
};

struct terms {
	struct run *run;
	enum query_facet facet;
	uint32_t chunk; /* UINT32_MAX: the lists of the whole store */
	/* Those of the chunk who are counted, if they are few; 0: more. */
	uint16_t few[FEW];
	size_t n_few;
	/* Of companies: leads that were counted, and whom only a list of texts
	 * cut has; NULL: nobody. */
	size_t n_counted;
	struct bits *cut;
};

/* How many of those who are counted have a term. */
static int
count_common(const struct terms *terms, struct slice value, size_t *ret_n)
{
	const struct query_tally *tally = terms->run->source.options->tally;
	uint32_t first;
	int rc;

	if (terms->chunk != UINT32_MAX) {
		bool is_sound = terms->n_few > 0
		    ? bits_decode_few(value, terms->few, terms->n_few, ret_n)
		    : bits_decode_common(value, &tally->leads[terms->chunk],
			  ret_n);

		return is_sound ? 0 : ERR_CORRUPT;
	}
	rc = posting_list_common(value, tally->leads, tally->n_chunks, ret_n,
	    &first);
	if (rc != ERR_NOTFOUND)
		return rc;
	*ret_n = 0; /* is read chunk by chunk */
	return 0;
}

/* One of those who are counted and have a term: there are some. */
static int
find_common(const struct terms *terms, struct slice value, uint32_t *ret_first)
{
	const struct query_tally *tally = terms->run->source.options->tally;
	struct bits who;
	size_t at = 0, n;

	if (terms->chunk == UINT32_MAX)
		return posting_list_common(value, tally->leads, tally->n_chunks,
		    &n, ret_first);
	bits_clear(&who);
	if (!bits_decode_or(value, &who))
		return ERR_CORRUPT;
	bits_and(&who, &tally->leads[terms->chunk]);
	(void)bits_next(&who, &at);
	*ret_first = terms->chunk * CHUNK_BITS + (uint32_t)at;
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
find_spelling(struct terms *terms, struct slice term, struct slice value,
    const char **ret_name)
{
	struct query_row *row = &terms->run->row;
	const char *name = NULL;
	uint32_t ordinal;
	int rc = find_common(terms, value, &ordinal);

	if (rc == 0)
		rc = query_tally_go_to(terms->run, ordinal);
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
	size_t n = 0;
	int rc = count_common(terms, value, &n);

	if (rc < 0 || n == 0)
		return rc;
	text = name =
	    arena_text(&tally->scratch, (const char *)term.bytes, term.len);
	counted = map_get_text(tally->of[terms->facet].index, text);
	if (counted == NULL && terms->facet == FACET_LANG)
		rc = find_spelling(terms, term, value, &name);
	if (counted == NULL)
		counted = query_tally_value(tally, terms->facet, text, name);
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
	struct employer employer;
	size_t n = 0;
	const char *company;
	int rc;

	if (term.len >= KEY_TEXT_MAX)
		return add_cut(terms, value);
	rc = count_common(terms, value, &n);
	if (rc < 0 || n == 0)
		return rc;
	terms->n_counted += n;
	arena_reset(&tally->scratch);
	company =
	    arena_text(&tally->scratch, (const char *)term.bytes, term.len);
	/* What is kept whole comes once. */
	if (terms->chunk == UINT32_MAX) {
		query_tally_employer(tally, company, &employer);
		query_tally_add_to(&employer, (int64_t)n);
	} else {
		query_tally_add_employer(tally, company, (int64_t)n);
	}
	return 0;
}

/* Begins with a chunk's lists; false if nobody there is counted. */
static bool
begin_chunk(struct terms *terms, uint32_t number)
{
	const struct bits *leads =
	    &terms->run->source.options->tally->leads[number];
	size_t n = bits_count(leads);

	terms->chunk = number;
	terms->n_few = 0;
	for (size_t at = 0; n <= FEW && bits_next(leads, &at); at++)
		terms->few[terms->n_few++] = (uint16_t)at;
	return n > 0;
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
	for (uint32_t i = 0; i < tally->n_chunks && rc == 0; i++)
		if (begin_chunk(terms, i))
			rc = posting_each_chunked(txn, i, &all, each, terms);
	return rc;
}

int
query_tally_terms(struct run *run, enum query_facet facet,
    enum posting_space space)
{
	struct terms terms = { .run = run, .facet = facet };

	if (!query_tally_counts(run->source.options->tally, facet))
		return 0;
	return each_term(&terms, space, run->source.role.slot, add_term);
}

/* Each profile is in one list, or in none. */
int
query_tally_employers(struct run *run)
{
	const struct slot people = { 0, 0, 0 };
	struct query_tally *tally = run->source.options->tally;
	struct terms terms = { .run = run, .facet = FACET_COMPANY };
	size_t n = tally->n_leads, n_cut = 0;
	int rc;

	rc = each_term(&terms, POSTING_EMPLOYER, people, add_one_employer);
	for (uint32_t i = 0; terms.cut != NULL && i < tally->n_chunks; i++) {
		bits_and(&terms.cut[i], &tally->leads[i]);
		n_cut += bits_count(&terms.cut[i]);
	}
	if (rc == 0 && terms.n_counted + n_cut > n)
		rc = ERR_CORRUPT;
	if (rc == 0)
		query_tally_add(tally, FACET_COMPANY, NULL,
		    (int64_t)(n - terms.n_counted - n_cut));
	if (rc == 0 && terms.cut != NULL)
		rc = query_tally_read(run, terms.cut, PART_PERSON_FRONT);
	mem_free(terms.cut);
	return rc;
}
