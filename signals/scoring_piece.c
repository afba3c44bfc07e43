#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "signals/scoring.h"

/* Which of many pieces of work count, and which are shown. */
enum {
	FEW = 32, /* pieces that are sorted in place: the same order, faster */
	CITED_OF = 64, /* best pieces to choose from */
	ALIKE_BYTES = 32 /* at the start of a text */
};

/* Adding up to 1, each `ratio` of the one before. */
static double
first_weight(size_t n_best, double *ret_ratio)
{
	double ratio = 1 - 2.0 / (double)(n_best + 1), weight = 1, sum = 0;

	for (size_t i = 0; i < n_best; i++) {
		sum += weight;
		weight *= ratio;
	}
	*ret_ratio = ratio;
	return 1 / sum;
}

/* Best first; ties newest first, then by place in the facts. */
static int
compare_pieces(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order = (x->quality < y->quality) - (x->quality > y->quality);

	if (order == 0)
		order = (x->date < y->date) - (x->date > y->date);
	if (order == 0)
		order = (x->work->repository > y->work->repository) -
		    (x->work->repository < y->work->repository);
	if (order == 0)
		order = (x->index > y->index) - (x->index < y->index);
	return order;
}

static void
sort_pieces(struct piece *pieces, size_t n)
{
	if (n > FEW) {
		qsort(pieces, n, sizeof(*pieces), compare_pieces);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct piece piece;
		size_t at = i;

		if (compare_pieces(&pieces[i - 1], &pieces[i]) <= 0)
			continue;
		piece = pieces[i];
		for (; at > 0 && compare_pieces(&pieces[at - 1], &piece) > 0;
		     at--)
			pieces[at] = pieces[at - 1];
		pieces[at] = piece;
	}
}

/* Whether a near-copy, or a full share of the repository, was taken before. */
static bool
is_barred(const struct piece *pieces, const size_t *taken, size_t n_taken,
    const struct piece *piece, size_t per_repo)
{
	size_t same = 0;

	for (size_t i = 0; i < n_taken; i++) {
		const struct piece *other = &pieces[taken[i]];

		if (other->work->repository != piece->work->repository)
			continue;
		if (other->shape == piece->shape || ++same >= per_repo)
			return true;
	}
	return false;
}

/*
 * Copies lie inside repositories, repositories inside all: for such nested
 * limits taking the best that fits is the best choice, and one more piece can
 * only make it better.
 */
double
scoring_best(struct piece *pieces, size_t n, size_t n_best, size_t per_repo,
    size_t *ret_taken, size_t *ret_n_taken)
{
	double ratio, weight = first_weight(n_best, &ratio), value = 0;
	size_t n_taken = 0;

	sort_pieces(pieces, n);
	for (size_t i = 0; i < n && n_taken < n_best; i++) {
		if (pieces[i].quality <= 0)
			break;
		if (is_barred(pieces, ret_taken, n_taken, &pieces[i], per_repo))
			continue;
		ret_taken[n_taken++] = i;
		value += weight * pieces[i].quality;
		weight *= ratio;
	}
	*ret_n_taken = n_taken;
	return value;
}

static int
compare_falling(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x < *y) - (*x > *y);
}

double
scoring_ranked(double *qualities, size_t n, size_t n_best)
{
	double ratio, weight = first_weight(n_best, &ratio), value = 0;

	qsort(qualities, n, sizeof(*qualities), compare_falling);
	for (size_t i = 0; i < n && i < n_best; i++) {
		value += weight * qualities[i];
		weight *= ratio;
	}
	return value;
}

const char *
scoring_pull_title(const struct piece *piece)
{
	return piece->work->pulls[piece->index].title;
}

const char *
scoring_comment_body(const struct piece *piece)
{
	return piece->work->comments[piece->index].body;
}

const char *
scoring_commit_message(const struct piece *piece)
{
	return piece->work->commits[piece->index].message;
}

static bool
begins_like_another(const struct piece *pieces, const size_t *cited,
    size_t n_cited, const char *(*text)(const struct piece *), size_t i)
{
	const char *mine = text(&pieces[i]);

	for (size_t k = 0; k < n_cited; k++) {
		const char *other = text(&pieces[cited[k]]);

		if (cited[k] == i ||
		    (mine != NULL && other != NULL &&
			strncmp(mine, other, ALIKE_BYTES) == 0))
			return true;
	}
	return false;
}

size_t
scoring_cited(const struct piece *pieces, size_t n, size_t most,
    const char *(*text)(const struct piece *), size_t *ret_cited)
{
	size_t n_cited = 0;

	if (n > CITED_OF)
		n = CITED_OF;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < n && n_cited < most; i++) {
			const struct piece *piece = &pieces[i];

			if (!piece->is_concrete ||
			    piece->fits != (round == 0) ||
			    scoring_repository(piece->work) == NULL ||
			    begins_like_another(pieces, ret_cited, n_cited,
				text, i))
				continue;
			ret_cited[n_cited++] = i;
		}
	return n_cited;
}

static size_t
count_distinct(int64_t *items, size_t n)
{
	size_t distinct = 0;

	scoring_sort_dates(items, n);
	for (size_t i = 0; i < n; i++)
		distinct += i == 0 || items[i] != items[i - 1];
	return distinct;
}

size_t
scoring_weeks(struct scoring *scoring, const struct piece *pieces, size_t n,
    double quality)
{
	int64_t *weeks, *shapes;
	size_t n_good = 0, n_weeks, n_shapes;

	if (n == 0)
		return 0;
	weeks = arena_alloc(scoring->arena, 2 * n * sizeof(*weeks));
	shapes = weeks + n;
	for (size_t i = 0; i < n; i++) {
		if (pieces[i].quality < quality)
			continue;
		weeks[n_good] = pieces[i].date / (7 * CLOCK_DAY_S);
		shapes[n_good++] = pieces[i].shape;
	}
	n_weeks = count_distinct(weeks, n_good);
	n_shapes = count_distinct(shapes, n_good);
	return n_weeks < n_shapes ? n_weeks : n_shapes;
}
