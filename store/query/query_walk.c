/* Walks the rank of a role, and tests every lead as it comes. */
#include "base/mem.h"
#include "base/prefetch.h"
#include "store/column/card.h"
#include "store/query/query_run.h"
#include "store/query/query_sieve.h"
#include "store/store_internal.h"

enum {
	PAGE = 4096,
	AHEAD = 128 /* entries that are read before the first is looked at */
};

/* Steps through a role's rank. */
struct walk {
	struct cursor *cursor; /* NULL: the role has no scores */
	struct key prefix;
	struct key from;
	const uint8_t *page; /* of the entry that was read last */
	bool has_begun;
	/* Who may match; both NULL: everybody is looked at. */
	struct query_sieve *sieve;
	struct query_fates *fates;
	/* Entries of the rank that were read, `next` of them passed. */
	struct slice keys[AHEAD];
	uint32_t ordinals[AHEAD];
	enum query_fate of[AHEAD];
	size_t n, next;
	int end; /* why there are no more: ERR_NOTFOUND... */
	size_t most; /* steps that it may take */
	enum query_fate fate; /* of the lead that was reached */
	struct top_entry at; /* where and who it is */
};

static int
walk_open(struct run *run, struct walk *walk)
{
	const struct query_source *source = &run->source;
	const struct top_entry *after = &run->after.entry;
	struct rank_key rank = { .slot = source->role.slot,
		.place = after->place,
		.person = after->person + 1 };

	key_rank_prefix(&walk->prefix, source->role.slot);
	walk->from = walk->prefix;
	if (run->after.is_set && !run->after.is_apart && run->is_stored_order &&
	    source->index != NULL)
		key_rank(&walk->from, &rank);
	return source->role.leads == 0
	    ? 0
	    : cursor_open(source->txn, TABLE_RANK, &walk->cursor);
}

static void
find_fates(struct walk *walk)
{
	if (walk->fates != NULL) {
		query_fates_of(walk->fates, walk->ordinals, walk->n, walk->of);
		return;
	}
	for (size_t i = 0; i < walk->n; i++)
		walk->of[i] = walk->sieve == NULL ||
			query_sieve_lets(walk->sieve, walk->ordinals[i])
		    ? FATE_ASK
		    : FATE_NONE;
}

/* Counts a lead whose fate is known; true unless it is to be listed. */
static bool
is_passed(struct run *run, enum query_fate fate)
{
	if (fate == FATE_ASK)
		return false;
	query_fate_count(run, fate, 1);
	if (fate != FATE_SHOWN && fate != FATE_DUE)
		return true;
	/* They come before those who applied. */
	if (run->after.is_apart)
		return true;
	if (run->ranked >= run->source.options->offset && !query_is_full(run))
		return false;
	run->ranked++;
	return true;
}

/* Asks for all entries of a page when the first of them is reached: there are
 * dozens, in no order. */
static void
prefetch_page(struct walk *walk, const uint8_t *entry)
{
	const uint8_t *page = entry - (uintptr_t)entry % PAGE;

	if (page == walk->page)
		return;
	walk->page = page;
	prefetch_bytes(page, PAGE);
}

/* ERR_NOTFOUND behind the role's last entry. */
static int
read_entry(struct walk *walk, struct slice *ret_key, uint32_t *ret_ordinal)
{
	struct slice value;
	int rc = walk->has_begun
	    ? cursor_next(walk->cursor, ret_key, &value)
	    : cursor_seek(walk->cursor, &walk->from, ret_key, &value);

	walk->has_begun = true;
	if (rc < 0)
		return rc;
	prefetch_page(walk, ret_key->bytes);
	*ret_ordinal = store_rank_ordinal(value);
	return key_prefixes(&walk->prefix, *ret_key) ? 0 : ERR_NOTFOUND;
}

/* Many at a time where that saves waiting for memory; but keys are the
 * database's, and somebody may write before the next is looked at. */
static void
read_ahead(struct run *run, struct walk *walk)
{
	bool is_ahead = walk->fates != NULL && !run->source.txn->write;
	size_t most = is_ahead ? AHEAD : 1;

	walk->n = walk->next = 0;
	walk->end = 0;
	while (walk->n < most && walk->end == 0) {
		walk->end = read_entry(walk, &walk->keys[walk->n],
		    &walk->ordinals[walk->n]);
		if (walk->end == 0)
			walk->n++;
	}
	find_fates(walk);
}

/* The next lead that is to be looked at or listed; ERR_CORRUPT, ERR_NOTFOUND.
 */
static int
walk_next(struct run *run, struct walk *walk)
{
	struct rank_key rank;
	size_t i;

	if (walk->cursor == NULL)
		return ERR_NOTFOUND;
	do {
		if (walk->most == 0)
			return ERR_NOTFOUND;
		walk->most--;
		if (walk->next == walk->n && walk->end == 0)
			read_ahead(run, walk);
		if (walk->next == walk->n) {
			int rc = walk->end;

			walk->end = 0;
			return rc;
		}
		i = walk->next++;
		walk->fate = walk->of[i];
	} while (is_passed(run, walk->fate));
	if (!key_rank_parse(walk->keys[i], &rank))
		return ERR_CORRUPT;
	walk->at =
	    query_ranked_entry(rank.place, rank.person, walk->ordinals[i]);
	return 0;
}

