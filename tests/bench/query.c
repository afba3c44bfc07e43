/*
 * Times queries in the process, and what LMDB alone takes for the same entries.
 *
 *	query STORE QUERIES RUNS
 *
 * Each query is parsed, run in a read transaction of its own, and its rows are
 * read.  Then it is run once more while each call to LMDB is written down, and
 * these calls alone are repeated, with each byte of what they find read: the
 * limit.  $MUSTER_SHARE names config/.  Writes lines as measure.h does.
 *
 * Rows are as the table of `muster leads` has them; BENCH_REASONS=1 reads all
 * of the records, as `leads --json` does; BENCH_ALONE=1 leaves LMDB's out.
 */
#include <lmdb.h>
#include <pthread.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cli/app.h"
#include "cli/exclude.h"
#include "signals/people.h"
#include "store/store_internal.h"
#include "tests/bench/measure.h"
#include "tests/bench/people.h"

enum {
	CURSORS_MOST = 256,
	FACET_SHOWN = 15 /* values, as in SQL */
};

static struct app app;
static struct store *store;
static struct query_suspects suspects;
static const char *role = "data-intensive";

static int64_t
fixed_now(void)
{
	return MADE_NOW;
}

/* ---- what is asked of LMDB ---- */

enum call_kind {
	CALL_GET,
	CALL_OPEN,
	CALL_CLOSE,
	CALL_MOVE
};

struct call {
	enum call_kind kind;
	MDB_dbi dbi;
	int cursor;
	MDB_cursor_op op;
	size_t key, key_len; /* in `keys` */
};

static struct {
	bool is_on;
	struct call *calls;
	size_t n, capacity;
	char *keys;
	size_t keys_len, keys_capacity;
	MDB_cursor *cursors[CURSORS_MOST];
} trace;
/* Facets are counted by two threads. */
static pthread_mutex_t trace_lock = PTHREAD_MUTEX_INITIALIZER;

int __real_mdb_get(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *data);
int __real_mdb_cursor_open(MDB_txn *txn, MDB_dbi dbi, MDB_cursor **cursor);
void __real_mdb_cursor_close(MDB_cursor *cursor);
int __real_mdb_cursor_get(MDB_cursor *cursor, MDB_val *key, MDB_val *data,
    MDB_cursor_op op);
int __wrap_mdb_get(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *data);
int __wrap_mdb_cursor_open(MDB_txn *txn, MDB_dbi dbi, MDB_cursor **cursor);
void __wrap_mdb_cursor_close(MDB_cursor *cursor);
int __wrap_mdb_cursor_get(MDB_cursor *cursor, MDB_val *key, MDB_val *data,
    MDB_cursor_op op);

static void
note(struct call call, const MDB_val *key)
{
	if (trace.n == trace.capacity) {
		trace.capacity = trace.capacity * 2 + 1024;
		trace.calls = mem_resize(trace.calls, trace.capacity,
		    sizeof(*trace.calls));
	}
	if (key != NULL) {
		while (trace.keys_len + key->mv_size > trace.keys_capacity) {
			trace.keys_capacity = trace.keys_capacity * 2 + 65536;
			trace.keys =
			    mem_resize(trace.keys, trace.keys_capacity, 1);
		}
		memcpy(trace.keys + trace.keys_len, key->mv_data, key->mv_size);
		call.key = trace.keys_len;
		call.key_len = key->mv_size;
		trace.keys_len += key->mv_size;
	}
	trace.calls[trace.n++] = call;
}

static int
slot_of(const MDB_cursor *cursor)
{
	for (int i = 0; i < CURSORS_MOST; i++)
		if (trace.cursors[i] == cursor)
			return i;
	(void)fputs("too many cursors\n", stderr);
	exit(1);
}

int
__wrap_mdb_get(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *data)
{
	if (trace.is_on) {
		(void)pthread_mutex_lock(&trace_lock);
		note((struct call){ .kind = CALL_GET, .dbi = dbi }, key);
		(void)pthread_mutex_unlock(&trace_lock);
	}
	return __real_mdb_get(txn, dbi, key, data);
}

int
__wrap_mdb_cursor_open(MDB_txn *txn, MDB_dbi dbi, MDB_cursor **cursor)
{
	int rc = __real_mdb_cursor_open(txn, dbi, cursor);

	if (trace.is_on && rc == 0) {
		int slot;

		(void)pthread_mutex_lock(&trace_lock);
		slot = slot_of(NULL);
		trace.cursors[slot] = *cursor;
		note((struct call){ .kind = CALL_OPEN,
			 .dbi = dbi,
			 .cursor = slot },
		    NULL);
		(void)pthread_mutex_unlock(&trace_lock);
	}
	return rc;
}

void
__wrap_mdb_cursor_close(MDB_cursor *cursor)
{
	if (trace.is_on && cursor != NULL) {
		int slot;

		(void)pthread_mutex_lock(&trace_lock);
		slot = slot_of(cursor);
		trace.cursors[slot] = NULL;
		note((struct call){ .kind = CALL_CLOSE, .cursor = slot }, NULL);
		(void)pthread_mutex_unlock(&trace_lock);
	}
	__real_mdb_cursor_close(cursor);
}

int
__wrap_mdb_cursor_get(MDB_cursor *cursor, MDB_val *key, MDB_val *data,
    MDB_cursor_op op)
{
	bool has_key =
	    op == MDB_SET || op == MDB_SET_KEY || op == MDB_SET_RANGE;

	if (trace.is_on) {
		(void)pthread_mutex_lock(&trace_lock);
		note((struct call){ .kind = CALL_MOVE,
			 .cursor = slot_of(cursor),
			 .op = op },
		    has_key ? key : NULL);
		(void)pthread_mutex_unlock(&trace_lock);
	}
	return __real_mdb_cursor_get(cursor, key, data, op);
}

