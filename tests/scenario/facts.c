/*
 * Prints every person's facts in a store as JSON lines, for scenarios that look
 * for what must not be there: the stored bytes are compressed.
 */
#include <stdio.h>

#include "base/json.h"
#include "store/store.h"

enum {
	LINE_BYTES = 64 * 1024 * 1024
};

static void
print_facts(const struct facts *facts, struct buf *line)
{
	struct json_writer json;

	buf_reset(line);
	json_writer_init(&json, line);
	json_begin_array(&json);
	record_json(&person_record, &facts->person, &json);
	record_json(&portfolio_record, &facts->own, &json);
	for (size_t i = 0; i < facts->n_work; i++) {
		record_json(&work_record, &facts->work[i], &json);
		if (facts->work[i].in != NULL)
			record_json(&repository_record, facts->work[i].in,
			    &json);
	}
	json_end_array(&json);
	(void)puts(line->overflow ? "overflow" : line->data);
}

int
main(int argc, char **argv)
{
	const struct store_options options = { .path = argc > 1 ? argv[1] : ".",
		.mode = STORE_READ,
		.command = "facts" };
	struct arena arena = { 0 };
	struct store *store = NULL;
	struct txn *txn = NULL;
	struct buf line;
	int64_t id = 0;
	int rc = store_open(&options, &store, NULL);

	buf_init(&line, LINE_BYTES);
	if (rc == 0)
		rc = store_begin(store, false, &txn, NULL);
	while (rc == 0 && (rc = store_person_next(txn, id, &id)) == 0) {
		struct facts facts;

		rc = store_facts_load(txn, id, &arena, &facts);
		if (rc == 0)
			print_facts(&facts, &line);
		arena_reset(&arena);
	}
	txn_abort(txn);
	store_close(store);
	buf_done(&line);
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : 1;
}
