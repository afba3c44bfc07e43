#include "crawler/share.h"

#include <string.h>

#include "base/arena.h"
#include "crawler/crawl.h"
#include "crawler/seed.h"
#include "store/task.h"

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

/* A row of tasks of all shares, and where each share stands in it. */
struct row {
	const struct task *tasks;
	size_t n;
	int64_t last; /* priorities below come after all others */
	struct share *shares; /* visits are counted on */
	size_t *at; /* one a share; n: it has none left */
	size_t n_shares;
};

/* The first task at or after `from` of this share; n if there is none. */
static size_t
next_of(const struct row *row, size_t from, int64_t number)
{
	while (from < row->n && row->tasks[from].share != number)
		from++;
	return from;
}

static bool
is_late(const struct row *row, size_t share)
{
	return row->tasks[row->at[share]].priority < row->last;
}

/* The share with fewest visits that has a task left; n_shares: none has. */
static size_t
choose(const struct row *row)
{
	size_t best = row->n_shares;

	for (size_t i = 0; i < row->n_shares; i++) {
		if (row->at[i] == row->n)
			continue;
		if (best == row->n_shares ||
		    (is_late(row, best) && !is_late(row, i)) ||
		    (is_late(row, best) == is_late(row, i) &&
			row->shares[i].visits < row->shares[best].visits))
			best = i;
	}
	return best;
}

void
shares_order(const struct shares *shares, struct task *tasks, size_t n,
    int64_t first, int64_t last, struct arena *arena)
{
	struct task *ordered = arena_calloc(arena, n + 1, sizeof(*ordered));
	struct row row = { .tasks = tasks,
		.n = n,
		.last = last,
		.shares =
		    arena_calloc(arena, shares->n + 1, sizeof(struct share)),
		.at = arena_calloc(arena, shares->n + 1, sizeof(size_t)),
		.n_shares = shares->n };
	size_t named = 0, done;

	while (named < n && tasks[named].priority >= first)
		named++;
	for (size_t i = 0; i < shares->n; i++) {
		row.shares[i] = shares->items[i];
		row.at[i] = next_of(&row, named, row.shares[i].number);
	}
	for (done = named; done < n; done++) {
		size_t share = choose(&row);

		if (share == row.n_shares)
			break;
		ordered[done] = tasks[row.at[share]];
		row.shares[share].visits++;
		row.at[share] =
		    next_of(&row, row.at[share] + 1, row.shares[share].number);
	}
	/* all are of this run, or nothing is reordered */
	if (done == n && n > named)
		memcpy(tasks + named, ordered + named,
		    (n - named) * sizeof(*tasks));
}
