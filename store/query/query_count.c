/* Counts chunk by chunk: sets first, and single leads where sets can't tell. */
#include "store/query/query_run.h"

/* ---- counting ---- */

static void
keep(struct run *run, const struct top_entry *entry)
{
	if (!query_is_behind(run, entry, false))
		return;
	run->ranked++;
	if (run->top != NULL)
		top_add(run->top, entry);
}

static int
count_unsure(struct run *run, const struct bits *unsure, struct bits *shown,
    struct bits *apart)
{
	int rc = 0;

	for (size_t at = 0; rc == 0 && bits_next(unsure, &at); at++) {
		enum sight sight = SIGHT_NONE;
		struct top_entry place;

		rc = query_go_to(run, at);
		if (rc < 0)
			return rc;
		rc = query_look(run, &sight);
		if (rc == 0 && sight == SIGHT_SHOWN) {
			bits_set(shown, at);
			rc = query_look_place(&run->row, &place);
			if (rc == 0)
				keep(run, &place);
		}
		if (sight == SIGHT_APART) {
			bits_set(apart, at);
			query_keep_apart(run);
		}
		rc = query_excuse(run, rc);
	}
	return rc;
}

int
query_count_chunk(struct run *run, uint32_t number)
{
	struct bits of[FATE_COUNT], apart, *shown = &of[FATE_SHOWN];
	struct query_split split;
	int rc;

	rc = query_split_chunk(run, number, &split);
	if (rc < 0)
		return rc;
	query_fate_sets(run, &split, of);
	if (run->chunk.failed < 0)
		return run->chunk.failed;
	for (enum query_fate i = FATE_UNPLACED; i < FATE_ASK; i++)
		query_fate_count(run, i, (int64_t)bits_count(&of[i]));
	bits_or(shown, &of[FATE_DUE]);
	bits_clear(&apart);
	run->ranked += (int64_t)bits_count(shown);
	if (run->top != NULL)
		rc = query_best_add(run, shown);
	if (rc == 0)
		rc = count_unsure(run, &of[FATE_ASK], shown, &apart);
	if (rc == 0 && run->source.options->tally != NULL && !run->is_tallied)
		rc = query_tally_chunk(run, shown, &apart);
	return rc;
}

/* ---- listing ---- */

/* Lists what was kept; `first` is how many ranked leads came before. */
static int
list_kept(struct run *run, const struct top_entry *entries, size_t n,
    int64_t first)
{
	int64_t offset = run->source.options->offset;
	bool is_ahead = query_ahead_is_used(run);
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0 && !query_is_full(run); i++) {
		int64_t at = first + (int64_t)i;
		int64_t rank = run->after.rank + at + 1;

		if (at < offset)
			continue;
		rc = is_ahead ? query_ahead_add(run, &entries[i], rank, NULL)
			      : query_excuse(run,
				    query_list_entry(run, &entries[i], rank));
	}
	return rc == 0 ? query_ahead_list(run) : rc;
}

size_t
query_kept_at_a_time(const struct run *run)
{
	const struct query_options *options = run->source.options;
	int64_t n = options->offset + options->limit;

	return options->limit < 0 || (size_t)n > run->kept_max ? run->kept_max
							       : (size_t)n;
}

void
query_go_on_behind(struct run *run, const struct top_entry *last,
    int64_t passed)
{
	run->after.is_set = true;
	run->after.entry = *last;
	run->passed = passed;
	run->passed_listed = run->counts.listed;
}

/*
 * Lists the first ones; longer lists take one more pass each TOP_MAX leads.
 * What the first pass counted stands.
 */
static int
list_passes(struct run *run)
{
	const struct top_entry *entries;
	struct query_counts counts;
	int64_t ranked = run->ranked, first = 0;
	size_t n, max = query_kept_at_a_time(run);
	int rc;

	for (;;) {
		entries = top_sort(run->top, &n);
		rc = list_kept(run, entries, n, first);
		if (rc != 0 || n < max || query_is_full(run))
			break;
		first += (int64_t)n;
		query_go_on_behind(run, &entries[n - 1], first);
		top_reset(run->top);
		counts = run->counts;
		run->keeps_apart = false;
		rc = query_each_chunk(run, query_count_chunk);
		run->counts = counts;
		if (rc != 0)
			break;
	}
	run->ranked = ranked;
	return rc;
}

int
query_count(struct run *run)
{
	size_t max = query_kept_at_a_time(run);
	int rc;

	if (run->source.options->limit != 0)
		run->top = top_new(max);
	query_index_pass(run->source.index, true);
	rc = query_each_chunk(run, query_count_chunk);
	if (rc == 0 && run->source.options->tally != NULL)
		rc = query_tally_end(run);
	query_index_pass(run->source.index, false);
	run->is_tallied = true;
	if (rc == 0 && run->top != NULL)
		rc = list_passes(run);
	return rc;
}

/* ---- those who applied ---- */

static int
look_apart(struct run *run)
{
	enum sight sight = SIGHT_NONE;
	int rc = query_look(run, &sight);

	if (rc == 0 && sight == SIGHT_APART)
		query_keep_apart(run);
	return rc;
}

static int
apart_chunk(struct run *run, uint32_t number)
{
	struct query_chunk *chunk = &run->chunk;
	struct truth matches;
	struct bits need;
	int rc = 0;

	if (!query_chunk_open(chunk, number))
		return chunk->failed;
	need = chunk->members;
	bits_and(&need, &chunk->leads);
	if (bits_is_empty(&need))
		return 0;
	query_chunk_match(chunk, run->source.query->root, &need, &matches);
	for (size_t at = 0; rc == 0 && bits_next(&matches.may, &at); at++) {
		rc = query_go_to(run, at);
		if (rc == 0)
			rc = query_excuse(run, look_apart(run));
	}
	return rc == 0 ? chunk->failed : rc;
}

/* A list that goes on somewhere has not met all of them.  They were counted
 * where they were met. */
static int
find_apart(struct run *run)
{
	struct query_counts counts = run->counts;
	int rc;

	top_reset(run->apart);
	run->keeps_apart = true;
	rc = query_each_chunk(run, apart_chunk);
	if (rc == ERR_CORRUPT) {
		top_reset(run->apart);
		rc = query_walk_records(run, look_apart);
	}
	run->counts = counts;
	return rc;
}

int
query_list_apart(struct run *run)
{
	const struct query_options *options = run->source.options;
	const struct top_entry *entries;
	size_t n, from = 0;
	int rc = 0;

	if (query_is_full(run) || !run->source.has_leads)
		return 0;
	if (options->offset > run->ranked)
		from = (size_t)(options->offset - run->ranked);
	if (options->cursor != NULL && run->source.index != NULL)
		rc = find_apart(run);
	if (rc < 0)
		return rc;
	entries = top_sort(run->apart, &n);
	for (size_t i = from; rc == 0 && i < n && !query_is_full(run); i++)
		rc = query_excuse(run, query_list_entry(run, &entries[i], 0));
	return rc;
}
