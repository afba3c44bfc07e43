/*
 * A dump, line after line, into the store.  A transaction a slice; a line so
 * large that it could fail half-way has its own.  Lines are read and parsed,
 * their values packed and cut into words in the thread of the caller; another
 * one puts them into the store, in order: it alone knows the store meanwhile.
 */
#include "store/load/load.h"

#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "base/assert.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/column/front_build.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/load/load_ahead.h"
#include "store/load/load_index.h"
#include "store/meta.h"
#include "store/store_internal.h"

enum {
	SLICE_BYTES = 2 * 1024 * 1024, /* of lines: below 100 ms */
	/* Into an empty store nobody else writes; and the words of some
	 * thousand people are indexed at once. */
	FRESH_SLICE_BYTES = 16 * 1024 * 1024,
	LARGE_BYTES = 1024 * 1024,
	/* Room for what a slice may write, in a map that was made small. */
	MAP_AHEAD_MB = 256,
	ARENA_KEEP = 1024 * 1024
};

/* Set while a store that was empty is being loaded: it is no more so when a
 * load that was killed is repeated. */
#define LOADING_KEY "loading"

struct stream {
	struct load load;
	const struct load_options *options;
	struct load_report report;
	struct err_detail *detail;
	struct load_ahead *ahead;
	size_t slice;
};

/* ---- transactions ---- */

static int
begin(struct stream *stream)
{
	struct load *load = &stream->load;
	int64_t n = 0;
	int rc;

	stream->slice = 0;
	if (load->txn != NULL)
		return 0;
	rc = store_begin(load->store, true, &load->txn, stream->detail);
	if (rc < 0)
		return rc;
	load_index_look(load->txn);
	/* Another process may have suppressed the first since the last one. */
	rc = db_count(load->txn, TABLE_SUPPRESSED, &n);
	load->has_suppressions |= n > 0;
	return rc;
}

static int
commit(struct stream *stream)
{
	struct txn *txn = stream->load.txn;

	stream->load.txn = NULL;
	return txn != NULL ? txn_commit(txn, stream->detail) : 0;
}

static void
drop(struct stream *stream)
{
	txn_abort(stream->load.txn);
	stream->load.txn = NULL;
}

/* ---- one line ---- */

static int
bad_line(struct stream *stream, const char *sentence)
{
	const struct load_options *options = stream->options;

	stream->report.bad++;
	if (options->strict)
		return err_set(stream->detail, ERR_PARSE, "line %lld: %s",
		    (long long)stream->load.number, sentence);
	if (options->complain != NULL)
		options->complain(options->context, stream->load.number,
		    sentence);
	return 0;
}

/* What became of a line that could be read. */
static int
settle(struct stream *stream, int rc, const struct err_detail *detail)
{
	struct load_report *report = &stream->report;

	switch (rc) {
	case 0:
		report->kept += stream->load.was_kept;
		report->stored += !stream->load.was_kept;
		return 0;
	case ERR_BLOCKED:
		report->blocked++;
		return 0;
	case ERR_PARSE:
		return bad_line(stream, err_text(detail, rc));
	case ERR_LIMIT:
		return bad_line(stream, "a record larger than a store holds");
	case ERR_INVAL:
		return err_set(stream->detail, rc, "line %lld: %s",
		    (long long)stream->load.number, err_text(detail, rc));
	default:
		return err_set(stream->detail, rc, "line %lld: %s",
		    (long long)stream->load.number,
		    txn_failure(stream->load.txn)[0] != '\0'
			? txn_failure(stream->load.txn)
			: err_name(rc));
	}
}

static int
put(struct stream *stream, const struct load_entry *entry,
    struct err_detail *detail)
{
	struct store *store = stream->load.store;
	int rc;

	stream->load.line = *entry->line;
	packer_expect(store->packer, entry->packed, entry->n_packed);
	index_expect_words(store, entry->has_words ? &entry->words : NULL);
	rc = load_put(&stream->load, entry->kind, detail);
	packer_expect(store->packer, NULL, 0);
	index_expect_words(store, NULL);
	return rc;
}

/* Behind the people, or if there are too many of them. */
static int
write_names(struct stream *stream, enum line_kind kind)
{
	struct store *store = stream->load.store;
	bool is_time = kind > LINE_PERSON && load_index_has_names(store);
	int rc;

	if (!is_time && !load_index_is_full(store))
		return 0;
	rc = commit(stream);
	return rc < 0 ? rc : load_index_names(store, stream->detail);
}

