#ifndef TESTS_UNIT_ROUNDS_H
#define TESTS_UNIT_ROUNDS_H

#include <stdlib.h>

/* How many rounds of a long test are made: a tenth under valgrind (valgrind.sh),
 * where each takes its time. */
static inline int
test_rounds(int all)
{
	return getenv("MUSTER_TEST_FEW") != NULL ? all / 10 : all;
}

#endif
