/*
 * Scores by generations (rebuild.c): what depends on weights, the rank's entry
 * and the card, is of slot.ranking, all else of slot.generation.  Two
 * generations can have the latter in common; then it is written once.
 *
 * Where somebody stands in the rank is told by their card.
 */
#include "store/score/score.h"

#include "store/column/card.h"
#include "store/column/column.h"
#include "store/fact/person.h"
#include "store/fact/portfolio.h"
#include "store/lmdb.h"
#include "store/posting/ordinal.h"
#include "store/score/score_find.h"
#include "store/score/score_record.h"
#include "store/store_internal.h"

static int
put_rank(struct txn *txn, struct slot slot, const struct key *old,
    uint32_t ordinal, const struct card *card, struct place_in_rank place)
{
	struct rank_key rank = { slot, place, card->person };
	struct key key;
	int rc = 0;

	key_rank(&key, &rank);
	if (old->len > 0 && !key_equal(&key, key_slice(old)))
		rc = db_drop(txn, TABLE_RANK, old);
	if (rc == 0 && !txn->store->has_ranks_wait)
		rc = store_rank_put(txn, &rank, ordinal);
	return rc < 0 ? rc : column_put_card(txn, slot, ordinal, card, place);
}

/* By the weights of the generation, whatever those of the score are. */
static int
put_ranked(struct txn *txn, struct slot slot, const struct weighing *by,
    const struct key *old, uint32_t ordinal, const struct score *score,
    const struct card *card)
{
	struct place_in_rank place = store_card_place(score);
	struct card mine = *card;
	struct measured measured;
	struct weighed weighed;
	struct weights weights;

	score_weights(score, &weights);
	if (!weights_equal(&weights, &by->weights)) {
		score_measured(score, &measured);
		measured_sum(&measured, &by->weights, &weighed);
		store_card_weigh(&mine, &place, &weighed);
	}
	return put_rank(txn, slot, old, ordinal, &mine, place);
}

static int
replace(struct txn *txn, struct slot slot, const struct weighing *by,
    const struct score_found *found, uint32_t ordinal,
    const struct score *score, const struct card *card)
{
	struct measured measured;
	int rc;

	rc = put_ranked(txn, slot, by, &found->key, ordinal, score, card);
	if (rc == 0)
		rc = store_score_write(txn, slot, by, score);
	if (rc == 0)
		rc = score_change_terms(txn, slot, ordinal, found,
		    (struct index_score){ score, card->place });
	score_measured(score, &measured);
	return rc < 0 ? rc : column_put_measured(txn, slot, ordinal, &measured);
}

/* In one generation; *ret_is_new: the person was not in its rank. */
static int
put_in(struct txn *txn, struct slot slot, const struct weighing *by,
    uint32_t ordinal, const struct score *score, const struct card *card,
    bool *ret_is_new)
{
	struct arena arena = { 0 };
	struct score_found found;
	int rc;

	rc = score_find(txn, slot, score->person, ordinal, &arena, &found);
	if (rc == 0)
		rc = replace(txn, slot, by, &found, ordinal, score, card);
	*ret_is_new = rc == 0 && found.key.len == 0;
	arena_done(&arena);
	return rc;
}

/* The score itself is there already. */
static int
put_built_ranking(struct txn *txn, const struct role_slot *role,
    uint32_t ordinal, const struct score *score, const struct card *card,
    bool *ret_is_new)
{
	struct score_found found = { .is_there = false };
	const uint8_t *entry;
	struct column cards;
	int rc;

	column_init(&cards, txn, COLUMN_CARD, role->built);
	*ret_is_new = column_at(&cards, ordinal, &entry) < 0;
	rc = score_none_if_absent(score_find_rank(txn, role->built,
	    score->person, ordinal, &found.key, &found.card));
	return rc < 0 ? rc
		      : put_ranked(txn, role->built, &role->built_by,
			    &found.key, ordinal, score, card);
}

enum target {
	TARGET_ALL, /* what is read, and what is built */
	TARGET_BUILT
};

/* A list has one set of weights: its first score's. */
static void
adopt(const struct score *score, int64_t leads, struct weighing *by,
    bool *is_changed)
{
	if (leads > 0)
		return;
	store_weighing_from(score, by);
	*is_changed = true;
}

