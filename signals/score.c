#include "signals/score.h"

#include <string.h>

#include "base/str.h"

static const char *const bands[] = { [BAND_NONE] = "-",
	[BAND_E] = "E",
	[BAND_D] = "D",
	[BAND_C] = "C",
	[BAND_B] = "B",
	[BAND_A] = "A" };

static const char *const involvements[] = { [INVOLVEMENT_NONE] = "none",
	[INVOLVEMENT_OCCASIONAL] = "occasional",
	[INVOLVEMENT_REGULAR] = "regular",
	[INVOLVEMENT_MAINTAINER] = "maintainer",
	[INVOLVEMENT_FOUNDER] = "founder" };

const char *
band_name(enum band band)
{
	return bands[band];
}

bool
band_parse(const char *name, enum band *ret_band)
{
	for (int i = BAND_NONE; i <= BAND_A; i++)
		if (str_casecmp(name, bands[i]) == 0) {
			*ret_band = (enum band)i;
			return true;
		}
	return false;
}

/* A promise to whoever reads a band, the same for all rules, and asked by
 * queries that know none; so not in signals.yaml. */
enum band
band_at(double score, double coverage)
{
	static const double a = 70, b = 55, c = 40, d = 25;
	static const double coverage_ab = 0.6, coverage_any = 0.3;

	if (coverage < coverage_any)
		return BAND_NONE;
	if (score >= a && coverage >= coverage_ab)
		return BAND_A;
	if (score >= b && coverage >= coverage_ab)
		return BAND_B;
	if (score >= c)
		return BAND_C;
	return score >= d ? BAND_D : BAND_E;
}

const char *
involvement_name(enum involvement involvement)
{
	return involvements[involvement];
}

const char *
reason_to_person(struct arena *arena, const char *text)
{
	return arena_format(arena, "You %c%s", str_lower(text[0]),
	    text[0] == '\0' ? "" : text + 1);
}

static const struct record_field reason_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, reason, text),
	RECORD_ONE(2, RECORD_TEXT, reason, url),
	RECORD_ONE(3, RECORD_TIME, reason, date),
};
static const struct record_type reason_record =
    RECORD_TYPE(reason, reason_fields);

static const struct record_field evidence_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, evidence, kind),
	RECORD_ONE(2, RECORD_TEXT, evidence, title),
	RECORD_ONE(3, RECORD_TEXT, evidence, url),
	RECORD_ONE(4, RECORD_TIME, evidence, date),
};
static const struct record_type evidence_record =
    RECORD_TYPE(evidence, evidence_fields);

static const struct record_field signal_fields[] = {
	RECORD_ONE(1, RECORD_PART, signal, value),
	RECORD_ONE(2, RECORD_PART, signal, coverage),
	RECORD_ONE(3, RECORD_PART, signal, weight),
	RECORD_ONE(4, RECORD_PART, signal, points),
	RECORD_MANY(5, RECORD_LIST, signal, reasons, n_reasons, &reason_record),
	RECORD_ONE(6, RECORD_PART, signal, share),
};
static const struct record_type signal_record =
    RECORD_TYPE(signal, signal_fields);

static const struct record_field skill_seen_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, skill_seen, id),
	RECORD_ONE(2, RECORD_PART, skill_seen, strength),
};
static const struct record_type skill_seen_record =
    RECORD_TYPE(skill_seen, skill_seen_fields);

static const struct record_field seed_work_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, seed_work, repository),
	RECORD_ONE(2, RECORD_INT, seed_work, repository_id),
	RECORD_ONE(3, RECORD_INT, seed_work, commits),
	RECORD_ONE(4, RECORD_INT, seed_work, merged_pulls),
	RECORD_ONE(5, RECORD_INT, seed_work, reviews),
};
static const struct record_type seed_work_record =
    RECORD_TYPE(seed_work, seed_work_fields);

#define ONE(tag, kind, member)                                                \
	{                                                                     \
		tag, kind, #member, offsetof(struct score_row, score.member), \
		    0, NULL                                                   \
	}
