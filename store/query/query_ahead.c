/*
 * Long lists.  To look up a record anywhere takes longer than to read it, so
 * this is done for many leads at a time, in the order in which their records
 * are stored: the next one is then on the same page or near it.  Leads are
 * handed over in the order of the list.
 *
 * Leads go through three stages of up to AHEAD_MAX: they come, their records
 * are sought, they are handed over.  While one stage fills, the other two empty
 * in proportion, so that whoever takes them never waits for long.  Of a list of
 * nearly everybody all records are found beforehand, in one pass.
 */
#include "base/mem.h"
#include "base/prefetch.h"
#include "store/posting/ordinal.h"
#include "store/query/query_addresses.h"
#include "store/query/query_run.h"
#include "store/score/score.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	/* Leads of a stage: few at first, so that whoever takes them has not
	 * long to wait, then half as many more each time, up to 18 MiB. */
	AHEAD_FIRST = 16384,
	AHEAD_MAX = 262144,
	AHEAD_ROOM = 1024, /* for so many at first, doubled as they come */
	AHEAD_LEAST = 500, /* shorter lists need not */
	STEP = 64, /* leads at a time */
	STEPS = 6, /* to the next record, rather than to look it up */
	DIGIT_BITS = 11,
	DIGITS = 1 << DIGIT_BITS,
	PAGE = 4096,
	AT_BITS = 18, /* of a place in a stage */
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

/* Leads of one stage, in the order of the list. */
struct stage {
	struct ahead_lead *leads;
	size_t n, size;
	size_t done; /* of them */
};

_Static_assert(AHEAD_MAX <= 1 << AT_BITS, "places of a stage have bits");

/* Where records of a table are looked up. */
struct seeker {
	struct cursor *cursor; /* NULL: not opened yet */
	struct slice key, value; /* where it is */
	int64_t person; /* whose record that is */
	uintptr_t page; /* that it is in */
	int rc; /* of the last move */
};

struct query_ahead {
	struct stage coming;
	struct stage sought;
	struct stage leaving;
	/* Of those who are sought: the person's id, and in the lowest bits the
	 * place in the stage. */
	uint64_t *order;
	uint64_t *spare; /* for sorting */
	size_t size; /* of both */
	int steps; /* 0: they lie too far apart */
	size_t max; /* leads of a stage; it grows up to AHEAD_MAX */
	struct seeker people, scores;
	/* Of a list of nearly everybody, instead: stages are short then. */
	struct query_addresses *addresses;
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
	cursor_close(ahead->people.cursor);
	cursor_close(ahead->scores.cursor);
	mem_free(ahead->coming.leads);
	mem_free(ahead->sought.leads);
	mem_free(ahead->leaving.leads);
	query_addresses_free(ahead->addresses);
	mem_free(ahead->order);
	mem_free(ahead->spare);
	mem_free(ahead);
	run->ahead = NULL;
}

/* ---- looking up ---- */

