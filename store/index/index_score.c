#include <string.h>

#include "base/array.h"
#include "signals/score.h"
#include "store/index/index.h"
#include "store/index/terms.h"

static void
add_folded(struct index_terms *terms, enum posting_space space,
    const char *text)
{
	const char *folded = terms_fold(terms->arena, text);

	index_terms_add(terms, space, folded, strlen(folded));
}

static void
add_place(struct index_terms *terms, int64_t place)
{
	uint8_t *bytes = arena_alloc(terms->arena, 4);

	/* As the card has it. */
	key_put_be(bytes, (uint64_t)(place > UINT32_MAX ? UINT32_MAX : place),
	    4);
	index_terms_add(terms, POSTING_PLACE, bytes, 4);
}

void
index_score_terms(struct index_score of, struct index_terms *terms)
{
	const struct score *score = of.score;

	if (score == NULL)
		return;
	index_terms_add(terms, POSTING_MEMBER, "", 0);
	for (size_t i = 0; i < score->n_languages; i++)
		add_folded(terms, POSTING_LANG, score->languages[i]);
	for (size_t i = 0; i < score->n_skills; i++)
		if (score->skills[i].id != NULL)
			index_terms_add(terms, POSTING_SKILL,
			    score->skills[i].id, strlen(score->skills[i].id));
	for (size_t i = 0; i < score->n_flags; i++)
		index_terms_words(terms, POSTING_FLAG, score->flags[i]);
	if (score->is_out)
		index_terms_add(terms, POSTING_FLAG, "out", 3);
	for (size_t i = 0; i < score->n_seeds; i++)
		if (score->seeds[i].repository != NULL)
			index_terms_repository(terms, POSTING_SEED,
			    terms_fold(terms->arena,
				score->seeds[i].repository));
	add_place(terms, of.place > 0 ? of.place : 0);
}

int
index_score(struct txn *txn, struct slot slot, uint32_t ordinal,
    struct index_score old, struct index_score new)
{
	struct arena arena = { 0 };
	struct index_terms before = { .arena = &arena, .slot = slot };
	struct index_terms after = before;
	int rc;

	index_score_terms(old, &before);
	index_score_terms(new, &after);
	rc = index_terms_change(txn, ordinal, &before, &after);
	arena_done(&arena);
	return rc;
}

int
index_score_clear(struct txn *txn, struct slot slot, uint32_t ordinal)
{
	static const enum posting_space spaces[] = { POSTING_MEMBER,
		POSTING_LANG, POSTING_SKILL, POSTING_FLAG, POSTING_SEED,
		POSTING_PLACE };
	int rc = 0;

	for (size_t i = 0; i < COUNT(spaces) && rc == 0; i++)
		rc = posting_clear(txn, ordinal,
		    &(struct posting_term){ .space = spaces[i],
			.slot = slot,
			.is_prefix = true });
	return rc;
}
