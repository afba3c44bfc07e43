#include "store/posting/top.h"

#include <stdlib.h>

#include "base/mem.h"

struct top {
	struct top_entry *entries; /* a heap, the worst on top */
	size_t n;
	size_t capacity;
	size_t max;
};

struct top *
top_new(size_t max)
{
	struct top *top = mem_calloc(1, sizeof(*top));

	top->max = max;
	return top;
}

void
top_free(struct top *top)
{
	if (top == NULL)
		return;
	mem_free(top->entries);
	mem_free(top);
}

int
top_compare(const struct top_entry *a, const struct top_entry *b)
{
	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->key != b->key)
		return a->key > b->key ? -1 : 1;
	return a->person < b->person ? -1 : a->person > b->person;
}

const struct top_entry *
top_worst(const struct top *top)
{
	return top->n > 0 && top->n == top->max ? &top->entries[0] : NULL;
}

void
top_reset(struct top *top)
{
	top->n = 0;
}

static void
swap(struct top_entry *a, struct top_entry *b)
{
	struct top_entry held = *a;

	*a = *b;
	*b = held;
}

static void
sift_up(struct top *top, size_t at)
{
	while (at > 0) {
		size_t above = (at - 1) / 2;

		if (top_compare(&top->entries[at], &top->entries[above]) <= 0)
			return;
		swap(&top->entries[at], &top->entries[above]);
		at = above;
	}
}

static void
sift_down(struct top *top)
{
	size_t at = 0;

	for (;;) {
		size_t worst = at;

		for (size_t i = 2 * at + 1; i <= 2 * at + 2 && i < top->n; i++)
			if (top_compare(&top->entries[i],
				&top->entries[worst]) > 0)
				worst = i;
		if (worst == at)
			return;
		swap(&top->entries[at], &top->entries[worst]);
		at = worst;
	}
}

void
top_add(struct top *top, const struct top_entry *entry)
{
	if (top->max == 0)
		return;
	if (top->n == top->max) {
		if (top_compare(entry, &top->entries[0]) >= 0)
			return;
		top->entries[0] = *entry;
		sift_down(top);
		return;
	}
	if (top->n == top->capacity) {
		top->capacity = top->capacity * 2 + 64;
		top->entries = mem_resize(top->entries, top->capacity,
		    sizeof(*top->entries));
	}
	top->entries[top->n++] = *entry;
	sift_up(top, top->n - 1);
}

static int
by_rank(const void *left, const void *right)
{
	return top_compare(left, right);
}

const struct top_entry *
top_sort(struct top *top, size_t *ret_n)
{
	if (top->n > 1)
		qsort(top->entries, top->n, sizeof(*top->entries), by_rank);
	*ret_n = top->n;
	return top->entries;
}