/* One digit: a stable pass from one array to the other. */
static void
sort_digit(const uint64_t *from, uint64_t *to, size_t n, unsigned int shift)
{
	uint32_t starts[DIGITS] = { 0 }, start = 0;

	for (size_t i = 0; i < n; i++)
		starts[from[i] >> shift & (DIGITS - 1)]++;
	for (size_t i = 0; i < DIGITS; i++) {
		uint32_t count = starts[i];

		starts[i] = start;
		start += count;
	}
	for (size_t i = 0; i < n; i++)
		to[starts[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

static void
make_room(struct query_ahead *ahead)
{
	if (ahead->size >= ahead->sought.n)
		return;
	ahead->size = ahead->sought.size;
	ahead->order =
	    mem_resize(ahead->order, ahead->size, sizeof(*ahead->order));
	ahead->spare =
	    mem_resize(ahead->spare, ahead->size, sizeof(*ahead->spare));
}

/*
 * By person, from the lowest digit on: with so many it takes a tenth of what
 * comparing does.  Ids of more than 46 bits, which nobody has, would lose the
 * upper ones: then records are found all the same, but not in order.
 */
static void
sort(struct query_ahead *ahead)
{
	const struct stage *sought = &ahead->sought;
	uint64_t *swap, bits = 0;

	make_room(ahead);
	for (size_t i = 0; i < sought->n; i++) {
		ahead->order[i] =
		    (uint64_t)sought->leads[i].person << AT_BITS | i;
		bits |= ahead->order[i];
	}
	for (unsigned int shift = AT_BITS; shift < 64 && bits >> shift != 0;
	     shift += DIGIT_BITS) {
		sort_digit(ahead->order, ahead->spare, sought->n, shift);
		swap = ahead->order;
		ahead->order = ahead->spare;
		ahead->spare = swap;
	}
}

/* Whose record the seeker has come to: keys of both tables end with the id. */
static void
take_person(struct seeker *seeker)
{
	size_t len = seeker->rc == 0 ? seeker->key.len : 0;

	seeker->person = len < sizeof(int64_t)
	    ? INT64_MAX
	    : (int64_t)key_get_be(seeker->key.bytes + len - sizeof(int64_t),
		  sizeof(int64_t));
}

/* To the next record; when that is on another page, it asks for the one behind,
 * where the next ones are in a store that was loaded. */
static void
step(struct seeker *seeker)
{
	uintptr_t page;

	seeker->rc = cursor_next(seeker->cursor, &seeker->key, &seeker->value);
	take_person(seeker);
	page = (uintptr_t)seeker->key.bytes / PAGE;
	if (page == seeker->page)
		return;
	seeker->page = page;
	prefetch_bytes((const void *)((page + 1) * PAGE), PAGE);
}

/* What is not there, the row says when it looks itself.  Keys rise but for the
 * first of a stage. */
static int
find(struct run *run, enum table table, struct seeker *seeker,
    const struct key *key, int64_t person, struct slice *ret_value)
{
	int rc = 0;

	if (seeker->cursor == NULL) {
		rc = cursor_open(run->source.txn, table, &seeker->cursor);
		seeker->person = INT64_MAX;
	}
	if (rc < 0)
		return rc;
	for (int i = 0; i < run->ahead->steps && seeker->person < person; i++)
		step(seeker);
	if (seeker->person != person || !key_equal(key, seeker->key)) {
		seeker->rc = cursor_seek(seeker->cursor, key, &seeker->key,
		    &seeker->value);
		take_person(seeker);
	}
	if (seeker->person == person && key_equal(key, seeker->key))
		*ret_value = seeker->value;
	return seeker->rc == ERR_NOTFOUND ? 0 : seeker->rc;
}

/* Where the card is; whether it is whole is seen when it is read. */
static int
find_card(struct run *run, struct ahead_lead *lead)
{
	int rc;

	if (lead->card != NULL || lead->ordinal == ORDINAL_NONE)
		return 0;
	rc = column_at(&run->source.cards, lead->ordinal, &lead->card);
	return rc == ERR_CORRUPT || rc == ERR_NOTFOUND ? 0 : rc;
}

static void
take_address(const struct query_address *at, struct ahead_lead *lead)
{
	if (at == NULL || at->id != lead->person)
		return;
	lead->card = at->card;
	lead->found = (struct query_found){ { at->person, at->person_len },
		{ at->score, at->score_len } };
}

static int
find_records(struct run *run, struct ahead_lead *lead)
{
	const struct query_options *options = run->source.options;
	struct query_ahead *ahead = run->ahead;
	struct key key;
	int rc;

	if (ahead->addresses != NULL) {
		take_address(query_addresses_at(ahead->addresses,
				 lead->ordinal),
		    lead);
		return find_card(run, lead);
	}
	rc = find_card(run, lead);

	if (rc == 0 && !options->without_profile) {
		key_id(&key, lead->person);
		rc = find(run, TABLE_PERSON, &ahead->people, &key, lead->person,
		    &lead->found.person);
	}
	if (rc == 0 && !options->without_score) {
		key_score(&key, run->source.role.slot, SCORE_WHOLE,
		    lead->person);
		rc = find(run, TABLE_SCORE, &ahead->scores, &key, lead->person,
		    &lead->found.score);
	}
	return rc;
}

/* Those who are sought, in the order in which they are. */
static inline struct ahead_lead *
sought_lead(const struct query_ahead *ahead, size_t i)
{
	if (ahead->addresses != NULL)
		return &ahead->sought.leads[i];
	return &ahead->sought
		    .leads[ahead->order[i] & ((UINT64_C(1) << AT_BITS) - 1)];
}

static inline void
fetch_sought(const struct query_ahead *ahead, const struct ahead_lead *lead)
{
	if (ahead->addresses == NULL)
		prefetch_bytes(lead, sizeof(*lead));
	else
		prefetch_bytes(query_addresses_at(ahead->addresses,
				   lead->ordinal),
		    sizeof(struct query_address));
}

/* The records of so many more. */
static int
seek_some(struct run *run, size_t n)
{
	struct query_ahead *ahead = run->ahead;
	struct stage *sought = &ahead->sought;
	int rc = 0;

	for (; rc == 0 && n > 0 && sought->done < sought->n; n--) {
		size_t next = sought->done++;

		if (next + PREFETCH < sought->n)
			fetch_sought(ahead,
			    sought_lead(ahead, next + PREFETCH));
		rc = find_records(run, sought_lead(ahead, next));
	}
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
prefetch_lead(const struct run *run, const struct ahead_lead *lead)
{
	if (lead->card != NULL)
		prefetch_bytes(lead->card, COLUMN_CARD_BYTES);
	if (query_source_leaves_unread(&run->source))
		return;
	prefetch_record(lead->found.person);
	prefetch_record(lead->found.score);
}

/* So many more. */
static int
list_some(struct run *run, size_t n)
{
	struct stage *leaving = &run->ahead->leaving;
	int rc = 0;

	for (; rc == 0 && n > 0 && leaving->done < leaving->n; n--) {
		size_t at = leaving->done++;

		if (at + PREFETCH < leaving->n)
			prefetch_lead(run, &leaving->leads[at + PREFETCH]);
		if (query_is_full(run))
			continue;
		rc = query_excuse(run, list_one(run, &leaving->leads[at]));
	}
	run->row.found = NULL;
	return rc;
}

/* ---- the stages ---- */

static size_t
stage_max(const struct run *run)
{
	const struct query_tuning *tuning = run->source.options->tuning;

	return tuning != NULL && tuning->kept > 0 && tuning->kept < AHEAD_MAX
	    ? (size_t)tuning->kept
	    : run->ahead->max;
}

/* So many of the stage's leads are to be done for `n` of `of` that came. */
static inline size_t
due(const struct stage *stage, size_t n, size_t of)
{
	size_t share = stage->n * n / of;

	return share > stage->done ? share - stage->done : 0;
}

/* As far as the coming ones have. */
static int
advance(struct run *run)
{
	struct query_ahead *ahead = run->ahead;
	size_t n = ahead->coming.n, of = stage_max(run);
	int rc = seek_some(run, due(&ahead->sought, n, of));

	return rc == 0 ? list_some(run, due(&ahead->leaving, n, of)) : rc;
}

static size_t
left(const struct stage *stage)
{
	return stage->n - stage->done;
}

/* To the end, by turns. */
static int
finish(struct run *run)
{
	const struct query_ahead *ahead = run->ahead;
	int rc = 0;

	while (rc == 0 && left(&ahead->sought) + left(&ahead->leaving) > 0) {
		rc = seek_some(run, STEP);
		if (rc == 0)
			rc = list_some(run, STEP);
	}
	return rc;
}

/* All go on to the next stage once they are done with theirs. */
static int
turn(struct run *run)
{
	struct query_ahead *ahead = run->ahead;
	struct stage empty;
	int rc = finish(run);

	if (rc < 0)
		return rc;
	empty = ahead->leaving;
	ahead->leaving = ahead->sought;
	ahead->sought = ahead->coming;
	ahead->coming = empty;
	ahead->coming.n = ahead->leaving.done = ahead->sought.done = 0;
	if (ahead->addresses != NULL)
		return 0;
	ahead->max += ahead->max / 2;
	if (ahead->max > AHEAD_MAX)
		ahead->max = AHEAD_MAX;
	sort(ahead);
	ahead->steps = run->source.role.leads < STEPS * (int64_t)ahead->sought.n
	    ? STEPS
	    : 0;
	return 0;
}

static size_t
waiting(const struct query_ahead *ahead)
{
	return ahead->coming.n + ahead->sought.n + left(&ahead->leaving);
}

int
query_ahead_list(struct run *run)
{
	int rc = 0;

	while (rc == 0 && run->ahead != NULL && waiting(run->ahead) > 0)
		rc = turn(run);
	return rc;
}

/* Whether nearly everybody of the store is to be listed, and they are many. */
static bool
is_of_all(const struct run *run)
{
	return run->source.options->limit < 0 &&
	    run->source.query->root->kind == NODE_ALL &&
	    run->plan == QUERY_PLAN_STRIDE && !query_is_small(run) &&
	    run->n_chunks <= QUERY_ADDRESSES_CHUNKS &&
	    run->source.role.leads > run->n_chunks * (int64_t)CHUNK_BITS / 4;
}

static struct query_ahead *
ahead_new(const struct run *run)
{
	struct query_ahead *ahead = mem_calloc(1, sizeof(*ahead));

	ahead->max = AHEAD_FIRST;
	if (is_of_all(run)) {
		ahead->addresses =
		    query_addresses_new(&run->source, run->n_chunks);
		ahead->max = AHEAD_ROOM;
	}
	return ahead;
}

/* With room for one more. */
static struct stage *
coming_of(struct run *run)
{
	struct stage *coming;

	if (run->ahead == NULL)
		run->ahead = ahead_new(run);
	coming = &run->ahead->coming;
	if (coming->n < coming->size)
		return coming;
	coming->size = coming->size == 0 ? AHEAD_ROOM : 2 * coming->size;
	coming->leads =
	    mem_resize(coming->leads, coming->size, sizeof(*coming->leads));
	return coming;
}

/* Whether the page has room for more than those who wait. */
static bool
has_room(const struct run *run)
{
	int64_t limit = run->source.options->limit;

	return limit < 0 ||
	    (int64_t)waiting(run->ahead) < limit - run->counts.listed;
}

int
query_ahead_add(struct run *run, const struct top_entry *entry, int64_t rank,
    const uint8_t *card)
{
	struct stage *coming = coming_of(run);

	coming->leads[coming->n++] = (struct ahead_lead){
		.person = entry->person,
		.place = entry->place,
		.ordinal = entry->ordinal,
		.rank = rank,
		.card = card,
	};
	if (!has_room(run))
		return query_ahead_list(run);
	if (coming->n >= stage_max(run))
		return turn(run);
	return coming->n % STEP == 0 ? advance(run) : 0;
}
