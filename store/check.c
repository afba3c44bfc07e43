/*
 * Verifies every record and every index against the records, both ways: what
 * a record calls for stands in the index, and nothing else does.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/store_internal.h"

enum {
	/* Roles by number, for keys; more than any store will have. */
	ROLES_MAX = 1024,
	/* Beyond that many lines the findings are only counted. */
	LINES_MAX = 1000
};

struct check {
	struct txn *txn;
	struct buf *report;
	int64_t findings;
	struct arena arena; /* of one entry */
	struct arena names; /* of the roles */
	struct role_slot roles[ROLES_MAX];
	const char *role_names[ROLES_MAX];
	int64_t ranked[ROLES_MAX];
	size_t n_roles;
	int64_t profiles;
	int64_t refusals;
	int64_t works;
};

/* Ids, never names: a report may be pasted into a bug tracker. */
static void __attribute__((format(printf, 2, 3)))
found(struct check *check, const char *format, ...)
{
	char line[256];
	va_list ap;

	check->findings++;
	if (check->findings > LINES_MAX)
		return;
	va_start(ap, format);
	(void)vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	buf_format(check->report, "%s\n", line);
}

/* A failed look-up that is no absence ends the check. */
static bool
is_hard(int rc)
{
	return rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT;
}

static int
exists(struct check *check, enum table table, const struct key *key,
    bool *ret_exists)
{
	struct slice value;
	int rc = db_get(check->txn, table, key, &value);

	*ret_exists = rc == 0;
	return is_hard(rc) ? rc : 0;
}

static int
person_exists(struct check *check, int64_t id, bool *ret_exists)
{
	struct key key;

	key_id(&key, id);
	return exists(check, TABLE_PERSON, &key, ret_exists);
}

/* ---- people, repositories and their names ---- */

static int
check_person(struct check *check, struct slice at, struct slice value)
{
	struct person person;
	int64_t id, owner;
	int rc;

	if (!key_id_parse(at, &id)) {
		found(check, "person: a key that is no id");
		return 0;
	}
	rc = value_decode(check->txn, value, &person_record, &check->arena,
	    &person);
	if (rc < 0 || person.id != id) {
		found(check, "person %" PRId64 ": corrupt record", id);
		return is_hard(rc) ? rc : 0;
	}
	check->profiles += person.fetched_at != 0;
	check->refusals += person.refusal != NULL;
	if (person.first_seen == 0 && person.refusal == NULL)
		found(check, "person %" PRId64 ": no first_seen", id);
	if (person.login == NULL)
		return 0;
	rc = store_name_find(check->txn, NAME_LOGIN,
	    store_person_fold_login(&check->arena, person.login), &owner);
	if (rc < 0)
		found(check, "person %" PRId64 ": login not in the index", id);
	return is_hard(rc) ? rc : 0;
}

static int
check_repository(struct check *check, struct slice at, struct slice value)
{
	struct repository repository;
	int64_t id, owner;
	int rc;

	if (!key_id_parse(at, &id)) {
		found(check, "repository: a key that is no id");
		return 0;
	}
	rc = value_decode(check->txn, value, &repository_record, &check->arena,
	    &repository);
	if (rc < 0 || repository.id != id) {
		found(check, "repository %" PRId64 ": corrupt record", id);
		return is_hard(rc) ? rc : 0;
	}
	if (repository.full_name == NULL)
		return 0;
	rc = store_name_find(check->txn, NAME_REPOSITORY,
	    text_fold(&check->arena, repository.full_name,
		strlen(repository.full_name)),
	    &owner);
	if (rc < 0)
		found(check, "repository %" PRId64 ": name not in the index",
		    id);
	return is_hard(rc) ? rc : 0;
}

/* The name that the record an entry points at has now; NULL: none. */
static int
current_name(struct check *check, enum name_kind kind, int64_t id,
    const char **ret_name)
{
	struct repository repository;
	struct person person;
	int rc;

	*ret_name = NULL;
	if (kind == NAME_LOGIN) {
		rc = store_person_get_brief(check->txn, id, &check->arena,
		    &person);
		if (rc == 0)
			*ret_name = person.login;
	} else {
		rc = store_repository_get(check->txn, id, &check->arena,
		    &repository);
		if (rc == 0)
			*ret_name = repository.full_name;
	}
	return is_hard(rc) ? rc : 0;
}

