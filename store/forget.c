#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "store/scrub.h"

/*
 * Forgetting is two things: dropping what is the person's own, and a sweep over
 * everybody else's records for mentions of them.  The sweep unpacks every text
 * of the store but decodes only those that can hold a mention.
 */
struct sweep {
	struct txn *txn;
	struct scrub scrub;
	bool write; /* false: only count */
	int64_t skip; /* whose own records are stepped over; 0: nobody's */
};

/* Tables whose records may mention somebody; NULL type: decided by the key. */
struct swept {
	enum table table;
	const struct record_type *type;
};

/* Tables of one record type each. */
static const struct swept plain_tables[] = {
	{ TABLE_PERSON, &person_record },
	{ TABLE_REPOSITORY, &repository_record },
	{ TABLE_TASK, &task_record },
	{ TABLE_LEAD, &lead_record },
	{ TABLE_JOURNAL, &journal_entry_record },
};

/* The entry after `key`: a cursor is not relied on across a deletion. */
static int
after(struct cursor *cursor, const struct key *key, struct slice *ret_found,
    struct slice *ret_value)
{
	int rc;

	rc = cursor_seek(cursor, key, ret_found, ret_value);
	if (rc == 0 && key_equal(key, *ret_found))
		rc = cursor_next(cursor, ret_found, ret_value);
	return rc;
}

/* ---- one record ---- */

static int
sweep_record(struct sweep *sweep, enum table table, const struct key *key,
    const struct record_type *type, struct slice plain)
{
	int64_t before = sweep->scrub.found;
	union {
		struct person person;
		struct repository repository;
		struct work work;
		struct portfolio portfolio;
		struct own own;
		struct task task;
		struct lead lead;
		struct journal_entry entry;
	} value;
	int rc;

	rc = record_decode(type, plain.bytes, plain.len, sweep->scrub.arena,
	    &value);
	if (rc < 0)
		return value_corrupt(sweep->txn);
	scrub_record(&sweep->scrub, type, &value);
	if (!sweep->write || sweep->scrub.found == before)
		return 0;
	return value_put(sweep->txn, table, key, type, &value);
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
	rc = value_pack(sweep->txn,
	    (struct slice){ (const uint8_t *)text, strlen(text) }, &stored);
	return rc < 0 ? rc : table_put(sweep->txn, TABLE_FACT, key, stored);
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
		return sweep_record(sweep, TABLE_FACT, key, &own_record, plain);
	case FACT_WORK:
		return sweep_record(sweep, TABLE_FACT, key, &work_record,
		    plain);
	}
	return 0;
}

/* Both parts of a score at once, when its brief one comes by. */
static int
sweep_score(struct sweep *sweep, const struct key *key, struct slice stored)
{
	int64_t before = sweep->scrub.found;
	struct place_in_rank place;
	struct score_key at;
	struct score score;
	struct slice value;
	int rc;

	if (!key_score_parse(key_slice(key), &at))
		return value_corrupt(sweep->txn);
	if (at.part != SCORE_BRIEF)
		return 0;
	rc = score_place(sweep->txn, stored, &place, &value);
	if (rc == 0)
		rc = score_get_brief(sweep->txn, at.slot, at.person,
		    sweep->scrub.arena, &score);
	if (rc == 0)
		rc = score_get_reasons(sweep->txn, at.slot, at.person,
		    sweep->scrub.arena, &score);
	if (rc < 0)
		return rc;
	scrub_score(&sweep->scrub, &score);
	if (!sweep->write || sweep->scrub.found == before)
		return 0;
	return score_put_parts(sweep->txn, at.slot, place, &score);
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
	int rc;

	if (is_own(sweep, what->table, key_slice(key)))
		return 0;
	if (what->table == TABLE_SCORE)
		return sweep_score(sweep, key, stored);
	rc = value_unpack(sweep->txn, stored, &plain);
	if (rc < 0 || !scrub_suspects(&sweep->scrub, plain))
		return rc;
	return what->type != NULL
	    ? sweep_record(sweep, what->table, key, what->type, plain)
	    : sweep_fact(sweep, key, plain);
}

