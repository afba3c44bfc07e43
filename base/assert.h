#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

/*
 * Preconditions of exported functions and invariants of state machines; on in
 * release builds too.  Never used on input: remote data can't end the process.
 */
#define ASSERT(condition) \
	((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__))

/* Logs the broken condition and aborts. */
void assert_failed(const char *condition, const char *file, int line)
    __attribute__((noreturn));

#endif
