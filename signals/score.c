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

const char *
involvement_name(enum involvement involvement)
{
	return involvements[involvement];
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
	RECORD_ONE(1, RECORD_REAL, signal, value),
	RECORD_ONE(2, RECORD_REAL, signal, coverage),
	RECORD_ONE(3, RECORD_REAL, signal, weight),
	RECORD_ONE(4, RECORD_REAL, signal, points),
	RECORD_MANY(5, RECORD_LIST, signal, reasons, n_reasons, &reason_record),
};
static const struct record_type signal_record =
    RECORD_TYPE(signal, signal_fields);

static const struct record_field skill_seen_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, skill_seen, id),
	RECORD_ONE(2, RECORD_REAL, skill_seen, strength),
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

/* The members of struct score that are no record: enums, the fixed array. */
struct stored {
	struct score score;
	int64_t band;
	int64_t involvement;
	struct signal *signals;
	size_t n_signals;
};

#define ONE(tag, kind, member)                                                \
	{                                                                     \
		tag, kind, #member, offsetof(struct stored, score.member), 0, \
		    NULL                                                      \
	}
#define MANY(tag, kind, member, n_member, item)                            \
	{                                                                  \
		tag, kind, #member, offsetof(struct stored, score.member), \
		    offsetof(struct stored, score.n_member), item          \
	}

static const struct record_field stored_fields[] = {
	ONE(1, RECORD_INT, person),
	ONE(2, RECORD_REAL, score),
	ONE(3, RECORD_REAL, coverage),
	RECORD_ONE(4, RECORD_INT, stored, band),
	RECORD_ONE(5, RECORD_INT, stored, involvement),
	ONE(6, RECORD_TEXT, involvement_reason),
	ONE(7, RECORD_BOOL, is_out),
	ONE(8, RECORD_TEXT, out_reason),
	MANY(9, RECORD_TEXTS, must_missing, n_must_missing, NULL),
	RECORD_MANY(10, RECORD_LIST, stored, signals, n_signals,
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
};
static const struct record_type stored_record =
    RECORD_TYPE(stored, stored_fields);

void
score_encode(const struct score *score, struct buf *out)
{
	struct stored stored = { .score = *score,
		.band = score->band,
		.involvement = score->involvement,
		.signals = stored.score.signals,
		.n_signals = FAMILY_COUNT };

	record_encode(&stored_record, &stored, out);
}

int
score_decode(const uint8_t *bytes, size_t len, struct arena *arena,
    struct score *ret_score)
{
	struct stored stored;
	int rc;

	rc = record_decode(&stored_record, bytes, len, arena, &stored);
	if (rc < 0)
		return rc;
	if (stored.band < BAND_NONE || stored.band > BAND_A ||
	    stored.involvement < INVOLVEMENT_NONE ||
	    stored.involvement > INVOLVEMENT_FOUNDER ||
	    stored.n_signals > FAMILY_COUNT)
		return ERR_CORRUPT;
	stored.score.band = (enum band)stored.band;
	stored.score.involvement = (enum involvement)stored.involvement;
	if (stored.n_signals > 0)
		memcpy(stored.score.signals, stored.signals,
		    stored.n_signals * sizeof(stored.signals[0]));
	*ret_score = stored.score;
	return 0;
}