static int
check_name(struct check *check, struct slice at, struct slice value)
{
	enum name_kind kind;
	struct slice text;
	struct key key;
	const char *name;
	int64_t id;
	int rc;

	if (!key_name_parse(at, &kind, &text) || !key_id_parse(value, &id)) {
		found(check, "name: malformed entry");
		return 0;
	}
	rc = current_name(check, kind, id, &name);
	if (rc < 0)
		return rc;
	if (name != NULL)
		key_name(&key, kind,
		    text_fold(&check->arena, name, strlen(name)));
	if (name == NULL || !key_equal(&key, at))
		found(check, "name: an entry of %" PRId64 " that is not its %s",
		    id, kind == NAME_LOGIN ? "login" : "name");
	return 0;
}

/* ---- facts ---- */

static int
decode_fact(struct check *check, enum fact_kind kind, struct slice value)
{
	struct arena *arena = &check->arena;
	struct portfolio portfolio;
	struct slice plain;
	struct work work;
	struct own own;

	switch (kind) {
	case FACT_README:
		return value_unpack(check->txn, value, &plain);
	case FACT_PORTFOLIO:
		return value_decode(check->txn, value, &portfolio_record, arena,
		    &portfolio);
	case FACT_OWN:
		return value_decode(check->txn, value, &store_own_record, arena,
		    &own);
	case FACT_WORK:
		return value_decode(check->txn, value, &work_record, arena,
		    &work);
	}
	return ERR_CORRUPT;
}

static int
check_fact(struct check *check, struct slice at, struct slice value)
{
	struct fact_key fact;
	bool has_person;
	int rc;

	if (!key_fact_parse(at, &fact)) {
		found(check, "fact: malformed key");
		return 0;
	}
	check->works += fact.kind == FACT_WORK;
	rc = decode_fact(check, fact.kind, value);
	if (rc < 0)
		found(check, "fact %d of person %" PRId64 ": corrupt record",
		    (int)fact.kind, fact.person);
	if (is_hard(rc))
		return rc;
	rc = person_exists(check, fact.person, &has_person);
	if (rc == 0 && !has_person)
		found(check, "fact %d of person %" PRId64 ": no such person",
		    (int)fact.kind, fact.person);
	return rc;
}

/* ---- scores and ranks ---- */

static size_t
role_at(const struct check *check, struct slot slot)
{
	size_t i = 0;

	while (i < check->n_roles &&
	    (check->roles[i].slot.role != slot.role ||
		check->roles[i].slot.generation != slot.generation))
		i++;
	return i;
}

static int
check_brief(struct check *check, const struct score_key *at,
    struct slice stored)
{
	struct rank_key rank = { .slot = at->slot, .person = at->person };
	struct score score;
	struct slice value;
	struct key key;
	bool is_ranked;
	int rc;

	rc = store_score_get_brief(check->txn, at->slot, at->person,
	    &check->arena, &score);
	if (rc == 0)
		rc = store_score_place(check->txn, stored, &rank.place, &value);
	if (rc < 0) {
		found(check, "score of person %" PRId64 ": corrupt record",
		    at->person);
		return is_hard(rc) ? rc : 0;
	}
	if (store_card_place(&score).score != rank.place.score ||
	    store_card_place(&score).tier != rank.place.tier)
		found(check, "score of person %" PRId64 ": another place",
		    at->person);
	key_rank(&key, &rank);
	rc = exists(check, TABLE_RANK, &key, &is_ranked);
	if (rc == 0 && !is_ranked)
		found(check, "score of person %" PRId64 ": not in the rank",
		    at->person);
	return rc;
}

static int
check_reasons(struct check *check, const struct score_key *at)
{
	struct score score = { 0 };
	struct key key;
	bool has_brief;
	int rc;

	rc = store_score_get_reasons(check->txn, at->slot, at->person,
	    &check->arena, &score);
	if (rc < 0)
		found(check, "reasons of person %" PRId64 ": corrupt record",
		    at->person);
	if (is_hard(rc))
		return rc;
	key_score(&key, at->slot, SCORE_BRIEF, at->person);
	rc = exists(check, TABLE_SCORE, &key, &has_brief);
	if (rc == 0 && !has_brief)
		found(check, "reasons of person %" PRId64 ": no score",
		    at->person);
	return rc;
}

static int
check_score(struct check *check, struct slice at, struct slice value)
{
	struct score_key score;

	if (!key_score_parse(at, &score)) {
		found(check, "score: malformed key");
		return 0;
	}
	if (role_at(check, score.slot) == check->n_roles)
		found(check, "score of person %" PRId64 ": no such role",
		    score.person);
	return score.part == SCORE_BRIEF ? check_brief(check, &score, value)
					 : check_reasons(check, &score);
}

