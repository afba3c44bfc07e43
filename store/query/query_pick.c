/* Looks at the best of those who may match, in order. */
#include <stdlib.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/query/query_run.h"
#include "store/query/query_texts.h"

enum {
	PICKED_MIN = 500,
	PICKED_EACH = 8, /* for each place that is wanted */
	SLICE_MIN = 128,
	PICKED_GROWTH = 8, /* of each pass at most, when one was too few */
	PICKED_SPARE = 2, /* times what those before let expect */
	/* Of the places that are kept such a share is walked first: that takes
	 * as long as putting those who may match in order. */
	WALKED = 2
};

/* Keeps the best of all who may match. */
static int
pick_chunk(struct run *run, uint32_t number)
{
	struct query_split split;
	int rc = query_split_chunk(run, number, &split);

	bits_or(&split.sure, &split.unsure);
	bits_or(&split.sure, &split.unplaced);
	return rc == 0 ? query_best_add(run, &split.sure) : rc;
}

static int
look_at_picked(struct run *run, const struct top_entry *entry)
{
	const struct query_options *options = run->source.options;
	enum sight sight = SIGHT_NONE;
	int rc;

	rc = query_revisit(run, entry);
	if (rc == 0)
		rc = query_look(run, &sight);
	if (rc == 0 && sight == SIGHT_APART)
		query_keep_apart(run);
	if (rc < 0 || sight != SIGHT_SHOWN || run->ranked++ < options->offset)
		return rc;
	rc = query_list(run, run->after.rank + run->ranked);
	run->is_full = rc == 0 && query_is_full(run);
	return rc;
}

/* Of those who may match some do not. */
static size_t
picked_at_a_time(const struct run *run)
{
	size_t n = PICKED_MIN + PICKED_EACH * query_kept_at_a_time(run);

	return n < run->kept_max ? n : run->kept_max;
}

/* How many fill the page, by what came of `done` of whom `shown` were shown. */
static double
expect(const struct run *run, size_t done, int64_t shown)
{
	const struct query_options *options = run->source.options;
	double need = (double)(options->offset + options->limit - run->ranked);

	return need / (double)(shown + 1) * (double)done;
}

/* How many to keep next, where `max` were too few. */
static size_t
grow(const struct run *run, size_t max, size_t done)
{
	double n = PICKED_SPARE * expect(run, done, run->ranked);
	size_t most = max < run->kept_max / PICKED_GROWTH ? max * PICKED_GROWTH
							  : run->kept_max;

	if (run->source.options->limit < 0 || n >= (double)most)
		return most;
	if (n < PICKED_MIN)
		n = PICKED_MIN;
	return n < (double)most ? (size_t)n : most;
}

/* What is asked of texts, of a slice at once. */
struct sifter {
	const struct node *condition; /* NULL: nothing */
	struct terms_search search;
	struct query_texts *texts;
};

/*
 * Records are stored by person: of a slice of those who may match they are read
 * in that order, which takes less than half as long.
 */
struct picked {
	int64_t person;
	size_t at; /* in the slice */
};

struct picked_slice {
	const struct top_entry *entries;
	size_t n;
	struct picked *order; /* by person */
	int64_t *people; /* in that order */
	bool *may; /* likewise */
	bool *is_out;
};

/* A condition on texts that whoever matches satisfies; NULL: there is none. */
static const struct node *
text_condition(const struct run *run)
{
	const struct node *root = run->source.query->root;

	/* Who has no place is counted for all other conditions. */
	if (run->source.query->has_place && !run->source.estimates_unplaced)
		return NULL;
	if (root->kind == NODE_LEAF)
		return root->predicate.match == query_match_text ? root : NULL;
	for (size_t i = 0; root->kind == NODE_AND && i < root->n; i++) {
		const struct node *child = root->children[i];

		if (child->kind == NODE_LEAF &&
		    child->predicate.match == query_match_text &&
		    !query_index_is_exact(run->source.index, child->leaf))
			return child;
	}
	return NULL;
}

static int
by_person(const void *left, const void *right)
{
	const struct picked *a = left, *b = right;

	return a->person < b->person ? -1 : a->person > b->person;
}

/* Whether postings leave to the texts whether somebody matches. */
static bool
is_open(const struct run *run, const struct node *condition, uint32_t ordinal)
{
	struct query_index *index = run->source.index;

	return query_index_ask(index, condition->leaf, ordinal) == ANSWER_ASK &&
	    query_index_is_sound(index, condition->leaf, ordinal);
}

/* All others are left to query_look(), and who can't be read. */
static void
mark_out(struct run *run, const struct sifter *sifter,
    struct picked_slice *slice)
{
	size_t n = 0;

	for (size_t i = 0; i < slice->n; i++)
		if (is_open(run, sifter->condition, slice->entries[i].ordinal))
			slice->order[n++] =
			    (struct picked){ slice->entries[i].person, i };
	qsort(slice->order, n, sizeof(*slice->order), by_person);
	for (size_t i = 0; i < n; i++)
		slice->people[i] = slice->order[i].person;
	query_texts_sift(sifter->texts, slice->people, n, slice->may);
	for (size_t i = 0; i < n; i++) {
		slice->is_out[slice->order[i].at] = !slice->may[i];
		run->looked += !slice->may[i];
		run->source.verified += !slice->may[i];
	}
}

