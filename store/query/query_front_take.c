/* Who of a front is on a page: its chunks as sets, a slice at a time. */
#include <math.h>

#include "base/prefetch.h"
#include "store/column/front_layout.h"
#include "store/query/query_front.h"

enum {
	/* More looks at single leads than that cost more than other plans. */
	LOOKS_MOST = 512,
	/* Places that are evaluated beyond those that may do. */
	SPARE = 512
};

static bool
is_in(uint32_t place, uint32_t chunk)
{
	return place >= chunk && place - chunk < CHUNK_BITS;
}

/* Whom to evaluate of the chunk that begins at `chunk`: the places from `from`
 * up to `to`, but for those of whom the front does not tell any more. */
static void
open_window(struct front_page *page, uint32_t chunk, uint32_t from, uint32_t to)
{
	const struct front *front = page->front;
	struct bits before;

	bits_fill(&page->window, to - chunk);
	bits_fill(&before, from - chunk);
	bits_and_not(&page->window, &before);
	for (size_t i = 0; i < front->n_touched; i++)
		if (is_in(front->touched[i].place, chunk))
			bits_drop(&page->window,
			    front->touched[i].place - chunk);
}

/* Who may be excluded is to be looked at. */
static void
suspect(const struct front_page *page, uint32_t chunk,
    struct query_split *split)
{
	for (size_t i = 0; i < page->n_suspects; i++) {
		size_t at = page->suspects[i] - chunk;

		if (!is_in(page->suspects[i], chunk) ||
		    !bits_has(&split->sure, at))
			continue;
		bits_drop(&split->sure, at);
		bits_set(&split->unsure, at);
	}
}

/* Looks at one whose card is the front's, and everything else their own. */
static int
look(struct front_page *page, size_t at, bool *ret_is_shown)
{
	struct run *run = page->run;
	struct query_chunk *chunk = &page->there.chunk;
	uint32_t place, ordinal;
	enum sight sight;
	int rc;

	place = query_chunk_ordinal(chunk, at) - FRONT_FIRST;
	if (page->looks++ == LOOKS_MOST)
		return ERR_NOTFOUND;
	if (!query_chunk_card(chunk, at))
		return chunk->failed;
	rc = front_ordinal(run->source.txn, page->front, place, &ordinal);
	if (rc < 0)
		return rc;
	query_row_begin(&run->row, &chunk->row.lead.card, chunk->row.place,
	    ordinal);
	rc = query_look(run, &sight);
	*ret_is_shown = rc == 0 && sight == SIGHT_SHOWN;
	return query_excuse(run, rc);
}

/* Counts those of a chunk's who come before `end`. */
static void
count(struct run *run, struct bits of[static FATE_COUNT], size_t end)
{
	struct bits before;

	bits_fill(&before, end);
	for (enum query_fate i = FATE_UNPLACED; i < FATE_ASK; i++) {
		if (bits_is_empty(&of[i]))
			continue;
		bits_and(&of[i], &before);
		query_fate_count(run, i, (int64_t)bits_count(&of[i]));
	}
}

/* The card is asked for, to be there once the page is listed. */
static void
add(struct front_page *page, uint32_t place, size_t at)
{
	struct front_found *found = front_page_found(page, page->n);
	size_t offset = (size_t)page->run->source.options->offset;

	*found = (struct front_found){ place, NULL };
	if (page->n++ >= offset)
		found->card = query_chunk_entry(&page->there.chunk, at);
	if (found->card != NULL)
		prefetch_bytes(found->card, COLUMN_CARD_BYTES);
}

/* One after the other, up to the page's end, which is told. */
static int
take_word(struct front_page *page, uint32_t from, uint64_t some, uint64_t asked,
    size_t *ret_end)
{
	for (; some != 0 && page->n < page->want; some &= some - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(some);
		uint32_t place = from + bit;
		size_t at = place % CHUNK_BITS;
		bool is_shown = true;
		int rc = 0;

		if ((asked >> bit & 1) != 0)
			rc = look(page, at, &is_shown);
		if (rc < 0)
			return rc;
		if (is_shown && page->n < page->passed)
			page->n++;
		else if (is_shown)
			add(page, place, at);
		*ret_end = at + 1;
	}
	return 0;
}

/* Who comes before all of the page is only counted. */
static int
take_words(struct front_page *page, uint32_t chunk,
    const struct bits of[static FATE_COUNT], size_t *ret_end)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < CHUNK_WORDS && page->n < page->want;
	     i++) {
		uint64_t asked = of[FATE_ASK].words[i];
		uint64_t some =
		    of[FATE_SHOWN].words[i] | of[FATE_DUE].words[i] | asked;
		size_t n = bits_in_word(some);

		if (asked == 0 && page->n + n <= page->passed)
			page->n += n;
		else
			rc = take_word(page, chunk + (uint32_t)i * 64, some,
			    asked, ret_end);
	}
	return rc;
}

/* Places of one chunk. */
static int
take_slice(struct front_page *page, uint32_t from, uint32_t to)
{
	uint32_t chunk = from - from % CHUNK_BITS;
	struct bits of[FATE_COUNT];
	struct query_split split;
	size_t end = 0;
	int rc;

	open_window(page, chunk, from, to);
	rc = query_split_chunk(&page->there, (FRONT_FIRST + chunk) / CHUNK_BITS,
	    &split);
	if (rc < 0)
		return rc;
	suspect(page, chunk, &split);
	query_fate_sets(&page->there, &split, of);
	rc = take_words(page, chunk, of, &end);
	if (rc < 0)
		return rc;
	count(page->run, of, page->n == page->want ? end : CHUNK_BITS);
	return page->there.chunk.failed;
}

/* Whether so few were found that the page will hardly be filled. */
static bool
is_hopeless(const struct front_page *page)
{
	const struct query_tuning *tuning = page->run->source.options->tuning;
	double n = (double)page->n, seen = page->seen - page->first;

	if (tuning != NULL && tuning->plan == QUERY_PLAN_FRONT)
		return false;
	return (n + sqrt(n) + 1) * (page->front->n - page->first) <
	    (double)page->want * seen;
}

/* Up to where places of the chunk are to be evaluated next, by the share of
 * those who were shown so far. */
static uint32_t
end_slice(const struct front_page *page, uint32_t from)
{
	const struct query_tuning *tuning = page->run->source.options->tuning;
	uint32_t end = from - from % CHUNK_BITS + CHUNK_BITS;
	double seen = from - page->first, n = (double)page->n;
	double share = seen > 0 ? (n + 1) / (seen + 1) : .5;
	double spare =
	    tuning != NULL && tuning->spare > 0 ? (double)tuning->spare : SPARE;
	double most = spare + ((double)page->want - n) / share;

	if (most < end - from)
		end = from + (uint32_t)most;
	return end < page->front->n ? end : page->front->n;
}

int
query_front_take(struct front_page *page)
{
	const struct run *run = page->run;
	size_t offset = (size_t)run->source.options->offset;
	size_t touched = page->front->n_touched;
	int rc = 0;

	page->seen = page->first;
	page->passed = offset > touched ? offset - touched : 0;
	page->found = arena_alloc(page->arena,
	    (page->want - page->passed) * sizeof(*page->found));
	while (rc == 0 && page->n < page->want) {
		uint32_t from = page->seen;

		if (from >= page->front->n ||
		    (from > page->first && is_hopeless(page)))
			return ERR_NOTFOUND;
		page->seen = end_slice(page, from);
		rc = take_slice(page, from, page->seen);
	}
	return rc;
}
