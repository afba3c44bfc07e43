/*
 * Verifies every record and every index against the records, both ways: what
 * a record calls for stands in the index, and nothing else does.
 */
#include "store/upkeep/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "store/fact/name.h"
#include "store/fact/person.h"
#include "store/fact/portfolio.h"
#include "store/load/load_index.h"
#include "store/meta.h"
#include "store/posting/ordinal.h"
#include "store/rights.h"
#include "store/rights/journal.h"
#include "store/rights/suppress.h"
#include "store/task.h"
#include "store/value/value.h"

enum {
	/* Beyond that many lines the findings are only counted. */
	LINES_MAX = 1000
};

void
check_found(struct check *check, const char *format, ...)
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

bool
check_is_hard(int rc)
{
	return rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT;
}

int
check_exists(struct check *check, enum table table, const struct key *key,
    bool *ret_exists)
{
	struct slice value;
	int rc = db_get(check->txn, table, key, &value);

	*ret_exists = rc == 0;
	return check_is_hard(rc) ? rc : 0;
}

static int
person_exists(struct check *check, int64_t id, bool *ret_exists)
{
	struct key key;

	key_id(&key, id);
	return check_exists(check, TABLE_PERSON, &key, ret_exists);
}

/* ---- people, repositories and their names ---- */

static int
check_person(struct check *check, struct slice at, struct slice value)
{
	struct person person;
	uint32_t ordinal = ORDINAL_NONE;
	bool is_indexed;
	int64_t id;
	int rc;

	if (!key_id_parse(at, &id)) {
		check_found(check, "person: a key that is no id");
		return 0;
	}
	rc = store_person_decode(check->txn, id, value, &check->arena, &person,
	    &ordinal);
	if (ordinal != ORDINAL_NONE)
		check_number(check, id, ordinal);
	if (rc < 0 || person.id != id) {
		check_found(check, "person %" PRId64 ": corrupt record", id);
		return check_is_hard(rc) ? rc : 0;
	}
	check->profiles += person.fetched_at != 0;
	check->refusals += person.refusal != NULL;
	if ((ordinal == ORDINAL_NONE) != (person.refusal != NULL))
		check_found(check, "person %" PRId64 ": %s ordinal", id,
		    person.refusal != NULL ? "refuses, but has an" : "no");
	if (person.first_seen == 0 && person.refusal == NULL)
		check_found(check, "person %" PRId64 ": no first_seen", id);
	if (person.login == NULL)
		return 0;
	rc = store_name_has(check->txn, NAME_LOGIN,
	    store_person_fold_login(&check->arena, person.login), id,
	    &is_indexed);
	if (rc == 0 && !is_indexed && !check->is_unindexed)
		check_found(check, "person %" PRId64 ": login not in the index",
		    id);
	return check_is_hard(rc) ? rc : 0;
}

static int
check_repository(struct check *check, struct slice at, struct slice value)
{
	struct repository repository;
	bool is_indexed;
	int64_t id;
	int rc;

	if (!key_id_parse(at, &id)) {
		check_found(check, "repository: a key that is no id");
		return 0;
	}
	rc = value_decode(check->txn, value, &repository_record, &check->arena,
	    &repository);
	if (rc < 0 || repository.id != id) {
		check_found(check, "repository %" PRId64 ": corrupt record",
		    id);
		return check_is_hard(rc) ? rc : 0;
	}
	if (repository.full_name == NULL)
		return 0;
	rc = store_name_has(check->txn, NAME_REPOSITORY,
	    text_fold(&check->arena, repository.full_name,
		strlen(repository.full_name)),
	    id, &is_indexed);
	if (rc == 0 && !is_indexed && !check->is_unindexed)
		check_found(check,
		    "repository %" PRId64 ": name not in the index", id);
	return check_is_hard(rc) ? rc : 0;
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
	return check_is_hard(rc) ? rc : 0;
}

