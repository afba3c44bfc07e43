#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/format.h"
#include "tests/unit/test.h"

enum {
	ROOM = 64
};

static void check(size_t room, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same bytes and result as the library's. */
static void
check(size_t room, const char *format, ...)
{
	char mine[ROOM], other[ROOM];
	va_list args, again;
	int n, m;

	memset(mine, '#', sizeof(mine));
	memset(other, '#', sizeof(other));
	va_start(args, format);
	va_copy(again, args);
	n = format_text(mine, room, format, args);
	m = vsnprintf(other, room, format, again);
	va_end(again);
	va_end(args);
	assert_int_equal(n, m);
	if (room > 0)
		assert_string_equal(mine, other);
	for (size_t i = room; i < sizeof(mine); i++)
		assert_int_equal(mine[i], '#');
}

static void
texts_are_as_printf_writes_them(void **state)
{
	static const double numbers[] = { 0, -0.0, 0.4, 0.5, 1.5, 2.5, -0.5,
		-2.5, 1234567.5, 1e14, 9e15, 1e300, -1e300, INFINITY, NAN };

	(void)state;
	for (size_t room = 0; room <= ROOM; room += 7) {
		check(room, "plain");
		check(room, "%s#%lld \"%s\"", "acme/queue", -42LL, "a title");
		check(room, "%d %d %d", 0, -2147483647 - 1, 2147483647);
		check(room, "%lld %lld", -9223372036854775807LL - 1,
		    9223372036854775807LL);
		check(room, "%zu%c%%", (size_t)-1, 'x');
		check(room, "%5d|%-4s|%x|%.1f|%.2s", 7, "ab", 255u, 2.25,
		    "cut");
		for (size_t i = 0; i < COUNT(numbers); i++)
			check(room, "about %.0f pieces", numbers[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_as_printf_writes_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
