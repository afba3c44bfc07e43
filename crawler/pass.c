/*
 * A pass: everybody is scored from what is stored.  First what is usual among
 * the role's people is measured, then each role's scores are built as a new
 * generation, in slices, beside those that readers see.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "crawler/generation.h"
#include "crawler/median.h"
#include "crawler/passes.h"
#include "crawler/scoring_internal.h"
#include "crawler/seen.h"
#include "signals/people.h"
#include "store/marker.h"

enum {
	COMMIT_EVERY = 2000
};

/* What one person adds to what is usual in each role. */
static int
measure_person(struct scoring *scoring, struct txn *txn, int64_t person,
    struct median_builder **builders)
{
	const struct crawl_options *options = scoring->options;
	struct facts facts;
	struct score score;
	bool ready;
	int rc = scoring_read(scoring, txn, person, &facts, &ready);

	if (rc == 0 && ready &&
	    people_bot(options->rules, &facts, &scoring->arena) == NULL)
		for (size_t i = 0; i < options->n_roles; i++) {
			rubric_score(scoring->rubrics[i], &facts,
			    &scoring->arena, &score);
			median_add(builders[i], &score);
		}
	scoring->marker->person = 0;
	return rc == ERR_CORRUPT || rc == ERR_NOTFOUND ? 0 : rc;
}

/* Between two transactions of a pass. */
static void
turn(struct scoring *scoring)
{
	const struct crawl_options *options = scoring->options;

	(void)crawl_turn(options);
	if (options->rescored != NULL)
		options->rescored(options->rescored_context, scoring->done,
		    scoring->total);
}

/* First half of a pass: everybody is read, nothing written. */
static int
measure_all(struct scoring *scoring, struct median_builder **builders,
    const volatile sig_atomic_t *stop, struct err_detail *detail)
{
	struct txn *txn = NULL;
	int64_t person = 0, renew = 0;
	int rc = 0;

	while (rc == 0) {
		/* no read transaction lives long: it keeps old pages alive */
		if (txn == NULL || clock_mono_ms() > renew) {
			txn_abort(txn);
			txn = NULL;
			turn(scoring);
			rc = store_begin(scoring->store, false, &txn, detail);
			renew = clock_mono_ms() + SCORING_SLICE_MS;
		}
		if (rc == 0 && stop != NULL && *stop != 0)
			rc = ERR_CANCELED;
		if (rc == 0)
			rc = store_person_next(txn, person, &person);
		if (rc == 0)
			rc = measure_person(scoring, txn, person, builders);
		scoring->done++;
	}
	txn_abort(txn);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
set_medians(struct scoring *scoring, struct median_builder **builders,
    struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail);

	for (size_t i = 0; i < scoring->options->n_roles && rc == 0; i++) {
		struct medians medians = scoring->defaults[i];

		median_compute(builders[i], &medians);
		rubric_set_medians(scoring->rubrics[i], &medians);
		rc =
		    median_save(txn, scoring->options->roles[i].name, &medians);
	}
	return txn_end(txn, rc, detail);
}

static int
note_built(struct scoring *scoring, struct txn *txn, int64_t person)
{
	int rc = 0;

	for (size_t i = 0; i < scoring->options->n_roles && rc == 0; i++) {
		if (person <= scoring->built_to[i])
			continue;
		scoring->built_to[i] = person;
		rc = store_rebuild_note(txn, scoring->options->roles[i].name,
		    person);
	}
	return rc;
}

/* A slice of the second half; ERR_NOTFOUND after the last person. */
static int
rescore_slice(struct scoring *scoring, int64_t *person,
    struct err_detail *detail)
{
	int64_t end = clock_mono_ms() + SCORING_SLICE_MS;
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail), noted;

	for (int i = 0; rc == 0 && i < COMMIT_EVERY; i++) {
		rc = store_person_next(txn, *person, person);
		if (rc == 0)
			rc = scoring_person(scoring, txn, *person, true);
		scoring->done++;
		if (clock_mono_ms() > end)
			break;
	}
	if (rc == 0 || rc == ERR_NOTFOUND) {
		noted = note_built(scoring, txn, *person);
		rc = noted != 0 ? noted : rc;
	}
	return generation_finish(txn, rc, ERR_NOTFOUND, detail);
}

/* Finds or starts a role's new generation. */
static int
begin_role(struct scoring *scoring, size_t role,
    const volatile sig_atomic_t *stop, struct err_detail *detail)
{
	const char *name = scoring->options->roles[role].name;
	struct rubric_stamps stamps;
	int rc = ERR_AGAIN;

	rubric_stamps(scoring->rubrics[role], &stamps);
	while (rc == ERR_AGAIN) {
		struct txn *txn = NULL;

		rc = store_begin(scoring->store, true, &txn, detail);
		if (rc == 0)
			rc = generation_finish(txn,
			    store_rebuild_begin(txn,
				&scoring->options->roles[role], stamps.all,
				&scoring->built_to[role]),
			    ERR_AGAIN, detail);
		if (rc == ERR_AGAIN) {
			int dropped = generation_drop(scoring->store,
			    scoring->options, name, stop, detail);

			rc = dropped != 0 ? dropped : ERR_AGAIN;
		}
	}
	return rc;
}