/* How many come next, of whom `done` were looked at and `shown` of them shown:
 * as many as may fill the page, but no more than before. */
static size_t
next_slice(const struct run *run, size_t done, int64_t shown)
{
	double n = expect(run, done, shown);

	if (run->source.options->limit < 0 || n > (double)done)
		return done > SLICE_MIN ? done : SLICE_MIN;
	return n > SLICE_MIN ? (size_t)n : SLICE_MIN;
}

static void
slice_init(struct picked_slice *slice, const struct top_entry *entries,
    size_t n)
{
	*slice = (struct picked_slice){
		.entries = entries,
		.n = n,
		.order = mem_calloc(n + 1, sizeof(*slice->order)),
		.people = mem_calloc(n + 1, sizeof(*slice->people)),
		.may = mem_calloc(n + 1, sizeof(*slice->may)),
		.is_out = mem_calloc(n + 1, sizeof(*slice->is_out)),
	};
}

static void
slice_done(struct picked_slice *slice)
{
	mem_free(slice->order);
	mem_free(slice->people);
	mem_free(slice->may);
	mem_free(slice->is_out);
}

static int
look_at_slice(struct run *run, const struct sifter *sifter,
    const struct top_entry *entries, size_t n)
{
	struct picked_slice slice;
	int rc = 0;

	slice_init(&slice, entries, n);
	if (sifter->condition != NULL)
		mark_out(run, sifter, &slice);
	for (size_t i = 0; rc == 0 && i < n && !run->is_full; i++)
		if (!slice.is_out[i])
			rc =
			    query_excuse(run, look_at_picked(run, &entries[i]));
	slice_done(&slice);
	return rc;
}

/* In slices, since the page may be full at any time. */
static int
look_at_all(struct run *run, const struct sifter *sifter,
    const struct top_entry *entries, size_t n)
{
	int64_t ranked = run->ranked;
	size_t most;
	int rc = 0;

	for (size_t from = 0; rc == 0 && from < n && !run->is_full;
	     from += most) {
		most = next_slice(run, from, run->ranked - ranked);
		if (most > n - from)
			most = n - from;
		rc = look_at_slice(run, sifter, entries + from, most);
	}
	return rc;
}

/* ---- from the rank's beginning ---- */

/* Whether the rank has the order, and no lists tell where the few are. */
static bool
can_walk(const struct run *run)
{
	return run->is_stored_order && !run->bound.is_set &&
	    !run->after.is_apart && run->source.options->limit >= 0;
}

/* Where many may match the page is full here, and no sets of all are made: those
 * that are made for this are kept for them. */
static int
walk(struct run *run, const struct sifter *sifter, size_t steps,
    size_t *ret_done)
{
	struct top_entry *entries = NULL;
	struct query_slices *slices;
	size_t n = 0, most = 0;
	int rc = query_slices_new(run, steps, &slices);

	while (rc == 0 && n == most && !run->is_full) {
		most = next_slice(run, *ret_done, run->ranked);
		entries = mem_resize(entries, most, sizeof(*entries));
		rc = query_slices_next(slices, entries, most, &n);
		if (rc == 0)
			rc = look_at_slice(run, sifter, entries, n);
		*ret_done += n;
		if (rc == 0 && n > 0)
			query_go_on_behind(run, &entries[n - 1], run->ranked);
	}
	if (run->is_full && run->explain != NULL)
		buf_text(run->explain, "the best of the rank fill the page\n");
	query_slices_free(slices);
	mem_free(entries);
	return rc;
}

/* ---- of all ---- */

static int
pick(struct run *run, const struct sifter *sifter, size_t done)
{
	size_t max = picked_at_a_time(run), n;
	const struct top_entry *entries;
	int rc = 0;

	for (n = max; rc == 0 && !run->is_full && n == max;) {
		if (done > 0)
			max = grow(run, max, done);
		ASSERT(max <= run->kept_max);
		top_free(run->top);
		run->top = top_new(max);
		rc = query_each_chunk(run, pick_chunk);
		if (rc != 0)
			break;
		entries = top_sort(run->top, &n);
		rc = look_at_all(run, sifter, entries, n);
		done += n;
		if (n > 0)
			query_go_on_behind(run, &entries[n - 1], run->ranked);
	}
	return rc;
}

static void
sifter_init(struct sifter *sifter, struct run *run)
{
	const struct node *condition = text_condition(run);

	*sifter = (struct sifter){ .condition = condition };
	if (condition == NULL)
		return;
	terms_search_init(&sifter->search, condition->predicate.words,
	    condition->predicate.is_prefix);
	sifter->texts = query_texts_new(&run->source, &sifter->search);
}

int
query_pick(struct run *run)
{
	struct sifter sifter;
	size_t done = 0;
	int rc = 0;

	sifter_init(&sifter, run);
	if (can_walk(run))
		rc = walk(run, &sifter, run->kept_max / WALKED, &done);
	if (rc == 0)
		rc = pick(run, &sifter, done);
	query_texts_free(sifter.texts);
	return rc;
}
