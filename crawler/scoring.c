#include "crawler/scoring.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "crawler/median.h"
#include "crawler/passes.h"
#include "crawler/seen.h"
#include "crawler/walk.h"
#include "signals/people.h"
#include "store/marker.h"

enum {
	SLICE_MS = 50,
	COMMIT_EVERY = 200,
	/* Somebody who has a score gets another one this often at most: pages
	 * of one repository name the same people again and again. */
	AGAIN_MS = 60000
};

/* Ids waiting for their turn, each once. */
struct queue {
	struct map *members;
	int64_t *ids;
	size_t head, tail, room;
};

struct scoring {
	struct store *store;
	const struct crawl_options *options;
	struct crawl_report *report;
	/* One of each a role. */
	struct rubric **rubrics;
	struct medians *defaults; /* the rules' own expectations */
	int64_t now;
	struct seen *seen;
	struct queue fresh; /* without a score in this run: at once */
	struct queue again; /* the others */
	int64_t again_at; /* when their time comes, monotonic */
	struct arena arena; /* of one person */
	struct store_marker *marker; /* what is being read */
	/* What was complete before this run, see passes.h. */
	struct arena kept;
	const char *passes;
	bool is_complete; /* for every role, until medians change */
	bool is_marked; /* facts changed in this run */
};

static int
load_medians(struct scoring *scoring, struct err_detail *detail)
{
	struct arena arena = { 0 };
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, false, &txn, detail);

	for (size_t i = 0; i < scoring->options->n_roles && rc == 0; i++) {
		struct medians medians;

		rc = median_load(txn, scoring->options->roles[i].name, &arena,
		    &medians);
		if (rc == 0)
			rubric_set_medians(scoring->rubrics[i], &medians);
		/* never computed yet: the rules' own expectations stand */
		if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	txn_abort(txn);
	arena_done(&arena);
	return rc;
}

/* Whether everybody has the score that a pass would give now. */
static bool
is_complete(const struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->options->n_roles; i++)
		if (!passes_have(scoring->passes,
			scoring->options->roles[i].name,
			rubric_stamp(scoring->rubrics[i])))
			return false;
	return true;
}

static int
take_passes(struct scoring *scoring, struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail);

	if (rc == 0)
		rc = passes_take(txn, &scoring->kept, &scoring->passes);
	if (rc != 0) {
		txn_abort(txn);
		return rc;
	}
	scoring->is_complete = is_complete(scoring);
	return txn_commit(txn, detail);
}

/* The document at which process after process ended is not read again, until
 * it or the rules change. */
static int
skip_document(struct scoring *scoring, struct txn *txn)
{
	const struct store_marker *marker = scoring->marker;
	struct facts facts, before;
	int rc =
	    store_facts_load(txn, marker->last_person, &scoring->arena, &facts);

	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT || rc == ERR_BLOCKED)
		return 0;
	if (rc != 0)
		return rc;
	log_warn("scoring",
	    "a document is left out: reading it ended one process after the "
	    "other person=%lld document=%lld",
	    (long long)marker->last_person, (long long)marker->last_document);
	store_facts_copy(&facts, &scoring->arena, &before);
	(void)rubric_skip(scoring->rubrics[0], &facts, marker->last_document,
	    &scoring->arena);
	return store_gists_put(txn, &facts, &before);
}

static int
quarantine(struct scoring *scoring, struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = store_marker_open(scoring->store, &scoring->marker, detail);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < scoring->options->n_roles; i++)
		rubric_watch(scoring->rubrics[i], &scoring->marker->document);
	if (!store_marker_blames(scoring->marker) ||
	    scoring->options->n_roles == 0)
		return 0;
	rc = store_begin(scoring->store, true, &txn, detail);
	if (rc == 0)
		rc = skip_document(scoring, txn);
	if (rc == 0)
		rc = txn_commit(txn, detail);
	else
		txn_abort(txn);
	arena_reset(&scoring->arena);
	return rc;
}

int
scoring_new(struct store *store, const struct crawl_options *options,
    struct crawl_report *report, struct scoring **ret_scoring,
    struct err_detail *detail)
{
	struct scoring *scoring = mem_calloc(1, sizeof(*scoring));
	int64_t now = clock_wall();
	int rc = 0;

