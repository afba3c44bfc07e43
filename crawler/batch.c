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
	batch->bar = batch->size;
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
	bool recovers = batch->size < batch->bar;

	/* a small call proves nothing about a larger one */
	if ((int64_t)n * 4 < batch->size * 3)
		return;
	if (++batch->good < (recovers ? BATCH_RECOVERY_RUN : BATCH_GOOD_RUN))
		return;
	batch->good = 0;
	if (recovers)
		batch->size =
		    batch->size * 2 < batch->bar ? batch->size * 2 : batch->bar;
	else if (batch->size < sizes[operation].max)
		batch->bar = ++batch->size;
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
	batch->bar = (int64_t)n * 3 / 4;
	if (batch->bar < batch->size)
		batch->bar = batch->size;
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
	(void)snprintf(ret_text, size, "%lld:%lld:%lld", (long long)batch->size,
	    (long long)batch->good, (long long)batch->bar);
}

/* The number before the next ':' or the end; *text moves beyond it. */
static bool
number(const char **text, int64_t min, int64_t max, int64_t *ret_value)
{
	size_t len = strcspn(*text, ":");
	char digits[24];

	if (len >= sizeof(digits))
		return false;
	memcpy(digits, *text, len);
	digits[len] = '\0';
	*text += len + ((*text)[len] == ':');
	return str_to_int(digits, min, max, ret_value) == 0;
}

void
batch_parse(struct batch *batch, enum operation operation, const char *text)
{
	int64_t max = sizes[operation].max;
	struct batch read;

	batch_init(batch, operation);
	if (number(&text, 1, max, &read.size) &&
	    number(&text, 0, BATCH_GOOD_RUN, &read.good) &&
	    number(&text, read.size, max, &read.bar) && *text == '\0')
		*batch = read;
}