/* Readers see the new scores of all roles from here on. */
static int
end_rebuild(struct scoring *scoring, struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail);

	for (size_t i = 0; i < scoring->options->n_roles && rc == 0; i++)
		rc = store_rebuild_end(txn, scoring->options->roles[i].name);
	return generation_finish(txn, rc, 0, detail);
}

/* For the progress: everybody is looked at twice. */
static int
count_people(struct scoring *scoring, struct err_detail *detail)
{
	struct store_stats stats;
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, false, &txn, detail);

	if (rc == 0)
		rc = store_stats(txn, &stats);
	txn_abort(txn);
	scoring->done = 0;
	scoring->total = rc == 0 ? 2 * stats.people : 0;
	return rc;
}

static int
measure_medians(struct scoring *scoring, const volatile sig_atomic_t *stop,
    struct err_detail *detail)
{
	size_t n = scoring->options->n_roles;
	struct median_builder **builders =
	    mem_calloc(n + 1, sizeof(struct median_builder *));
	int rc;

	for (size_t i = 0; i < n; i++)
		builders[i] = median_builder_new();
	rc = count_people(scoring, detail);
	if (rc == 0)
		rc = measure_all(scoring, builders, stop, detail);
	if (rc == 0)
		rc = set_medians(scoring, builders, detail);
	for (size_t i = 0; i < n; i++)
		median_builder_free(builders[i]);
	mem_free(builders);
	return rc;
}

static int
rescore_all(struct scoring *scoring, const volatile sig_atomic_t *stop,
    struct err_detail *detail)
{
	size_t n = scoring->options->n_roles;
	int64_t person = n > 0 ? INT64_MAX : 0;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		rc = begin_role(scoring, i, stop, detail);
		if (scoring->built_to[i] < person)
			person = scoring->built_to[i];
	}
	while (rc == 0) {
		if (stop != NULL && *stop != 0)
			return ERR_CANCELED;
		rc = rescore_slice(scoring, &person, detail);
		turn(scoring);
	}
	if (rc == ERR_NOTFOUND)
		rc = end_rebuild(scoring, detail);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = generation_drop(scoring->store, scoring->options,
		    scoring->options->roles[i].name, stop, detail);
	/* all is scored: what is left the next pass drops */
	return rc == ERR_CANCELED ? 0 : rc;
}

/* Those whose facts changed, when nothing else did. */
static int
score_marked(struct scoring *scoring, const volatile sig_atomic_t *stop,
    struct err_detail *detail)
{
	int rc = 0;

	scoring_hurry(scoring);
	while (rc == 0 && !scoring_is_idle(scoring)) {
		if (stop != NULL && *stop != 0)
			return ERR_CANCELED;
		rc = scoring_slice(scoring, SCORING_SLICE_MS, detail);
		(void)crawl_turn(scoring->options);
	}
	return rc;
}

static int
put_passes(struct scoring *scoring, struct err_detail *detail)
{
	size_t n = scoring->options->n_roles;
	struct rubric_stamps *stamps = mem_calloc(n + 1, sizeof(*stamps));
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail);

	for (size_t i = 0; i < n; i++)
		rubric_stamps(scoring->rubrics[i], &stamps[i]);
	/* changed facts may be those of other roles' people */
	if (rc == 0)
		rc = passes_put(txn, scoring->is_marked ? "" : scoring->passes,
		    scoring->options->roles, stamps, n);
	mem_free(stamps);
	return txn_end(txn, rc, detail);
}

int
scoring_pass(struct scoring *scoring, const volatile sig_atomic_t *stop,
    int64_t *ret_scored, struct err_detail *detail)
{
	int rc = 0;

	if (scoring->is_marked || !scoring->is_complete) {
		rc = measure_medians(scoring, stop, detail);
		if (rc == 0 && scoring->is_complete &&
		    scoring_is_complete(scoring))
			rc = score_marked(scoring, stop, detail);
		else if (rc == 0)
			rc = rescore_all(scoring, stop, detail);
	}
	if (rc == 0)
		rc = put_passes(scoring, detail);
	if (rc == 0)
		rc =
		    generation_fronts(scoring->store, scoring->options, detail);
	if (rc == 0)
		*ret_scored = seen_count(scoring->seen, SEEN_SCORED);
	return rc;
}
