#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
check(void *memory, size_t size)
{
	if (memory != NULL)
		return memory;
	(void)fprintf(stderr, "muster: out of memory: %zu bytes asked for\n",
	    size);
	abort();
}

static size_t
product(size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		(void)check(NULL, SIZE_MAX);
	return count * size;
}

void *
mem_alloc(size_t size)
{
	return check(malloc(size == 0 ? 1 : size), size);
}

void *
mem_try(size_t size)
{
	return malloc(size);
}

void *
mem_calloc(size_t count, size_t size)
{
	size_t all = product(count, size);

	return check(calloc(1, all == 0 ? 1 : all), all);
}

void *
mem_resize(void *old, size_t count, size_t size)
{
	size_t all = product(count, size);

	return check(realloc(old, all == 0 ? 1 : all), all);
}

char *
mem_strdup(const char *text)
{
	return mem_strndup(text, strlen(text));
}

char *
mem_strndup(const char *text, size_t len)
{
	size_t n = strnlen(text, len);
	char *copy = mem_alloc(n + 1);

	memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

void
mem_free(void *memory)
{
	free(memory);
}
