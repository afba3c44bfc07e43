#include "crawler/batch.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/str.h"

/*
 * Starts: 25 where an item is costly for GitHub; pages start full, since a page
 * of 100 pull requests costs the same point as one of 30.
 */
static const struct {
	int64_t start;
	int64_t max;
} sizes[OPERATION_COUNT] = {
	[OPERATION_REPOSITORIES] = { 25, 50 },
	[OPERATION_PULLS] = { 100, 100 },
	[OPERATION_COMMITS] = { 100, 100 },
	[OPERATION_PEOPLE] = { 25, 50 },
	[OPERATION_PEOPLE_LIGHT] = { 25, 50 },
	[OPERATION_NAMES] = { 50, 100 },
	[OPERATION_READMES] = { 150, 250 },
	[OPERATION_SEARCH] = { 50, 100 },
};

void
batch_init(struct batch *batch, enum operation operation)
{
	batch->size = sizes[operation].start;
	batch->good = 0;
}

int64_t
batch_max(enum operation operation)
{
	return sizes[operation].max;
}

void
batch_succeed(struct batch *batch, enum operation operation, size_t n)
{
	/* a small call proves nothing about a larger one */
	if ((int64_t)n * 4 < batch->size * 3)
		return;
	if (++batch->good < BATCH_GOOD_RUN)
		return;
	batch->good = 0;
	if (batch->size < sizes[operation].max)
		batch->size++;
}

void
batch_shrink(struct batch *batch, size_t n)
{
	int64_t half = (int64_t)n / 2;

	batch->good = 0;
	if (half < batch->size)
		batch->size = half;
	if (batch->size < 1)
		batch->size = 1;
}

size_t
batch_choose(const struct batch *batch, enum operation operation, size_t wanted,
    long repositories, int64_t points)
{
	size_t n = wanted, best;
	long best_cost;

	ASSERT(batch->size >= 1);
	if (n > (size_t)batch->size)
		n = (size_t)batch->size;
	while (n > 0 && operation_cost(operation, n, repositories) > points)
		n--;
	/* nobody is left over for the sake of a price */
	if (n == 0 || n == wanted)
		return n;
	/* up to a fifth of the items is given up for a lower price an item */
	best = n;
	best_cost = operation_cost(operation, n, repositories);
	for (size_t fewer = n - 1; fewer > 0 && fewer * 5 >= n * 4; fewer--) {
		long cost = operation_cost(operation, fewer, repositories);

		if (cost * (long)best < best_cost * (long)fewer) {
			best = fewer;
			best_cost = cost;
		}
	}
	return best;
}

void
batch_format(const struct batch *batch, char *ret_text, size_t size)
{
	(void)snprintf(ret_text, size, "%lld:%lld", (long long)batch->size,
	    (long long)batch->good);
}

void
batch_parse(struct batch *batch, enum operation operation, const char *text)
{
	const char *colon = strchr(text, ':');
	char size[24];
	int64_t value, good;

	batch_init(batch, operation);
	if (colon == NULL || (size_t)(colon - text) >= sizeof(size))
		return;
	memcpy(size, text, (size_t)(colon - text));
	size[colon - text] = '\0';
	if (str_to_int(size, 1, sizes[operation].max, &value) != 0 ||
	    str_to_int(colon + 1, 0, BATCH_GOOD_RUN, &good) != 0)
		return;
	batch->size = value;
	batch->good = good;
}
