#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "signals/words.h"
#include "tests/unit/test.h"

static const char *const phrases[] = { "kafka", "c++", "c#", ".net", "node.js",
	"distributed lock", "don't", "ci/cd", "\xE7\x8C\x8E\xE5\xA4\xB4",
	"lock", "a b c", "b c", "event driven" };

struct seen {
	struct buf out;
	const char *text;
};

static void
note(void *ctx, const struct word_hit *hit)
{
	struct seen *seen = ctx;

	buf_format(&seen->out, "%s%u:%.*s", seen->out.len == 0 ? "" : " ",
	    hit->list, (int)(hit->end - hit->start), seen->text + hit->start);
}

static struct words *
make(void)
{
	struct words *words = words_new();

	for (size_t i = 0; i < COUNT(phrases); i++)
		words_add(words, phrases[i], (uint32_t)i);
	return words;
}

static void
words_and_phrases_are_found_whole(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} rows[] = {
		{ "Kafka, KAFKA and kafkaesque", "0:Kafka 0:KAFKA" },
		{ "in C++ and c++11, not c+", "1:C++ 1:c++" },
		{ "C# or c#.", "2:C# 2:c#" },
		{ "use .NET here; dotnet, a.net", "3:.NET" },
		{ "Node.js, node-js, node js, nodejs",
		    "4:Node.js 4:node-js 4:node js" },
		{ "a distributed_lock", "5:distributed_lock 9:lock" },
		{ "distributed\nlock", "5:distributed\nlock 9:lock" },
		{ "distributed. Lock", "9:Lock" },
		{ "distributed, lock", "9:lock" },
		{ "distributed\n\nlock", "9:lock" },
		{ "don't dont don\xE2\x80\x99t",
		    "6:don't 6:dont 6:don\xE2\x80\x99t" },
		{ "CI/CD", "7:CI/CD" },
		{ "\xE8\xAF\xB7\xE7\x8C\x8E\xE5\xA4\xB4\xE5\x8B\xBF\xE6\x89"
		  "\xB0",
		    "8:\xE7\x8C\x8E\xE5\xA4\xB4" },
		{ "a b c", "10:a b c 11:b c" },
		{ "a b b c", "11:b c" },
		{ "a a b c", "10:a b c 11:b c" },
		{ "event\xE2\x80\x94"
		  "driven",
		    "12:event\xE2\x80\x94"
		    "driven" },
		{ "", "" },
		{ "....", "" },
		{ "\xC3", "" },
		{ "kafka\xC3\xB6", "" },
	};
	struct words *words = make();

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seen seen = { .text = rows[i].text };

		buf_init(&seen.out, 4096);
		(void)words_scan(words, rows[i].text, strlen(rows[i].text),
		    note, &seen);
		assert_string_equal(seen.out.data == NULL ? "" : seen.out.data,
		    rows[i].expected);
		buf_done(&seen.out);
	}
	words_free(words);
}

static void
count(void *ctx, const struct word_hit *hit)
{
	size_t *n = ctx;

	(void)hit;
	(*n)++;
}

static void
a_phrase_may_be_in_many_lists(void **state)
{
	struct words *words = words_new();
	size_t n = 0;

	(void)state;
	words_add(words, "kafka", 1);
	words_add(words, "Kafka", 2);
	words_add(words, "kafka", 2);
	words_add(words, "", 3);
	words_add(words, "...", 3);
	(void)words_scan(words, "kafka", 5, count, &n);
	assert_int_equal(n, 2);
	words_free(words);
}

static void
clauses_can_be_joined(void **state)
{
	struct words *words = words_new();
	size_t n = 0;

	(void)state;
	words_add(words, "recruiters please dont", 1);
	(void)words_scan(words, "Recruiters: please, don't", 25, count, &n);
	assert_int_equal(n, 0);
	words_join_clauses(words);
	(void)words_scan(words, "Recruiters: please, don't", 25, count, &n);
	assert_int_equal(n, 1);
	words_free(words);
}

static void
words_are_counted(void **state)
{
	struct words *words = words_new();
	size_t n = 0;

	(void)state;
	assert_int_equal(words_scan(words, "one two, three", 14, count, &n), 3);
	assert_int_equal(words_scan(words, "", 0, count, &n), 0);
	words_free(words);
}

static void
any_bytes_are_taken(void **state)
{
	struct words *words = make();
	char text[512];
	size_t n = 0;
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = (char)(seed >> 16);
		}
		(void)words_scan(words, text, sizeof(text), count, &n);
	}
	words_free(words);
}

/* What is not linear in these takes minutes; no time is asserted. */
static void
long_texts_are_read_to_the_end(void **state)
{
	static const char *const units[] = { "a b ", "a ", "kafka ", "x", "\n",
		"\xE7\x8C\x8E", "'a", "+#", ". " };
	enum {
		BYTES = 512 * 1024
	};
	char *text = malloc(BYTES);
	struct words *words = make();

	(void)state;
	/* A phrase as long as can be, that keeps all places open. */
	words_add(words, "a a a a a a a a a a a a a a a b", 99);
	for (size_t u = 0; u < COUNT(units); u++) {
		size_t n = 0;

		for (size_t i = 0; i < BYTES; i++)
			text[i] = units[u][i % strlen(units[u])];
		(void)words_scan(words, text, BYTES, count, &n);
	}
	words_free(words);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_phrases_are_found_whole),
		cmocka_unit_test(a_phrase_may_be_in_many_lists),
		cmocka_unit_test(clauses_can_be_joined),
		cmocka_unit_test(words_are_counted),
		cmocka_unit_test(any_bytes_are_taken),
		cmocka_unit_test(long_texts_are_read_to_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
