#include <math.h>

#include "signals/model.h"
#include "tests/unit/test.h"

static void
weights_add_up_to_odds(void **state)
{
	const double features[] = { 0, 2, -1 };
	struct model model = { .bias = -1,
		.terms = { { 1, 0.5 }, { 2, 3 } },
		.n_terms = 2 };

	(void)state;
	assert_true(
	    fabs(model_value(&model, features) - 1 / (1 + exp(3.0))) < 1e-12);
	model.n_terms = 0;
	model.bias = 0;
	assert_true(model_value(&model, features) == 0.5);
	model.bias = 1000;
	assert_true(model_value(&model, features) <= 1);
	model.bias = -1000;
	assert_true(model_value(&model, features) >= 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_add_up_to_odds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
