/* The small ones: errors, memory, buffers, strings, clock, files, maps. */
#include <sys/stat.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/test.h"

static void
first_error_wins(void **state)
{
	struct err_detail detail = { 0 };

	(void)state;
	assert_int_equal(err_set(&detail, ERR_IO, "first %d", 1), ERR_IO);
	assert_int_equal(err_set(&detail, ERR_NET, "second"), ERR_NET);
	assert_string_equal(err_text(&detail, ERR_NET), "first 1");
	assert_string_equal(err_text(NULL, ERR_NET), "no connection");
	assert_int_equal(err_set(NULL, ERR_FULL, "no one asks"), ERR_FULL);
}

static void
every_error_has_a_name(void **state)
{
	(void)state;
	for (int code = ERR_BLOCKED; code <= ERR_NONE; code++)
		assert_string_not_equal(err_name(code), "unknown error");
	assert_string_equal(err_name(ERR_BLOCKED - 1), "unknown error");
	assert_string_equal(err_name(1), "unknown error");
}

static void
buffer_keeps_its_maximum(void **state)
{
	struct buf buf;
	char *taken;

	(void)state;
	buf_init(&buf, 8);
	buf_text(&buf, "12345");
	buf_format(&buf, "%d", 678);
	assert_false(buf.overflow);
	assert_string_equal(buf.data, "12345678");
	buf_char(&buf, '9');
	assert_true(buf.overflow);
	assert_string_equal(buf.data, "12345678");
	buf_reset(&buf);
	buf_text(&buf, "ok");
	assert_false(buf.overflow);
	taken = buf_take(&buf);
	assert_string_equal(taken, "ok");
	assert_null(buf.data);
	mem_free(taken);
	buf_done(&buf);
}

static void
arena_survives_large_and_small(void **state)
{
	struct arena arena = { 0 };
	char *text;

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 200000; size = size * 2 + 1)
			memset(arena_alloc(&arena, size), 'x', size);
		text = arena_format(&arena, "%s-%d", "seven", 7);
		assert_string_equal(text, "seven-7");
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
	arena_done(&arena);
}

static void
times_round_trip(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z" },
		{ "2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z" },
		{ "2026-11-22T05:04:03.123+02:00", "2026-11-22T03:04:03Z" },
		{ "2026-03-01", "2026-03-01T00:00:00Z" },
		{ "1969-12-31T23:59:59-00:30", "1970-01-01T00:29:59Z" },
		{ "0000-03-01", "0000-03-01T00:00:00Z" },
		{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[CLOCK_TEXT_LEN];
		int64_t wall;

		assert_ok(clock_parse(cases[i].in, &wall));
		clock_format(wall, text);
		assert_string_equal(text, cases[i].out);
	}
}

static void
nonsense_is_no_time(void **state)
{
	static const char *const cases[] = { "", "x", "2026", "2026-13-01",
		"2026-00-01", "2026-01-32", "2026-01-01T",
		"2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
		"2026-01-01T00:00:00Zx", "2026-01-01T00:60:00Z", "-026-01-01",
		"2026-01-01T00:00:00+25:00" };
	int64_t wall;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(clock_parse(cases[i], &wall), ERR_PARSE);
}

static void
times_out_of_range_are_clamped(void **state)
{
	char text[CLOCK_TEXT_LEN];

	(void)state;
	clock_format(INT64_MAX, text);
	assert_string_equal(text, "9999-12-31T23:59:59Z");
	clock_format(INT64_MIN, text);
	assert_string_equal(text, "0000-01-01T00:00:00Z");
}

