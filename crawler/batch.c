#include "crawler/batch.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/str.h"
#include "crawler/github.h"

/*
 * Starts: 25 where an item is costly for GitHub; lists start with one full
 * page, since a page of 100 pull requests costs the same point as one of 30.
 */
static const struct {
	int64_t start;
	int64_t max;
} sizes[OPERATION_COUNT] = {
	[OPERATION_REPOSITORIES] = { 25, 50 },
	[OPERATION_PULLS] = { 100, 300 },
	[OPERATION_COMMITS] = { 100, 300 },
	[OPERATION_PEOPLE] = { 25, 50 },
	[OPERATION_PEOPLE_LIGHT] = { 25, 50 },
	[OPERATION_NAMES] = { 50, 100 },
	[OPERATION_READMES] = { 150, 250 },
	[OPERATION_SEARCH] = { 100, 100 },
	[OPERATION_PROBE] = { 100, 100 },
	[OPERATION_SEEDS] = { 20, 20 },
};

void
batch_init(struct batch *batch, enum operation operation)
{
	batch->size = sizes[operation].start;
	batch->bar = 0;
	batch->good = 0;
}

int64_t
batch_max(enum operation operation)
{
	return sizes[operation].max;
}

void
batch_succeed(struct batch *batch, enum operation operation, size_t n,
    int64_t took_ms)
{
	bool recovers = batch->size < batch->bar;
	int64_t more = batch->bar > 0 ? 1 : batch->size / 8;

	if (took_ms > BATCH_SLOW_MS) {
		/* the next one would perhaps be too much */
		batch->good = 0;
		batch->bar = n > 8 ? (int64_t)n * 7 / 8 : 1;
		if (batch->size > batch->bar)
			batch->size = batch->bar;
		return;
	}
	/* a small call proves nothing about a larger one */
	if ((int64_t)n * 4 < batch->size * 3 || took_ms > BATCH_FAST_MS)
		return;
	if (++batch->good < (recovers ? BATCH_RECOVERY_RUN : BATCH_GOOD_RUN))
		return;
	batch->good = 0;
	if (recovers) {
		batch->size =
		    batch->size * 2 < batch->bar ? batch->size * 2 : batch->bar;
		return;
	}
	batch->size += more > 1 ? more : 1;
	if (batch->size > sizes[operation].max)
		batch->size = sizes[operation].max;
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

struct shape
batch_shape(enum operation operation, size_t n)
{
	const struct operation_info *info = operation_info(operation);

	if (info->item == NULL)
		return (struct shape){ operation, 0, n };
	if (info->entry_resolutions == 0)
		return (struct shape){ operation, n, 0 };
	return (
	    struct shape){ operation, (n + GITHUB_PAGE - 1) / GITHUB_PAGE, n };
}

static long
cost(enum operation operation, size_t n, long repositories)
{
	struct shape shape = batch_shape(operation, n);

	return operation_cost(&shape, 1, repositories);
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
	while (n > 0 && cost(operation, n, repositories) > points)
		n--;
	/* nobody is left over for the sake of a price */
	if (n == 0 || n == wanted)
		return n;
	/* up to a fifth of the items is given up for a lower price an item */
	best = n;
	best_cost = cost(operation, n, repositories);
	for (size_t fewer = n - 1; fewer > 0 && fewer * 5 >= n * 4; fewer--) {
		long less = cost(operation, fewer, repositories);

		if (less * (long)best < best_cost * (long)fewer) {
			best = fewer;
			best_cost = less;
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
	    number(&text, 0, max, &read.bar) && *text == '\0')
		*batch = read;
}
