#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

void
fuzz_must(int condition, const char *words, const char *file, int line)
{
	if (condition)
		return;
	(void)fprintf(stderr, "%s:%d: %s does not hold\n", file, line, words);
	abort();
}

void
fuzz_must_be_text(const char *text)
{
	if (text != NULL)
		MUST(text_valid(text, strlen(text)));
}

const char *
fuzz_file(const uint8_t *data, size_t size)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("fuzz", 0);
	MUST(fd >= 0 && ftruncate(fd, 0) == 0);
	MUST(pwrite(fd, data, size, 0) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}
