/*
 * Long lists.  To look up a record anywhere takes longer than to read it, so
 * this is done for many leads at a time, in the order in which their records
 * are stored: the next one is then on the same page or near it.  Leads are
 * handed over in the order of the list.
 */
#include "base/mem.h"
#include "base/prefetch.h"
#include "store/ordinal.h"
#include "store/query_run.h"

enum {
	AHEAD_MAX = 262144, /* leads at a time: tens of MiB */
	AHEAD_FIRST = 1024, /* room for so many, doubled as they come */
	AHEAD_LEAST = 500, /* shorter lists need not */
	DIGIT_BITS = 11,
	DIGITS = 1 << DIGIT_BITS,
	PREFETCH = 8, /* leads */
	PREFETCH_MOST = 256 /* bytes of each record */
};

struct ahead_lead {
	int64_t person;
	struct place_in_rank place;
	uint32_t ordinal;
	int64_t rank;
	const uint8_t *card; /* in the column; NULL: not known */
	struct query_found found;
};

/* By the place of their records. */
struct ahead_order {
	int64_t person;
	size_t at;
};

struct query_ahead {
	struct ahead_lead *leads;
	struct ahead_order *order;
	struct ahead_order *spare; /* for sorting */
	size_t n, size;
};

bool
query_ahead_is_used(const struct run *run)
{
	int64_t limit = run->source.options->limit;

	/* What was written would move the records. */
	return !run->source.txn->write && (limit < 0 || limit >= AHEAD_LEAST);
}

void
query_ahead_drop(struct run *run)
{
	struct query_ahead *ahead = run->ahead;

	if (ahead == NULL)
		return;
	mem_free(ahead->leads);
	mem_free(ahead->order);
	mem_free(ahead->spare);
	mem_free(ahead);
	run->ahead = NULL;
}

/* With room for one more. */
static struct query_ahead *
ahead_of(struct run *run)
{
	struct query_ahead *ahead = run->ahead;

	if (ahead == NULL)
		ahead = run->ahead = mem_calloc(1, sizeof(*ahead));
	if (ahead->n < ahead->size)
		return ahead;
	ahead->size = ahead->size == 0 ? AHEAD_FIRST : 2 * ahead->size;
	ahead->leads =
	    mem_resize(ahead->leads, ahead->size, sizeof(*ahead->leads));
	ahead->order =
	    mem_resize(ahead->order, ahead->size, sizeof(*ahead->order));
	ahead->spare =
	    mem_resize(ahead->spare, ahead->size, sizeof(*ahead->spare));
	return ahead;
}

/* Leads that the page has room for, and this. */
static size_t
room(const struct run *run)
{
	size_t most = AHEAD_MAX;
	int64_t limit = run->source.options->limit;

	if (limit >= 0 && (size_t)(limit - run->counts.listed) < most)
		most = (size_t)(limit - run->counts.listed);
	return most;
}

int
query_ahead_add(struct run *run, const struct top_entry *entry, int64_t rank,
    const uint8_t *card)
{
	struct query_ahead *ahead = ahead_of(run);

	ahead->leads[ahead->n++] = (struct ahead_lead){
		.person = entry->person,
		.place = entry->place,
		.ordinal = entry->ordinal,
		.rank = rank,
		.card = card,
	};
	return ahead->n < room(run) ? 0 : query_ahead_list(run);
}

/* ---- looking up ---- */

/* One digit of the ids: a stable pass from one array to the other. */
static void
sort_digit(const struct ahead_order *from, struct ahead_order *to, size_t n,
    unsigned int shift)
{
	uint32_t starts[DIGITS] = { 0 }, start = 0;

	for (size_t i = 0; i < n; i++)
		starts[(uint64_t)from[i].person >> shift & (DIGITS - 1)]++;
	for (size_t i = 0; i < DIGITS; i++) {
		uint32_t count = starts[i];

		starts[i] = start;
		start += count;
	}
	for (size_t i = 0; i < n; i++)
		to[starts[(uint64_t)from[i].person >> shift & (DIGITS - 1)]++] =
		    from[i];
}

/* By person, from the lowest digit on: with so many it takes a tenth of what
 * comparing does. */
static void
sort(struct query_ahead *ahead)
{
	struct ahead_order *swap;
	uint64_t bits = 0;

	for (size_t i = 0; i < ahead->n; i++) {
		ahead->order[i] =
		    (struct ahead_order){ ahead->leads[i].person, i };
		bits |= (uint64_t)ahead->leads[i].person;
	}
	for (unsigned int shift = 0; shift < 64 && bits >> shift != 0;
	     shift += DIGIT_BITS) {
		sort_digit(ahead->order, ahead->spare, ahead->n, shift);
		swap = ahead->order;
		ahead->order = ahead->spare;
		ahead->spare = swap;
	}
}

