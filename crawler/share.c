#include "crawler/share.h"

#include <string.h>

#include "base/arena.h"
#include "crawler/crawl.h"
#include "crawler/seed.h"

enum {
	NUMBERS = 65534
};

int64_t
share_of_role(const char *name)
{
	return seed_key(name) % NUMBERS + 1;
}

void
shares_collect(struct shares *shares, const struct crawl_options *options,
    struct arena *arena)
{
	size_t room = options->n_roles + 1;

	shares->items = arena_calloc(arena, room, sizeof(*shares->items));
	shares->numbers = arena_calloc(arena, room, sizeof(*shares->numbers));
	shares->n = 1;
	for (size_t i = 0; i < options->n_roles; i++) {
		int64_t number = share_of_role(options->roles[i].name);

		if (shares_have(shares, number))
			continue;
		shares->numbers[shares->n] = number;
		shares->items[shares->n++].number = number;
	}
}

/* NULL for a share that is not of this run. */
static struct share *
find(const struct shares *shares, int64_t number)
{
	for (size_t i = 0; i < shares->n; i++)
		if (shares->items[i].number == number)
			return &shares->items[i];
	return NULL;
}

bool
shares_have(const struct shares *shares, int64_t number)
{
	return find(shares, number) != NULL;
}

void
shares_count(struct shares *shares, int64_t number)
{
	struct share *share = find(shares, number);

	if (share != NULL)
		share->visits++;
}

/* The first task at or after `from` of this share; n if there is none. */
static size_t
next_of(const struct task *tasks, size_t n, size_t from, int64_t number)
{
	while (from < n && tasks[from].share != number)
		from++;
	return from;
}

/* The share with fewest visits that has a task left; NULL when none has. */
static size_t
choose(const struct share *shares, const size_t *at, size_t n_shares, size_t n)
{
	size_t best = n_shares;

	for (size_t i = 0; i < n_shares; i++)
		if (at[i] < n &&
		    (best == n_shares ||
			shares[i].visits < shares[best].visits))
			best = i;
	return best;
}

void
shares_order(const struct shares *shares, struct task *tasks, size_t n,
    int64_t priority_first, struct arena *arena)
{
	struct task *row = arena_calloc(arena, n + 1, sizeof(*row));
	struct share *count =
	    arena_calloc(arena, shares->n + 1, sizeof(*count));
	size_t *at = arena_calloc(arena, shares->n + 1, sizeof(*at));
	size_t named = 0, done;

	while (named < n && tasks[named].priority >= priority_first)
		named++;
	for (size_t i = 0; i < shares->n; i++) {
		count[i] = shares->items[i];
		at[i] = next_of(tasks, n, named, count[i].number);
	}
	for (done = named; done < n; done++) {
		size_t share = choose(count, at, shares->n, n);

		if (share == shares->n)
			break;
		row[done] = tasks[at[share]];
		count[share].visits++;
		at[share] =
		    next_of(tasks, n, at[share] + 1, count[share].number);
	}
	/* all are of this run, or nothing is reordered */
	if (done == n && n > named)
		memcpy(tasks + named, row + named,
		    (n - named) * sizeof(*tasks));
}
