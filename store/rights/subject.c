#include "store/subject.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/pipeline/lead.h"
#include "store/rights/suppress.h"
#include "store/rights/sweep.h"
#include "store/score/role.h"
#include "store/secret.h"
#include "store/store_internal.h"
#include "store/task.h"
#include "store/task_internal.h"
#include "store/value/value.h"

enum {
	SLICE_MS = 500 /* of a read transaction */
};

struct listing {
	struct txn *txn;
	int64_t id;
	const char *login; /* of the profile, or NULL */
	struct arena arena;
	int (*each)(void *context, const struct subject_record *record);
	void *context;
};

static const char by_muster[] = "made by muster";
static const char by_operators[] = "written by those who run this store";

static int
tell(struct listing *listing, const struct subject_record *record)
{
	int rc = listing->each(listing->context, record);

	arena_reset(&listing->arena);
	return rc;
}

/* What is absent or can't be read is passed over. */
static int
excuse(int rc)
{
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* ---- one kind of record each ---- */

static int
tell_profile(struct listing *listing, const struct person *person)
{
	const struct subject_record record = { .what = "profile",
		.about = person->refusal != NULL
		    ? "You asked not to be recruited: this alone is kept, so "
		      "that nobody asks again."
		    : "What your public profile says, and when it was found.",
		.source = listing->login != NULL
		    ? fact_url_person(&listing->arena, listing->login)
		    : "GitHub, by the id of your account",
		.at = person->fetched_at != 0 ? person->fetched_at
					      : person->refused_at,
		.type = &person_record,
		.value = person };

	return tell(listing, &record);
}

static int
tell_portfolio(struct listing *listing)
{
	struct portfolio portfolio;
	struct subject_record record = { .what = "repositories",
		.about = "Public repositories that you own.",
		.type = &portfolio_record,
		.value = &portfolio };
	int rc = store_portfolio_get(listing->txn, listing->id, &listing->arena,
	    &portfolio);

	if (rc < 0)
		return excuse(rc);
	record.at = portfolio.fetched_at;
	record.source = listing->login != NULL
	    ? fact_url_person(&listing->arena, listing->login)
	    : "GitHub, by the id of your account";
	return tell(listing, &record);
}

static int
tell_work(struct listing *listing, int64_t repository)
{
	struct work work;
	struct repository in;
	struct subject_record record = { .what = "work",
		.about = "What you did in this repository, in public.",
		.source = "GitHub",
		.type = &work_record,
		.value = &work };
	int rc = store_work_get(listing->txn, listing->id, repository,
	    &listing->arena, &work);

	if (rc < 0)
		return excuse(rc);
	record.at = work.fetched_at;
	rc = store_repository_get(listing->txn, repository, &listing->arena,
	    &in);
	if (rc == 0 && in.full_name != NULL)
		record.source =
		    fact_url_repository(&listing->arena, in.full_name);
	return tell(listing, &record);
}

static int
tell_works(struct listing *listing)
{
	struct slice at, value;
	struct fact_key fact;
	struct cursor *cursor;
	struct key prefix;
	int rc;

	rc = cursor_open(listing->txn, TABLE_FACT, &cursor);
	if (rc < 0)
		return rc;
	key_fact_kind_prefix(&prefix, listing->id, FACT_WORK);
	rc = cursor_seek(cursor, &prefix, &at, &value);
	while (rc == 0 && key_prefixes(&prefix, at)) {
		if (key_fact_parse(at, &fact))
			rc = tell_work(listing, fact.repository);
		if (rc == 0)
			rc = cursor_next(cursor, &at, &value);
	}
	cursor_close(cursor);
	return excuse(rc);
}

/* Of applicants, too: who is scored may know the score. */
static int
tell_score(struct listing *listing, const char *role)
{
	struct score score;
	struct score_row row;
	struct subject_record record = { .what = "score",
		.about = "How well your public work fits this role by a "
			 "rubric, with the reasons; a person decides.",
		.role = role,
		.source = by_muster,
		.type = &score_row_record,
		.value = &row };
	int rc = store_score_get(listing->txn, role, listing->id,
	    &listing->arena, &score);

	if (rc < 0)
		return excuse(rc);
	record.at = score.scored_at;
	score_row_from(&score, &row);
	return tell(listing, &record);
}

static int
tell_lead(struct listing *listing, const char *role, uint16_t number)
{
	struct slice value;
	struct lead lead;
	struct key key;
	struct subject_record record = { .what = "pipeline",
		.about = number == 0
		    ? "Where you stand for all roles."
		    : "Where you stand for this role, with notes and tags.",
		.role = number == 0 ? NULL : role,
		.source = by_operators,
		.type = &lead_record,
		.value = &lead };
	int rc;

	key_lead(&key, listing->id, number);
	rc = db_get(listing->txn, TABLE_LEAD, &key, &value);
	if (rc == 0)
		rc = store_lead_get_own(listing->txn, number, listing->id,
		    &listing->arena, &lead);
	if (rc < 0)
		return excuse(rc);
	record.at = lead.status_at;
	return tell(listing, &record);
}

static int
tell_searches(struct listing *listing, const char *role)
{
	struct arena arena = { 0 };
	struct search search = { .name = "" };
	int rc;

	while ((rc = store_search_next(listing->txn, search.name, &arena,
		    &search)) == 0) {
		const struct subject_record record = { .what = "search",
			.about = str_starts(search.name, "export.")
			    ? "An export held you; by this the next one tells "
			      "who is new."
			    : "A saved search has listed you.",
			.role = role,
			.source = by_muster,
			.type = &search_record,
			.value = &search };

		if (!store_search_has_listed(listing->txn, search.name, role,
			listing->id))
			continue;
		rc = tell(listing, &record);
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return excuse(rc);
}

static int
tell_roles(struct listing *listing)
{
	struct arena arena = { 0 };
	struct role_slot role;
	const char *name = "";
	int rc = tell_lead(listing, NULL, 0);

	while (rc == 0 &&
	    (rc = store_role_next(listing->txn, name, &arena, &name, &role)) ==
		0) {
		rc = tell_score(listing, name);
		if (rc == 0)
			rc = tell_lead(listing, name, role.slot.role);
		if (rc == 0)
			rc = tell_searches(listing, name);
	}
	arena_done(&arena);
	return excuse(rc);
}

static int
tell_task(struct listing *listing, struct slice value)
{
	struct task task;
	const struct subject_record record = { .what = "task",
		.about = "That your profile is to be visited, or was.",
		.source = by_muster,
		.type = &task_record,
		.value = &task };
	int rc = value_decode(listing->txn, value, &task_record,
	    &listing->arena, &task);

	if (rc < 0 || !task_is_of(&task, listing->id, listing->login))
		return excuse(rc);
	return tell(listing, &record);
}

static int
tell_tasks(struct listing *listing)
{
	struct slice at, value;
	struct key all = { 0 };
	struct cursor *cursor;
	int rc;

	rc = cursor_open(listing->txn, TABLE_TASK, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, &all, &at, &value);
	while (rc == 0) {
		rc = tell_task(listing, value);
		if (rc == 0)
			rc = cursor_next(cursor, &at, &value);
	}
	cursor_close(cursor);
	return excuse(rc);
}

int
store_subject_records(struct txn *txn, int64_t id,
    int (*each)(void *context, const struct subject_record *record),
    void *context)
{
	struct listing listing = { .txn = txn,
		.id = id,
		.each = each,
		.context = context };
	struct arena arena = { 0 };
	struct person person;
	int rc = store_person_get(txn, id, &arena, &person);

	if (rc == 0) {
		listing.login = person.login;
		rc = tell_profile(&listing, &person);
	}
	rc = excuse(rc);
	if (rc == 0)
		rc = tell_portfolio(&listing);
	if (rc == 0)
		rc = tell_works(&listing);
	if (rc == 0)
		rc = tell_roles(&listing);
	if (rc == 0)
		rc = tell_tasks(&listing);
	arena_done(&listing.arena);
	arena_done(&arena);
	return rc;
}

/* ---- hashes and journal ---- */

int
store_subject_suppression(struct txn *txn, int64_t id, const char *login,
    struct subject_suppression *ret_suppression)
{
	struct suppression found = { 0 };
	int rc = suppress_find(txn, id, login, &found);

	*ret_suppression = (struct subject_suppression){ .is_there = rc == 0,
		.since = found.at,
		.until = found.until };
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
store_subject_journal(struct txn *txn, int64_t id,
    int (*each)(void *context, const struct journal_entry *entry),
    void *context)
{
	struct journal_entry entry = { .sequence = 0 };
	struct arena arena = { 0 };
	char hash[33];
	int rc = 0;

	if (id <= 0 || !txn->store->has_secret)
		return 0;
	secret_id_text(txn->store, id, hash);
	while (rc == 0) {
		arena_reset(&arena);
		rc = store_journal_next(txn, entry.sequence, &arena, &entry);
		if (rc == 0 && str_equal(entry.person, hash))
			rc = each(context, &entry);
		else if (rc == ERR_CORRUPT)
			rc = 0;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- mentions ---- */

struct mentions {
	int (*each)(void *context, const char *what, const char *repository,
	    int64_t n);
	void *context;
};

/* In what a record is, for a sentence. */
static const char *
what_of(enum table table, const struct fact_key *fact)
{
	if (table == TABLE_FACT && fact->kind == FACT_WORK)
		return "work of another contributor";
	if (table == TABLE_FACT && fact->kind == FACT_README)
		return "profile README of another person";
	if (table == TABLE_FACT)
		return "repositories of another person";
	if (table == TABLE_PERSON)
		return "profile of another person";
	if (table == TABLE_REPOSITORY)
		return "texts of a repository";
	if (table == TABLE_SCORE)
		return "reasons of another person's score";
	if (table == TABLE_LEAD)
		return "notes on another person";
	if (table == TABLE_JOURNAL)
		return "journal";
	return table == TABLE_TASK || table == TABLE_VALIDATOR
	    ? "what is to be fetched"
	    : "values of the program";
}

static int
met(struct sweep *sweep, enum table table, const struct key *key, int64_t n)
{
	struct mentions *mentions = sweep->context;
	struct fact_key fact = { .kind = FACT_OWN };
	struct arena arena = { 0 };
	struct repository in;
	const char *name = NULL;
	int64_t id = 0;
	int rc;

	if (table == TABLE_FACT && key_fact_parse(key_slice(key), &fact))
		id = fact.repository;
	else if (table == TABLE_REPOSITORY &&
	    !key_id_parse(key_slice(key), &id))
		id = 0;
	if (id > 0 && store_repository_get(sweep->txn, id, &arena, &in) == 0)
		name = in.full_name;
	rc = mentions->each(mentions->context, what_of(table, &fact), name, n);
	arena_done(&arena);
	return rc;
}

int
store_subject_mentions(struct store *store, const struct person *person,
    int (*each)(void *context, const char *what, const char *repository,
	int64_t n),
    void *context, struct err_detail *detail)
{
	struct mentions mentions = { each, context };
	struct arena texts = { 0 };
	struct sweep sweep = { .skip = person->id,
		.met = met,
		.context = &mentions };
	int rc = 0;

	scrub_init(&sweep.scrub, &texts);
	scrub_add(&sweep.scrub, person);
	while (rc == 0) {
		rc = store_begin(store, false, &sweep.txn, detail);
		if (rc == 0)
			rc = sweep_slice(&sweep, clock_mono_ms() + SLICE_MS);
		txn_abort(sweep.txn);
		sweep.txn = NULL;
	}
	scrub_done(&sweep.scrub);
	arena_done(&texts);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