#define MANY(tag, kind, member, n_member, item)                               \
	{                                                                     \
		tag, kind, #member, offsetof(struct score_row, score.member), \
		    offsetof(struct score_row, score.n_member), item          \
	}

static const struct record_field score_row_fields[] = {
	ONE(1, RECORD_INT, person),
	ONE(2, RECORD_PART, score),
	ONE(3, RECORD_PART, coverage),
	RECORD_ONE(4, RECORD_INT, score_row, band),
	RECORD_ONE(5, RECORD_INT, score_row, involvement),
	ONE(6, RECORD_TEXT, involvement_reason),
	ONE(7, RECORD_BOOL, is_out),
	ONE(8, RECORD_TEXT, out_reason),
	MANY(9, RECORD_TEXTS, must_missing, n_must_missing, NULL),
	RECORD_MANY(10, RECORD_LIST, score_row, signals, n_signals,
	    &signal_record),
	ONE(11, RECORD_TEXT, headline),
	ONE(12, RECORD_TEXT, reason),
	MANY(13, RECORD_LIST, evidence, n_evidence, &evidence_record),
	MANY(14, RECORD_TEXTS, languages, n_languages, NULL),
	MANY(15, RECORD_LIST, skills, n_skills, &skill_seen_record),
	MANY(16, RECORD_TEXTS, flags, n_flags, NULL),
	MANY(17, RECORD_LIST, seeds, n_seeds, &seed_work_record),
	ONE(18, RECORD_INT, merged_pulls),
	ONE(19, RECORD_INT, reviews),
	ONE(20, RECORD_TIME, last_active),
	ONE(21, RECORD_INT, signals_version),
	ONE(22, RECORD_TEXT, rubric),
	ONE(23, RECORD_TIME, scored_at),
	ONE(24, RECORD_TEXT, reason_url),
	MANY(25, RECORD_LIST, alternates, n_alternates, &reason_record),
	MANY(26, RECORD_LIST, must_seen, n_must_seen, &reason_record),
};

/* Its front: involvement, is_out, out_reason, must_missing, reason,
 * merged_pulls, reviews, last_active. */
const struct record_type score_row_record =
    RECORD_TYPE_FRONT(score_row, score_row_fields,
	RECORD_TAG(5) | RECORD_TAG(7) | RECORD_TAG(8) | RECORD_TAG(9) |
	    RECORD_TAG(12) | RECORD_TAG(18) | RECORD_TAG(19) | RECORD_TAG(20));

void
score_row_from(const struct score *score, struct score_row *ret_row)
{
	*ret_row = (struct score_row){ .score = *score,
		.band = score->band,
		.involvement = score->involvement,
		.signals = ret_row->score.signals,
		.n_signals = FAMILY_COUNT };
}

int
score_row_to(const struct score_row *row, struct score *ret_score)
{
	if (row->band < BAND_NONE || row->band > BAND_A ||
	    row->involvement < INVOLVEMENT_NONE ||
	    row->involvement > INVOLVEMENT_FOUNDER ||
	    row->n_signals > FAMILY_COUNT)
		return ERR_CORRUPT;
	*ret_score = row->score;
	ret_score->band = (enum band)row->band;
	ret_score->involvement = (enum involvement)row->involvement;
	if (row->n_signals > 0)
		memmove(ret_score->signals, row->signals,
		    row->n_signals * sizeof(row->signals[0]));
	return 0;
}

void
score_encode(const struct score *score, struct buf *out)
{
	struct score_row row;

	score_row_from(score, &row);
	record_encode(&score_row_record, &row, out);
}

int
score_decode(const uint8_t *bytes, size_t len, struct arena *arena,
    struct score *ret_score)
{
	struct score_row row;
	int rc;

	rc = record_decode(&score_row_record, bytes, len, arena, &row);
	return rc < 0 ? rc : score_row_to(&row, ret_score);
}
