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
	PICKED_SPARE = 2 /* times what those before let expect */
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
mark_out(struct run *run, const struct node *condition,
    struct query_texts *texts, struct picked_slice *slice)
{
	size_t n = 0;

	for (size_t i = 0; i < slice->n; i++)
		if (is_open(run, condition, slice->entries[i].ordinal))
			slice->order[n++] =
			    (struct picked){ slice->entries[i].person, i };
	qsort(slice->order, n, sizeof(*slice->order), by_person);
	for (size_t i = 0; i < n; i++)
		slice->people[i] = slice->order[i].person;
	query_texts_sift(texts, slice->people, n, slice->may);
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
slice_init(struct picked_slice *slice, size_t n)
{
	*slice = (struct picked_slice){
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

/* In slices, since the page may be full at any time. */
static int
look_at_all(struct run *run, const struct top_entry *entries, size_t n)
{
	const struct node *condition = text_condition(run);
	struct query_texts *texts = NULL;
	struct terms_search search;
	struct picked_slice slice;
	int64_t ranked = run->ranked;
	int rc = 0;

	slice_init(&slice, n);
	if (condition != NULL) {
		terms_search_init(&search, condition->predicate.words,
		    condition->predicate.is_prefix);
		texts = query_texts_new(&run->source, &search);
	}
	for (size_t from = 0; rc == 0 && from < n && !run->is_full;
	     from += slice.n) {
		size_t most = next_slice(run, from, run->ranked - ranked);

		slice.entries = entries + from;
		slice.n = n - from < most ? n - from : most;
		if (texts != NULL)
			mark_out(run, condition, texts, &slice);
		for (size_t i = 0; rc == 0 && i < slice.n && !run->is_full; i++)
			if (!slice.is_out[i])
				rc = query_excuse(run,
				    look_at_picked(run, &slice.entries[i]));
	}
	query_texts_free(texts);
	slice_done(&slice);
	return rc;
}

int
query_pick(struct run *run)
{
	size_t max = picked_at_a_time(run), done = 0, n;
	const struct top_entry *entries;
	int rc = 0;

	for (n = max; rc == 0 && !run->is_full && n == max;) {
		if (run->top != NULL)
			max = grow(run, max, done);
		ASSERT(max <= run->kept_max);
		top_free(run->top);
		run->top = top_new(max);
		rc = query_each_chunk(run, pick_chunk);
		if (rc != 0)
			break;
		entries = top_sort(run->top, &n);
		rc = look_at_all(run, entries, n);
		done += n;
		if (n > 0)
			query_go_on_behind(run, &entries[n - 1], run->ranked);
	}
	return rc;
}