/* Who is ranked must be stored and not refuse; suppressed ones are erased. */
static int
check_ranked_person(struct check *check, int64_t id)
{
	struct person person;
	int rc;

	rc = store_person_get_brief(check->txn, id, &check->arena, &person);
	if (is_hard(rc))
		return rc;
	if (rc < 0)
		found(check, "rank of person %" PRId64 ": no such person", id);
	else if (person.refusal != NULL)
		found(check, "rank of person %" PRId64 ": refuses", id);
	if (store_is_suppressed(check->txn, id, NULL))
		found(check, "rank of person %" PRId64 ": suppressed", id);
	return 0;
}

static int
check_rank(struct check *check, struct slice at, struct slice value)
{
	struct place_in_rank place;
	struct slice stored, ignored;
	struct rank_key rank;
	struct card card;
	struct key key;
	int rc;

	if (!key_rank_parse(at, &rank) ||
	    !store_card_decode(&rank, value, &card)) {
		found(check, "rank: malformed entry");
		return 0;
	}
	if (role_at(check, rank.slot) < check->n_roles)
		check->ranked[role_at(check, rank.slot)]++;
	else
		found(check, "rank of person %" PRId64 ": no such role",
		    rank.person);
	key_score(&key, rank.slot, SCORE_BRIEF, rank.person);
	rc = db_get(check->txn, TABLE_SCORE, &key, &stored);
	if (rc == 0)
		rc = store_score_place(check->txn, stored, &place, &ignored);
	if (is_hard(rc))
		return rc;
	if (rc < 0 || place.tier != rank.place.tier ||
	    place.score != rank.place.score)
		found(check,
		    "rank of person %" PRId64 ": not where its score is",
		    rank.person);
	return check_ranked_person(check, rank.person);
}

/* ---- tasks ---- */

static int
check_task(struct check *check, struct slice at, struct slice value)
{
	int64_t stage, subject;
	struct task task;
	struct key key;
	bool is_listed;
	int rc;

	if (!key_task_parse(at, &stage, &subject)) {
		found(check, "task: malformed key");
		return 0;
	}
	rc =
	    value_decode(check->txn, value, &task_record, &check->arena, &task);
	if (rc < 0 || task.stage != stage || task.subject != subject) {
		found(check, "task %" PRId64 " of %" PRId64 ": corrupt record",
		    stage, subject);
		return is_hard(rc) ? rc : 0;
	}
	if (!store_task_ready_key(&task, &key))
		return 0;
	rc = exists(check, TABLE_READY, &key, &is_listed);
	if (rc == 0 && !is_listed)
		found(check, "task %" PRId64 " of %" PRId64 ": not listed",
		    stage, subject);
	return rc;
}

static int
check_ready(struct check *check, struct slice at, struct slice value)
{
	struct ready_key ready;
	struct task task;
	struct key key;
	int rc;

	(void)value;
	if (!key_ready_parse(at, &ready)) {
		found(check, "ready: malformed key");
		return 0;
	}
	rc = store_task_get(check->txn, ready.stage, ready.subject,
	    &check->arena, &task);
	if (is_hard(rc))
		return rc;
	if (rc < 0 || !store_task_ready_key(&task, &key) ||
	    !key_equal(&key, at))
		found(check,
		    "ready: an entry that is not of task %" PRId64
		    " of %" PRId64,
		    ready.stage, ready.subject);
	return 0;
}

/* ---- the rest ---- */

static int
check_lead(struct check *check, struct slice at, struct slice value)
{
	struct lead lead;
	int64_t person;
	uint16_t role;
	bool has_person;
	int rc;

	if (!key_lead_parse(at, &person, &role)) {
		found(check, "lead: malformed key");
		return 0;
	}
	rc =
	    value_decode(check->txn, value, &lead_record, &check->arena, &lead);
	if (rc < 0 || lead.status < 0 || lead.status >= STATUS_COUNT)
		found(check, "lead of person %" PRId64 ": corrupt record",
		    person);
	if (is_hard(rc))
		return rc;
	rc = person_exists(check, person, &has_person);
	if (rc == 0 && !has_person)
		found(check, "lead of person %" PRId64 ": no such person",
		    person);
	return rc;
}

static int
check_value(struct check *check, struct slice value,
    const struct record_type *type, const char *what)
{
	union {
		struct validator validator;
		struct journal_entry entry;
		struct suppression suppression;
	} any;
	int rc;

	rc = value_decode(check->txn, value, type, &check->arena, &any);
	if (rc < 0)
		found(check, "%s: corrupt record", what);
	return is_hard(rc) ? rc : 0;
}

