#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/*
 * Memory that is freed all at once: a decoded record and its texts live in
 * one arena.  Zero-initialise to start; pointers live until reset or done.
 */
struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used; /* bytes handed out since the last reset */
};

/* Aligned for any type; never NULL. */
void *
arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
void *arena_calloc(struct arena *arena, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* A NUL-ended copy of `len` bytes. */
char *arena_text(struct arena *arena, const char *text, size_t len)
    __attribute__((returns_nonnull));
char *arena_strdup(struct arena *arena, const char *text)
    __attribute__((returns_nonnull));
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Forget everything but keep one block for the next use. */
void arena_reset(struct arena *arena);

/* Free everything; the arena can be used again. */
void arena_done(struct arena *arena);

#endif
