#include "store/sweep.h"

#include <string.h>

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
	{ TABLE_JOURNAL, &store_journal_record },
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

/* Whether one of the two parts can hold a mention. */
static int
suspects_score(struct sweep *sweep, const struct score_key *at,
    struct slice brief, bool *ret_suspects)
{
	struct slice stored, plain;
	struct key key;
	int rc;

	rc = value_unpack(sweep->txn, brief, &plain);
	if (rc < 0)
		return rc;
	*ret_suspects = scrub_suspects(&sweep->scrub, plain);
	if (*ret_suspects)
		return 0;
	key_score(&key, at->slot, SCORE_REASONS, at->person);
	rc = db_get(sweep->txn, TABLE_SCORE, &key, &stored);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	rc = value_unpack(sweep->txn, stored, &plain);
	if (rc == 0)
		*ret_suspects = scrub_suspects(&sweep->scrub, plain);
	return rc;
}

static int
scrub_both(struct sweep *sweep, const struct score_key *at,
    struct place_in_rank place)
{
	int64_t before = sweep->scrub.found;
	struct score score;
	int rc;

	rc = store_score_get_brief(sweep->txn, at->slot, at->person,
	    sweep->scrub.arena, &score);
	if (rc == 0)
		rc = store_score_get_reasons(sweep->txn, at->slot, at->person,
		    sweep->scrub.arena, &score);
	if (rc < 0)
		return rc;
	scrub_score(&sweep->scrub, &score);
	if (!sweep->write || sweep->scrub.found == before)
		return 0;
	return store_score_put_parts(sweep->txn, at->slot, place, &score);
}

/* Both parts of a score at once, when its brief one comes by. */
static int
sweep_score(struct sweep *sweep, const struct key *key, struct slice stored)
{
	struct place_in_rank place;
	struct score_key at;
	struct slice brief;
	bool suspects = false;
	int rc;

	if (!key_score_parse(key_slice(key), &at))
		return value_corrupt(sweep->txn);
	if (at.part != SCORE_BRIEF)
		return 0;
	rc = store_score_place(sweep->txn, stored, &place, &brief);
	if (rc == 0)
		rc = suspects_score(sweep, &at, brief, &suspects);
	if (rc < 0 || !suspects)
		return rc;
	return scrub_both(sweep, &at, place);
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
	while ((rc = sweep_after(cursor, &key, &found, &stored)) == 0) {
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

int
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
