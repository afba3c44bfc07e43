#include <sys/resource.h>

#include <stdio.h>

#include "signals/markdown.h"
#include "signals/redact.h"
#include "signals/scoring.h"
#include "tests/unit/hostile_texts.h"
#include "tests/unit/people_fixture.h"

/*
 * Speed of what every person and every text passes: measured, never asserted.
 * Of one core, in CPU time.
 */
enum {
	TEXT_BYTES = 16 * 1024 * 1024,
	PEOPLE_MADE = 400,
	ROUNDS = 20,
	REDACTED_BYTES = 512 * 1024
};

/* Of this process: a busy machine changes it little. */
static double
cpu_seconds(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) != 0)
		return 0;
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
seconds_since(double start)
{
	double seconds = cpu_seconds() - start;

	return seconds > 1e-6 ? seconds : 1e-6;
}

static void
found(void *ctx, const struct word_hit *hit)
{
	(void)hit;
	(*(size_t *)ctx)++;
}

static void
bench_words(const struct rubric *rubric)
{
	struct chance chance = { 1 };
	struct buf text;
	size_t hits = 0;
	double start, seconds;

	buf_init(&text, TEXT_BYTES + 4096);
	while (text.len < TEXT_BYTES) {
		buf_text(&text, people_message(&chance));
		buf_char(&text, '\n');
		buf_text(&text, people_comment(&chance));
		buf_char(&text, '\n');
	}
	start = cpu_seconds();
	(void)words_scan(rubric->words, text.data, text.len, found, &hits);
	seconds = seconds_since(start);
	printf("words and phrases: %.0f MB/s (%zu hits, %zu skills)\n",
	    (double)text.len / 1e6 / seconds, hits, fixture_catalogue.n_skills);
	buf_done(&text);
}

static void
bench_scores(struct rubric *rubric)
{
	static struct people people[PEOPLE_MADE];
	struct arena arena = { NULL, 0 };
	struct score score;
	size_t texts = 0;
	double start, seconds;

	for (size_t i = 0; i < PEOPLE_MADE; i++) {
		people_make(&people[i], i);
		for (size_t k = 0; k < people[i].facts.n_work; k++)
			texts += people[i].work[k].n_pulls +
			    people[i].work[k].n_comments +
			    people[i].work[k].n_commits +
			    people[i].work[k].n_merges +
			    people[i].work[k].n_reviews;
	}
	start = cpu_seconds();
	for (size_t i = 0; i < PEOPLE_MADE; i++)
		(void)rubric_read(rubric, &people[i].facts, &fixture_arena);
	seconds = seconds_since(start);
	printf("reading texts: %.0f people/s (%zu pieces of work each)\n",
	    PEOPLE_MADE / seconds, texts / PEOPLE_MADE);
	start = cpu_seconds();
	for (size_t i = 0; i < (size_t)ROUNDS * PEOPLE_MADE; i++) {
		rubric_score(rubric, &people[i % PEOPLE_MADE].facts, &arena,
		    &score);
		arena_reset(&arena);
	}
	seconds = seconds_since(start);
	printf("scoring what was read: %.0f people/s\n",
	    ROUNDS * PEOPLE_MADE / seconds);
	arena_done(&arena);
}

static void
bench_hostile(struct rubric *rubric)
{
	static char text[REDACTED_BYTES + 1];

	for (size_t i = 0; i < COUNT(hostile_texts); i++) {
		struct arena arena = { NULL, 0 };
		struct markdown markdown;
		struct gist gist;
		struct buf out;
		size_t skipped = 0;
		double start, redacting, parsing, reading;

		hostile_fill(&hostile_texts[i], text, REDACTED_BYTES);
		buf_init(&out, 16 * REDACTED_BYTES);
		start = cpu_seconds();
		redact_text(&out, text, REDACTED_BYTES);
		redacting = seconds_since(start);
		buf_done(&out);
		start = cpu_seconds();
		markdown_read(text, MARKDOWN_BYTES, &arena, &markdown);
		parsing = seconds_since(start);
		start = cpu_seconds();
		gist_read(rubric, GIST_COMMENT, text, &gist, &skipped);
		reading = seconds_since(start);
		printf("%-28s redact 512 KB %4.0f ms, outline 64 KB %4.0f ms, "
		       "read 512 KB %4.0f ms\n",
		    hostile_texts[i].what, redacting * 1000, parsing * 1000,
		    reading * 1000);
		arena_done(&arena);
	}
}

int
main(int argc, char **argv)
{
	struct role role = fixture_role();
	struct rubric *rubric;

	(void)argv;
	if (fixture_up(NULL) < 0)
		return 1;
	rubric = fixture_rubric(&role);
	bench_words(rubric);
	bench_scores(rubric);
	if (argc < 2)
		bench_hostile(rubric);
	rubric_free(rubric);
	return fixture_down(NULL);
}
