/*
 * A score is two values: "brief" is what lists and filters need, "reasons" the
 * signals' reasons, which are most of its bytes.  The brief one begins with
 * the person's place in the rank (tier, score), so that the old entry is found
 * without decoding anything.
 */
#include <string.h>

#include "base/str.h"
#include "store/column.h"
#include "store/index.h"
#include "store/ordinal.h"
#include "store/store_internal.h"

enum {
	PLACE_BYTES = 5
};

/* ---- the two parts ---- */

static struct score
brief_of(const struct score *score)
{
	struct score brief = *score;

	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		brief.signals[i].reasons = NULL;
		brief.signals[i].n_reasons = 0;
	}
	return brief;
}

static struct score
reasons_of(const struct score *score, size_t *ret_n)
{
	struct score reasons = { 0 };

	*ret_n = 0;
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		reasons.signals[i].reasons = score->signals[i].reasons;
		reasons.signals[i].n_reasons = score->signals[i].n_reasons;
		*ret_n += score->signals[i].n_reasons;
	}
	return reasons;
}

enum value_kind
store_score_encode(const struct score *score, enum score_part part,
    struct buf *out)
{
	bool is_brief = part == SCORE_BRIEF;
	size_t n = 1;
	struct score half = is_brief ? brief_of(score) : reasons_of(score, &n);

	if (n > 0)
		score_encode(&half, out);
	return is_brief ? VALUE_SCORE : VALUE_REASONS;
}

/* Empty for reasons of which there are none. */
static int
pack_part(struct txn *txn, enum score_part part, const struct score *score,
    struct slice *ret_stored)
{
	struct buf *encoded = value_scratch(txn);
	enum value_kind kind = store_score_encode(score, part, encoded);

	*ret_stored = (struct slice){ 0 };
	if (encoded->overflow)
		return ERR_LIMIT;
	if (encoded->len == 0 && part == SCORE_REASONS)
		return 0;
	return value_pack_as(txn, kind,
	    (struct slice){ (const uint8_t *)encoded->data, encoded->len },
	    ret_stored);
}

static int
put_brief(struct txn *txn, const struct key *key, struct place_in_rank place,
    const struct score *score)
{
	struct slice stored;
	uint8_t head[PLACE_BYTES];
	int rc;

	rc = pack_part(txn, SCORE_BRIEF, score, &stored);
	if (rc < 0)
		return rc;
	head[0] = place.tier;
	key_put_be(head + 1, place.score, 4);
	return db_put_parts(txn, TABLE_SCORE, key,
	    (struct slice){ head, PLACE_BYTES }, stored);
}

static int
put_reasons(struct txn *txn, const struct key *key, const struct score *score)
{
	struct slice stored;
	int rc;

	rc = pack_part(txn, SCORE_REASONS, score, &stored);
	if (rc < 0)
		return rc;
	return stored.len == 0 ? db_drop(txn, TABLE_SCORE, key)
			       : db_put(txn, TABLE_SCORE, key, stored);
}

int
store_score_put_parts(struct txn *txn, struct slot slot,
    struct place_in_rank place, const struct score *score)
{
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_BRIEF, score->person);
	rc = put_brief(txn, &key, place, score);
	if (rc < 0)
		return rc;
	key_score(&key, slot, SCORE_REASONS, score->person);
	return put_reasons(txn, &key, score);
}

int
store_score_place(struct txn *txn, struct slice stored,
    struct place_in_rank *ret_place, struct slice *ret_value)
{
	if (stored.len < PLACE_BYTES)
		return value_corrupt(txn);
	ret_place->tier = stored.bytes[0];
	ret_place->score = (uint32_t)key_get_be(stored.bytes + 1, 4);
	*ret_value = (struct slice){ stored.bytes + PLACE_BYTES,
		stored.len - PLACE_BYTES };
	return 0;
}

static int
decode_part(struct txn *txn, struct slice stored, struct arena *arena,
    struct score *ret_score)
{
	struct slice plain = { 0 };
	int rc;

	rc = value_unpack(txn, stored, &plain);
	if (rc == 0 &&
	    score_decode(plain.bytes, plain.len, arena, ret_score) < 0)
		rc = value_corrupt(txn);
	return rc;
}

int
store_score_decode_brief(struct txn *txn, struct slice stored, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	struct place_in_rank place;
	struct slice value = { 0 };
	int rc;

	rc = store_score_place(txn, stored, &place, &value);
	if (rc == 0)
		rc = decode_part(txn, value, arena, ret_score);
	if (rc == 0 && ret_score->person != person)
		rc = value_corrupt(txn);
	return rc;
}

