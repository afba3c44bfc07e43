/*
 * Who was erased and may still be mentioned by others waits in a queue, which
 * is worked off in passes over the store: each takes all who wait at its
 * beginning.  A pass goes in slices, each a transaction that also keeps the
 * place it has reached, so that one which was killed is gone on with.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/meta.h"
#include "store/posting/posting.h"
#include "store/rights.h"
#include "store/rights/sweep.h"
#include "store/upkeep/compact.h"
#include "store/value/value.h"

enum {
	SLICE_MS = 40, /* of a write transaction, commit apart */
	COUNT_SLICE_MS = 500, /* of a read transaction */
	PEOPLE_MAX = 20000 /* of one pass: what their names take in memory */
};

/* "sweep/NUMBER" is one who waits, "swept" where the pass stands: the last
 * number it is for (8 bytes), table (1), key. */
static const char queue_name[] = "sweep/", at_name[] = "swept";

struct sweeper {
	struct store *store;
	struct sweep sweep;
	struct arena texts;
	int64_t last; /* of the pass's people; 0: none is loaded */
	struct sweep_report report;
};

/* ---- the queue ---- */

static void
queue_key(struct key *key, int64_t number)
{
	char name[40];

	(void)snprintf(name, sizeof(name), "%s%016" PRIx64, queue_name, number);
	key_meta(key, META_SYSTEM, name);
}

static bool
queue_key_parse(struct slice at, int64_t *ret_number)
{
	const size_t prefix = sizeof(queue_name) - 1;
	struct slice name;
	int64_t number = 0;

	if (!key_meta_parse(at, META_SYSTEM, &name) ||
	    name.len != prefix + 16 ||
	    memcmp(name.bytes, queue_name, prefix) != 0)
		return false;
	for (size_t i = prefix; i < name.len; i++) {
		char c = (char)name.bytes[i];

		number = number << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
	}
	*ret_number = number;
	return true;
}

int
store_sweep_call_for(struct txn *txn, const struct person *person)
{
	const struct person kept = { .id = person->id,
		.login = person->login,
		.name = person->name };
	struct key key;
	int64_t number;
	int rc = meta_get_int(txn, META_SYSTEM, "next-sweep", &number);

	if (rc == 0)
		rc = meta_put_int(txn, META_SYSTEM, "next-sweep", number + 1);
	queue_key(&key, number + 1);
	return rc < 0 ? rc
		      : value_put(txn, TABLE_META, &key, &person_record, &kept);
}

/* Calls `take` for who waits with a number up to `last`, and tells theirs. */
static int
each_waiting(struct txn *txn, int64_t last,
    int (*take)(struct sweeper *, struct txn *, struct slice at,
	struct slice value),
    struct sweeper *sweeper, int64_t *ret_last)
{
	struct slice at, value;
	struct cursor *cursor;
	struct key key = { 0 };
	int64_t number, n = 0;
	int rc;

