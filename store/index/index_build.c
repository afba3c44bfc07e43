/*
 * Ordinals, postings and columns for a store that has none: first person after
 * person, then the rank's entries.  Or the postings alone, in place of those
 * that there were.  Or cards in the column alone, or their briefs.
 */
#include <string.h>

#include "base/text.h"
#include "store/column/brief.h"
#include "store/column/card.h"
#include "store/column/column.h"
#include "store/fact/name.h"
#include "store/fact/person.h"
#include "store/index/index.h"
#include "store/posting/ordinal.h"
#include "store/rights/sweep.h"
#include "store/score/score_record.h"
#include "store/value/value.h"

/* The first byte of the progress; the key that was done last stands behind. */
enum phase {
	PHASE_PEOPLE = 1,
	PHASE_RANK = 2,
	PHASE_POSTINGS = 3, /* are dropped */
	PHASE_COLUMNS = 4,
	PHASE_REPOSITORIES = 5
};

/* What is made of one entry. */
typedef int
build_fn(struct txn *txn, const struct key *key, struct slice value);

static int
index_facts(struct txn *txn, int64_t id, uint32_t ordinal)
{
	struct arena arena = { 0 };
	struct index_terms none = { .arena = &arena }, terms = none;
	bool is_corrupt;
	int rc;

	rc = index_all_terms(txn, id, NULL, 0, &terms, &is_corrupt);
	if (rc == 0)
		rc = index_terms_change(txn, ordinal, &none, &terms);
	arena_done(&arena);
	return rc;
}

/* Puts an ordinal in front of the record. */
static int
put_numbered(struct txn *txn, const struct key *key, int64_t id, bool refuses,
    struct slice record)
{
	uint32_t ordinal = ORDINAL_NONE;
	uint8_t head[ORDINAL_HEAD];
	int rc = 0;

	if (!refuses)
		rc = ordinal_take(txn, &ordinal);
	ordinal_write(ordinal, id, head);
	if (rc == 0)
		rc = db_put_parts(txn, TABLE_PERSON, key,
		    (struct slice){ head, ORDINAL_HEAD }, record);
	return rc < 0 || refuses ? rc : index_facts(txn, id, ordinal);
}

static int
build_person(struct txn *txn, const struct key *key, struct slice record)
{
	struct arena arena = { 0 };
	struct person person = { 0 };
	uint8_t *copy;
	int64_t id;
	int rc;

	if (!key_id_parse(key_slice(key), &id))
		return 0; /* nobody's: `doctor` tells */
	rc = value_decode(txn, record, &person_record, &arena, &person);
	if (rc == 0 || rc == ERR_CORRUPT) {
		/* The database moves it while it makes room. */
		copy = arena_alloc(&arena, record.len + 1);
		memcpy(copy, record.bytes, record.len);
		rc = put_numbered(txn, key, id,
		    rc == 0 && person.refusal != NULL,
		    (struct slice){ copy, record.len });
	}
	arena_done(&arena);
	return rc;
}

/* Scores are brought up after that, see migrate_score.c. */
static int
get_score(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	int rc = store_score_get_brief(txn, slot, person, arena, ret_score);

	return rc == ERR_NOTFOUND
	    ? store_score_get_old(txn, slot, person, arena, ret_score)
	    : rc;
}

