/* The log is one harmless line an event, whatever the network said. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "tests/unit/test.h"

static int64_t
fixed(void)
{
	return 1700000000;
}

/* What `write` sends to standard error, through a file. */
static char *
captured(void (*write)(void))
{
	char path[] = "/tmp/muster-log-XXXXXX";
	int file = mkstemp(path), saved = dup(STDERR_FILENO);
	struct buf text;

	assert_true(file >= 0 && saved >= 0);
	assert_true(dup2(file, STDERR_FILENO) >= 0);
	write();
	(void)fflush(stderr);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	(void)close(saved);
	(void)close(file);
	buf_init(&text, 100000);
	assert_ok(file_read(path, &text, NULL));
	(void)unlink(path);
	buf_char(&text, '\0');
	return buf_take(&text);
}

static void
write_hostile(void)
{
	log_init(LOG_INFO, LOG_LOGFMT);
	log_err("http", "answer: %s: %d", "evil\x1b[2J\n\"level=err\" \xFF", 7);
	log_debug("http", "not at this level");
}

static void
a_line_stays_one_line(void **state)
{
	char *text;

	(void)state;
	clock_replace(NULL, fixed);
	text = captured(write_hostile);
	assert_string_equal(text,
	    "time=2023-11-14T22:13:20Z level=err component=http "
	    "message=\"answer: evil[2J \\\"level=err\\\" \xEF\xBF\xBD: 7\"\n");
	clock_replace(NULL, NULL);
	free(text);
}

static int before, after;

static void
count_before(void)
{
	before++;
}

static void
count_after(void)
{
	after++;
}

static void
write_json(void)
{
	log_init(LOG_WARN, LOG_JSON);
	log_hook(count_before, count_after);
	log_warn("crawl", "retry: %s", "time-out");
	log_info("crawl", "not at this level");
	log_hook(NULL, NULL);
}

static void
json_lines_and_hooks(void **state)
{
	char *text;

	(void)state;
	clock_replace(NULL, fixed);
	text = captured(write_json);
	assert_string_equal(text,
	    "{\"time\":\"2023-11-14T22:13:20Z\",\"level\":\"warn\","
	    "\"component\":\"crawl\",\"message\":\"retry: time-out\"}\n");
	assert_int_equal(before, 1);
	assert_int_equal(after, 1);
	clock_replace(NULL, NULL);
	free(text);
}

static void
levels_have_names(void **state)
{
	enum log_level level = LOG_ERR;

	(void)state;
	assert_true(log_level_parse("debug", &level));
	assert_int_equal(level, LOG_DEBUG);
	assert_false(log_level_parse("loud", &level));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_stays_one_line),
		cmocka_unit_test(json_lines_and_hooks),
		cmocka_unit_test(levels_have_names),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