	rc = cursor_open(txn, TABLE_META, &cursor);
	queue_key(&key, 0);
	while (rc == 0 && n < PEOPLE_MAX) {
		rc = sweep_after(cursor, &key, &at, &value);
		if (rc < 0 || !queue_key_parse(at, &number) || number > last)
			break;
		key_from_slice(&key, at);
		rc = take(sweeper, txn, at, value);
		*ret_last = number;
		n++;
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
take_in(struct sweeper *sweeper, struct txn *txn, struct slice at,
    struct slice value)
{
	struct arena arena = { 0 };
	struct person person;
	int rc;

	(void)at;
	rc = value_decode(txn, value, &person_record, &arena, &person);
	if (rc == 0) {
		scrub_add(&sweeper->sweep.scrub, &person);
		sweeper->report.people++;
	}
	arena_done(&arena);
	return rc == ERR_CORRUPT ? 0 : rc;
}

static int
take_out(struct sweeper *sweeper, struct txn *txn, struct slice at,
    struct slice value)
{
	struct key key;

	(void)sweeper;
	(void)value;
	key_from_slice(&key, at);
	return db_drop(txn, TABLE_META, &key);
}

/* ---- a pass ---- */

static int
read_place(struct sweeper *sweeper, struct txn *txn, int64_t *ret_last)
{
	struct sweep_at *at = &sweeper->sweep.at;
	struct slice value;
	struct key key;
	int rc;

	key_meta(&key, META_SYSTEM, at_name);
	rc = db_get(txn, TABLE_META, &key, &value);
	if (rc == 0 && (value.len < 9 || value.len - 9 > KEY_MAX))
		rc = value_corrupt(txn);
	*at = (struct sweep_at){ 0 };
	*ret_last = 0;
	/* What can't be read is done again. */
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		return 0;
	if (rc < 0)
		return rc;
	*ret_last = (int64_t)key_get_be(value.bytes, 8);
	at->table = value.bytes[8];
	key_from_slice(&at->key,
	    (struct slice){ value.bytes + 9, value.len - 9 });
	return 0;
}

static int
write_place(struct sweeper *sweeper, struct txn *txn)
{
	const struct sweep_at *at = &sweeper->sweep.at;
	uint8_t bytes[9 + KEY_MAX];
	struct key key;

	key_meta(&key, META_SYSTEM, at_name);
	key_put_be(bytes, (uint64_t)sweeper->last, 8);
	bytes[8] = at->table;
	memcpy(bytes + 9, at->key.bytes, at->key.len);
	return db_put(txn, TABLE_META, &key,
	    (struct slice){ bytes, 9 + at->key.len });
}

static void
start_over(struct sweeper *sweeper)
{
	scrub_done(&sweeper->sweep.scrub);
	scrub_init(&sweeper->sweep.scrub, &sweeper->texts);
	sweeper->report = (struct sweep_report){ 0 };
	sweeper->sweep.seen = 0;
	sweeper->last = 0;
}

/* Takes in who the pass that is under way is for, or begins one. */
static int
begin_pass(struct sweeper *sweeper, struct txn *txn, int64_t last)
{
	int rc;

	start_over(sweeper);
	rc = each_waiting(txn, last != 0 ? last : INT64_MAX, take_in, sweeper,
	    &sweeper->last);
	if (rc == 0 && sweeper->last == 0)
		return ERR_NOTFOUND;
	sweeper->report.total = sweep_total(txn);
	return rc;
}

static int
end_pass(struct sweeper *sweeper, struct txn *txn)
{
	struct key key;
	int64_t last;
	int rc;

	rc = each_waiting(txn, sweeper->last, take_out, sweeper, &last);
	key_meta(&key, META_SYSTEM, at_name);
	if (rc == 0)
		rc = db_drop(txn, TABLE_META, &key);
	/* Their old bytes are in unused pages from now on. */
	return rc < 0 ? rc : compact_call_for(txn);
}

static int
slice(struct sweeper *sweeper, struct txn *txn)
{
	struct sweep *sweep = &sweeper->sweep;
	int64_t last;
	int rc;

	rc = read_place(sweeper, txn, &last);
	if (rc == 0 && (sweeper->last == 0 || last != sweeper->last))
		rc = begin_pass(sweeper, txn, last);
	if (rc < 0)
		return rc;
	sweep->txn = txn;
	rc = sweep_slice(sweep, clock_mono_ms() + SLICE_MS);
	sweeper->report.seen = sweep->seen;
	sweeper->report.mentions = sweep->scrub.found;
	if (rc == 0)
		return write_place(sweeper, txn);
	if (rc == ERR_NOTFOUND) {
		rc = end_pass(sweeper, txn);
		sweeper->last = 0;
	}
	return rc;
}

/* ---- for those outside ---- */

struct sweeper *
store_sweeper_new(struct store *store)
{
	struct sweeper *sweeper = mem_calloc(1, sizeof(*sweeper));

	sweeper->store = store;
	sweeper->sweep.write = true;
	scrub_init(&sweeper->sweep.scrub, &sweeper->texts);
	return sweeper;
}

void
store_sweeper_free(struct sweeper *sweeper)
{
	if (sweeper == NULL)
		return;
	scrub_done(&sweeper->sweep.scrub);
	arena_done(&sweeper->texts);
	mem_free(sweeper);
}

int
store_sweep_is_due(struct txn *txn, bool *ret_is_due)
{
	struct slice at, value;
	struct cursor *cursor;
	struct key key;
	int64_t number;
	int rc;

	rc = cursor_open(txn, TABLE_META, &cursor);
	if (rc < 0)
		return rc;
	queue_key(&key, 0);
	rc = cursor_seek(cursor, &key, &at, &value);
	if (rc == 0)
		*ret_is_due = queue_key_parse(at, &number);
	else if (rc == ERR_NOTFOUND)
		*ret_is_due = false;
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* No write lock is waited for when nobody waits. */
static int
look(struct sweeper *sweeper, struct err_detail *detail)
{
	struct txn *txn = NULL;
	bool is_due = true;
	int rc = store_begin(sweeper->store, false, &txn, detail);

	if (rc == 0)
		rc = store_sweep_is_due(txn, &is_due);
	txn_abort(txn);
	return rc == 0 && !is_due ? ERR_NOTFOUND : rc;
}

int
store_sweep_step(struct sweeper *sweeper, struct sweep_report *ret_report,
    struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = sweeper->last == 0 ? look(sweeper, detail) : 0;

	if (rc == 0)
		rc = store_begin(sweeper->store, true, &txn, detail);
	if (rc == 0) {
		posting_write_directly(txn);
		rc = slice(sweeper, txn);
	}
	if (ret_report != NULL)
		*ret_report = sweeper->report;
	if (rc < 0)
		sweeper->last = 0;
	return txn_end(txn, rc, detail);
}

int
store_sweep_finish(struct store *store, struct err_detail *detail)
{
	struct sweeper *sweeper = store_sweeper_new(store);
	int rc;

	do
		rc = store_sweep_step(sweeper, NULL, detail);
	while (rc == 0);
	store_sweeper_free(sweeper);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- counting ---- */

struct sweeper *
store_mentions_new(struct store *store, const struct person *person)
{
	struct sweeper *sweeper = store_sweeper_new(store);

	sweeper->sweep.write = false;
	sweeper->sweep.skip = person->id;
	scrub_add(&sweeper->sweep.scrub, person);
	return sweeper;
}

int
store_mentions_step(struct sweeper *sweeper, struct sweep_report *ret_report,
    struct err_detail *detail)
{
	struct sweep *sweep = &sweeper->sweep;
	struct txn *txn = NULL;
	int rc = store_begin(sweeper->store, false, &txn, detail);

	if (rc == 0) {
		sweeper->report.total = sweep_total(txn);
		sweep->txn = txn;
		rc = sweep_slice(sweep, clock_mono_ms() + COUNT_SLICE_MS);
	}
	txn_abort(txn);
	sweeper->report.people = 1;
	sweeper->report.seen = sweep->seen;
	sweeper->report.mentions = sweep->scrub.found;
	*ret_report = sweeper->report;
	return rc;
}
