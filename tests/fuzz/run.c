/*
 * Runs a target without a fuzzing engine: every seed as it is, then a number of
 * mutations of it that are the same in each run.
 *
 *   PROGRAM [-n MUTATIONS] FILE_OR_DIRECTORY...
 *
 * $FUZZ_LAST names a file that gets each input before it is given: the last one
 * is what failed.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "tests/fuzz/fuzz.h"

enum {
	INPUT_BYTES = 1 << 17,
	PATH_BYTES = 4096
};

static struct {
	long mutations;
	unsigned long inputs, seeds;
	uint64_t state;
	uint8_t seed[INPUT_BYTES], input[2 * INPUT_BYTES];
	size_t seed_len, len;
} run;

/* splitmix64 */
static uint64_t
next(void)
{
	uint64_t z = run.state += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static size_t
below(size_t n)
{
	return n == 0 ? 0 : (size_t)(next() % n);
}

static void
insert(size_t at, const void *bytes, size_t n)
{
	if (run.len + n > INPUT_BYTES)
		return;
	memmove(run.input + at + n, run.input + at, run.len - at);
	memcpy(run.input + at, bytes, n);
	run.len += n;
}

/* What parsers stumble over. */
static const char *const tokens[] = { "\"", "\\", "\\u0000", "\\ud800", "{",
	"}", "[", "]", "null", "-", "1e999", "99999999999999999999", "\n",
	"\r\n", "\t", "\xFF", "\xC3\x28", "\xF0\x9F\x98\x80", "\xE2\x80\xAE",
	":", ",", "#", "&a ", "*a", "<<: ", "- ", "|", ">", "%", "@",
	"a@example.com", "+1 202 555 0100", "mailto:", "..", "*", "(", ")",
	"not ", " OR ", "![[](", "```", "<!--", "|-|-|\n", "https://", "//",
	"\x1B[31m" };

static void
mutate_once(void)
{
	uint8_t copy[64];
	size_t at = below(run.len + 1), n;

	switch (below(8)) {
	case 0:
		if (at < run.len)
			run.input[at] ^= (uint8_t)(1u << below(8));
		break;
	case 1:
		if (at < run.len)
			run.input[at] = (uint8_t)next();
		break;
	case 2:
	case 3: {
		const char *token = tokens[below(COUNT(tokens))];

		insert(at, token, strlen(token));
		break;
	}
	case 4: /* a piece goes */
		n = below(run.len - at + 1);
		n = n > 64 ? below(64) : n;
		memmove(run.input + at, run.input + at + n, run.len - at - n);
		run.len -= n;
		break;
	case 5: /* a piece comes twice */
		n = below(sizeof(copy));
		if (at + n <= run.len) {
			memcpy(copy, run.input + at, n);
			insert(below(run.len + 1), copy, n);
		}
		break;
	case 6: /* the end goes */
		run.len = at;
		break;
	default: /* one byte, many times */
		memset(copy, (int)(next() & 0xFF), sizeof(copy));
		if (at < run.len)
			memset(copy, run.input[at], sizeof(copy));
		for (n = below(6); n > 0; n--)
			insert(at, copy, sizeof(copy));
		break;
	}
}

static void
keep(void)
{
	const char *path = getenv("FUZZ_LAST");
	FILE *file = path != NULL ? fopen(path, "wb") : NULL;

	if (file == NULL)
		return;
	(void)fwrite(run.input, 1, run.len, file);
	(void)fclose(file);
}

static void
give(void)
{
	/* of its own size, so that a step beyond it is seen */
	uint8_t *exact = malloc(run.len == 0 ? 1 : run.len);

	MUST(exact != NULL);
	memcpy(exact, run.input, run.len);
	keep();
	(void)LLVMFuzzerTestOneInput(exact, run.len);
	free(exact);
	run.inputs++;
}

static void
run_seed(const char *path)
{
	FILE *file = fopen(path, "rb");

	MUST(file != NULL);
	run.seed_len = fread(run.seed, 1, sizeof(run.seed), file);
	(void)fclose(file);
	run.seeds++;
	run.state = run.seeds * 1000003 + run.seed_len;
	for (long i = 0; i <= run.mutations; i++) {
		memcpy(run.input, run.seed, run.seed_len);
		run.len = run.seed_len;
		for (size_t n = i == 0 ? 0 : 1 + below(8); n > 0; n--)
			mutate_once();
		give();
	}
}

static void
run_path(const char *path)
{
	struct stat info;
	struct dirent **entries = NULL;
	int n;

	MUST(stat(path, &info) == 0);
	if (!S_ISDIR(info.st_mode)) {
		run_seed(path);
		return;
	}
	n = scandir(path, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char below_it[PATH_BYTES];

		(void)snprintf(below_it, sizeof(below_it), "%s/%s", path,
		    entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			run_path(below_it);
		free(entries[i]);
	}
	free(entries);
}

int
main(int argc, char **argv)
{
	int first = 1;

	run.mutations = 200;
	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		run.mutations = strtol(argv[2], NULL, 10);
		first = 3;
	}
	if (LLVMFuzzerInitialize != NULL)
		(void)LLVMFuzzerInitialize(&argc, &argv);
	for (int i = first; i < argc; i++)
		run_path(argv[i]);
	(void)printf("%lu inputs of %lu seeds\n", run.inputs, run.seeds);
	return run.seeds > 0 ? 0 : 1;
}
