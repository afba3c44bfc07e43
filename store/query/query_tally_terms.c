/*
 * Counts languages and skills by their lists, in a thread with a transaction of
 * its own, while the caller's one counts companies.
 */
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/thread.h"
#include "store/query/query_tally.h"
#include "store/store_internal.h"

struct tally_terms {
	struct run *run; /* the caller's thread's */
	struct query_tally *tally;
	struct slot slot;
	struct txn *txn;
	bool is_apart; /* another thread counts, in a transaction of its own */
	pthread_t thread;
	enum query_facet facet; /* that is counted now */
	uint32_t *spelled; /* who has each language, as values stand there */
	size_t n_spelled;
	int rc;
};

/* One of those who are counted and have a term: there are some. */
static int
find_one(const struct tally_terms *terms, const struct tally_list *list,
    uint32_t *ret_ordinal)
{
	struct bits who;
	size_t at = 0;

	*ret_ordinal = list->first;
	if (list->chunk == TALLY_WHOLE)
		return 0;
	bits_clear(&who);
	if (!bits_decode_or(list->value, &who))
		return ERR_CORRUPT;
	bits_and(&who, &terms->tally->leads[list->chunk]);
	(void)bits_next(&who, &at);
	*ret_ordinal = list->chunk * CHUNK_BITS + (uint32_t)at;
	return 0;
}

static int
add_spelled(struct tally_terms *terms, const struct tally_list *list)
{
	size_t n = terms->tally->of[FACET_LANG].n;

	terms->spelled = mem_resize(terms->spelled, n, sizeof(*terms->spelled));
	terms->n_spelled = n;
	return find_one(terms, list, &terms->spelled[n - 1]);
}

static int
add_term(void *context, const struct tally_list *list)
{
	struct tally_terms *terms = context;
	struct query_tally *tally = terms->tally;
	struct query_value *value;
	char text[KEY_TEXT_MAX + 1];

	if (list->n == 0)
		return 0;
	if (list->term.len > KEY_TEXT_MAX)
		return ERR_CORRUPT;
	memcpy(text, list->term.bytes, list->term.len);
	text[list->term.len] = '\0';
	value = query_tally_value(tally, terms->facet, text, text);
	value->n += (int64_t)list->n;
	return terms->facet == FACET_LANG && value->n == (int64_t)list->n
	    ? add_spelled(terms, list)
	    : 0;
}

static int
count(struct tally_terms *terms, enum query_facet facet,
    enum posting_space space)
{
	terms->facet = facet;
	return query_tally_counts(terms->tally, facet)
	    ? query_tally_each(terms->txn, terms->tally, space, terms->slot,
		  add_term, terms)
	    : 0;
}

static void *
count_both(void *context)
{
	struct tally_terms *terms = context;

	terms->rc = count(terms, FACET_LANG, POSTING_LANG);
	if (terms->rc == 0)
		terms->rc = count(terms, FACET_SKILL, POSTING_SKILL);
	return NULL;
}

struct tally_terms *
query_tally_terms_start(struct run *run)
{
	struct tally_terms *terms = mem_calloc(1, sizeof(*terms));

	*terms = (struct tally_terms){ .run = run,
		.tally = run->source.options->tally,
		.slot = run->source.role.slot,
		.txn = txn_beside(run->source.txn) };
	terms->is_apart = terms->txn != NULL &&
	    thread_start(&terms->thread, count_both, terms);
	return terms;
}

/* ---- names of languages ---- */

static const char *
spelling(const struct score *score, struct arena *arena, const char *folded)
{
	for (size_t i = 0; i < score->n_languages; i++) {
		const char *name = score->languages[i];

		if (strcmp(text_fold(arena, name, strlen(name)), folded) == 0)
			return name;
	}
	return folded;
}

/* As somebody's record spells them: "Go" for "go". */
static int
spell(struct tally_terms *terms)
{
	struct facet *facet = &terms->tally->of[FACET_LANG];
	struct query_row *row = &terms->run->row;
	int rc = 0;

	for (size_t i = 0; i < terms->n_spelled && rc == 0; i++) {
		struct query_value *value = facet->values[i];

		rc = query_tally_go_to(terms->run, terms->spelled[i]);
		if (rc == 0 && query_row_need(row, PART_BRIEF))
			value->text = arena_strdup(&facet->arena,
			    spelling(&row->lead.score, &row->arena,
				value->text));
	}
	return rc;
}

int
query_tally_terms_end(struct tally_terms *terms)
{
	struct txn *beside = terms->txn;
	int rc;

	if (terms->is_apart) {
		thread_join(terms->thread);
	} else {
		terms->txn = terms->run->source.txn;
		(void)count_both(terms); /* terms->rc tells */
	}
	txn_abort(beside);
	rc = terms->rc == 0 ? spell(terms) : terms->rc;
	mem_free(terms->spelled);
	mem_free(terms);
	return rc;
}