static int
put_line(struct stream *stream, const struct load_entry *entry)
{
	struct err_detail detail = { "" };
	size_t most = stream->load.is_fresh ? FRESH_SLICE_BYTES : SLICE_BYTES;
	bool is_large = entry->len > LARGE_BYTES;
	int rc, was_put;

	rc = write_names(stream, entry->kind);
	if (rc == 0 && stream->slice > 0 && (stream->slice > most || is_large))
		rc = commit(stream);
	if (rc == 0 && stream->load.txn == NULL)
		rc = begin(stream);
	if (rc < 0)
		return rc;
	stream->slice += entry->len;
	was_put = put(stream, entry, &detail);
	rc = settle(stream, was_put, &detail);
	/* It may have been written in part. */
	if (is_large && was_put != 0)
		drop(stream);
	else if (is_large && rc == 0)
		rc = commit(stream);
	return rc;
}

static int
take_parsed(struct stream *stream, const struct load_entry *entry)
{
	const struct load *load = &stream->load;
	const char *sentence = entry->sentence;
	int rc = entry->rc;

	if (load->has_end)
		return bad_line(stream, "behind the last line");
	if (rc == 0 && load->number == 1 && entry->kind != LINE_HEADER) {
		rc = ERR_PARSE;
		sentence = "another line first";
	}
	if (rc == ERR_PARSE && load->number == 1)
		return err_set(stream->detail, ERR_PARSE,
		    "no dump of muster's: line 1: %s", sentence);
	if (rc == ERR_PARSE)
		return bad_line(stream, sentence);
	return rc < 0 ? rc : put_line(stream, entry);
}

static int
take_line(struct stream *stream, const struct load_entry *entry)
{
	stream->load.number = entry->number;
	if (entry->rc == ERR_LIMIT)
		return bad_line(stream, "too long");
	if (entry->rc == ERR_IO)
		return err_set(stream->detail, ERR_IO, "can't be read: %s",
		    strerror(entry->error));
	return take_parsed(stream, entry);
}

static int
take_entries(struct stream *stream, const struct load_batch *batch)
{
	struct arena *arena = &stream->load.arena;
	int rc = 0;

	for (const struct load_entry *entry = batch->first;
	     entry != NULL && rc == 0; entry = entry->next) {
		rc = take_line(stream, entry);
		if (arena->used > ARENA_KEEP)
			arena_done(arena);
		arena_reset(arena);
	}
	return rc == 0 && batch->is_interrupted
	    ? err_set(stream->detail, ERR_CANCELED,
		  "interrupted: loading it again completes it")
	    : rc;
}

/* A transaction belongs to the thread that began it. */
static int
end_lines(struct stream *stream, int rc)
{
	if (rc == 0 && stream->load.number == 0)
		rc = err_set(stream->detail, ERR_PARSE,
		    "no dump of muster's: it is empty");
	if (rc == 0)
		return commit(stream);
	if (rc == ERR_CANCELED || (rc == ERR_PARSE && stream->load.txn != NULL))
		rc = commit(stream) < 0 ? ERR_IO : rc;
	drop(stream);
	return rc;
}

static int
take_batch(void *context, struct load_batch *batch)
{
	struct stream *stream = context;
	int rc = take_entries(stream, batch);

	return rc < 0 || batch->is_last ? end_lines(stream, rc) : 0;
}

static void
make_batch(void *context, struct load_batch *batch)
{
	const struct stream *stream = context;

	load_ahead_fill(stream->ahead, batch);
}

static int
take_lines(struct stream *stream)
{
	return load_queue_run(&(struct load_ends){ .context = stream,
	    .make = make_batch,
	    .take = take_batch,
	    .is_alone = stream->options->is_alone });
}

/* ---- before and after ---- */