static int
put_targets(struct txn *txn, enum target target, struct role_slot *role,
    uint32_t ordinal, const struct score *score, const struct card *card,
    bool *is_changed)
{
	bool is_new = false, is_new_built = false;
	int rc = 0;

	if (target == TARGET_ALL) {
		adopt(score, role->leads, &role->by, is_changed);
		rc = put_in(txn, role->slot, &role->by, ordinal, score, card,
		    &is_new);
	}
	if (rc == 0 && score_is_shared(role)) {
		rc = put_built_ranking(txn, role, ordinal, score, card,
		    &is_new_built);
	} else if (rc == 0 && role->is_built) {
		adopt(score, role->built_leads, &role->built_by, is_changed);
		rc = put_in(txn, role->built, &role->built_by, ordinal, score,
		    card, &is_new_built);
	}
	role->leads += is_new;
	role->built_leads += is_new_built;
	*is_changed |= is_new || is_new_built;
	return rc;
}

static int
put_indexed(struct txn *txn, const char *name, enum target target,
    uint32_t ordinal, const struct score *score, const struct card *card)
{
	bool is_changed = false;
	struct role_slot role;
	int rc;

	rc = store_role_make(txn, name, &role);
	if (rc == 0 && target == TARGET_BUILT &&
	    (!role.is_built || score_is_shared(&role)))
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = put_targets(txn, target, &role, ordinal, score, card,
		    &is_changed);
	return rc < 0 || !is_changed ? rc : store_role_put(txn, name, &role);
}

static int
put_card(struct txn *txn, const char *role, enum target target,
    const struct score *score, const struct card *card)
{
	struct arena arena = { 0 };
	struct card full = *card;
	struct person person;
	uint32_t ordinal;
	int rc;

	full.person = score->person;
	full.coverage = score->coverage;
	full.band = score->band;
	score_card_fill(score, &full);
	rc = store_person_admit(txn, score->person, NULL);
	if (rc == 0)
		rc = store_person_get_numbered(txn, score->person, &arena,
		    &person, &ordinal);
	if (rc == 0 && (person.refusal != NULL || ordinal == ORDINAL_NONE))
		rc = ERR_BLOCKED;
	if (rc == 0) {
		full.first_seen = person.first_seen;
		rc = put_indexed(txn, role, target, ordinal, score, &full);
	}
	arena_done(&arena);
	return rc;
}

/* `given` has the place; what else of a card is not the score's is the
 * person's. */
static int
put_score(struct txn *txn, const char *role, enum target target,
    const struct score *score, const struct person *person,
    const struct card *given)
{
	struct arena arena = { 0 };
	struct card card;
	struct own own;
	int rc;

	rc = store_person_admit(txn, score->person, person->login);
	if (rc == 0 && person->refusal != NULL)
		rc = ERR_BLOCKED;
	if (rc == 0)
		rc = store_own_get(txn, score->person, &arena, &own);
	arena_done(&arena);
	if (rc < 0)
		return rc;
	card = score_card_of(person, own.stars);
	card.place = given->place;
	card.is_remote = given->is_remote;
	return put_card(txn, role, target, score, &card);
}

int
store_score_put(struct txn *txn, const char *role, const struct score *score,
    const struct person *person, int64_t place_id, bool is_remote)
{
	return put_score(txn, role, TARGET_ALL, score, person,
	    &(struct card){ .place = place_id, .is_remote = is_remote });
}

int
store_rebuild_put(struct txn *txn, const char *role, const struct score *score,
    const struct person *person, int64_t place_id, bool is_remote)
{
	return put_score(txn, role, TARGET_BUILT, score, person,
	    &(struct card){ .place = place_id, .is_remote = is_remote });
}

int
store_score_put_card(struct txn *txn, const char *role,
    const struct score *score, const struct card *card)
{
	return put_card(txn, role, TARGET_ALL, score, card);
}

/* The card of one generation; a person without a score has none. */
static int
touch_card(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    int64_t first_seen)
{
	struct place_in_rank place;
	struct column cards;
	const uint8_t *entry;
	struct card card;
	int rc;

	column_init(&cards, txn, COLUMN_CARD, slot);
	rc = column_at(&cards, ordinal, &entry);
	if (rc < 0)
		return score_none_if_absent(rc);
	if (!column_card(entry, &card, &place) || card.person != person)
		return 0;
	card.first_seen = first_seen;
	return column_put_card(txn, slot, ordinal, &card, place);
}

int
store_score_touch(struct txn *txn, int64_t person, int64_t first_seen)
{
	struct arena arena = { 0 };
	struct role_slot role;
	const char *name = "";
	uint32_t ordinal;
	int rc;

	rc = ordinal_get(txn, person, &ordinal);
	if (rc < 0 || ordinal == ORDINAL_NONE)
		return rc == ERR_CORRUPT ? 0 : rc;
	while ((rc = store_role_next(txn, name, &arena, &name, &role)) == 0) {
		rc = touch_card(txn, role.slot, person, ordinal, first_seen);
		if (rc == 0 && role.is_built)
			rc = touch_card(txn, role.built, person, ordinal,
			    first_seen);
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
