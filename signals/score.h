#ifndef SIGNALS_SCORE_H
#define SIGNALS_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/record.h"
#include "config/role.h"

/* Changes whenever the same facts could give another score. */
enum {
	SIGNALS_VERSION = 8
};

/* One sentence about a fact, with the link that proves it. */
struct reason {
	const char *text;
	const char *url;
	int64_t date;
};

/* A score's reason, or an alternate, said to the person: "Wrote ..." becomes
 * "You wrote ...", in the arena. */
const char *reason_to_person(struct arena *arena, const char *text);

/* A piece of work worth opening: kind "pull", "review", "comment", ... */
struct evidence {
	const char *kind;
	const char *title;
	const char *url;
	int64_t date;
};

/* What signals and weights are rounded to before anything is made of them. */
enum {
	SIGNAL_UNIT = 1000, /* value and coverage */
	SHARE_UNIT = 10000,
	WEIGHT_UNIT = 1000
};

struct signal {
	double value; /* 0..1 */
	double coverage; /* 0..1: how much evidence there was */
	double share; /* 0..1: of the weight, what becomes points */
	/* Made of the above, see score_weigh(). */
	double weight; /* of the role */
	double points; /* of the score; the families' points add up to it */
	struct reason *reasons;
	size_t n_reasons;
};

/* Bands are bars on the score and on coverage, see rubric.h. */
enum band {
	BAND_NONE,
	BAND_E,
	BAND_D,
	BAND_C,
	BAND_B,
	BAND_A
};

const char *band_name(enum band band); /* "A".."E", "-" for none */
bool band_parse(const char *name, enum band *ret_band);

/* Bars: A 70, B 55, C 40, D 25 points, else E; A and B need 60 % coverage,
 * below 30 % there is no band. */
enum band band_at(double score, double coverage);

enum involvement {
	INVOLVEMENT_NONE,
	INVOLVEMENT_OCCASIONAL,
	INVOLVEMENT_REGULAR,
	INVOLVEMENT_MAINTAINER,
	INVOLVEMENT_FOUNDER
};

const char *involvement_name(enum involvement involvement);

/* A skill with how sure we are: 0..1, SKILL_DEPTH and more is depth. */
#define SKILL_DEPTH 0.5
struct skill_seen {
	const char *id;
	double strength;
};

/* What a person did in one seed of the role, for lists. */
struct seed_work {
	const char *repository; /* "owner/name" */
	int64_t repository_id;
	int64_t commits;
	int64_t merged_pulls;
	int64_t reviews;
};

/*
 * A score and all that explains it.  Made by rubric_score(), stored, shown;
 * texts live in the arena given there, or in the one given at decoding.
 */
struct score {
	int64_t person;
	double score; /* 0..100, to 0.1; the lower end, see rubric.h */
	double coverage; /* 0..1 */
	enum band band;
	enum involvement involvement;
	const char *involvement_reason;
	bool is_out; /* evidence against a must, or for a `not` */
	const char *out_reason;
	const char **must_missing; /* labels of needs not seen */
	size_t n_must_missing;
	struct reason *must_seen; /* "LABEL: by what", of needs seen */
	size_t n_must_seen;
	struct signal signals[FAMILY_COUNT];
	const char *headline; /* "Go and Kafka engineer, maintains ..." */
	const char *reason; /* one sentence, cites the strongest work */
	const char *reason_url; /* where a reader sees that it is true */
	struct reason *alternates; /* other such sentences, at most 3 */
	size_t n_alternates;
	struct evidence *evidence; /* strongest first, at most 3 */
	size_t n_evidence;
	const char **languages; /* most used first, at most 6 */
	size_t n_languages;
	struct skill_seen *skills; /* strongest first, at most 12 */
	size_t n_skills;
	const char **flags; /* "agent commits", "bot-like hours", ... */
	size_t n_flags;
	struct seed_work *seeds;
	size_t n_seeds;
	int64_t merged_pulls; /* in the role's repositories, within horizon */
	int64_t reviews; /* reviews and review comments, likewise */
	int64_t last_active; /* last public work seen anywhere; 0 unknown */
	int64_t signals_version;
	const char *rubric; /* the role's hash */
	int64_t scored_at;
};

/* A role's weights, in WEIGHT_UNITs. */
struct weights {
	int32_t of[FAMILY_COUNT];
};
/* Of reals; what is no weight is 0. */
void weights_from(const double *weights, struct weights *ret_weights);
bool weights_equal(const struct weights *a, const struct weights *b);
/* Those a score has. */
void score_weights(const struct score *score, struct weights *ret_weights);

/* What a score is made of, in the units above. */
struct measured {
	int32_t value[FAMILY_COUNT];
	int32_t coverage[FAMILY_COUNT];
	int32_t share[FAMILY_COUNT];
};
void score_measured(const struct score *score, struct measured *ret_measured);
void score_set_measured(struct score *score, const struct measured *measured);
/* Shares of a score that has points and weights alone, as they once were kept;
 * one that has shares stays as it is. */
void score_guess_shares(struct score *score);

/* All that depends on weights: whole tenths and thousandths, so that the same
 * shares and weights give the same bits wherever that is worked out.  Weights
 * that do not add up to 100 are scaled. */
struct weighed {
	int64_t tenths; /* the score, 0..1000 */
	int64_t coverage; /* thousandths */
	int64_t points[FAMILY_COUNT]; /* tenths; they add up to the score */
};
/* The sums alone; `points` are left as they are. */
void measured_sum(const struct measured *measured,
    const struct weights *weights, struct weighed *ret_weighed);
void measured_weigh(const struct measured *measured,
    const struct weights *weights, struct weighed *ret_weighed);

/* Gives a score these weights, and points, sum, coverage and band by them. */
void score_weigh(struct score *score, const struct weights *weights);

/* A score as its record describes it, for what walks records by their tables:
 * enums are ints, signals a list.  The row borrows all that the score has. */
struct score_row {
	struct score score;
	int64_t band;
	int64_t involvement;
	struct signal *signals;
	size_t n_signals;
};
extern const struct record_type score_row_record;
void score_row_from(const struct score *score, struct score_row *ret_row);
/* ERR_CORRUPT for enums out of range and too many signals. */
int
score_row_to(const struct score_row *row, struct score *ret_score) MUST_CHECK;

/*
 * As bytes.  `signals` is written as a list of FAMILY_COUNT items and
 * enums as ints: score_encode()/score_decode() translate.
 */
void score_encode(const struct score *score, struct buf *out);
int score_decode(const uint8_t *bytes, size_t len, struct arena *arena,
    struct score *ret_score) MUST_CHECK;

#endif
