#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/format.h"
#include "base/mem.h"

enum {
	BLOCK_BYTES = 32 * 1024,
	KEEP_BYTES = 1024 * 1024 /* at most, over a reset */
};

struct arena_block {
	struct arena_block *next;
	size_t size;
	size_t used;
	max_align_t data[];
};

static size_t
aligned(size_t size)
{
	size_t mask = _Alignof(max_align_t) - 1;

	ASSERT(size <= SIZE_MAX / 2);
	return (size + mask) & ~mask;
}

static struct arena_block *
add_block(struct arena *arena, size_t room)
{
	struct arena_block *block = mem_alloc(sizeof(*block) + room);

	block->size = room;
	block->used = 0;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	size_t need = aligned(size == 0 ? 1 : size);
	struct arena_block *block = arena->blocks;
	void *memory;

	if (block == NULL || block->size - block->used < need)
		block =
		    add_block(arena, need > BLOCK_BYTES ? need : BLOCK_BYTES);
	memory = (char *)block->data + block->used;
	block->used += need;
	arena->used += need;
	return memory;
}

void *
arena_calloc(struct arena *arena, size_t count, size_t size)
{
	void *memory;

	ASSERT(size == 0 || count <= SIZE_MAX / 2 / size);
	memory = arena_alloc(arena, count * size);
	memset(memory, 0, count * size);
	return memory;
}

char *
arena_text(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return arena_text(arena, text, strlen(text));
}

char *
arena_format(struct arena *arena, const char *format, ...)
{
	va_list ap, again;
	int n;
	char *text, shown[256]; /* most are short: formatted once */

	va_start(ap, format);
	va_copy(again, ap);
	n = format_text(shown, sizeof(shown), format, ap);
	va_end(ap);
	ASSERT(n >= 0);
	text = arena_alloc(arena, (size_t)n + 1);
	if ((size_t)n < sizeof(shown))
		memcpy(text, shown, (size_t)n + 1);
	else
		(void)vsnprintf(text, (size_t)n + 1, format, again);
	va_end(again);
	return text;
}

static void
drop(struct arena_block *block)
{
	while (block != NULL) {
		struct arena_block *next = block->next;

		mem_free(block);
		block = next;
	}
}

void
arena_reset(struct arena *arena)
{
	struct arena_block *keep = arena->blocks;
	size_t room = 0;

	arena->used = 0;
	if (keep == NULL)
		return;
	for (const struct arena_block *b = keep; b != NULL; b = b->next)
		room += b->size;
	if (keep->next != NULL && room <= KEEP_BYTES) {
		/* One block for all of it, or each use asks for memory. */
		drop(keep);
		arena->blocks = NULL;
		(void)add_block(arena, room);
		return;
	}
	drop(keep->next);
	keep->next = NULL;
	keep->used = 0;
}

void
arena_done(struct arena *arena)
{
	drop(arena->blocks);
	arena->blocks = NULL;
	arena->used = 0;
}