int
store_score_get_brief(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	struct slice stored;
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_BRIEF, person);
	rc = db_get(txn, TABLE_SCORE, &key, &stored);
	return rc < 0
	    ? rc
	    : store_score_decode_brief(txn, stored, person, arena, ret_score);
}

int
store_score_get_reasons(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *score)
{
	struct score reasons = { 0 };
	struct slice stored;
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_REASONS, person);
	rc = db_get(txn, TABLE_SCORE, &key, &stored);
	if (rc == ERR_NOTFOUND)
		return 0; /* there are none */
	if (rc == 0)
		rc = decode_part(txn, stored, arena, &reasons);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		score->signals[i].reasons = reasons.signals[i].reasons;
		score->signals[i].n_reasons = reasons.signals[i].n_reasons;
	}
	return 0;
}

int
store_score_get(struct txn *txn, const char *role, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	struct role_slot slot;
	struct score score;
	int rc;

	rc = store_role_find(txn, role, &slot);
	if (rc == 0)
		rc = store_score_get_brief(txn, slot.slot, person, arena,
		    &score);
	if (rc == 0)
		rc = store_score_get_reasons(txn, slot.slot, person, arena,
		    &score);
	if (rc == 0)
		*ret_score = score;
	return rc;
}

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

/* A score that is about to be replaced or erased. */
struct stored {
	bool is_there;
	bool is_corrupt; /* so that its terms can't be told */
	struct score score;
	struct card card;
	struct key key; /* of the rank's entry; empty: none */
};

/* The entry of the rank by the place that the brief record names. */
static int
read_rank(struct txn *txn, struct slot slot, int64_t person, bool is_scanned,
    struct key *ret_key, struct card *ret_card)
{
	struct rank_key rank = { .slot = slot, .person = person };
	struct slice stored, value = { 0 };
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_BRIEF, person);
	rc = db_get(txn, TABLE_SCORE, &key, &stored);
	if (rc < 0)
		return rc;
	rc = store_score_place(txn, stored, &rank.place, &value);
	key_rank(&key, &rank);
	if (rc == 0)
		rc = db_get(txn, TABLE_RANK, &key, &value);
	if (is_scanned && (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)) {
		rc = scan_rank(txn, slot, person, &key);
		if (rc == 0)
			rc = db_get(txn, TABLE_RANK, &key, &value);
	}
	if (rc < 0)
		return rc;
	*ret_key = key;
	return key_rank_parse(key_slice(&key), &rank) &&
		store_card_decode(&rank, value, ret_card)
	    ? 0
	    : value_corrupt(txn);
}

int
store_score_get_card(struct txn *txn, struct slot slot, int64_t person,
    struct card *ret_card)
{
	struct key key;

	return read_rank(txn, slot, person, false, &key, ret_card);
}

static int
read_stored(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct stored *ret_stored)
{
	int rc;

	*ret_stored = (struct stored){ .is_there = true };
	rc =
	    store_score_get_brief(txn, slot, person, arena, &ret_stored->score);
	if (rc == ERR_NOTFOUND) {
		ret_stored->is_there = false;
		return 0;
	}
	ret_stored->is_corrupt = rc == ERR_CORRUPT;
	if (rc < 0 && rc != ERR_CORRUPT)
		return rc;
	rc = read_rank(txn, slot, person, true, &ret_stored->key,
	    &ret_stored->card);
	ret_stored->is_corrupt |= rc < 0;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
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

static int
drop_parts(struct txn *txn, struct slot slot, int64_t person)
{
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_BRIEF, person);
	rc = db_drop(txn, TABLE_SCORE, &key);
	key_score(&key, slot, SCORE_REASONS, person);
	return rc < 0 ? rc : db_drop(txn, TABLE_SCORE, &key);
}

/* Of somebody who has no ordinal nothing is indexed. */
static int
drop_indexed(struct txn *txn, struct slot slot, int64_t person,
    const struct stored *stored)
{
	uint32_t ordinal = ORDINAL_NONE;
	int rc;

	rc = ordinal_get(txn, person, &ordinal);
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT ||
	    (rc == 0 && ordinal == ORDINAL_NONE))
		return 0;
	if (rc == 0)
		rc = change_terms(txn, slot, ordinal, stored,
		    (struct index_score){ NULL, 0 });
	return rc < 0 ? rc : column_drop(txn, slot, ordinal);
}

/* In one generation; *ret_was tells whether the person was in its rank. */
static int
drop_in(struct txn *txn, struct slot slot, int64_t person, bool *ret_was)
{
	struct arena arena = { 0 };
	struct stored stored;
	int rc;

	rc = read_stored(txn, slot, person, &arena, &stored);
	*ret_was = rc == 0 && stored.key.len > 0;
	if (*ret_was)
		rc = db_drop(txn, TABLE_RANK, &stored.key);
	if (rc == 0 && stored.is_there)
		rc = drop_parts(txn, slot, person);
	if (rc == 0 && stored.is_there)
		rc = drop_indexed(txn, slot, person, &stored);
	arena_done(&arena);
	return rc;
}