static int
check_validator(struct check *check, struct slice at, struct slice value)
{
	(void)at;
	return check_value(check, value, &validator_record, "validator");
}

static int
check_journal(struct check *check, struct slice at, struct slice value)
{
	(void)at;
	return check_value(check, value, &store_journal_record, "journal");
}

static int
check_suppressed(struct check *check, struct slice at, struct slice value)
{
	(void)at;
	return check_value(check, value, &store_suppression_record,
	    "suppressed");
}

/* Small values of the callers; roles and counters have checks of their own. */
static int
check_meta(struct check *check, struct slice at, struct slice value)
{
	struct slice name, plain;
	int rc;

	if (!key_meta_parse(at, META_VALUE, &name))
		return 0;
	rc = value_unpack(check->txn, value, &plain);
	if (rc < 0)
		found(check, "meta: a value that can't be read");
	return is_hard(rc) ? rc : 0;
}

/* ---- the whole ---- */

static int
read_roles(struct check *check)
{
	const char *name = "";
	size_t n = 0;
	int rc = 0;

	while (n < ROLES_MAX &&
	    (rc = store_role_next(check->txn, name, &check->names, &name,
		 &check->roles[n])) == 0)
		check->role_names[n++] = name;
	check->n_roles = n;
	/* The names behind it are unknown then: their scores will be found. */
	if (rc == ERR_CORRUPT)
		found(check, "meta: a role that can't be read");
	return is_hard(rc) ? rc : 0;
}

static void
compare(struct check *check, const char *what, int64_t counted, int64_t is)
{
	if (counted != is)
		found(check, "%s: counted as %" PRId64 ", are %" PRId64, what,
		    counted, is);
}

static int
check_counters(struct check *check)
{
	const struct {
		const char *name;
		int64_t is;
	} counters[] = {
		{ COUNT_PROFILES, check->profiles },
		{ COUNT_REFUSALS, check->refusals },
		{ COUNT_WORKS, check->works },
	};
	int64_t counted;

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
		int rc = meta_get_int(check->txn, META_COUNTER,
		    counters[i].name, &counted);

		if (is_hard(rc))
			return rc;
		if (rc < 0)
			found(check, "meta: a counter that can't be read");
		else
			compare(check, counters[i].name, counted,
			    counters[i].is);
	}
	for (size_t i = 0; i < check->n_roles; i++)
		compare(check, check->role_names[i], check->roles[i].leads,
		    check->ranked[i]);
	return 0;
}

static int
check_table(struct check *check, enum table table,
    int (*entry)(struct check *, struct slice, struct slice))
{
	struct slice at, value;
	struct cursor *cursor;
	struct key all = { 0 };
	int rc;

	rc = cursor_open(check->txn, table, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, &all, &at, &value);
	while (rc == 0) {
		rc = entry(check, at, value);
		arena_reset(&check->arena);
		if (rc == 0)
			rc = cursor_next(cursor, &at, &value);
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
check_all(struct check *check)
{
	static const struct {
		enum table table;
		int (*entry)(struct check *, struct slice, struct slice);
	} tables[] = {
		{ TABLE_META, check_meta },
		{ TABLE_PERSON, check_person },
		{ TABLE_REPOSITORY, check_repository },
		{ TABLE_NAME, check_name },
		{ TABLE_FACT, check_fact },
		{ TABLE_SCORE, check_score },
		{ TABLE_RANK, check_rank },
		{ TABLE_TASK, check_task },
		{ TABLE_READY, check_ready },
		{ TABLE_LEAD, check_lead },
		{ TABLE_VALIDATOR, check_validator },
		{ TABLE_JOURNAL, check_journal },
		{ TABLE_SUPPRESSED, check_suppressed },
	};
	int rc;

	rc = read_roles(check);
	for (size_t i = 0; rc == 0 && i < sizeof(tables) / sizeof(tables[0]);
	     i++)
		rc = check_table(check, tables[i].table, tables[i].entry);
	return rc < 0 ? rc : check_counters(check);
}

int
store_check(struct txn *txn, struct buf *report, int64_t *ret_findings)
{
	struct check *check = mem_calloc(1, sizeof(*check));
	int rc;

	check->txn = txn;
	check->report = report;
	rc = check_all(check);
	if (rc == 0)
		*ret_findings = check->findings;
	arena_done(&check->arena);
	arena_done(&check->names);
	mem_free(check);
	return rc;
}
