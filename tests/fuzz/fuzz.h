#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * A target takes any bytes and returns 0; what must not be ends the process.
 * Its arguments are libFuzzer's: the same file is linked with it (`make fuzz`)
 * and with run.c, which replays seeds and deterministic mutations of them
 * (`make check-long`).
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Once, before the first input, of a target that has one; the working directory
 * is the project's. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Ends the process with the words when the condition does not hold. */
#define MUST(condition) fuzz_must((condition), #condition, __FILE__, __LINE__)
void fuzz_must(int condition, const char *words, const char *file, int line);

/* Well-formed UTF-8 without a NUL, or NULL. */
void fuzz_must_be_text(const char *text);

/* A file that holds the bytes, as a path; until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

#endif