	scoring->store = store;
	scoring->options = options;
	scoring->report = report;
	scoring->now = now - now % CLOCK_DAY_S;
	scoring->seen = seen_new();
	scoring->fresh.members = map_new();
	scoring->again.members = map_new();
	scoring->again_at = clock_mono_ms() + AGAIN_MS;
	scoring->rubrics =
	    mem_calloc(options->n_roles + 1, sizeof(struct rubric *));
	scoring->defaults =
	    mem_calloc(options->n_roles + 1, sizeof(struct medians));
	for (size_t i = 0; i < options->n_roles && rc == 0; i++) {
		rc = rubric_new(&options->roles[i], options->catalogue,
		    options->rules, scoring->now, &scoring->rubrics[i], detail);
		if (rc == 0)
			scoring->defaults[i] =
			    *rubric_medians(scoring->rubrics[i]);
	}
	if (rc == 0)
		rc = load_medians(scoring, detail);
	if (rc == 0)
		rc = quarantine(scoring, detail);
	if (rc == 0)
		rc = take_passes(scoring, detail);
	if (rc != 0) {
		scoring_free(scoring);
		return rc;
	}
	*ret_scoring = scoring;
	return 0;
}

void
scoring_free(struct scoring *scoring)
{
	if (scoring == NULL)
		return;
	for (size_t i = 0; i < scoring->options->n_roles; i++)
		rubric_free(scoring->rubrics[i]);
	mem_free(scoring->rubrics);
	mem_free(scoring->defaults);
	seen_free(scoring->seen);
	map_free(scoring->fresh.members);
	map_free(scoring->again.members);
	mem_free(scoring->fresh.ids);
	mem_free(scoring->again.ids);
	arena_done(&scoring->arena);
	store_marker_close(scoring->marker);
	arena_done(&scoring->kept);
	mem_free(scoring);
}

static bool
is_empty(const struct queue *queue)
{
	return queue->head == queue->tail;
}

static void
push(struct queue *queue, int64_t id)
{
	size_t waiting = queue->tail - queue->head;

	if (map_get_id(queue->members, id) != NULL)
		return;
	map_put_id(queue->members, id, queue);
	if (queue->tail == queue->room) {
		if (queue->head > 0)
			memmove(queue->ids, queue->ids + queue->head,
			    waiting * sizeof(*queue->ids));
		queue->head = 0;
		queue->tail = waiting;
		if (waiting * 2 >= queue->room) {
			queue->room = 2 * queue->room + 64;
			queue->ids = mem_resize(queue->ids, queue->room,
			    sizeof(*queue->ids));
		}
	}
	queue->ids[queue->tail++] = id;
}

static int64_t
pop(struct queue *queue)
{
	int64_t id = queue->ids[queue->head++];

	(void)map_drop_id(queue->members, id);
	return id;
}

void
scoring_mark(struct scoring *scoring, int64_t person)
{
	scoring->is_marked = true;
	if (seen_has(scoring->seen, SEEN_SCORED, person))
		push(&scoring->again, person);
	else
		push(&scoring->fresh, person);
}

void
scoring_renew(struct scoring *scoring)
{
	scoring->is_complete = false;
}

void
scoring_hurry(struct scoring *scoring)
{
	scoring->again_at = 0;
}

bool
scoring_is_idle(const struct scoring *scoring)
{
	return is_empty(&scoring->fresh) &&
	    (is_empty(&scoring->again) || clock_mono_ms() < scoring->again_at);
}

/* Whether somebody can be listed at all, and has been read in full: the
 * profile README may hold a refusal, so it comes first. */
