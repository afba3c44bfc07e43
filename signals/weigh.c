/*
 * What weights make of a score.  All in whole numbers: a score that is weighed
 * anew must be, bit by bit, the one that the same facts and weights give.
 */
#include <math.h>
#include <string.h>

#include "signals/score.h"

enum {
	TENTHS = 1000, /* of a whole score */
	THOUSANDTHS = 1000 /* of a whole coverage */
};

static inline int32_t
units(double value, double unit, double most)
{
	double n = value * unit;
	int32_t whole;

	if (!(n > 0)) /* NaN too */
		return 0;
	if (n > most * unit)
		n = most * unit;
	/* As round() does, which would be a call. */
	whole = (int32_t)n;
	return whole + (n - whole >= 0.5 ? 1 : 0);
}

void
weights_from(const double *weights, struct weights *ret_weights)
{
	for (int i = 0; i < FAMILY_COUNT; i++)
		ret_weights->of[i] = units(weights[i], WEIGHT_UNIT, 1000);
}

bool
weights_equal(const struct weights *a, const struct weights *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

void
score_weights(const struct score *score, struct weights *ret_weights)
{
	for (int i = 0; i < FAMILY_COUNT; i++)
		ret_weights->of[i] =
		    units(score->signals[i].weight, WEIGHT_UNIT, 1000);
}

void
score_measured(const struct score *score, struct measured *ret_measured)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct signal *signal = &score->signals[i];

		ret_measured->value[i] = units(signal->value, SIGNAL_UNIT, 1);
		ret_measured->coverage[i] =
		    units(signal->coverage, SIGNAL_UNIT, 1);
		ret_measured->share[i] = units(signal->share, SHARE_UNIT, 1);
	}
}

void
score_set_measured(struct score *score, const struct measured *measured)
{
	for (int i = 0; i < FAMILY_COUNT; i++) {
		struct signal *signal = &score->signals[i];

		signal->value = (double)measured->value[i] / SIGNAL_UNIT;
		signal->coverage = (double)measured->coverage[i] / SIGNAL_UNIT;
		signal->share = (double)measured->share[i] / SHARE_UNIT;
	}
}

void
score_guess_shares(struct score *score)
{
	for (int i = 0; i < FAMILY_COUNT; i++)
		if (score->signals[i].share > 0)
			return;
	for (int i = 0; i < FAMILY_COUNT; i++) {
		struct signal *signal = &score->signals[i];

		signal->share = signal->weight > 0
		    ? signal->points / signal->weight
		    : signal->value * signal->coverage;
	}
}

/* n / d, rounded. */
static int64_t
divide(int64_t n, int64_t d)
{
	return (2 * n + d) / (2 * d);
}

static int64_t
sum_of(const struct weights *weights)
{
	int64_t sum = 0;

	for (int i = 0; i < FAMILY_COUNT; i++)
		sum += weights->of[i];
	return sum;
}

void
measured_sum(const struct measured *measured, const struct weights *weights,
    struct weighed *ret_weighed)
{
	int64_t shares = 0, coverage = 0, sum = sum_of(weights);

	for (int i = 0; i < FAMILY_COUNT; i++) {
		shares += (int64_t)weights->of[i] * measured->share[i];
		coverage += (int64_t)weights->of[i] * measured->coverage[i];
	}
	ret_weighed->tenths =
	    sum > 0 ? divide(TENTHS * shares, SHARE_UNIT * sum) : 0;
	ret_weighed->coverage =
	    sum > 0 ? divide(THOUSANDTHS * coverage, SIGNAL_UNIT * sum) : 0;
}

/* The family with the largest remainder, the first of them, which then has none;
 * a few are asked for, so nothing is sorted. */
static int
take_largest(int64_t rests[static FAMILY_COUNT])
{
	int most = 0;

	for (int i = 1; i < FAMILY_COUNT; i++)
		if (rests[i] > rests[most])
			most = i;
	rests[most] = -1;
	return most;
}

/*
 * Points are printed to 0.1 and must add up to the printed score: each is cut
 * to tenths and the tenths that are missing go to the largest remainders.
 */
void
measured_weigh(const struct measured *measured, const struct weights *weights,
    struct weighed *ret_weighed)
{
	int64_t rests[FAMILY_COUNT];
	int64_t sum = sum_of(weights), given = 0;

	measured_sum(measured, weights, ret_weighed);
	memset(ret_weighed->points, 0, sizeof(ret_weighed->points));
	for (int i = 0; i < FAMILY_COUNT && sum > 0; i++) {
		int64_t part =
		    TENTHS * (int64_t)weights->of[i] * measured->share[i];

		ret_weighed->points[i] = part / (SHARE_UNIT * sum);
		rests[i] = part % (SHARE_UNIT * sum);
		given += ret_weighed->points[i];
	}
	if (sum == 0)
		return;
	for (; given < ret_weighed->tenths; given++)
		ret_weighed->points[take_largest(rests)]++;
}

void
score_weigh(struct score *score, const struct weights *weights)
{
	struct measured measured;
	struct weighed weighed;

	score_measured(score, &measured);
	measured_weigh(&measured, weights, &weighed);
	for (int i = 0; i < FAMILY_COUNT; i++) {
		score->signals[i].weight = (double)weights->of[i] / WEIGHT_UNIT;
		score->signals[i].points = (double)weighed.points[i] / 10;
	}
	score->score = (double)weighed.tenths / 10;
	score->coverage = (double)weighed.coverage / 1000;
	score->band = band_at(score->score, score->coverage);
}
