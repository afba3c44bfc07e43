#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/*
 * Allocation that never fails: out of memory is logged and ends the process
 * (the store is crash-safe).  What is returned is freed with mem_free().
 */
void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull));

/* NULL instead of the end: for libraries that can unwind. */
void *mem_try(size_t size) __attribute__((malloc));

/* Zeroed array; an overflowing product ends the process. */
void *
mem_calloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* Resizes to `count * size` bytes; `old` may be NULL. */
void *mem_resize(void *old, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* Copies; the second form copies at most `len` bytes and ends them by NUL. */
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));
char *mem_strndup(const char *text, size_t len)
    __attribute__((malloc, returns_nonnull));

/* NULL is allowed. */
void mem_free(void *memory);

#endif
