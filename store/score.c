/*
 * Scores by generations (rebuild.c): what depends on weights, the rank's entry
 * and the card, is of slot.ranking, all else of slot.generation.  Two
 * generations can have the latter in common; then it is written once.
 *
 * Where somebody stands in the rank is told by their card.
 */
#include "store/score.h"

#include <string.h>

#include "base/str.h"
#include "store/card.h"
#include "store/column.h"
#include "store/index.h"
#include "store/lmdb.h"
#include "store/load_index.h"
#include "store/ordinal.h"
#include "store/person.h"
#include "store/reweigh.h"
#include "store/role.h"
#include "store/score_record.h"
#include "store/store_internal.h"
#include "store/value.h"

enum {
	POINTS = 1000 /* of the rank's scores */
};

/* ---- writing and erasing ---- */

/*
 * The slow way to a person's entry, when the score does not say where it is:
 * nobody may stay in a list because a record was damaged.
 */
static int
scan_rank(struct txn *txn, struct slot slot, int64_t person,
    struct key *ret_key)
{
	struct slice found, value;
	struct rank_key rank;
	struct cursor *cursor;
	struct key prefix;
	int rc;

	rc = cursor_open(txn, TABLE_RANK, &cursor);
	if (rc < 0)
		return rc;
	key_rank_prefix(&prefix, slot);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found) &&
	    (!key_rank_parse(found, &rank) || rank.person != person))
		rc = cursor_next(cursor, &found, &value);
	if (rc == 0 && !key_prefixes(&prefix, found))
		rc = ERR_NOTFOUND;
	if (rc == 0)
		key_from_slice(ret_key, found);
	cursor_close(cursor);
	return rc;
}

/* What a generation has of somebody whose score is replaced or erased. */
struct stored {
	bool is_there; /* a record */
	bool is_corrupt; /* so that its terms can't be told */
	struct score score;
	struct card card;
	struct key key; /* of the rank's entry; empty: none */
};

