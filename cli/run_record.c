#include "cli/run_record.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

enum {
	N_TIMES = 3,
	TEXT_BYTES = 120
};

static const char *
key(struct arena *arena, const char *role)
{
	return arena_format(arena, "run.last.%s", role);
}

/* "STARTED ENDED SUCCEEDED RESULT"; a time that never was is "-". */
static void
parse(const char *text, struct run_record *ret_record)
{
	struct run_record record = { 0 };
	int64_t *const times[N_TIMES] = { &record.started, &record.ended,
		&record.succeeded };

	for (int i = 0; i < N_TIMES; i++) {
		size_t len = strcspn(text, " ");
		char word[CLOCK_TEXT_LEN];

		if (text[len] == '\0' || len >= sizeof(word))
			return;
		memcpy(word, text, len);
		word[len] = '\0';
		if (!str_equal(word, "-") && clock_parse(word, times[i]) != 0)
			return;
		text += len + 1;
	}
	(void)str_copy(record.result, sizeof(record.result), text);
	*ret_record = record;
}

int
run_record_get(struct txn *txn, const char *role, struct run_record *ret_record)
{
	struct arena arena = { 0 };
	const char *text;
	int rc;

	memset(ret_record, 0, sizeof(*ret_record));
	rc = store_meta_get(txn, key(&arena, role), &arena, &text);
	if (rc == 0)
		parse(text, ret_record);
	arena_done(&arena);
	/* an unreadable value is repaired by the next run */
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static void
write_time(int64_t wall, char to[static CLOCK_TEXT_LEN])
{
	if (wall > 0)
		clock_format(wall, to);
	else
		(void)str_copy(to, CLOCK_TEXT_LEN, "-");
}

int
run_record_put(struct txn *txn, const char *role,
    const struct run_record *record)
{
	char started[CLOCK_TEXT_LEN], ended[CLOCK_TEXT_LEN];
	char succeeded[CLOCK_TEXT_LEN], text[TEXT_BYTES];
	struct arena arena = { 0 };
	int rc;

	write_time(record->started, started);
	write_time(record->ended, ended);
	write_time(record->succeeded, succeeded);
	(void)snprintf(text, sizeof(text), "%s %s %s %s", started, ended,
	    succeeded, record->result);
	rc = store_meta_put(txn, key(&arena, role), text);
	arena_done(&arena);
	return rc;
}