/* The terms of a score. */
static int
index_rank(struct txn *txn, const struct rank_key *rank, uint32_t ordinal,
    const struct card *card)
{
	/* Of such a store both generations are one. */
	struct slot slot = { rank->slot.role, rank->slot.ranking,
		rank->slot.ranking };
	struct arena arena = { 0 };
	struct score score;
	int rc = get_score(txn, slot, rank->person, &arena, &score);

	if (rc == 0)
		rc = index_score(txn, slot, ordinal,
		    (struct index_score){ NULL, 0 },
		    (struct index_score){ &score, card->place });
	arena_done(&arena);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static int
build_columns(struct txn *txn, const struct rank_key *rank, uint32_t ordinal,
    const struct card *card)
{
	struct slot slot = { rank->slot.role, rank->slot.ranking,
		rank->slot.ranking };
	struct arena arena = { 0 };
	struct measured measured;
	struct score score = { 0 };
	int rc = column_put_card(txn, slot, ordinal, card, rank->place);

	if (rc == 0)
		rc = get_score(txn, slot, rank->person, &arena, &score);
	score_measured(&score, &measured);
	if (rc == 0)
		rc = column_put_measured(txn, slot, ordinal, &measured);
	arena_done(&arena);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* What the entry had of older schemas, or the column has since. */
static int
read_card(struct txn *txn, const struct rank_key *rank, uint32_t ordinal,
    struct slice value, struct card *ret_card)
{
	struct column cards;

	if (store_card_decode(rank, value, ret_card))
		return 0;
	column_init(&cards, txn, COLUMN_CARD,
	    (struct slot){ rank->slot.role, rank->slot.ranking,
		rank->slot.ranking });
	return column_ranked(&cards, rank, ordinal, NULL, ret_card);
}

/* Leaves the ordinal alone in the entry, with the card in the column. */
static int
build_rank(struct txn *txn, const struct key *key, struct slice value)
{
	uint32_t ordinal = ORDINAL_NONE;
	struct rank_key rank;
	struct card card;
	int rc;

	if (!key_rank_parse(key_slice(key), &rank))
		return 0;
	rc = ordinal_get(txn, rank.person, &ordinal);
	if (rc == 0)
		rc = read_card(txn, &rank, ordinal, value, &card);
	if (rc < 0 || ordinal == ORDINAL_NONE)
		return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
	rc = store_rank_put(txn, &rank, ordinal);
	if (rc == 0)
		rc = index_rank(txn, &rank, ordinal, &card);
	return rc < 0 ? rc : build_columns(txn, &rank, ordinal, &card);
}

/* ---- postings alone ---- */

static int
rebuild_person(struct txn *txn, const struct key *key, struct slice value)
{
	uint32_t ordinal = ORDINAL_NONE;
	int64_t id;
	int rc;

	(void)value;
	if (!key_id_parse(key_slice(key), &id))
		return 0;
	rc = ordinal_get(txn, id, &ordinal);
	if (rc < 0 || ordinal == ORDINAL_NONE)
		return rc == ERR_CORRUPT ? 0 : rc;
	return index_facts(txn, id, ordinal);
}

static int
rebuild_rank(struct txn *txn, const struct key *key, struct slice value)
{
	uint32_t ordinal = ORDINAL_NONE;
	struct rank_key rank;
	struct card card;
	int rc;

	if (!key_rank_parse(key_slice(key), &rank))
		return 0;
	rc = ordinal_get(txn, rank.person, &ordinal);
	if (rc == 0)
		rc = read_card(txn, &rank, ordinal, value, &card);
	if (rc < 0 || ordinal == ORDINAL_NONE)
		return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
	return index_rank(txn, &rank, ordinal, &card);
}

static int
drop_postings(struct txn *txn, size_t max)
{
	const struct key first = { 0 };
	struct slice found, value;
	struct cursor *cursor;
	struct key key;
	int rc = 0;

	for (size_t i = 0; i < max && rc == 0; i++) {
		rc = cursor_open(txn, TABLE_POSTING, &cursor);
		if (rc < 0)
			return rc;
		rc = cursor_seek(cursor, &first, &found, &value);
		if (rc == 0)
			key_from_slice(&key, found);
		cursor_close(cursor);
		if (rc == 0)
			rc = db_drop(txn, TABLE_POSTING, &key);
	}
	return rc;
}

/* ---- cards in the column alone ---- */

static int
seal_cards(struct txn *txn, const struct key *key, struct slice value)
{
	struct column_key column;

	if (!key_column_parse(key_slice(key), &column) ||
	    column.kind != COLUMN_CARD)
		return 0;
	return column_seal_cards(txn, key, value);
}

/* One that the column has not, or not so, is put there. */
static int
shorten_rank(struct txn *txn, const struct key *key, struct slice value)
{
	uint32_t ordinal = store_rank_ordinal(value);
	struct card card, in_column;
	struct column cards;
	struct rank_key rank;
	int rc;

	if (ordinal == ORDINAL_NONE || !key_rank_parse(key_slice(key), &rank) ||
	    !store_card_decode(&rank, value, &card))
		return 0;
	column_init(&cards, txn, COLUMN_CARD, rank.slot);
	rc = column_ranked(&cards, &rank, ordinal, NULL, &in_column);
	if (rc == ERR_CORRUPT)
		rc =
		    column_put_card(txn, rank.slot, ordinal, &card, rank.place);
	return rc < 0 ? rc : store_rank_put(txn, &rank, ordinal);
}

/* ---- briefs ---- */

static int
make_briefs(struct txn *txn, const struct key *key, struct slice value)
{
	struct column_key column;

	(void)value;
	if (!key_column_parse(key_slice(key), &column) ||
	    column.kind != COLUMN_CARD)
		return 0;
	return brief_renew(txn, column.slot, column.block * COLUMN_BLOCK,
	    COLUMN_BLOCK);
}

/* ---- names ---- */

static int
name_it(struct txn *txn, enum name_kind kind, const char *name, int64_t id)
{
	struct arena arena = { 0 };
	const char *folded;
	bool has = true;
	int rc = 0;

	folded = name == NULL ? "" : text_fold(&arena, name, strlen(name));
	if (folded[0] != '\0')
		rc = store_name_has(txn, kind, folded, id, &has);
	if (rc == 0 && !has)
		rc = store_name_put(txn, kind, folded, id);
	arena_done(&arena);
	return rc == ERR_CORRUPT ? 0 : rc;
}

static int
name_person(struct txn *txn, const struct key *key, struct slice value)
{
	struct arena arena = { 0 };
	struct person person;
	uint32_t ordinal;
	int64_t id;
	int rc = ERR_CORRUPT;

	if (key_id_parse(key_slice(key), &id))
		rc = store_person_decode(txn, id, value, &arena, &person,
		    &ordinal);
	if (rc == 0)
		rc = name_it(txn, NAME_LOGIN, person.login, id);
	arena_done(&arena);
	return rc == ERR_CORRUPT ? 0 : rc;
}

static int
name_repository(struct txn *txn, const struct key *key, struct slice value)
{
	struct arena arena = { 0 };
	struct repository repository;
	int64_t id;
	int rc = ERR_CORRUPT;

	if (key_id_parse(key_slice(key), &id))
		rc = value_decode(txn, value, &repository_record, &arena,
		    &repository);
	if (rc == 0)
		rc = name_it(txn, NAME_REPOSITORY, repository.full_name, id);
	arena_done(&arena);
	return rc == ERR_CORRUPT ? 0 : rc;
}

/* ---- slices ---- */

/* From the entry after `key` on; moves it.  ERR_NOTFOUND at the table's end. */
static int
build(struct txn *txn, enum table table, build_fn *each, struct key *key,
    size_t max)
{
	struct slice found, value;
	struct cursor *cursor;
	int rc;

	rc = cursor_open(txn, table, &cursor);
	for (size_t i = 0; i < max && rc == 0; i++) {
		rc = sweep_after(cursor, key, &found, &value);
		if (rc < 0)
			break;
		key_from_slice(key, found);
		rc = each(txn, key, value);
	}
	cursor_close(cursor);
	return rc;
}

static enum phase
read_progress(const struct key *progress, enum phase first, struct key *ret_key)
{
	ret_key->len = 0;
	if (progress->len == 0)
		return first;
	key_from_slice(ret_key,
	    (struct slice){ progress->bytes + 1, progress->len - 1 });
	return (enum phase)progress->bytes[0];
}

static int
end_slice(int rc, enum phase phase, const struct key *key, struct key *progress)
{
	if (rc < 0)
		return rc;
	progress->bytes[0] = (uint8_t)phase;
	memcpy(progress->bytes + 1, key->bytes, key->len);
	progress->len = key->len + 1;
	return 0;
}

/* One phase after the other; what makes nothing of entries drops postings. */
struct step {
	enum phase phase;
	enum table table;
	build_fn *make;
};

static int
run_step(struct txn *txn, const struct step *step, struct key *key, size_t max)
{
	return step->make == NULL
	    ? drop_postings(txn, max)
	    : build(txn, step->table, step->make, key, max);
}

static int
run_steps(struct txn *txn, const struct step *steps, size_t n,
    struct key *progress, size_t max)
{
	struct key key;
	enum phase phase = read_progress(progress, steps[0].phase, &key);
	size_t i = 0;
	int rc;

	while (i + 1 < n && steps[i].phase != phase)
		i++;
	rc = run_step(txn, &steps[i], &key, max);
	if (rc == ERR_NOTFOUND && i + 1 < n) {
		i++;
		key.len = 0;
		rc = 0;
	}
	return end_slice(rc, steps[i].phase, &key, progress);
}

int
store_index_build(struct txn *txn, struct key *progress, size_t max)
{
	static const struct step steps[] = {
		{ PHASE_PEOPLE, TABLE_PERSON, build_person },
		{ PHASE_RANK, TABLE_RANK, build_rank },
	};

	return run_steps(txn, steps, 2, progress, max);
}

int
store_index_people(struct txn *txn, struct key *progress, size_t max)
{
	return build(txn, TABLE_PERSON, rebuild_person, progress, max);
}

int
store_index_rebuild(struct txn *txn, struct key *progress, size_t max)
{
	static const struct step steps[] = {
		{ PHASE_POSTINGS, TABLE_POSTING, NULL },
		{ PHASE_PEOPLE, TABLE_PERSON, rebuild_person },
		{ PHASE_RANK, TABLE_RANK, rebuild_rank },
	};

	return run_steps(txn, steps, 3, progress, max);
}

int
store_index_names(struct txn *txn, struct key *progress, size_t max)
{
	static const struct step steps[] = {
		{ PHASE_PEOPLE, TABLE_PERSON, name_person },
		{ PHASE_REPOSITORIES, TABLE_REPOSITORY, name_repository },
	};

	return run_steps(txn, steps, 2, progress, max);
}

int
store_rank_migrate(struct txn *txn, struct key *progress, size_t max)
{
	static const struct step steps[] = {
		{ PHASE_COLUMNS, TABLE_COLUMN, seal_cards },
		{ PHASE_RANK, TABLE_RANK, shorten_rank },
	};

	return run_steps(txn, steps, 2, progress, max);
}

int
store_brief_migrate(struct txn *txn, struct key *progress, size_t max)
{
	return build(txn, TABLE_COLUMN, make_briefs, progress, max);
}