/* What is not there, the row says when it looks itself. */
static int
find(struct cursor *cursor, const struct key *key, struct slice *ret_value)
{
	struct slice found, value;
	int rc = cursor_seek(cursor, key, &found, &value);

	if (rc == 0 && key_equal(key, found))
		*ret_value = value;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Where they are; whether they are whole is seen when they are read. */
static int
find_cards(struct run *run, struct query_ahead *ahead)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ahead->n; i++) {
		struct ahead_lead *lead = &ahead->leads[i];

		if (lead->card != NULL || lead->ordinal == ORDINAL_NONE)
			continue;
		rc = column_at(&run->source.cards, lead->ordinal, &lead->card);
		if (rc == ERR_CORRUPT || rc == ERR_NOTFOUND)
			rc = 0;
	}
	return rc;
}

static int
find_people(struct run *run, struct query_ahead *ahead)
{
	struct cursor *cursor;
	struct key key;
	int rc = cursor_open(run->source.txn, TABLE_PERSON, &cursor);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < ahead->n; i++) {
		const struct ahead_order *next = &ahead->order[i];

		key_id(&key, next->person);
		rc = find(cursor, &key, &ahead->leads[next->at].found.person);
	}
	cursor_close(cursor);
	return rc;
}

static int
find_scores(struct run *run, struct query_ahead *ahead)
{
	struct cursor *cursor;
	struct key key;
	int rc = cursor_open(run->source.txn, TABLE_SCORE, &cursor);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < ahead->n; i++) {
		const struct ahead_order *next = &ahead->order[i];

		key_score(&key, run->source.role.slot, SCORE_WHOLE,
		    next->person);
		rc = find(cursor, &key, &ahead->leads[next->at].found.score);
	}
	cursor_close(cursor);
	return rc;
}

static int
find_all(struct run *run, struct query_ahead *ahead)
{
	const struct query_options *options = run->source.options;
	int rc;

	sort(ahead);
	rc = find_cards(run, ahead);
	if (rc == 0 && !options->without_profile)
		rc = find_people(run, ahead);
	if (rc == 0 && !options->without_score)
		rc = find_scores(run, ahead);
	return rc;
}

/* ---- handing over ---- */

static int
read_card(struct run *run, const struct ahead_lead *lead, struct card *ret_card)
{
	struct rank_key at = { .slot = run->source.role.slot,
		.place = lead->place,
		.person = lead->person };
	struct place_in_rank place;

	if (lead->card != NULL && column_card(lead->card, ret_card, &place) &&
	    ret_card->person == lead->person &&
	    place.tier == lead->place.tier && place.score == lead->place.score)
		return 0;
	(void)value_corrupt(run->source.txn);
	return store_score_make_card(run->source.txn, &at, &run->source.role,
	    ret_card);
}

static int
list_one(struct run *run, const struct ahead_lead *lead)
{
	struct card card;
	int rc = read_card(run, lead, &card);

	if (rc < 0)
		return rc;
	query_row_begin(&run->row, &card, lead->place, lead->ordinal);
	if (run->row.failed < 0)
		return run->row.failed;
	run->row.found = &lead->found;
	return query_list(run, lead->rank);
}

static inline void
prefetch_record(struct slice value)
{
	prefetch_bytes(value.bytes,
	    value.len < PREFETCH_MOST ? value.len : PREFETCH_MOST);
}

/* They lie anywhere in memory: asked for before they are read. */
static inline void
prefetch_lead(const struct ahead_lead *lead)
{
	if (lead->card != NULL)
		prefetch_bytes(lead->card, COLUMN_CARD_BYTES);
	prefetch_record(lead->found.person);
	prefetch_record(lead->found.score);
}

int
query_ahead_list(struct run *run)
{
	struct query_ahead *ahead = run->ahead;
	int rc;

	if (ahead == NULL || ahead->n == 0)
		return 0;
	rc = find_all(run, ahead);
	for (size_t i = 0; i < ahead->n && rc == 0 && !query_is_full(run);
	     i++) {
		if (i + PREFETCH < ahead->n)
			prefetch_lead(&ahead->leads[i + PREFETCH]);
		rc = query_excuse(run, list_one(run, &ahead->leads[i]));
	}
	run->row.found = NULL;
	ahead->n = 0;
	return rc;
}
