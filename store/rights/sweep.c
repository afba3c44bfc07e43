#include "store/rights/sweep.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "store/fact/person.h"
#include "store/index/index.h"
#include "store/posting/ordinal.h"
#include "store/rights.h"
#include "store/rights/journal.h"
#include "store/score/role.h"
#include "store/score/score_record.h"
#include "store/task.h"
#include "store/value/dictionary.h"
#include "store/value/value.h"

/* Tables whose records may mention somebody; NULL type: decided by the key. */
struct swept {
	enum table table;
	const struct record_type *type;
};

/* In this order: small ones first, scores last, which are made of facts. */
static const struct swept tables[] = {
	{ TABLE_META, NULL },
	{ TABLE_PERSON, &person_record },
	{ TABLE_REPOSITORY, &repository_record },
	{ TABLE_TASK, &task_record },
	{ TABLE_LEAD, &lead_record },
	{ TABLE_JOURNAL, &store_journal_record },
	{ TABLE_VALIDATOR, NULL },
	{ TABLE_FACT, NULL },
	{ TABLE_SCORE, NULL },
};

enum {
	N_TABLES = COUNT(tables),
	LOOK_EVERY = 16 /* entries between two looks at the clock */
};

int
sweep_after(struct cursor *cursor, const struct key *key,
    struct slice *ret_found, struct slice *ret_value)
{
	int rc;

	rc = cursor_seek(cursor, key, ret_found, ret_value);
	if (rc == 0 && key_equal(key, *ret_found))
		rc = cursor_next(cursor, ret_found, ret_value);
	return rc;
}

/* ---- one record ---- */

/* A task that stands for one of them under another number than theirs. */
static bool
names_one(const struct sweep *sweep, const struct task *task)
{
	return task->name != NULL &&
	    scrub_has_login(&sweep->scrub, task->name, strlen(task->name));
}

static int
drop_task(struct sweep *sweep, const struct task *task)
{
	sweep->scrub.found++;
	return sweep->write
	    ? store_task_drop(sweep->txn, task->stage, task->subject)
	    : 0;
}

/* Whether a segment of the URL's path is one of the logins. */
static bool
is_url_of_one(const struct sweep *sweep, struct slice url)
{
	const char *at = (const char *)url.bytes, *end = at + url.len;

	while (at < end) {
		size_t n = 0;

		while (at + n < end && at[n] != '/' && at[n] != '?')
			n++;
		if (scrub_has_login(&sweep->scrub, at, n))
			return true;
		at += n + 1;
	}
	return false;
}

static int
sweep_validator(struct sweep *sweep, const struct key *key)
{
	if (!is_url_of_one(sweep, key_slice(key)))
		return 0;
	sweep->scrub.found++;
	return sweep->write ? db_drop(sweep->txn, TABLE_VALIDATOR, key) : 0;
}

union record {
	struct person person;
	struct repository repository;
	struct work work;
	struct portfolio portfolio;
	struct own own;
	struct task task;
	struct lead lead;
	struct journal_entry entry;
	struct search search;
};

/* What is stored beside the record of somebody's. */
struct whose {
	int64_t person;
	uint32_t ordinal;
};

/* The terms of a record of facts whose texts have changed. */
static int
index_again(struct txn *txn, const struct record_type *type, struct whose whose,
    const union record *old, const union record *new)
{
	if (type == &person_record)
		return index_company(txn, whose.ordinal, old->person.company,
		    new->person.company);
	if (type == &work_record)
		return index_work(txn, whose.ordinal, whose.person, &old->work,
		    &new->work);
	if (type == &portfolio_record)
		return index_portfolio(txn, whose.ordinal, whose.person,
		    &old->portfolio, &new->portfolio);
	if (type == &store_own_record)
		return index_own(txn, whose.ordinal, &old->own, &new->own);
	return 0;
}

/* Only of people and facts, whose keys begin with the person. */
static int
find_whose(struct sweep *sweep, enum table table, const struct key *key,
    struct whose *ret_whose)
{
	int rc;

