#ifndef TESTS_BENCH_CHANCE_H
#define TESTS_BENCH_CHANCE_H

/* Chance that is the same each time, and Zipf's law. */
#include <math.h>
#include <stdint.h>

#include "base/mem.h"

/* ---- chance ---- */

struct chance {
	uint64_t state;
};

static inline uint64_t
chance_next(struct chance *chance)
{
	uint64_t z = chance->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static inline double
chance_unit(struct chance *chance)
{
	return (double)(chance_next(chance) >> 11) / 9007199254740992.0;
}

static inline int
chance_below(struct chance *chance, int n)
{
	return (int)(chance_next(chance) % (uint64_t)n);
}

/* About `mean`, long-tailed, at least 0. */
static inline int64_t
chance_figure(struct chance *chance, double mean)
{
	double u = chance_unit(chance);

	return (int64_t)(mean * -log(1 - u) * (.3 + 1.4 * u * u));
}

/* ---- Zipf's law ---- */

/* By Walker's alias method: one number a draw. */
struct zipf {
	int n;
	double *share; /* of all draws, largest first */
	double *keep;
	int *other;
};

static inline void
zipf_init(struct zipf *zipf, int n, double offset)
{
	int *small = mem_calloc((size_t)n, sizeof(int));
	int *large = mem_calloc((size_t)n, sizeof(int));
	int n_small = 0, n_large = 0;
	double sum = 0;

	zipf->n = n;
	zipf->share = mem_calloc((size_t)n, sizeof(double));
	zipf->keep = mem_calloc((size_t)n, sizeof(double));
	zipf->other = mem_calloc((size_t)n, sizeof(int));
	for (int i = 0; i < n; i++)
		sum += 1 / (i + 1 + offset);
	for (int i = 0; i < n; i++) {
		zipf->share[i] = 1 / (i + 1 + offset) / sum;
		zipf->keep[i] = zipf->share[i] * n;
		if (zipf->keep[i] < 1)
			small[n_small++] = i;
		else
			large[n_large++] = i;
	}
	while (n_small > 0 && n_large > 0) {
		int s = small[--n_small], l = large[n_large - 1];

		zipf->other[s] = l;
		zipf->keep[l] -= 1 - zipf->keep[s];
		if (zipf->keep[l] < 1) {
			n_large--;
			small[n_small++] = l;
		}
	}
	while (n_large > 0)
		zipf->keep[large[--n_large]] = 1;
	while (n_small > 0)
		zipf->keep[small[--n_small]] = 1;
	mem_free(small);
	mem_free(large);
}

static inline int
zipf_draw(const struct zipf *zipf, struct chance *chance)
{
	double at = chance_unit(chance) * zipf->n;
	int i = (int)at;

	return at - i < zipf->keep[i] ? i : zipf->other[i];
}

/* 1 or more, most 1: Pareto's law. */
static inline int
chance_tail(struct chance *chance, double steepness, int most)
{
	double n = pow(1 - chance_unit(chance), -1 / steepness);

	return n < most ? (int)n : most;
}

#endif