static int
is_ready(struct txn *txn, const struct person *person, struct arena *arena,
    bool *ret_ready)
{
	struct task task;
	int rc;

	*ret_ready = false;
	if (person->fetched_at == 0 || person->refusal != NULL ||
	    person->vanished_at != 0)
		return 0;
	rc = store_task_get(txn, STAGE_READMES, person->id, arena, &task);
	*ret_ready = rc == ERR_NOTFOUND || (rc == 0 && task.is_dead) ||
	    (rc == 0 && task.done_at != 0);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Notes what the facts as a whole say about being a bot. */
static int
judge_bot(struct scoring *scoring, struct txn *txn, struct facts *facts)
{
	const char *reason =
	    people_bot(scoring->options->rules, facts, &scoring->arena);

	if (str_equal(reason, facts->person.bot_reason))
		return 0;
	if (reason != NULL && facts->person.bot_reason == NULL &&
	    seen_add_bot(scoring->seen, facts->person.login))
		scoring->report->bots_skipped++;
	facts->person.bot_reason = reason;
	return store_person_put(txn, &facts->person);
}

static void
note_best(struct scoring *scoring, const struct score *score,
    const struct person *person)
{
	struct crawl_report *report = scoring->report;

	if (score->is_out || score->n_must_missing > 0 ||
	    score->score <= report->best_score || person->login == NULL)
		return;
	report->best_score = score->score;
	(void)str_copy(report->best_login, sizeof(report->best_login),
	    person->login);
}

static int
put_score(struct scoring *scoring, struct txn *txn, size_t role,
    const struct facts *facts)
{
	const struct crawl_options *options = scoring->options;
	const struct person *person = &facts->person;
	const struct place *place = NULL;
	bool is_remote = false;
	struct score score;
	int rc;

	rubric_score(scoring->rubrics[role], facts, &scoring->arena, &score);
	if (person->location != NULL && options->places != NULL)
		place = places_recognise(options->places, person->location,
		    &is_remote);
	rc = store_score_put(txn, options->roles[role].name, &score, person,
	    place != NULL ? place->id : 0, is_remote);
	if (rc != 0)
		return rc;
	note_best(scoring, &score, person);
	if (seen_add(scoring->seen, SEEN_SCORED, person->id))
		scoring->report->people_scored++;
	return 0;
}

/* Every text is read once: what scoring needs of it is kept with the facts. */
static int
keep_gists(struct scoring *scoring, struct txn *txn, struct facts *facts)
{
	struct facts before;

	if (scoring->options->n_roles == 0)
		return 0;
	store_facts_copy(facts, &scoring->arena, &before);
	if (!rubric_read(scoring->rubrics[0], facts, &scoring->arena))
		return 0;
	return store_gists_put(txn, facts, &before);
}

static int
score_person(struct scoring *scoring, struct txn *txn, int64_t person)
{
	struct facts facts;
	bool ready;
	int rc;

	arena_reset(&scoring->arena);
	rc = store_facts_load(txn, person, &scoring->arena, &facts);
	if (rc == 0)
		rc = is_ready(txn, &facts.person, &scoring->arena, &ready);
	scoring->marker->person = person;
	if (rc == 0 && ready)
		rc = judge_bot(scoring, txn, &facts);
	if (rc == 0 && ready && facts.person.bot_reason == NULL)
		rc = keep_gists(scoring, txn, &facts);
	for (size_t i = 0; i < scoring->options->n_roles && rc == 0; i++) {
		if (ready && facts.person.bot_reason == NULL)
			rc = put_score(scoring, txn, i, &facts);
		else
			rc = store_score_drop(txn,
			    scoring->options->roles[i].name, person);
		if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	scoring->marker->person = 0;
	/* corrupt, forgotten or suppressed meanwhile: nobody to score */
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT || rc == ERR_BLOCKED)
		rc = 0;
	return rc;
}

int
scoring_slice(struct scoring *scoring, int64_t budget_ms,
    struct err_detail *detail)
{
	int64_t end = clock_mono_ms() + budget_ms;
	struct txn *txn = NULL;
	int rc;

	if (scoring_is_idle(scoring))
		return 0;
	rc = store_begin(scoring->store, true, &txn, detail);
	while (rc == 0 && !scoring_is_idle(scoring)) {
		bool is_fresh = !is_empty(&scoring->fresh);

		rc = score_person(scoring, txn,
		    pop(is_fresh ? &scoring->fresh : &scoring->again));
		if (!is_fresh && is_empty(&scoring->again) &&
		    scoring->again_at > 0)
			scoring->again_at = clock_mono_ms() + AGAIN_MS;
		if (clock_mono_ms() >= end)
			break;
	}
	if (rc == 0)
		return txn_commit(txn, detail);
	if (txn != NULL)
		rc = err_set(detail, rc, "%s", txn_failure(txn));
	txn_abort(txn);
	return rc;
}

/* What one person adds to what is usual in each role. */
static int
measure_person(struct scoring *scoring, struct txn *txn, int64_t person,
    struct median_builder **builders)
{
	const struct crawl_options *options = scoring->options;
	struct facts facts;
	struct score score;
	bool ready = false;
	int rc;

	arena_reset(&scoring->arena);
	rc = store_facts_load(txn, person, &scoring->arena, &facts);
	if (rc == 0)
		rc = is_ready(txn, &facts.person, &scoring->arena, &ready);
	scoring->marker->person = person;
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
			(void)crawl_turn(scoring->options);
			rc = store_begin(scoring->store, false, &txn, detail);
			renew = clock_mono_ms() + SLICE_MS;
		}
		if (rc == 0 && stop != NULL && *stop != 0)
			rc = ERR_CANCELED;
		if (rc == 0)
			rc = store_person_next(txn, person, &person);
		if (rc == 0)
			rc = measure_person(scoring, txn, person, builders);
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
	if (rc == 0)
		return txn_commit(txn, detail);
	if (txn != NULL)
		(void)err_set(detail, rc, "%s", txn_failure(txn));
	txn_abort(txn);
	return rc;
}