/* Last of the clock's tests: a virtual clock stays one. */
static void
a_virtual_clock_is_ahead_by_what_its_file_says(void **state)
{
	char path[] = "/tmp/muster-clock-XXXXXX", text[64] = "";
	int64_t mono = clock_mono_ms(), wall = clock_wall();
	int fd = mkstemp(path);

	(void)state;
	assert_in_range(clock_steady() - wall, 0, 60);
	assert_false(clock_is_virtual());
	assert_true(fd >= 0);
	assert_int_equal(setenv("MUSTER_CLOCK", path, 1), 0);
	assert_int_equal(pwrite(fd, "soon\n", 5, 0), 5);
	assert_int_equal(clock_from_env(NULL), ERR_INVAL);
	assert_int_equal(pwrite(fd, "3600000\n", 8, 0), 8);
	assert_ok(clock_from_env(NULL));
	assert_true(clock_is_virtual());
	assert_in_range(clock_mono_ms() - mono, 3600000, 3660000);
	assert_in_range(clock_wall() - wall, 3599, 3660);
	clock_skip(86400000);
	assert_in_range(clock_mono_ms() - mono, 90000000, 90060000);
	assert_in_range(clock_steady() - wall, 90000 - 1, 90060);
	assert_true(pread(fd, text, sizeof(text) - 1, 0) > 0);
	assert_string_equal(text, "90000000 0\n");
	/* the wall clock may jump, the others never go back */
	assert_int_equal(pwrite(fd, "90000000 -97200000\n", 19, 0), 19);
	assert_in_range(clock_mono_ms() - mono, 90000000, 90060000);
	assert_in_range(clock_wall() - wall, -7201, -7100);
	assert_in_range(clock_steady() - wall, 90000 - 1, 90060);
	clock_skip(10000000);
	assert_in_range(clock_steady() - wall, 100000 - 1, 100060);
	assert_int_equal(pwrite(fd, "0 -7200000\n", 11, 0), 11);
	assert_in_range(clock_mono_ms() - mono, 100000000, 100060000);
	/* half written is not written */
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_in_range(clock_wall() - wall, -7201, -7100);
	assert_int_equal(unsetenv("MUSTER_CLOCK"), 0);
	(void)close(fd);
	(void)unlink(path);
}

static void
numbers_are_read_strictly(void **state)
{
	int64_t n;
	double real;

	(void)state;
	assert_ok(str_to_int("42", 0, 100, &n));
	assert_int_equal(n, 42);
	assert_ok(str_to_int("-7", -10, 0, &n));
	assert_int_equal(n, -7);
	assert_int_equal(str_to_int("101", 0, 100, &n), ERR_LIMIT);
	assert_int_equal(str_to_int("99999999999999999999", 0, INT64_MAX, &n),
	    ERR_LIMIT);
	assert_int_equal(str_to_int("4x", 0, 100, &n), ERR_PARSE);
	assert_int_equal(str_to_int("", 0, 100, &n), ERR_PARSE);
	assert_ok(str_to_real("-12.5", &real));
	assert_true(real == -12.5);
	assert_ok(str_to_real("0.3", &real));
	assert_true(real == 0.3);
	assert_ok(str_to_real("70.41", &real));
	assert_true(real == 70.41);
	assert_int_equal(str_to_real("1,5", &real), ERR_PARSE);
	assert_int_equal(str_to_real(".", &real), ERR_PARSE);
}

static void
case_is_ascii_in_any_locale(void **state)
{
	char title[] = "TITLE";

	(void)state;
	(void)setlocale(LC_ALL, "tr_TR.UTF-8"); /* may be missing: fine */
	str_lower_all(title);
	assert_string_equal(title, "title");
	assert_int_equal(str_casecmp("INDEX", "index"), 0);
	assert_true(str_casecmp("a", "B") < 0);
	(void)setlocale(LC_ALL, "C");
}

static void
distance_finds_the_nearest(void **state)
{
	(void)state;
	assert_int_equal(str_distance("kafka", "kafka"), 0);
	assert_int_equal(str_distance("kafak", "kafka"), 1);
	assert_int_equal(str_distance("fkaka", "kafka"), 2);
	assert_int_equal(str_distance("ab", "ba"), 1);
	assert_int_equal(str_distance("kitten", "sitting"), 3);
	assert_int_equal(str_distance("", "abc"), 3);
	assert_int_equal(str_distance("Golang", "golang"), 0);
}

