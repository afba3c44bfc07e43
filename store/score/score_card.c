/* Cards of people and their scores. */
#include "base/str.h"
#include "store/column/card.h"
#include "store/fact/person.h"
#include "store/fact/portfolio.h"
#include "store/score/score.h"
#include "store/score/score_find.h"
#include "store/score/score_record.h"
#include "store/value/value.h"

enum {
	POINTS = 1000 /* of the rank's scores */
};

static void
card_links(const struct person *person, struct card *card)
{
	for (size_t i = 0; i < person->n_links; i++) {
		const char *kind = person->links[i].kind;

		if (kind == NULL)
			continue;
		if (str_equal(kind, "linkedin"))
			card->has_linkedin = true;
		else if (str_equal(kind, "website"))
			card->has_website = true;
		else
			card->has_social = true;
	}
}

/* What no weights change. */
void
score_card_fill(const struct score *score, struct card *card)
{
	card->involvement = score->involvement;
	card->must_missing = (int64_t)score->n_must_missing;
	card->last_active = score->last_active;
	card->merged_pulls = score->merged_pulls;
	card->reviews = score->reviews;
}

struct card
score_card_of(const struct person *person, int64_t stars)
{
	struct card card = { .followers = person->followers,
		.is_hireable = person->hireable,
		.stars = stars };

	card_links(person, &card);
	return card;
}

int
store_score_make_card(struct txn *txn, const struct rank_key *rank,
    const struct role_slot *role, struct card *ret_card)
{
	struct place_in_rank place = rank->place;
	struct arena arena = { 0 };
	struct person person;
	struct measured measured;
	struct weighed weighed;
	struct score score;
	struct own own;
	int rc;

	rc = store_score_get_brief(txn, role->slot, rank->person, &arena,
	    &score);
	if (rc == 0)
		rc = store_person_get_brief(txn, rank->person, &arena, &person);
	if (rc == 0)
		rc = store_own_get(txn, rank->person, &arena, &own);
	if (rc == 0) {
		*ret_card = score_card_of(&person, own.stars);
		ret_card->person = rank->person;
		ret_card->first_seen = person.first_seen;
		ret_card->is_out = place.tier == RANK_TIER_OUT;
		score_card_fill(&score, ret_card);
		score_measured(&score, &measured);
		measured_sum(&measured, &role->by.weights, &weighed);
		store_card_weigh(ret_card, &place, &weighed);
		/* As it is ranked. */
		ret_card->score = (double)rank->place.score / POINTS;
		ret_card->band = band_at(ret_card->score, ret_card->coverage);
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? value_corrupt(txn) : rc;
}
