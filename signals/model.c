#include "signals/model.h"

#include <math.h>

double
model_value(const struct model *model, const double *features)
{
	double sum = model->bias;

	for (size_t i = 0; i < model->n_terms; i++)
		sum +=
		    model->terms[i].weight * features[model->terms[i].feature];
	return 1 / (1 + exp(-sum));
}