static void
json_numbers_are_exact(void **state)
{
	static const struct {
		double value;
		int places;
		const char *out;
	} cases[] = {
		{ 72.34999, 1, "72.3" },
		{ 0.05, 1, "0.1" },
		{ -0.04, 1, "0" },
		{ -1.25, 2, "-1.25" },
		{ 100, 1, "100" },
		{ 0, 2, "0" },
		{ -7, 3, "-7" },
		{ 99.95, 1, "100" },
		{ 12.5, 2, "12.5" },
		{ 9e14, 1, "900000000000000" },
		{ 9e15, 1, "null" },
		{ 1.0 / 3, 3, "0.333" },
		{ 0.007, 3, "0.007" },
		{ 1e300, 1, "null" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json_writer json;
		struct buf out;

		buf_init(&out, 100);
		json_writer_init(&json, &out);
		json_put_real(&json, cases[i].value, cases[i].places);
		assert_string_equal(out.data, cases[i].out);
		buf_done(&out);
	}
}

/* At any place of a text of any length, around sixteen bytes and twice that. */
static void
json_escapes_wherever_it_must(void **state)
{
	static const struct {
		char c;
		const char *written;
	} cases[] = { { '"', "\\\"" }, { '\\', "\\\\" }, { '\n', "\\n" },
		{ 0x1F, "\\u001f" }, { 0x7F, "\\u007f" }, { '~', "~" },
		{ ' ', " " }, { (char)0xFF, "\xEF\xBF\xBD" } };
	char text[64], expected[128];

	(void)state;
	for (size_t len = 1; len <= 40; len++)
		for (size_t i = 0; i < len * COUNT(cases); i++) {
			size_t at = i / COUNT(cases);
			struct json_writer json;
			struct buf out;

			memset(text, 'x', len);
			text[len] = '\0';
			text[at] = cases[i % COUNT(cases)].c;
			(void)snprintf(expected, sizeof(expected),
			    "\"%.*s%s%s\"", (int)at, text,
			    cases[i % COUNT(cases)].written, text + at + 1);
			buf_init(&out, sizeof(expected));
			json_writer_init(&json, &out);
			json_put_text(&json, text);
			assert_string_equal(out.data, expected);
			buf_done(&out);
		}
}

static void
json_escapes_everything_hostile(void **state)
{
	struct json_writer json;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	json_put_key(&json, "a\"b");
	json_begin_array(&json);
	json_put_text_len(&json, "x\0\x1b\n\\\xFF\x7F", 7);
	json_put_text(&json, NULL);
	json_end_array(&json);
	json_member_time(&json, "t", 0);
	json_member_bool(&json, "ok", true);
	json_end_object(&json);
	assert_string_equal(out.data,
	    "{\"a\\\"b\":[\"x\\u0000\\u001b\\n\\\\\xEF\xBF\xBD\\u007f\",null],"
	    "\"t\":null,\"ok\":true}");
	buf_done(&out);
}

static void
maps_hold_ids_and_texts(void **state)
{
	int values[3] = { 0 };
	struct map *map = map_new();

	(void)state;
	map_put_id(map, 1, &values[0]);
	map_put_id(map, INT64_MIN, &values[1]);
	map_put_id(map, 1, &values[2]);
	assert_ptr_equal(map_get_id(map, 1), &values[2]);
	assert_int_equal(map_count(map), 2);
	assert_true(map_drop_id(map, 1));
	assert_false(map_drop_id(map, 1));
	assert_null(map_get_id(map, 1));
	map_put_text(map, "go", &values[0]);
	assert_ptr_equal(map_get_text(map, "go"), &values[0]);
	assert_null(map_get_text(map, "g"));
	map_free(map);
	map_free(NULL);
}

static void
files_are_replaced_whole(void **state)
{
	char directory[] = "/tmp/muster-test-XXXXXX", path[64];
	struct file_replace file;
	struct stat status;
	struct buf text;

	(void)state;
	assert_non_null(mkdtemp(directory));
	(void)snprintf(path, sizeof(path), "%s/out.csv", directory);
	assert_ok(file_replace_begin(&file, path, NULL));
	(void)fputs("first", file.stream);
	assert_false(file_exists(path));
	assert_ok(file_replace_commit(&file, NULL));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_ok(file_replace_begin(&file, path, NULL));
	(void)fputs("second", file.stream);
	file_replace_drop(&file);
	buf_init(&text, 100);
	assert_ok(file_read(path, &text, NULL));
	assert_string_equal(text.data, "first");
	buf_done(&text);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(directory), 0); /* no temporary left behind */
}