static int
none_if_absent(int rc)
{
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* The key of the rank's entry at that place, if it is there, or will be. */
static int
read_rank(struct txn *txn, const struct rank_key *rank, uint32_t ordinal,
    struct key *ret_key)
{
	struct slice value;
	struct key key;
	int rc;

	key_rank(&key, rank);
	rc = db_get(txn, TABLE_RANK, &key, &value);
	if (rc == 0 && store_rank_ordinal(value) != ordinal)
		rc = value_corrupt(txn);
	if (rc == ERR_NOTFOUND && store_load_is_unfinished(txn))
		rc = 0;
	if (rc == 0 || rc == ERR_CORRUPT)
		*ret_key = key;
	return rc;
}

/* By the person's card; ERR_NOTFOUND, ERR_CORRUPT. */
static int
find_rank(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    struct key *ret_key, struct card *ret_card)
{
	struct rank_key rank = { .slot = slot, .person = person };
	struct column cards;
	const uint8_t *entry;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return ERR_NOTFOUND;
	column_init(&cards, txn, COLUMN_CARD, slot);
	rc = column_at(&cards, ordinal, &entry);
	if (rc < 0)
		return rc;
	if (!column_card(entry, ret_card, &rank.place) ||
	    ret_card->person != person)
		return value_corrupt(txn);
	rc = read_rank(txn, &rank, ordinal, ret_key);
	return rc == ERR_NOTFOUND ? ERR_CORRUPT : rc;
}

/* Whatever is damaged: nobody may stay in a list because of that. */
static int
find_rank_surely(struct txn *txn, struct slot slot, int64_t person,
    uint32_t ordinal, struct stored *stored)
{
	int rc =
	    find_rank(txn, slot, person, ordinal, &stored->key, &stored->card);

	if (rc == 0 || (rc == ERR_NOTFOUND && !stored->is_there))
		return none_if_absent(rc);
	if (rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	stored->is_corrupt = true;
	return none_if_absent(scan_rank(txn, slot, person, &stored->key));
}

/* None for somebody who is not stored, or refuses. */
static int
number_of(struct txn *txn, int64_t person, uint32_t *ret_ordinal)
{
	*ret_ordinal = ORDINAL_NONE;
	return none_if_absent(ordinal_get(txn, person, ret_ordinal));
}

int
store_score_get_card(struct txn *txn, struct slot slot, int64_t person,
    struct card *ret_card)
{
	uint32_t ordinal;
	struct key key;
	int rc = number_of(txn, person, &ordinal);

	return rc < 0 ? rc
		      : find_rank(txn, slot, person, ordinal, &key, ret_card);
}

int
store_score_get(struct txn *txn, const char *role, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	struct role_slot slot;
	struct score score;
	struct card card;
	int rc;

	rc = store_role_find(txn, role, &slot);
	if (rc == 0)
		rc = store_score_get_whole(txn, slot.slot, person, arena,
		    &score);
	if (rc < 0)
		return rc;
	rc = store_score_get_card(txn, slot.slot, person, &card);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? value_corrupt(txn) : rc;
	store_score_fill(&slot.by, &card, arena, &score);
	*ret_score = score;
	return 0;
}

static int
read_stored(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    struct arena *arena, struct stored *ret_stored)
{
	int rc;

	*ret_stored = (struct stored){ .is_there = true };
	rc =
	    store_score_get_brief(txn, slot, person, arena, &ret_stored->score);
	ret_stored->is_there = rc != ERR_NOTFOUND;
	ret_stored->is_corrupt = rc == ERR_CORRUPT;
	rc = none_if_absent(rc);
	return rc < 0
	    ? rc
	    : find_rank_surely(txn, slot, person, ordinal, ret_stored);
}

/* Moves the terms from what is stored to `new`; NULL: none. */
static int
change_terms(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct stored *stored, struct index_score new)
{
	struct index_score old = { NULL, 0 };
	int rc = 0;

	if (stored->is_corrupt)
		rc = index_score_clear(txn, slot, ordinal);
	else if (stored->is_there)
		old =
		    (struct index_score){ &stored->score, stored->card.place };
	return rc < 0 ? rc : index_score(txn, slot, ordinal, old, new);
}

/* Whether what is built has its scores in common with what is read. */
static bool
is_shared(const struct role_slot *role)
{
	return role->is_built &&
	    role->built.generation == role->slot.generation;
}

/* ---- erasing ---- */

static int
drop_record(struct txn *txn, struct slot slot, int64_t person)
{
	struct key key;

	key_score(&key, slot, SCORE_WHOLE, person);
	return db_drop(txn, TABLE_SCORE, &key);
}

/* What of it stands by ordinal. */
static int
drop_indexed(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct stored *stored)
{
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	rc = change_terms(txn, slot, ordinal, stored,
	    (struct index_score){ NULL, 0 });
	return rc < 0 ? rc : column_drop(txn, COLUMN_SIGNAL, slot, ordinal);
}

static int
drop_ranked(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct stored *stored)
{
	int rc = 0;

	if (stored->key.len > 0)
		rc = db_drop(txn, TABLE_RANK, &stored->key);
	if (rc == 0 && ordinal != ORDINAL_NONE)
		rc = column_drop(txn, COLUMN_CARD, slot, ordinal);
	return rc;
}

/* In one generation; *ret_was tells whether the person was in its rank. */
static int
drop_in(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    bool *ret_was)
{
	struct arena arena = { 0 };
	struct stored stored;
	int rc;

	rc = read_stored(txn, slot, person, ordinal, &arena, &stored);
	*ret_was = rc == 0 && stored.key.len > 0;
	if (rc == 0)
		rc = drop_ranked(txn, slot, ordinal, &stored);
	if (rc == 0 && stored.is_there)
		rc = drop_record(txn, slot, person);
	if (rc == 0 && (stored.is_there || *ret_was))
		rc = drop_indexed(txn, slot, ordinal, &stored);
	arena_done(&arena);
	return rc;
}

/*
 * In a ranking that is built for scores that are there: whoever has a card is
 * counted, also while the rank is not made yet.
 */
static int
drop_built_ranking(struct txn *txn, const struct role_slot *role,
    int64_t person, uint32_t ordinal, bool *ret_was)
{
	struct stored stored = { .is_there = false };
	const uint8_t *entry;
	struct column cards;
	int rc;

	column_init(&cards, txn, COLUMN_CARD, role->built);
	*ret_was =
	    ordinal != ORDINAL_NONE && column_at(&cards, ordinal, &entry) == 0;
	rc = find_rank(txn, role->built, person, ordinal, &stored.key,
	    &stored.card);
	if (rc == ERR_CORRUPT && reweigh_has_ranks(role))
		rc = scan_rank(txn, role->built, person, &stored.key);
	rc = none_if_absent(rc);
	return rc < 0 ? rc : drop_ranked(txn, role->built, ordinal, &stored);
}

/* Of a generation that is being dropped the rest goes with it. */
static int
drop_score(struct txn *txn, const char *name, struct role_slot role,
    int64_t person)
{
	bool was = false, was_built = false;
	uint32_t ordinal;
	int rc;

	rc = number_of(txn, person, &ordinal);
	if (rc == 0 && is_shared(&role))
		rc =
		    drop_built_ranking(txn, &role, person, ordinal, &was_built);
	else if (rc == 0 && role.is_built)
		rc = drop_in(txn, role.built, person, ordinal, &was_built);
	if (rc == 0)
		rc = drop_in(txn, role.slot, person, ordinal, &was);
	if (rc == 0 && role.is_dropped &&
	    role.dropped.generation != role.slot.generation)
		rc = drop_record(txn, role.dropped, person);
	if (rc < 0 || (!was && !was_built))
		return rc;
	role.leads -= was;
	role.built_leads -= was_built;
	return store_role_put(txn, name, &role);
}

int
store_score_drop(struct txn *txn, const char *role, int64_t person)
{
	struct role_slot slot;
	int rc;

	rc = store_role_find(txn, role, &slot);
	if (rc == ERR_NOTFOUND)
		return 0;
	return rc < 0 ? rc : drop_score(txn, role, slot, person);
}

int
store_score_drop_all(struct txn *txn, int64_t person)
{
	struct arena arena = { 0 };
	struct role_slot role;
	const char *name = "";
	int rc;

	while ((rc = store_role_next(txn, name, &arena, &name, &role)) == 0) {
		rc = drop_score(txn, name, role, person);
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

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
static void
card_figures(const struct score *score, struct card *card)
{
	card->involvement = score->involvement;
	card->must_missing = (int64_t)score->n_must_missing;
	card->last_active = score->last_active;
	card->merged_pulls = score->merged_pulls;
	card->reviews = score->reviews;
}

static struct card
make_card(const struct person *person, int64_t stars)
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
		*ret_card = make_card(&person, own.stars);
		ret_card->person = rank->person;
		ret_card->first_seen = person.first_seen;
		ret_card->is_out = place.tier == RANK_TIER_OUT;
		card_figures(&score, ret_card);
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

/* ---- writing ---- */

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
    const struct stored *stored, uint32_t ordinal, const struct score *score,
    const struct card *card)
{
	struct measured measured;
	int rc;

	rc = put_ranked(txn, slot, by, &stored->key, ordinal, score, card);
	if (rc == 0)
		rc = store_score_write(txn, slot, by, score);
	if (rc == 0)
		rc = change_terms(txn, slot, ordinal, stored,
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
	struct stored stored;
	int rc;

	rc = read_stored(txn, slot, score->person, ordinal, &arena, &stored);
	if (rc == 0)
		rc = replace(txn, slot, by, &stored, ordinal, score, card);
	*ret_is_new = rc == 0 && stored.key.len == 0;
	arena_done(&arena);
	return rc;
}

/* The score itself is there already. */
static int
put_built_ranking(struct txn *txn, const struct role_slot *role,
    uint32_t ordinal, const struct score *score, const struct card *card,
    bool *ret_is_new)
{
	struct stored stored = { .is_there = false };
	const uint8_t *entry;
	struct column cards;
	int rc;

	column_init(&cards, txn, COLUMN_CARD, role->built);
	*ret_is_new = column_at(&cards, ordinal, &entry) < 0;
	rc = none_if_absent(find_rank(txn, role->built, score->person, ordinal,
	    &stored.key, &stored.card));
	return rc < 0 ? rc
		      : put_ranked(txn, role->built, &role->built_by,
			    &stored.key, ordinal, score, card);
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
	if (rc == 0 && is_shared(role)) {
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
	    (!role.is_built || is_shared(&role)))
		rc = ERR_NOTFOUND;
	if (rc == 0)
		rc = put_targets(txn, target, &role, ordinal, score, card,
		    &is_changed);
	return rc < 0 || !is_changed ? rc : store_role_put(txn, name, &role);
}

static int put_card(struct txn *txn, const char *role, enum target target,
    const struct score *score, const struct card *card);

/* What hangs on the person; `card` has the place. */
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
	card = make_card(person, own.stars);
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
	card_figures(score, &full);
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
		return none_if_absent(rc);
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
