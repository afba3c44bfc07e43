/*
 * The record of a score: the signals as the column has them, then the score
 * without them and without all that weights make of them.  That stands in the
 * card; points follow from signals and the role's weights.
 */
#include <string.h>

#include "base/str.h"
#include "store/column.h"
#include "store/store_internal.h"

void
store_weighing_from(const struct score *score, struct weighing *ret_by)
{
	score_weights(score, &ret_by->weights);
	(void)str_copy(ret_by->rubric, sizeof(ret_by->rubric),
	    score->rubric != NULL && strlen(score->rubric) <= RUBRIC_LEN
		? score->rubric
		: "");
}

/* ---- writing ---- */

/* What is neither in the key, nor in front of the record, nor the role's. */
static void
strip(const struct score *score, const char *rubric, struct score *ret_stripped)
{
	*ret_stripped = *score;
	ret_stripped->person = 0;
	ret_stripped->score = 0;
	ret_stripped->coverage = 0;
	ret_stripped->band = BAND_NONE;
	if (str_equal(score->rubric, rubric))
		ret_stripped->rubric = NULL;
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		struct signal *signal = &ret_stripped->signals[i];

		*signal = (struct signal){ .reasons = signal->reasons,
			.n_reasons = signal->n_reasons };
	}
}

void
store_score_row(const struct score *score, const char *rubric,
    struct score_row *ret_row)
{
	struct score stripped;

	strip(score, rubric, &stripped);
	score_row_from(&stripped, ret_row);
}

int
store_score_write(struct txn *txn, struct slot slot, const struct weighing *by,
    const struct score *score)
{
	uint8_t head[COLUMN_SIGNAL_BYTES];
	struct measured measured;
	struct score_row row;
	struct slice stored;
	struct key key;
	int rc;

	store_score_row(score, by->rubric, &row);
	rc = value_pack_record(txn, &score_row_record, &row, &stored);
	if (rc < 0)
		return rc;
	score_measured(score, &measured);
	column_measured_encode(&measured, head);
	key_score(&key, slot, SCORE_WHOLE, score->person);
	return db_put_parts(txn, TABLE_SCORE, &key,
	    (struct slice){ head, sizeof(head) }, stored);
}

/* ---- reading ---- */

bool
store_score_split(struct slice value, struct measured *ret_measured,
    struct slice *ret_stored)
{
	if (value.len < COLUMN_SIGNAL_BYTES ||
	    !column_measured(value.bytes, ret_measured))
		return false;
	*ret_stored = (struct slice){ value.bytes + COLUMN_SIGNAL_BYTES,
		value.len - COLUMN_SIGNAL_BYTES };
	return true;
}

int
store_score_decode(struct txn *txn, struct slice value, int64_t person,
    bool is_whole, struct arena *arena, struct score *ret_score)
{
	struct measured measured;
	struct score_row row;
	struct slice stored;
	int rc;

	if (!store_score_split(value, &measured, &stored))
		return value_corrupt(txn);
	rc = value_decode(txn, stored, &score_row_record, arena, &row);
	if (rc < 0)
		return rc;
	if (!is_whole)
		row.n_signals = 0;
	if (score_row_to(&row, ret_score) < 0)
		return value_corrupt(txn);
	score_set_measured(ret_score, &measured);
	ret_score->person = person;
	return 0;
}

static int
get(struct txn *txn, struct slot slot, int64_t person, bool is_whole,
    struct arena *arena, struct score *ret_score)
{
	struct slice value;
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_WHOLE, person);
	rc = db_get(txn, TABLE_SCORE, &key, &value);
	return rc < 0 ? rc
		      : store_score_decode(txn, value, person, is_whole, arena,
			    ret_score);
}

int
store_score_get_brief(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	return get(txn, slot, person, false, arena, ret_score);
}

int
store_score_get_whole(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	return get(txn, slot, person, true, arena, ret_score);
}

void
store_score_fill(const struct weighing *by, const struct card *card,
    struct arena *arena, struct score *score)
{
	score_weigh(score, &by->weights);
	score->score = card->score;
	score->coverage = card->coverage;
	score->band = card->band;
	if (score->rubric == NULL && by->rubric[0] != '\0')
		score->rubric = arena_strdup(arena, by->rubric);
}

/* ---- schema 3 ---- */

enum {
	OLD_PLACE_BYTES = 5 /* in front of the brief part */
};

static int
decode_old(struct txn *txn, struct slice stored, struct arena *arena,
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
store_score_get_old(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	struct score reasons = { 0 };
	struct slice stored;
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_BRIEF, person);
	rc = db_get(txn, TABLE_SCORE, &key, &stored);
	if (rc == 0 && stored.len < OLD_PLACE_BYTES)
		rc = value_corrupt(txn);
	if (rc == 0)
		rc = decode_old(txn,
		    (struct slice){ stored.bytes + OLD_PLACE_BYTES,
			stored.len - OLD_PLACE_BYTES },
		    arena, ret_score);
	if (rc < 0)
		return rc;
	score_guess_shares(ret_score);
	key_score(&key, slot, SCORE_REASONS, person);
	rc = db_get(txn, TABLE_SCORE, &key, &stored);
	if (rc == 0)
		rc = decode_old(txn, stored, arena, &reasons);
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		ret_score->signals[i].reasons = reasons.signals[i].reasons;
		ret_score->signals[i].n_reasons = reasons.signals[i].n_reasons;
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}