/* A slice of the second half; ERR_NOTFOUND after the last person. */
static int
rescore_slice(struct scoring *scoring, int64_t *person,
    struct err_detail *detail)
{
	int64_t end = clock_mono_ms() + SLICE_MS;
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail), commit;

	for (int i = 0; rc == 0 && i < COMMIT_EVERY; i++) {
		rc = store_person_next(txn, *person, person);
		if (rc == 0)
			rc = score_person(scoring, txn, *person);
		if (clock_mono_ms() > end)
			break;
	}
	if (rc != 0 && rc != ERR_NOTFOUND) {
		if (txn != NULL)
			(void)err_set(detail, rc, "%s", txn_failure(txn));
		txn_abort(txn);
		return rc;
	}
	commit = txn_commit(txn, detail);
	return commit != 0 ? commit : rc;
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
	int64_t person = 0;
	int rc = 0;

	while (rc == 0) {
		if (stop != NULL && *stop != 0)
			return ERR_CANCELED;
		rc = rescore_slice(scoring, &person, detail);
		(void)crawl_turn(scoring->options);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
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
		rc = scoring_slice(scoring, SLICE_MS, detail);
		(void)crawl_turn(scoring->options);
	}
	return rc;
}

static int
put_passes(struct scoring *scoring, struct err_detail *detail)
{
	size_t n = scoring->options->n_roles;
	uint64_t *stamps = mem_calloc(n + 1, sizeof(*stamps));
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail);

	for (size_t i = 0; i < n; i++)
		stamps[i] = rubric_stamp(scoring->rubrics[i]);
	/* changed facts may be those of other roles' people */
	if (rc == 0)
		rc = passes_put(txn, scoring->is_marked ? "" : scoring->passes,
		    scoring->options->roles, stamps, n);
	mem_free(stamps);
	if (rc == 0)
		return txn_commit(txn, detail);
	if (txn != NULL)
		(void)err_set(detail, rc, "%s", txn_failure(txn));
	txn_abort(txn);
	return rc;
}

int
scoring_pass(struct scoring *scoring, const volatile sig_atomic_t *stop,
    int64_t *ret_scored, struct err_detail *detail)
{
	int rc = 0;

	if (scoring->is_marked || !scoring->is_complete) {
		rc = measure_medians(scoring, stop, detail);
		if (rc == 0 && scoring->is_complete && is_complete(scoring))
			rc = score_marked(scoring, stop, detail);
		else if (rc == 0)
			rc = rescore_all(scoring, stop, detail);
	}
	if (rc == 0)
		rc = put_passes(scoring, detail);
	if (rc == 0)
		*ret_scored = seen_count(scoring->seen, SEEN_SCORED);
	return rc;
}