	*ret_whose = (struct whose){ .ordinal = ORDINAL_NONE };
	if (table != TABLE_PERSON && table != TABLE_FACT)
		return 0;
	ret_whose->person = (int64_t)key_get_be(key->bytes, 8);
	rc = ordinal_get(sweep->txn, ret_whose->person, &ret_whose->ordinal);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* Scrubbing changes lists in place: what they were is decoded again. */
static int
write_record(struct sweep *sweep, enum table table, const struct key *key,
    const struct record_type *type, struct slice plain, const union record *new)
{
	struct whose whose;
	union record old;
	int rc;

	rc = find_whose(sweep, table, key, &whose);
	if (rc < 0)
		return rc;
	rc = record_decode(type, plain.bytes, plain.len, sweep->scrub.arena,
	    &old);
	if (rc < 0)
		return value_corrupt(sweep->txn);
	rc = table == TABLE_PERSON
	    ? store_person_write(sweep->txn, whose.ordinal, &new->person)
	    : value_put(sweep->txn, table, key, type, new);
	return rc < 0 ? rc : index_again(sweep->txn, type, whose, &old, new);
}

static int
sweep_record(struct sweep *sweep, enum table table, const struct key *key,
    const struct record_type *type, struct slice plain)
{
	int64_t before = sweep->scrub.found;
	union record value;
	int rc;

	rc = record_decode(type, plain.bytes, plain.len, sweep->scrub.arena,
	    &value);
	if (rc < 0)
		return value_corrupt(sweep->txn);
	if (table == TABLE_TASK && sweep->skip != 0 &&
	    value.task.subject == sweep->skip)
		return 0;
	if (table == TABLE_TASK && names_one(sweep, &value.task))
		return drop_task(sweep, &value.task);
	sweep->scrub.is_operators = table == TABLE_LEAD ||
	    table == TABLE_JOURNAL || table == TABLE_META;
	scrub_record(&sweep->scrub, type, &value);
	sweep->scrub.is_operators = false;
	if (!sweep->write || sweep->scrub.found == before)
		return 0;
	return write_record(sweep, table, key, type, plain, &value);
}

/* Small values are texts of ours, which can name somebody. */
static int
sweep_value(struct sweep *sweep, const struct key *key, struct slice stored)
{
	int64_t before = sweep->scrub.found;
	struct slice plain, name;
	const char *text;
	bool is_search;
	int rc;

	is_search = key_meta_parse(key_slice(key), META_SEARCH, &name);
	if (!is_search && !key_meta_parse(key_slice(key), META_VALUE, &name))
		return 0;
	rc = value_unpack(sweep->txn, stored, &plain);
	if (rc < 0)
		return rc;
	if (is_search)
		return sweep_record(sweep, TABLE_META, key, &search_record,
		    plain);
	text = scrub_text(&sweep->scrub,
	    arena_text(sweep->scrub.arena, (const char *)plain.bytes,
		plain.len));
	if (!sweep->write || sweep->scrub.found == before)
		return 0;
	rc = value_pack(sweep->txn,
	    (struct slice){ (const uint8_t *)text, strlen(text) }, &stored);
	return rc < 0 ? rc : db_put(sweep->txn, TABLE_META, key, stored);
}

static int
sweep_readme(struct sweep *sweep, const struct key *key, struct slice plain)
{
	int64_t before = sweep->scrub.found;
	struct slice stored;
	const char *text;
	int rc;

	text = scrub_text(&sweep->scrub,
	    arena_text(sweep->scrub.arena, (const char *)plain.bytes,
		plain.len));
	if (!sweep->write || sweep->scrub.found == before)
		return 0;
	rc = value_pack_as(sweep->txn, VALUE_REPOSITORY,
	    (struct slice){ (const uint8_t *)text, strlen(text) }, &stored);
	return rc < 0 ? rc : db_put(sweep->txn, TABLE_FACT, key, stored);
}

static int
sweep_fact(struct sweep *sweep, const struct key *key, struct slice plain)
{
	struct fact_key fact;

	if (!key_fact_parse(key_slice(key), &fact))
		return value_corrupt(sweep->txn);
	switch (fact.kind) {
	case FACT_README:
		return sweep_readme(sweep, key, plain);
	case FACT_PORTFOLIO:
		return sweep_record(sweep, TABLE_FACT, key, &portfolio_record,
		    plain);
	case FACT_OWN:
		return sweep_record(sweep, TABLE_FACT, key, &store_own_record,
		    plain);
	case FACT_WORK:
		return sweep_record(sweep, TABLE_FACT, key, &work_record,
		    plain);
	}
	return 0;
}

/* The only texts of a score that are found by their words. */
static int
index_flags(struct sweep *sweep, const struct score_key *at,
    const struct score *old, const struct score *new)
{
	uint32_t ordinal;
	int rc = ordinal_get(sweep->txn, at->person, &ordinal);

	if (rc < 0)
		return rc;
	return index_score(sweep->txn, at->slot, ordinal,
	    (struct index_score){ old, 0 }, (struct index_score){ new, 0 });
}

static int
scrub_whole(struct sweep *sweep, const struct score_key *at)
{
	const struct weighing as_is = { .rubric = "" };
	int64_t before = sweep->scrub.found;
	struct score score, old = { 0 };
	int rc;

	rc = store_score_get_brief(sweep->txn, at->slot, at->person,
	    sweep->scrub.arena, &old);
	if (rc == 0)
		rc = store_score_get_whole(sweep->txn, at->slot, at->person,
		    sweep->scrub.arena, &score);
	if (rc < 0)
		return rc;
	scrub_score(&sweep->scrub, &score);
	if (!sweep->write || sweep->scrub.found == before)
		return 0;
	rc = store_score_write(sweep->txn, at->slot, &as_is, &score);
	return rc < 0 ? rc : index_flags(sweep, at, &old, &score);
}

static int
sweep_score(struct sweep *sweep, const struct key *key, struct slice value)
{
	struct measured measured;
	struct slice stored, plain;
	struct score_key at;
	int rc;

	if (!key_score_parse(key_slice(key), &at))
		return value_corrupt(sweep->txn);
	if (at.part != SCORE_WHOLE)
		return 0;
	if (!store_score_split(value, &measured, &stored))
		return value_corrupt(sweep->txn);
	rc = value_unpack(sweep->txn, stored, &plain);
	if (rc < 0 || !scrub_suspects(&sweep->scrub, plain))
		return rc;
	return scrub_whole(sweep, &at);
}

/* ---- a table ---- */

/* Whether the record is the person's own, by its key. */
static bool
is_own(const struct sweep *sweep, enum table table, struct slice key)
{
	struct score_key score;

	if (sweep->skip == 0)
		return false;
	if (table == TABLE_SCORE)
		return key_score_parse(key, &score) &&
		    score.person == sweep->skip;
	if (table != TABLE_PERSON && table != TABLE_FACT && table != TABLE_LEAD)
		return false;
	return key.len >= 8 &&
	    key_get_be(key.bytes, 8) == (uint64_t)sweep->skip;
}

static int
sweep_one(struct sweep *sweep, const struct swept *what, const struct key *key,
    struct slice stored)
{
	struct slice plain;
	uint32_t ordinal;
	int64_t id;
	int rc;

