/* Rows are written in order and as they were read, by whichever thread. */
#include <stdlib.h>

#include "outreach/row_relay.h"
#include "tests/unit/test.h"

enum {
	LONG = 5000
};

struct file {
	int64_t n;
	int64_t fails_at; /* -1: never */
	bool is_right;
};

static bool
is_as_read(const struct lead_row *row)
{
	return strtoll(row->person.login, NULL, 10) == row->person.id &&
	    strtoll(row->score.reason, NULL, 10) == row->person.id;
}

static int
write_row(void *context, const struct lead_row *row)
{
	struct file *file = context;

	file->is_right =
	    file->is_right && row->person.id == file->n && is_as_read(row);
	return file->n++ == file->fails_at ? ERR_FULL : 0;
}

/* In either thread: nothing of the file is touched but what stays. */
static void
make_row(void *context, const struct lead_row *row, struct arena *arena,
    struct export_part *part)
{
	const struct file *file = context;

	assert_non_null(arena);
	if (row->person.id == file->fails_at)
		part->rc = ERR_FULL;
	part->people[part->n++] = is_as_read(row) ? row->person.id : -1;
}

static int
add_rows(void *context, struct export_part *part)
{
	struct file *file = context;

	for (size_t i = 0; i < part->n; i++)
		file->is_right = part->people[i] == file->n++ && file->is_right;
	return part->rc;
}

/* As a query does: each row into the same memory, unless it was taken. */
static int
read_rows(struct row_relay *rows, int64_t n)
{
	struct arena arena = { 0 };
	int rc = 0;

	for (int64_t i = 0; rc == 0 && i < n; i++) {
		struct lead_row row = { .arena = &arena };

		arena_reset(&arena);
		row.person.id = i;
		row.person.login = arena_format(&arena, "%lld", (long long)i);
		row.score.reason = arena_format(&arena, "%0*lld",
		    (int)(1 + i % 3000), (long long)i);
		rc = row_relay_add(rows, &row);
	}
	arena_done(&arena);
	return rc;
}

static void
rows_are_written_in_order_and_as_they_were_read(void **state)
{
	static const int64_t lengths[] = { 0, 1, 500, 501, 564, LONG };

	(void)state;
	for (size_t i = 0; i < 3 * COUNT(lengths); i++) {
		struct file file = { .fails_at = -1, .is_right = true };
		struct row_relay rows = { .context = &file,
			.write = write_row,
			.make = i % 3 == 1 ? make_row : NULL,
			.add = add_rows,
			.is_alone = i % 3 == 2 };

		assert_int_equal(read_rows(&rows, lengths[i / 3]), 0);
		assert_ok(row_relay_end(&rows));
		assert_int_equal(file.n, lengths[i / 3]);
		assert_true(file.is_right);
	}
}

static void
a_relay_takes_list_after_list(void **state)
{
	struct file file = { .fails_at = -1, .is_right = true };
	struct row_relay rows = { .context = &file, .write = write_row };

	(void)state;
	for (int i = 0; i < 3; i++) {
		file.n = 0;
		assert_int_equal(read_rows(&rows, 700), 0);
		assert_ok(row_relay_end(&rows));
		assert_int_equal(file.n, 700);
	}
	assert_true(file.is_right);
	assert_ok(row_relay_end(&rows));
}

/* Before there is a second thread, amid the list, and with its last row. */
static void
what_fails_ends_the_list(void **state)
{
	static const int64_t places[] = { 0, 499, 500, 600, LONG - 1 };

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(places); i++) {
		int64_t place = places[i / 2];
		struct file file = { .fails_at = place, .is_right = true };
		struct row_relay rows = { .context = &file,
			.write = write_row,
			.make = i % 2 == 1 ? make_row : NULL,
			.add = add_rows };
		int rc = read_rows(&rows, LONG);
		int ended = row_relay_end(&rows);

		assert_int_equal(ended != 0 ? ended : rc, ERR_FULL);
		assert_int_equal(file.n, place + 1);
		assert_true(file.is_right);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    rows_are_written_in_order_and_as_they_were_read),
		cmocka_unit_test(a_relay_takes_list_after_list),
		cmocka_unit_test(what_fails_ends_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