/* Neither the link nor, unasked, a file that lies somewhere else. */
static void
a_link_is_not_replaced(void **state)
{
	static const char *const targets[] = { "file", "nothing", "/dev/null" };
	char directory[] = "/tmp/muster-test-XXXXXX", path[64], target[64];
	struct file_replace file;
	struct stat status;

	(void)state;
	assert_non_null(mkdtemp(directory));
	(void)snprintf(target, sizeof(target), "%s/file", directory);
	(void)snprintf(path, sizeof(path), "%s/link", directory);
	assert_ok(file_replace_begin(&file, target, NULL));
	assert_ok(file_replace_commit(&file, NULL));
	for (size_t i = 0; i < COUNT(targets); i++) {
		struct err_detail detail = { 0 };

		assert_int_equal(symlink(targets[i], path), 0);
		assert_int_equal(file_replace_begin(&file, path, &detail),
		    ERR_IO);
		assert_non_null(strstr(detail.text,
		    i < 2 ? "/link: is a link" : "is a device or a pipe"));
		file_replace_drop(&file);
		assert_int_equal(lstat(path, &status), 0);
		assert_true(S_ISLNK(status.st_mode));
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(unlink(target), 0);
	assert_int_equal(rmdir(directory), 0); /* no temporary left behind */
}

static void
what_is_no_file_is_not_replaced(void **state)
{
	char directory[] = "/tmp/muster-test-XXXXXX", path[64];
	struct err_detail detail = { 0 };
	struct file_replace file;
	struct stat status;

	(void)state;
	assert_non_null(mkdtemp(directory));
	(void)snprintf(path, sizeof(path), "%s/pipe", directory);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(file_replace_begin(&file, path, &detail), ERR_IO);
	assert_non_null(strstr(detail.text, "/pipe: is a device or a pipe"));
	file_replace_drop(&file);
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_int_equal(file_replace_begin(&file, "/dev/null", NULL), ERR_IO);
	memset(&detail, 0, sizeof(detail));
	assert_int_equal(file_replace_begin(&file, directory, &detail), ERR_IO);
	assert_non_null(strstr(detail.text, "is a directory"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(directory), 0); /* no temporary left behind */
}

static void
file_errors_name_the_file(void **state)
{
	struct err_detail detail = { 0 };
	struct file_replace file;
	struct buf text;

	(void)state;
	buf_init(&text, 10);
	assert_int_equal(file_read("/nonexistent/x", &text, &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "/nonexistent/x"));
	memset(&detail, 0, sizeof(detail));
	assert_int_equal(file_read("/proc/cpuinfo", &text, &detail), ERR_LIMIT);
	assert_non_null(strstr(detail.text, "10 bytes"));
	assert_int_not_equal(file_replace_begin(&file, "/nonexistent/x", NULL),
	    0);
	buf_done(&text);
}

static void
directories_are_private(void **state)
{
	char directory[] = "/tmp/muster-test-XXXXXX", path[64];
	struct stat status;

	(void)state;
	assert_non_null(mkdtemp(directory));
	(void)snprintf(path, sizeof(path), "%s/a/b", directory);
	assert_ok(file_make_dirs(path, 0700, NULL));
	assert_ok(file_make_dirs(path, 0700, NULL));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	(void)rmdir(path);
	path[strlen(path) - 2] = '\0';
	(void)rmdir(path);
	assert_int_equal(rmdir(directory), 0);
}

static void
exact_numbers_are_read_back_to_the_last_bit(void **state)
{
	static const double values[] = { 0, 1, -1, 0.1, 1.0 / 3, 61.3,
		61.300000000000004, 1e300, 5e-324, 123456789012345678.0,
		-2.5e-7, 9007199254740993.0 };
	static const char *const wrong[] = { "", "-", ".5", "1.", "1e", "1e+",
		"0x10", "nan", "1 ", "1,5" };
	double value;

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct json_writer json;
		struct buf text;

		buf_init(&text, 100);
		json_writer_init(&json, &text);
		json_put_exact(&json, values[i]);
		assert_ok(str_to_exact(text.data, text.len, &value));
		assert_true(value == values[i]);
		buf_done(&text);
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(str_to_exact(wrong[i], strlen(wrong[i]),
				     &value),
		    ERR_PARSE);
	assert_int_equal(str_to_exact("1e999", 5, &value), ERR_LIMIT);
}

static void
whole_numbers_are_written_as_printf_does(void **state)
{
	static const int64_t values[] = { 0, 7, -7, 10, 1000000, -1234567890123,
		INT64_MAX, INT64_MIN };
	struct buf out;
	char expected[32];

	(void)state;
	buf_init(&out, 100);
	for (size_t i = 0; i < COUNT(values); i++) {
		buf_reset(&out);
		buf_int(&out, values[i]);
		(void)snprintf(expected, sizeof(expected), "%lld",
		    (long long)values[i]);
		assert_string_equal(out.data, expected);
	}
	buf_done(&out);
}

/* A number is copied with more bytes than it has, where these have room. */
static void
numbers_fill_a_buffer_to_its_maximum(void **state)
{
	(void)state;
	for (size_t max = 1; max < 100; max++) {
		struct buf out;
		size_t n = 0;

		buf_init(&out, max);
		for (; !out.overflow; n++)
			if (n % 2 == 0)
				buf_int(&out, -12);
			else
				assert_true(buf_real(&out, 1.25, 2));
		/* Three bytes, then four, while they fit. */
		assert_int_equal(n - 1, max / 7 * 2 + (max % 7 >= 3 ? 1 : 0));
		assert_int_equal(out.len, max / 7 * 7 + (max % 7 >= 3 ? 3 : 0));
		assert_true(out.data == NULL || out.data[out.len] == '\0');
		assert_true(out.len < 7 ||
		    memcmp(out.data + out.len / 7 * 7 - 7, "-121.25", 7) == 0);
		buf_done(&out);
	}
}

/* As buf_add() does: nothing past the maximum. */
static void
single_bytes_keep_to_the_maximum(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 3);
	for (int i = 0; i < 5; i++)
		buf_char(&out, 'x');
	assert_true(out.overflow);
	assert_int_equal(out.len, 3);
	assert_string_equal(out.data, "xxx");
	assert_null(buf_room(&out, 1));
	buf_reset(&out);
	assert_non_null(buf_room(&out, 3));
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_numbers_are_written_as_printf_does),
		cmocka_unit_test(numbers_fill_a_buffer_to_its_maximum),
		cmocka_unit_test(single_bytes_keep_to_the_maximum),
		cmocka_unit_test(exact_numbers_are_read_back_to_the_last_bit),
		cmocka_unit_test(first_error_wins),
		cmocka_unit_test(every_error_has_a_name),
		cmocka_unit_test(buffer_keeps_its_maximum),
		cmocka_unit_test(arena_survives_large_and_small),
		cmocka_unit_test(times_round_trip),
		cmocka_unit_test(nonsense_is_no_time),
		cmocka_unit_test(times_out_of_range_are_clamped),
		cmocka_unit_test(
		    a_virtual_clock_is_ahead_by_what_its_file_says),
		cmocka_unit_test(numbers_are_read_strictly),
		cmocka_unit_test(case_is_ascii_in_any_locale),
		cmocka_unit_test(distance_finds_the_nearest),
		cmocka_unit_test(json_numbers_are_exact),
		cmocka_unit_test(json_escapes_wherever_it_must),
		cmocka_unit_test(json_escapes_everything_hostile),
		cmocka_unit_test(maps_hold_ids_and_texts),
		cmocka_unit_test(files_are_replaced_whole),
		cmocka_unit_test(what_is_no_file_is_not_replaced),
		cmocka_unit_test(a_link_is_not_replaced),
		cmocka_unit_test(file_errors_name_the_file),
		cmocka_unit_test(directories_are_private),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