	if (is_own(sweep, what->table, key_slice(key)))
		return 0;
	if (what->table == TABLE_META)
		return sweep_value(sweep, key, stored);
	if (what->table == TABLE_VALIDATOR)
		return sweep_validator(sweep, key);
	if (what->table == TABLE_SCORE)
		return sweep_score(sweep, key, stored);
	if (what->table == TABLE_PERSON &&
	    (!key_id_parse(key_slice(key), &id) ||
		!ordinal_split(stored, id, &ordinal, &stored)))
		return value_corrupt(sweep->txn);
	rc = value_unpack(sweep->txn, stored, &plain);
	if (rc < 0 || !scrub_suspects(&sweep->scrub, plain))
		return rc;
	return what->type != NULL
	    ? sweep_record(sweep, what->table, key, what->type, plain)
	    : sweep_fact(sweep, key, plain);
}

/* One entry; a record that can't be read tells nobody anything, and must not
 * stop the rest. */
static int
sweep_entry(struct sweep *sweep, const struct swept *what, struct slice found,
    struct slice stored)
{
	int64_t before = sweep->scrub.found;
	int rc;

	key_from_slice(&sweep->at.key, found);
	sweep->seen++;
	rc = sweep_one(sweep, what, &sweep->at.key, stored);
	if (rc == 0 && sweep->met != NULL && sweep->scrub.found > before)
		rc = sweep->met(sweep, what->table, &sweep->at.key,
		    sweep->scrub.found - before);
	arena_reset(sweep->scrub.arena);
	return rc == ERR_CORRUPT || rc == ERR_NOTFOUND ? 0 : rc;
}

static bool
is_time_up(const struct sweep *sweep, int64_t until_ms)
{
	return sweep->seen % LOOK_EVERY == 0 && clock_mono_ms() >= until_ms;
}

/* AGAIN when the time is up, ERR_NOTFOUND at the end of the table. */
static int
sweep_table(struct sweep *sweep, const struct swept *what, int64_t until_ms)
{
	struct slice found, stored;
	struct cursor *cursor;
	int rc;

	rc = cursor_open(sweep->txn, what->table, &cursor);
	while (rc == 0) {
		rc = sweep_after(cursor, &sweep->at.key, &found, &stored);
		if (rc == 0)
			rc = sweep_entry(sweep, what, found, stored);
		if (rc == 0 && is_time_up(sweep, until_ms))
			rc = ERR_AGAIN;
	}
	cursor_close(cursor);
	return rc;
}

int
sweep_slice(struct sweep *sweep, int64_t until_ms)
{
	int rc = 0;

	while (rc == 0 && sweep->at.table < N_TABLES) {
		rc = sweep_table(sweep, &tables[sweep->at.table], until_ms);
		if (rc == ERR_NOTFOUND) {
			sweep->at.table++;
			sweep->at.key.len = 0;
			rc = 0;
		}
	}
	if (rc == ERR_AGAIN)
		return 0;
	return rc == 0 ? ERR_NOTFOUND : rc;
}

int64_t
sweep_total(struct txn *txn)
{
	int64_t n, total = 0;

	for (size_t i = 0; i < N_TABLES; i++)
		if (db_count(txn, tables[i].table, &n) == 0)
			total += n;
	return total;
}