/* Of a generation that is being dropped the rest goes with it. */
static int
drop_score(struct txn *txn, const char *name, struct role_slot role,
    int64_t person)
{
	bool was = false, was_built = false;
	int rc;

	rc = drop_in(txn, role.slot, person, &was);
	if (rc == 0 && role.is_built)
		rc = drop_in(txn, role.built, person, &was_built);
	if (rc == 0 && role.is_dropped)
		rc = drop_parts(txn, role.dropped, person);
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

static struct card
make_card(const struct person *person, int64_t stars)
{
	struct card card = { .followers = person->followers,
		.is_hireable = person->hireable,
		.stars = stars };

	card_links(person, &card);
	return card;
}

static int
put_rank(struct txn *txn, struct slot slot, const struct stored *stored,
    uint32_t ordinal, const struct card *card, struct place_in_rank place)
{
	struct rank_key rank = { slot, place, card->person };
	uint8_t value[RANK_VALUE_BYTES];
	struct key key;
	int rc = 0;

	key_rank(&key, &rank);
	if (stored->key.len > 0 && !key_equal(&key, key_slice(&stored->key)))
		rc = db_drop(txn, TABLE_RANK, &stored->key);
	if (rc < 0)
		return rc;
	store_rank_encode(card, ordinal, value);
	return db_put(txn, TABLE_RANK, &key,
	    (struct slice){ value, RANK_VALUE_BYTES });
}

static int
replace(struct txn *txn, struct slot slot, const struct stored *stored,
    uint32_t ordinal, const struct score *score, const struct card *card)
{
	struct place_in_rank place = store_card_place(score);
	int rc;

	rc = put_rank(txn, slot, stored, ordinal, card, place);
	if (rc == 0)
		rc = store_score_put_parts(txn, slot, place, score);
	if (rc == 0)
		rc = change_terms(txn, slot, ordinal, stored,
		    (struct index_score){ score, card->place });
	if (rc == 0)
		rc = column_put(txn, slot, ordinal,
		    &(struct column_parts){ card, place, score });
	return rc;
}

/* In one generation; *ret_is_new: the person was not in its rank. */
static int
put_in(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct score *score, const struct card *card, bool *ret_is_new)
{
	struct arena arena = { 0 };
	struct stored stored;
	int rc;

	rc = read_stored(txn, slot, score->person, &arena, &stored);
	if (rc == 0)
		rc = replace(txn, slot, &stored, ordinal, score, card);
	*ret_is_new = rc == 0 && stored.key.len == 0;
	arena_done(&arena);
	return rc;
}

enum target {
	TARGET_ALL, /* what is read, and what is built */
	TARGET_BUILT
};

static int
put_indexed(struct txn *txn, const char *name, enum target target,
    uint32_t ordinal, const struct score *score, const struct card *card)
{
	bool is_new = false, is_new_built = false;
	struct role_slot role;
	int rc;

	rc = store_role_make(txn, name, &role);
	if (rc == 0 && target == TARGET_BUILT && !role.is_built)
		rc = ERR_NOTFOUND;
	if (rc == 0 && target == TARGET_ALL)
		rc = put_in(txn, role.slot, ordinal, score, card, &is_new);
	if (rc == 0 && role.is_built)
		rc = put_in(txn, role.built, ordinal, score, card,
		    &is_new_built);
	if (rc < 0 || (!is_new && !is_new_built))
		return rc;
	role.leads += is_new;
	role.built_leads += is_new_built;
	return store_role_put(txn, name, &role);
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
	full.involvement = score->involvement;
	full.must_missing = (int64_t)score->n_must_missing;
	full.last_active = score->last_active;
	full.merged_pulls = score->merged_pulls;
	full.reviews = score->reviews;
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

/* The card of one role; a person without a score has none. */
static int
touch_card(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    int64_t first_seen)
{
	uint8_t value[RANK_VALUE_BYTES];
	struct rank_key rank;
	struct card card;
	struct key key;
	int rc;

	rc = read_rank(txn, slot, person, false, &key, &card);
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		return 0;
	if (rc < 0 || !key_rank_parse(key_slice(&key), &rank))
		return rc;
	card.first_seen = first_seen;
	store_rank_encode(&card, ordinal, value);
	rc = db_put(txn, TABLE_RANK, &key,
	    (struct slice){ value, RANK_VALUE_BYTES });
	return rc < 0 ? rc
		      : column_put_card(txn, slot, ordinal, &card, rank.place);
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
