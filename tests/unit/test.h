#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

/* What cmocka's header needs, in the order it needs it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka last */
#include <cmocka.h>
#include <stdlib.h>

#include "base/array.h"

/* Of what returns 0 or an error's code. */
#define assert_ok(call) assert_int_equal(call, 0)

/*
 * Before main(): what the caller's environment says of muster, of a terminal or
 * of time zones reaches no test.
 */
__attribute__((constructor)) static inline void
forget_environment(void)
{
	static const char *const names[] = { "MUSTER_CLOCK", "MUSTER_CONFIG",
		"MUSTER_NOW", "MUSTER_SHARE", "MUSTER_STORE",
		"MUSTER_SUPPRESS_KEY", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
		"GITHUB_TOKEN", "CREDENTIALS_DIRECTORY", "COLUMNS", "NO_COLOR",
		"TZ", "TZDIR" };

	for (size_t i = 0; i < COUNT(names); i++)
		(void)unsetenv(names[i]);
}

#endif