/* Into run->row. */
static int
read_card(struct run *run, const struct top_entry *at)
{
	struct rank_key rank = { run->source.role.slot, at->place, at->person };
	struct card card;
	int rc = query_card(run, &rank, at->ordinal, &run->card, &card);

	if (rc == 0)
		query_row_begin(&run->row, &card, at->place, at->ordinal);
	return rc;
}

/* Lists a lead unless it comes before the page.  `card` may be NULL where leads
 * are handed over in batches; else it is that of run->row. */
static int
list_next(struct run *run, const struct top_entry *entry, const uint8_t *card)
{
	const struct query_options *options = run->source.options;
	int64_t at = run->ranked++;
	int rc;

	if (at < options->offset || query_is_full(run))
		return 0;
	at += run->after.rank + 1;
	rc = query_ahead_is_used(run) ? query_ahead_add(run, entry, at, card)
				      : query_list(run, at);
	run->is_full = rc == 0 && query_is_full(run) &&
	    (!query_is_small(run) || options->tuning != NULL);
	return rc;
}

/* Nobody asks the card of a lead whose fate is known, until it is handed over.
 */
static int
take(struct run *run, const struct walk *walk, int (*visit)(struct run *run))
{
	int rc;

	if (walk->fate != FATE_ASK && query_ahead_is_used(run))
		return list_next(run, &walk->at, NULL);
	rc = read_card(run, &walk->at);
	if (rc < 0)
		return rc;
	return walk->fate == FATE_ASK ? visit(run)
				      : list_next(run, &walk->at, run->card);
}

bool
query_walk_is_vain(const struct run *run)
{
	return run->ranked == 0 && run->looked >= run->vain &&
	    run->plan == QUERY_PLAN_WALK && run->source.index != NULL;
}

static int
walk_through(struct run *run, struct walk *walk, int (*visit)(struct run *run))
{
	int rc = walk_open(run, walk);

	while (rc == 0 && !run->is_full && !query_walk_is_vain(run) &&
	    (rc = walk_next(run, walk)) != ERR_NOTFOUND) {
		if (rc == 0)
			rc = take(run, walk, visit);
		rc = query_excuse(run, rc);
	}
	cursor_close(walk->cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
query_walk_all(struct run *run, int (*visit)(struct run *run))
{
	struct walk walk = { .most = SIZE_MAX };

	return walk_through(run, &walk, visit);
}

int
query_walk_records(struct run *run, int (*visit)(struct run *run))
{
	struct query_index *index = run->source.index;
	int rc;

	run->source.index = NULL;
	rc = query_walk_all(run, visit);
	run->source.index = index;
	return rc;
}

static int
visit(struct run *run)
{
	const struct query_options *options = run->source.options;
	struct top_entry entry;
	enum sight sight;
	int rc;

	rc = query_look(run, &sight);
	if (rc == 0 && sight != SIGHT_NONE && options->tally != NULL)
		rc = query_tally_row(run, sight == SIGHT_APART);
	if (rc < 0 || sight == SIGHT_NONE)
		return rc;
	if (sight == SIGHT_APART) {
		query_keep_apart(run);
		return 0;
	}
	rc = query_look_place(&run->row, &entry);
	if (rc < 0 || !query_is_behind(run, &entry, false))
		return rc;
	if (run->top == NULL)
		return list_next(run, &entry, run->card);
	run->ranked++;
	top_add(run->top, &entry);
	return 0;
}

int
query_walk(struct run *run)
{
	struct walk walk = { .sieve = query_sieve_new(&run->source),
		.most = SIZE_MAX };
	int rc = walk_through(run, &walk, visit);

	query_sieve_free(walk.sieve);
	return rc == 0 ? query_ahead_list(run) : rc;
}

int
query_stride(struct run *run)
{
	struct walk walk = { .fates = query_fates_new(run), .most = SIZE_MAX };
	int rc = walk_through(run, &walk, visit);

	query_fates_free(walk.fates);
	if (rc == 0)
		rc = run->chunk.failed;
	return rc == 0 ? query_ahead_list(run) : rc;
}

/* ---- slices of it, for query_pick() ---- */

struct query_slices {
	struct run *run;
	struct walk walk;
};

int
query_slices_new(struct run *run, size_t steps, struct query_slices **ret)
{
	struct query_slices *slices = mem_calloc(1, sizeof(*slices));

	*slices = (struct query_slices){ .run = run,
		.walk = { .sieve = query_sieve_new(&run->source),
		    .most = steps } };
	*ret = slices;
	return walk_open(run, &slices->walk);
}

void
query_slices_free(struct query_slices *slices)
{
	cursor_close(slices->walk.cursor);
	query_sieve_free(slices->walk.sieve);
	mem_free(slices);
}

int
query_slices_next(struct query_slices *slices, struct top_entry *entries,
    size_t most, size_t *ret_n)
{
	struct walk *walk = &slices->walk;
	int rc = 0;

	*ret_n = 0;
	while (rc == 0 && *ret_n < most &&
	    (rc = walk_next(slices->run, walk)) != ERR_NOTFOUND) {
		if (rc == 0)
			entries[(*ret_n)++] = walk->at;
		rc = query_excuse(slices->run, rc);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}