/* Nothing but LMDB, and a look at all that it finds. */
static void
replay(MDB_txn *txn)
{
	MDB_cursor *cursors[CURSORS_MOST] = { NULL };

	for (size_t i = 0; i < trace.n; i++) {
		const struct call *call = &trace.calls[i];
		MDB_val key = { call->key_len, trace.keys + call->key };
		MDB_val data = { 0, NULL };
		int rc = 0;

		switch (call->kind) {
		case CALL_GET:
			rc = __real_mdb_get(txn, call->dbi, &key, &data);
			break;
		case CALL_OPEN:
			rc = __real_mdb_cursor_open(txn, call->dbi,
			    &cursors[call->cursor]);
			break;
		case CALL_CLOSE:
			__real_mdb_cursor_close(cursors[call->cursor]);
			cursors[call->cursor] = NULL;
			break;
		case CALL_MOVE:
			rc = __real_mdb_cursor_get(cursors[call->cursor], &key,
			    &data, call->op);
			if (rc == 0)
				measure_touch(key.mv_data, key.mv_size);
			break;
		}
		if (rc == 0)
			measure_touch(data.mv_data, data.mv_size);
	}
	for (int i = 0; i < CURSORS_MOST; i++)
		if (cursors[i] != NULL)
			__real_mdb_cursor_close(cursors[i]);
}

/* ---- queries ---- */

static void
fail(const char *what)
{
	(void)fprintf(stderr, "%s: %s\n", what, app.detail.text);
	exit(1);
}

static int
read_row(void *context, const struct lead_row *row)
{
	*(int64_t *)context += row->card.person;
	return 0;
}

static int64_t
run_in(struct txn *txn, const char *text, int64_t offset)
{
	struct query_options options = { .role = role,
		.offset = offset > 0 ? offset : 0,
		.limit = offset < 0 ? 0 : 50,
		.is_excluded = app_is_excluded,
		.suspects = &suspects,
		.context = &app,
		.without_reasons = getenv("BENCH_REASONS") == NULL,
		.front_of_score = getenv("BENCH_REASONS") == NULL,
		.front_of_profile = getenv("BENCH_REASONS") == NULL };
	struct query_tally *tally = NULL;
	struct query_counts counts;
	struct query *query;
	int64_t sum = 0;

	if (offset == -2) {
		tally = query_tally_new(1u << FACET_LANG | 1u << FACET_PLACE |
		    1u << FACET_COMPANY | 1u << FACET_BAND);
		query_tally_set_company(tally, people_company);
		options.tally = tally;
	}
	if (app_query(&app, text, &query) != 0 ||
	    query_run(txn, query, &options, MADE_NOW, read_row, &sum, &counts,
		&app.detail) != 0)
		fail(text);
	query_free(query);
	for (int i = 0; tally != NULL && i < FACET_COUNT; i++) {
		const struct query_value *values;

		(void)query_tally_values(tally, (enum query_facet)i,
		    FACET_SHOWN, &values);
	}
	query_tally_free(tally);
	return offset == -1 ? counts.matched : sum;
}

static int64_t
run_query(const char *text, int64_t offset)
{
	struct txn *txn;
	int64_t sum;

	if (store_begin(store, false, &txn, &app.detail) != 0)
		fail(text);
	sum = run_in(txn, text, offset);
	txn_abort(txn);
	return sum;
}

/* The query is written down before the first run. */
static int64_t
run_calls(const char *text, int64_t offset)
{
	static const char *last;
	struct txn *txn;

	if (store_begin(store, false, &txn, &app.detail) != 0)
		fail(text);
	if (text != last) {
		double start = measure_now();

		trace.n = trace.keys_len = 0;
		memset(trace.cursors, 0, sizeof(trace.cursors));
		trace.is_on = true;
		(void)run_in(txn, text, offset); /* the same as before */
		trace.is_on = false;
		last = text;
		measure_apart = measure_now() - start;
	}
	replay(txn->mdb);
	txn_abort(txn);
	return (int64_t)trace.n;
}

/* What this process has for itself, the mapped file left out. */
static void
print_memory(const char *what)
{
	FILE *rollup = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	long kb = 0;

	while (rollup != NULL && fgets(line, sizeof(line), rollup) != NULL)
		if (sscanf(line, "Anonymous: %ld", &kb) == 1)
			break;
	if (rollup != NULL)
		(void)fclose(rollup);
	printf("%s\tprivate-memory\t1\t%ld\n", what, kb);
}

int
main(int argc, char **argv)
{
	struct store_options options = { .mode = STORE_READ,
		.command = "bench" };
	int64_t runs;

	if (argc != 4 || str_to_int(argv[3], 1, MEASURE_RUNS_MOST - 1, &runs)) {
		(void)fputs("usage: query STORE QUERIES RUNS\n", stderr);
		return 2;
	}
	clock_replace(NULL, fixed_now);
	app_init(&app, "muster");
	app.globals.quiet = true;
	if (app_paths(&app) != 0 || app_config(&app) != 0 ||
	    app_catalogue(&app) != 0 || app_places(&app) != 0)
		fail("configuration");
	exclude_suspects(&app.config.exclude, &app.arena, &suspects);
	options.path = argv[1];
	if (store_open(&options, &store, &app.detail) != 0)
		fail(argv[1]);
	measure_queries(argv[2], "muster", runs, MEASURE_MUSTER, run_query);
	print_memory("muster");
	if (getenv("BENCH_ALONE") == NULL)
		measure_queries(argv[2], "lmdb", runs, MEASURE_MUSTER,
		    run_calls);
	store_close(store);
	app_done(&app);
	return 0;
}