static int
look_at_store(struct load *load)
{
	static const enum table tables[] = { TABLE_PERSON, TABLE_REPOSITORY,
		TABLE_FACT, TABLE_TASK, TABLE_LEAD, TABLE_VALIDATOR,
		TABLE_JOURNAL, TABLE_SUPPRESSED };
	int64_t n = 0, all = 0, loading = 0;
	int rc = 0;

	for (size_t i = 0; i < COUNT(tables) && rc == 0; i++) {
		rc = db_count(load->txn, tables[i], &n);
		all += n;
	}
	if (rc == 0)
		rc =
		    meta_get_int(load->txn, META_SYSTEM, LOADING_KEY, &loading);
	load->is_fresh = all == 0;
	if (rc == 0 && all == 0)
		rc = meta_put_int(load->txn, META_SYSTEM, LOADING_KEY, 1);
	if (rc == 0 && all == 0)
		rc = load_index_begin(load->txn);
	if (rc == 0 && all > 0 && loading == 0)
		rc = store_journal_add(load->txn, "load", 0, NULL);
	return rc;
}

/* Who is suppressed by the dump alone and is stored goes. */
static int
forget_suppressed(struct stream *stream)
{
	int64_t after = 0, erased = 0;
	int rc = 0, end = 0;

	if (!stream->load.has_new_suppression || stream->load.is_fresh)
		return 0;
	while (rc == 0 && end == 0) {
		rc = begin(stream);
		if (rc == 0)
			end = store_forget_suppressed(stream->load.txn, &after,
			    &erased);
		if (rc == 0 && (end == 0 || end == ERR_NOTFOUND))
			rc = commit(stream);
	}
	return rc < 0 || end == ERR_NOTFOUND ? rc : end;
}

static int
finish(struct stream *stream)
{
	struct key key;
	int rc;

	rc = forget_suppressed(stream);
	if (rc == 0)
		rc = commit(stream);
	if (rc == 0)
		rc = store_sweep_finish(stream->load.store, stream->detail);
	if (rc == 0)
		rc = begin(stream);
	key_meta(&key, META_SYSTEM, LOADING_KEY);
	if (rc == 0)
		rc = db_drop(stream->load.txn, TABLE_META, &key);
	return rc < 0 ? rc : commit(stream);
}

/*
 * What was read can be found, if it goes on or not.  After a failure names that
 * wait may be of lines that were not written, or are lost: what waits is made of
 * the records then.  The mark stays if that fails, too, and what went wrong first
 * is what is said.
 */
static int
end_index(struct stream *stream, int rc)
{
	struct store *store = stream->load.store;
	struct err_detail detail = { "" };

	if (!stream->load.is_fresh)
		return 0;
	if (rc == 0 || rc == ERR_PARSE || rc == ERR_CANCELED)
		return load_index_end(store, stream->detail);
	load_index_forget(store);
	return load_index_resume(store, &detail);
}

static int
run(struct stream *stream)
{
	struct store *store = stream->load.store;
	int rc, ended, sync;

	rc = begin(stream);
	if (rc == 0)
		rc = look_at_store(&stream->load);
	if (rc == 0)
		rc = commit(stream);
	if (rc < 0) {
		drop(stream);
		load_index_forget(store);
		return rc;
	}
	/* Of a store that was empty there is nothing to lose. */
	lmdb_set_sync(store, !stream->load.is_fresh);
	lmdb_make_room(store, MAP_AHEAD_MB);
	rc = take_lines(stream);
	drop(stream);
	ended = end_index(stream, rc);
	load_index_forget(store);
	if (rc == 0)
		rc = ended;
	if (rc == 0)
		rc = finish(stream);
	drop(stream);
	if (rc == 0)
		rc = store_front_build(store, NULL, NULL, stream->detail);
	lmdb_set_sync(store, true);
	sync = lmdb_sync(store, stream->detail);
	return rc < 0 ? rc : sync;
}

int
store_load(struct store *store, const struct load_options *options,
    struct load_report *ret_report, struct err_detail *detail)
{
	struct stream *stream = mem_calloc(1, sizeof(*stream));
	int rc;

	ASSERT(store->mode == STORE_CRAWL);
	stream->load.store = store;
	stream->load.weights = map_new();
	stream->options = options;
	stream->detail = detail;
	stream->ahead = load_ahead_new(options->in, options->stop);
	rc = run(stream);
	stream->report.lines = stream->load.number;
	stream->report.is_whole = stream->load.has_end;
	*ret_report = stream->report;
	load_ahead_free(stream->ahead);
	arena_done(&stream->load.arena);
	map_free(stream->load.weights);
	arena_done(&stream->load.roles);
	mem_free(stream);
	return rc;
}