static int
check_name(struct check *check, struct slice at, struct slice value)
{
	enum name_kind kind;
	bool is_bearer;
	struct key key;
	const char *name, *folded;
	int64_t id;
	int rc;

	if (!key_name_parse(at, &kind, &is_bearer) ||
	    !key_short_id_parse(value, &id)) {
		check_found(check, "name: malformed entry");
		return 0;
	}
	rc = current_name(check, kind, id, &name);
	if (rc < 0)
		return rc;
	folded =
	    name == NULL ? "" : text_fold(&check->arena, name, strlen(name));
	if (is_bearer)
		key_bearer(&key, kind, folded, id);
	else
		key_name(&key, kind, folded);
	if (name == NULL || !key_equal(&key, at))
		check_found(check,
		    "name: an entry of %" PRId64 " that is not its %s", id,
		    kind == NAME_LOGIN ? "login" : "name");
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
		check_found(check, "fact: malformed key");
		return 0;
	}
	check->works += fact.kind == FACT_WORK;
	rc = decode_fact(check, fact.kind, value);
	if (rc < 0)
		check_found(check,
		    "fact %d of person %" PRId64 ": corrupt record",
		    (int)fact.kind, fact.person);
	if (check_is_hard(rc))
		return rc;
	rc = person_exists(check, fact.person, &has_person);
	if (rc == 0 && !has_person)
		check_found(check,
		    "fact %d of person %" PRId64 ": no such person",
		    (int)fact.kind, fact.person);
	return rc;
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
		check_found(check, "lead: malformed key");
		return 0;
	}
	rc =
	    value_decode(check->txn, value, &lead_record, &check->arena, &lead);
	if (rc < 0 || lead.status < 0 || lead.status >= STATUS_COUNT)
		check_found(check, "lead of person %" PRId64 ": corrupt record",
		    person);
	/* what was said to somebody outlives a purge */
	if (rc == 0 && store_lead_is_beyond_new(&lead))
		return 0;
	if (check_is_hard(rc))
		return rc;
	rc = person_exists(check, person, &has_person);
	if (rc == 0 && !has_person)
		check_found(check, "lead of person %" PRId64 ": no such person",
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
		check_found(check, "%s: corrupt record", what);
	return check_is_hard(rc) ? rc : 0;
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

/* Nobody is listed who is not stored. */
static int
check_listed(struct check *check, struct slice at)
{
	struct slice name, value;
	int64_t person;
	uint16_t role;
	struct key key;
	int rc;

	if (!key_listed_parse(at, &name, &role, &person)) {
		check_found(check, "meta: a listed lead that can't be read");
		return 0;
	}
	key_id(&key, person);
	rc = db_get(check->txn, TABLE_PERSON, &key, &value);
	if (rc == ERR_NOTFOUND)
		check_found(check,
		    "meta: person %" PRId64 " is listed and not stored",
		    person);
	return check_is_hard(rc) ? rc : 0;
}

/* Small values of the callers; roles and counters have checks of their own. */
static int
check_meta(struct check *check, struct slice at, struct slice value)
{
	struct slice name, plain;
	int rc;

	if (key_meta_parse(at, META_SEARCH, &name))
		return check_value(check, value, &search_record, "search");
	if (key_meta_parse(at, META_LISTED, &name))
		return check_listed(check, at);
	if (!key_meta_parse(at, META_VALUE, &name))
		return 0;
	rc = value_unpack(check->txn, value, &plain);
	if (rc < 0)
		check_found(check, "meta: a value that can't be read");
	return check_is_hard(rc) ? rc : 0;
}

/* ---- the whole ---- */

static void
add_role(struct check *check, const char *name, struct role_slot role)
{
	check->role_names[check->n_roles] = name;
	check->roles[check->n_roles++] = role;
	if (role.is_dropped)
		check->dropped[check->n_dropped++] = role.dropped;
	if (role.is_built && role.built.generation == role.slot.generation) {
		check->rankings[check->n_rankings++] =
		    (struct role_slot){ .slot = role.built };
	} else if (role.is_built && check->n_roles < CHECK_ROLES_MAX) {
		check->role_names[check->n_roles] = name;
		check->roles[check->n_roles++] =
		    (struct role_slot){ .slot = role.built,
			    .leads = role.built_leads };
	}
}

static int
read_roles(struct check *check)
{
	struct role_slot role;
	const char *name = "";
	int rc = 0;

	while (check->n_roles < CHECK_ROLES_MAX &&
	    (rc = store_role_next(check->txn, name, &check->names, &name,
		 &role)) == 0)
		add_role(check, name, role);
	/* The names behind it are unknown then: their scores will be found. */
	if (rc == ERR_CORRUPT)
		check_found(check, "meta: a role that can't be read");
	return check_is_hard(rc) ? rc : 0;
}

static void
compare(struct check *check, const char *what, int64_t counted, int64_t is)
{
	if (counted != is)
		check_found(check, "%s: counted as %" PRId64 ", are %" PRId64,
		    what, counted, is);
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

	for (size_t i = 0; i < COUNT(counters); i++) {
		int rc = meta_get_int(check->txn, META_COUNTER,
		    counters[i].name, &counted);

		if (check_is_hard(rc))
			return rc;
		if (rc < 0)
			check_found(check,
			    "meta: a counter that can't be read");
		else
			compare(check, counters[i].name, counted,
			    counters[i].is);
	}
	for (size_t i = 0; i < check->n_roles && !check->is_unindexed; i++)
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
		{ TABLE_COLUMN, check_column },
		{ TABLE_TASK, check_task },
		{ TABLE_READY, check_ready },
		{ TABLE_LEAD, check_lead },
		{ TABLE_VALIDATOR, check_validator },
		{ TABLE_JOURNAL, check_journal },
		{ TABLE_SUPPRESSED, check_suppressed },
	};
	int rc;

	rc = read_roles(check);
	for (size_t i = 0; rc == 0 && i < COUNT(tables); i++)
		rc = check_table(check, tables[i].table, tables[i].entry);
	if (rc == 0)
		rc = check_postings(check);
	if (rc == 0)
		rc = check_fronts(check);
	return rc < 0 ? rc : check_counters(check);
}

int
store_check(struct txn *txn, struct buf *report, int64_t *ret_findings)
{
	struct check *check = mem_calloc(1, sizeof(*check));
	int rc;

	check->txn = txn;
	check->report = report;
	check->is_unindexed = store_load_is_unfinished(txn);
	rc = check_all(check);
	if (rc == 0)
		*ret_findings = check->findings;
	arena_done(&check->arena);
	arena_done(&check->names);
	mem_free(check->numbers);
	mem_free(check);
	return rc;
}
