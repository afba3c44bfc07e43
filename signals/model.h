#ifndef SIGNALS_MODEL_H
#define SIGNALS_MODEL_H

#include <stddef.h>

/*
 * A few named weights that a person can read, from signals.yaml:
 *
 *   value = 1 / (1 + exp(-(bias + sum of weight_i * feature_i)))
 */
enum {
	MODEL_TERMS = 48
};

struct model_term {
	size_t feature;
	double weight;
};

struct model {
	double bias;
	struct model_term terms[MODEL_TERMS];
	size_t n_terms;
};

/* 0..1; every weighed feature must have a finite value. */
double model_value(const struct model *model, const double *features);

#endif
