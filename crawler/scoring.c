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
#include "crawler/scoring_internal.h"
#include "crawler/seen.h"
#include "crawler/walk.h"
#include "signals/people.h"
#include "store/marker.h"
#include "store/task.h"

enum {
	/* Somebody who has a score gets another one this often at most: pages
	 * of one repository name the same people again and again. */
	AGAIN_MS = 60000
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
bool
scoring_is_complete(const struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->options->n_roles; i++) {
		struct rubric_stamps stamps;

		rubric_stamps(scoring->rubrics[i], &stamps);
		if (!passes_have(scoring->passes,
			scoring->options->roles[i].name, stamps.all))
			return false;
	}
	return true;
}

static int
take_passes(struct scoring *scoring, struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = store_begin(scoring->store, true, &txn, detail);

	if (rc == 0)
		rc = passes_take(txn, &scoring->kept, &scoring->passes);
	if (rc == 0)
		scoring->is_complete = scoring_is_complete(scoring);
	return txn_end(txn, rc, detail);
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
	rc = txn_end(txn, rc, detail);
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
	scoring->built_to = mem_calloc(options->n_roles + 1, sizeof(int64_t));
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
	mem_free(scoring->built_to);
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

int
scoring_read(struct scoring *scoring, struct txn *txn, int64_t person,
    struct facts *ret_facts, bool *ret_ready)
{
	int rc;

	*ret_ready = false;
	arena_reset(&scoring->arena);
	rc = store_facts_load(txn, person, &scoring->arena, ret_facts);
	if (rc == 0)
		rc = is_ready(txn, &ret_facts->person, &scoring->arena,
		    ret_ready);
	scoring->marker->person = person;
	return rc;
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
    const struct facts *facts, bool is_pass)
{
	const struct crawl_options *options = scoring->options;
	const char *name = options->roles[role].name;
	int64_t place_id;
	const struct person *person = &facts->person;
	const struct place *place = NULL;
	bool is_remote = false;
	struct score score;
	int rc;

	rubric_score(scoring->rubrics[role], facts, &scoring->arena, &score);
	if (person->location != NULL && options->places != NULL)
		place = places_recognise(options->places, person->location,
		    &is_remote);
	place_id = place != NULL ? place->id : 0;
	rc = is_pass
	    ? store_rebuild_put(txn, name, &score, person, place_id, is_remote)
	    : store_score_put(txn, name, &score, person, place_id, is_remote);
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

/* In a pass for the generation that is built, but for whom it has already. */
static int
score_for(struct scoring *scoring, struct txn *txn, size_t role,
    const struct facts *facts, bool is_pass)
{
	if (is_pass && facts->person.id <= scoring->built_to[role])
		return 0;
	return put_score(scoring, txn, role, facts, is_pass);
}

int
scoring_person(struct scoring *scoring, struct txn *txn, int64_t person,
    bool is_pass)
{
	struct facts facts;
	bool ready;
	int rc = scoring_read(scoring, txn, person, &facts, &ready);

	if (rc == 0 && ready)
		rc = judge_bot(scoring, txn, &facts);
	if (rc == 0 && ready && facts.person.bot_reason == NULL)
		rc = keep_gists(scoring, txn, &facts);
	for (size_t i = 0; i < scoring->options->n_roles && rc == 0; i++) {
		if (ready && facts.person.bot_reason == NULL)
			rc = score_for(scoring, txn, i, &facts, is_pass);
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

		rc = scoring_person(scoring, txn,
		    pop(is_fresh ? &scoring->fresh : &scoring->again), false);
		if (!is_fresh && is_empty(&scoring->again) &&
		    scoring->again_at > 0)
			scoring->again_at = clock_mono_ms() + AGAIN_MS;
		if (clock_mono_ms() >= end)
			break;
	}
	return txn_end(txn, rc, detail);
}