static int
sweep_table(struct sweep *sweep, const struct swept *what)
{
	struct slice found, stored;
	struct cursor *cursor;
	struct key key = { 0 };
	int rc;

	rc = cursor_open(sweep->txn, what->table, &cursor);
	if (rc < 0)
		return rc;
	while ((rc = after(cursor, &key, &found, &stored)) == 0) {
		key_from_slice(&key, found);
		rc = sweep_one(sweep, what, &key, stored);
		arena_reset(sweep->scrub.arena);
		/* A record that can't be read tells nobody anything; it must
		 * not stop the rest. */
		if (rc < 0 && rc != ERR_CORRUPT && rc != ERR_NOTFOUND)
			break;
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
sweep_all(struct sweep *sweep)
{
	static const struct swept facts = { TABLE_FACT, NULL };
	static const struct swept scores = { TABLE_SCORE, NULL };
	int rc = 0;

	for (size_t i = 0;
	     rc == 0 && i < sizeof(plain_tables) / sizeof(plain_tables[0]); i++)
		rc = sweep_table(sweep, &plain_tables[i]);
	if (rc == 0)
		rc = sweep_table(sweep, &facts);
	return rc < 0 ? rc : sweep_table(sweep, &scores);
}

/* ---- tasks and validators: named after people, not keyed by them ---- */

static bool
is_task_of(const struct task *task, const struct person *person)
{
	if (task->name != NULL && person->login != NULL &&
	    str_casecmp(task->name, person->login) == 0)
		return true;
	/* Repositories have numbers of their own, and a slash in the name. */
	return task->subject == person->id &&
	    (task->name == NULL || strchr(task->name, '/') == NULL);
}

static int
drop_tasks(struct txn *txn, const struct person *person)
{
	struct arena arena = { 0 };
	struct slice found, value;
	struct cursor *cursor;
	struct key key = { 0 };
	struct task task;
	int rc;

	rc = cursor_open(txn, TABLE_TASK, &cursor);
	if (rc < 0)
		return rc;
	while ((rc = after(cursor, &key, &found, &value)) == 0) {
		key_from_slice(&key, found);
		rc = value_decode(txn, value, &task_record, &arena, &task);
		if (rc == 0 && is_task_of(&task, person))
			rc = store_task_drop(txn, task.stage, task.subject);
		arena_reset(&arena);
		if (rc < 0 && rc != ERR_CORRUPT)
			break;
	}
	cursor_close(cursor);
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Whether a segment of the URL's path is the login. */
static bool
is_url_of(struct slice url, const char *login)
{
	const char *at = (const char *)url.bytes, *end = at + url.len;
	size_t len = strlen(login);

	for (; at < end; at++) {
		size_t n = 0;

		if (*at != '/')
			continue;
		while (n < len && at + 1 + n < end &&
		    str_lower(at[1 + n]) == str_lower(login[n]))
			n++;
		if (n == len &&
		    (at + 1 + n == end || at[1 + n] == '/' || at[1 + n] == '?'))
			return true;
	}
	return false;
}

static int
drop_validators(struct txn *txn, const char *login)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key key = { 0 };
	int rc;

	rc = cursor_open(txn, TABLE_VALIDATOR, &cursor);
	if (rc < 0)
		return rc;
	while ((rc = after(cursor, &key, &found, &value)) == 0) {
		key_from_slice(&key, found);
		if (!is_url_of(found, login))
			continue;
		rc = table_drop(txn, TABLE_VALIDATOR, &key);
		if (rc < 0)
			break;
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- the whole ---- */

static int
drop_own(struct txn *txn, const struct person *person)
{
	struct key key;
	int rc;

	rc = person_strip(txn, person->id, true);
	if (rc == 0)
		rc = person_move_login(txn, person->id, person->login, NULL);
	key_id(&key, person->id);
	if (rc == 0)
		rc = table_drop(txn, TABLE_PERSON, &key);
	if (rc == 0)
		rc = person_count(txn, person, &(struct person){ 0 });
	if (rc == 0)
		rc = drop_tasks(txn, person);
	if (rc == 0 && person->login != NULL && person->login[0] != '\0')
		rc = drop_validators(txn, person->login);
	return rc;
}

/* One whose record can't be read is known by id alone. */
static int
get_or_bare(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person)
{
	int rc;

	rc = person_get_brief(txn, id, arena, ret_person);
	if (rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	*ret_person = (struct person){ .id = id };
	return 0;
}

int
store_forget(struct txn *txn, int64_t id, bool suppress)
{
	struct arena arena = { 0 }, texts = { 0 };
	struct sweep sweep = { .txn = txn, .write = true };
	struct person person;
	int rc;

	if (id <= 0)
		return ERR_INVAL;
	rc = get_or_bare(txn, id, &arena, &person);
	if (rc == 0 && suppress)
		rc = suppress_add(txn, id, person.login, 0);
	if (rc == 0)
		rc = drop_own(txn, &person);
	scrub_init(&sweep.scrub, &person, &texts);
	if (rc == 0)
		rc = sweep_all(&sweep);
	if (rc == 0)
		rc = store_journal_add(txn, "forget", id,
		    suppress ? "suppressed" : NULL);
	arena_done(&texts);
	arena_done(&arena);
	return rc;
}

/* ---- what would go ---- */

static int
count_prefix(struct txn *txn, enum table table, const struct key *prefix,
    int64_t *ret_n)
{
	struct slice found, value;
	struct cursor *cursor;
	int64_t n = 0;
	int rc;

	rc = cursor_open(txn, table, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, prefix, &found, &value);
	while (rc == 0 && key_prefixes(prefix, found)) {
		n++;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_n = n;
	return 0;
}

static int
count_scores(struct txn *txn, int64_t id, struct arena *arena, int64_t *ret_n)
{
	struct role_slot role;
	const char *name = "";
	int64_t n = 0;
	int rc;

	while ((rc = role_next(txn, name, arena, &name, &role)) == 0) {
		struct slice value;
		struct key key;

		key_score(&key, role.slot, SCORE_BRIEF, id);
		rc = table_get(txn, TABLE_SCORE, &key, &value);
		if (rc == 0)
			n++;
		else if (rc != ERR_NOTFOUND)
			return rc;
	}
	*ret_n = n;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
count_own(struct txn *txn, int64_t id, struct arena *arena,
    struct holdings *holdings)
{
	struct portfolio portfolio;
	struct key key;
	int rc;

	key_fact_kind_prefix(&key, id, FACT_WORK);
	rc = count_prefix(txn, TABLE_FACT, &key, &holdings->work_records);
	key_lead_prefix(&key, id);
	if (rc == 0)
		rc = count_prefix(txn, TABLE_LEAD, &key,
		    &holdings->pipeline_records);
	if (rc == 0)
		rc = count_scores(txn, id, arena, &holdings->scores);
	if (rc < 0)
		return rc;
	rc = store_portfolio_get(txn, id, arena, &portfolio);
	if (rc == 0)
		holdings->repositories = (int64_t)portfolio.n_items;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* The sweep meets the person's own texts too: what they hold is no mention. */
static int
count_mentions(struct txn *txn, const struct person *person, int64_t *ret_n)
{
	struct arena texts = { 0 };
	struct sweep sweep = { .txn = txn, .write = false };
	int rc;

	scrub_init(&sweep.scrub, person, &texts);
	sweep.skip = person->id;
	rc = sweep_all(&sweep);
	*ret_n = sweep.scrub.found;
	arena_done(&texts);
	return rc;
}

int
store_holdings(struct txn *txn, int64_t id, struct holdings *ret_holdings)
{
	struct arena arena = { 0 };
	struct holdings holdings = { 0 };
	struct person person;
	int rc;

	rc = person_get_brief(txn, id, &arena, &person);
	if (rc == 0)
		rc = count_own(txn, id, &arena, &holdings);
	if (rc == 0)
		rc = count_mentions(txn, &person, &holdings.mentions);
	holdings.first_seen = rc == 0 ? person.first_seen : 0;
	if (rc == 0)
		*ret_holdings = holdings;
	arena_done(&arena);
	return rc;
}
