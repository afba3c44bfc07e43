/* The best of a chunk's leads, in the order of the query: whose brief says that
 * they can't be among them are passed over. */
#include "store/query/query_run.h"

enum {
	SCORE_UNIT = 1000 /* of the column */
};

/* A number of the card that an order goes by. */
struct order {
	bool is_set; /* else records or signals tell */
	enum column_number number;
	double unit; /* of it, in the key's */
};

static struct order
find_order(const struct run *run)
{
	static const enum column_number numbers[] = {
		[SORT_SCORE] = COLUMN_SCORE,
		[SORT_RECENT] = COLUMN_LAST_ACTIVE,
		[SORT_FOLLOWERS] = COLUMN_FOLLOWERS,
		[SORT_STARS] = COLUMN_STARS,
		[SORT_PULLS] = COLUMN_PULLS,
		[SORT_REVIEWS] = COLUMN_REVIEWS,
		[SORT_SEEN] = COLUMN_FIRST_SEEN,
	};
	enum sort_by sort = run->source.query->sort;

	if (sort == SORT_SIGNAL ||
	    (sort == SORT_SCORE && !run->is_stored_order))
		return (struct order){ .is_set = false };
	return (struct order){ .is_set = true,
		.number = numbers[sort],
		.unit = sort == SORT_SCORE ? SCORE_UNIT : 1 };
}

/* Its place in the order. */
static int
find_place(struct run *run, const struct order *order, size_t offset,
    struct top_entry *ret_entry)
{
	struct query_chunk *chunk = &run->chunk;
	const uint8_t *entry;

	if (!order->is_set)
		return query_chunk_card(chunk, offset)
		    ? query_look_place(&chunk->row, ret_entry)
		    : chunk->failed;
	entry = query_chunk_entry(chunk, offset);
	if (entry == NULL)
		return chunk->failed;
	*ret_entry = (struct top_entry){
		.key =
		    (double)column_number(entry, order->number) / order->unit,
		.person = column_number(entry, COLUMN_PERSON),
		.place = { (uint8_t)column_number(entry, COLUMN_TIER),
		    (uint32_t)column_number(entry, COLUMN_SCORE) },
		.ordinal = query_chunk_ordinal(chunk, offset),
	};
	if (order->number == COLUMN_SCORE)
		ret_entry->tier = ret_entry->place.tier;
	return 0;
}

static int64_t
number_of(const struct order *order, const struct top_entry *entry)
{
	if (order->number == COLUMN_SCORE)
		return entry->place.score;
	if (!(entry->key > 0))
		return 0;
	return entry->key < UINT32_MAX ? (int64_t)entry->key : UINT32_MAX;
}

/*
 * Numbers that nobody who still gets in is without; false: there are none.  By
 * score the tier comes first, which briefs do not have: only when all that are
 * kept have every need, a score alone keeps others out.
 */
static bool
find_bounds(const struct run *run, const struct order *order,
    struct scan *ret_scan)
{
	const struct top_entry *worst = top_worst(run->top);
	bool is_tiered = order->number == COLUMN_SCORE;
	int64_t low = 0, high = UINT32_MAX;

	if (!order->is_set)
		return false;
	if (worst != NULL && worst->tier == 0)
		low = number_of(order, worst);
	if (run->after.is_set && !is_tiered)
		high = number_of(order, &run->after.entry);
	if (low == 0 && high == UINT32_MAX)
		return false;
	*ret_scan = scan_range(order->number, low, high);
	return true;
}

/* Those of a word of a set, whose first bit stands for offset `from`. */
static int
add_word(struct run *run, const struct order *order, size_t from, uint64_t left)
{
	struct top_entry entry = { .key = 0 };
	int rc = 0;

	for (; rc == 0 && left != 0; left &= left - 1) {
		rc = find_place(run, order,
		    from + (size_t)__builtin_ctzll(left), &entry);
		if (rc == 0 && query_is_behind(run, &entry, false))
			top_add(run->top, &entry);
	}
	return rc;
}

int
query_best_add(struct run *run, const struct bits *leads)
{
	const struct order order = find_order(run);
	struct query_chunk *chunk = &run->chunk;
	struct scan scan;
	int rc = 0;

	if (find_bounds(run, &order, &scan))
		query_brief_expect(chunk, scan_field(&scan), leads);
	for (size_t block = 0; rc == 0 && block < CHUNK_BRIEFS; block++) {
		size_t from = block * SCAN_WORDS;
		const uint64_t *words = &leads->words[from];
		uint64_t sure[SCAN_WORDS], may[SCAN_WORDS], any = 0;

		for (size_t i = 0; i < SCAN_WORDS; i++)
			any |= words[i];
		if (any == 0)
			continue;
		if (find_bounds(run, &order, &scan)) {
			query_brief_split(chunk, &scan, block, words, sure,
			    may);
			words = may;
		}
		for (size_t i = 0; rc == 0 && i < SCAN_WORDS; i++)
			rc = add_word(run, &order, 64 * (from + i), words[i]);
	}
	return rc == 0 ? chunk->failed : rc;
}
