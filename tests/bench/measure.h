#ifndef TESTS_BENCH_MEASURE_H
#define TESTS_BENCH_MEASURE_H

/* Times the queries of a file, see queries.c: of each query the median of some
 * runs, of these the class's median and 99th percentile. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/str.h"

enum {
	MEASURE_CLASSES = 20,
	MEASURE_RUNS_MOST = 100,
	/* A slow class is not run to the end: its figures are of a part. */
	MEASURE_BUDGET_S = 60
};

enum measure_text {
	MEASURE_MUSTER = 1,
	MEASURE_USUAL = 4,
	MEASURE_COVERING = 5
};

/* Seconds of the last call that are no part of what is measured. */
static double measure_apart;

/* Runs one query; what it returns is summed up, to compare programs by. */
typedef int64_t measure_query(const char *text, int64_t offset);

/* $BENCH_CPU=1: CPU time, for a machine that is busy with other things. */
static inline double
measure_now(void)
{
	static int is_cpu = -1;
	struct timespec now;

	if (is_cpu < 0)
		is_cpu = getenv("BENCH_CPU") != NULL;
	(void)clock_gettime(is_cpu ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC,
	    &now); /* can't fail here */
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Makes sure that a value was read and not only found. */
static inline void
measure_touch(const void *bytes, size_t len)
{
	static volatile unsigned sink;
	const unsigned char *at = bytes;
	unsigned sum = 0;

	for (size_t i = 0; at != NULL && i < len; i += 64)
		sum += at[i];
	sink = sink + sum;
}

static inline int
measure_by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

/* Sorts. */
static inline double
measure_rank(double *values, size_t n, double share)
{
	size_t at = (size_t)((double)n * share);

	qsort(values, n, sizeof(*values), measure_by_size);
	return values[at < n ? at : n - 1];
}

/* The nth field of a line, ended by NUL in place; NULL when there is none. */
static inline char *
measure_field(char *line, int n)
{
	for (; n > 0 && line != NULL; n--) {
		line = strchr(line, '\t');
		line = line != NULL ? line + 1 : NULL;
	}
	return line;
}

struct measure_line {
	char *line; /* owns the rest */
	const char *class;
	const char *text;
	int64_t offset;
};

static inline struct measure_line *
measure_read(const char *path, int field, size_t *ret_n)
{
	FILE *in = fopen(path, "r");
	struct measure_line *lines = NULL;
	size_t n = 0, capacity = 0, room = 0;
	char *line = NULL;

	if (in == NULL) {
		perror(path);
		exit(1);
	}
	while (getline(&line, &room, in) > 0) {
		struct measure_line *it;
		char *offset;

		if (n == capacity) {
			capacity = capacity * 2 + 1024;
			lines = mem_resize(lines, capacity, sizeof(*lines));
		}
		it = &lines[n++];
		it->line = mem_strdup(line);
		it->line[strcspn(it->line, "\n")] = '\0';
		it->class = it->line;
		it->text = measure_field(it->line, field);
		offset = measure_field(it->line, 2);
		if (it->text == NULL || offset == NULL)
			exit(1);
		for (char *at = it->line; *at != '\0'; at++)
			if (*at == '\t')
				*at = '\0';
		if (str_to_int(offset, -2, INT32_MAX, &it->offset) != 0)
			exit(1);
	}
	(void)fclose(in);
	(void)free(line);
	*ret_n = n;
	return lines;
}

static inline double
measure_mean(const double *values, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	return n > 0 ? sum / (double)n : 0;
}

/* Medians of queries of several classes. */
struct measure_group {
	double *times;
	size_t n, capacity;
};
static struct measure_group measure_all, measure_filtered;

static inline void
measure_keep(struct measure_group *group, const double *times, size_t n)
{
	if (group->n + n > group->capacity) {
		group->capacity = 2 * (group->n + n);
		group->times =
		    mem_resize(group->times, group->capacity, sizeof(double));
	}
	memcpy(&group->times[group->n], times, n * sizeof(*times));
	group->n += n;
}

static inline void
measure_print_group(const char *engine, const char *name,
    struct measure_group *group)
{
	if (group->n == 0)
		return;
	printf("%s\t%s\t%zu\t%.1f", engine, name, group->n,
	    measure_rank(group->times, group->n, .5) * 1e6);
	printf("\t%.1f", measure_rank(group->times, group->n, .99) * 1e6);
	printf("\t%.1f\t0\t%.1f\n", group->times[group->n - 1] * 1e6,
	    measure_mean(group->times, group->n) * 1e6);
	mem_free(group->times);
	*group = (struct measure_group){ NULL, 0, 0 };
}

/* What lists the top 50 by terms and figures. */
static inline bool
measure_is_filtered(const char *class)
{
	return strcmp(class, "selective") == 0 ||
	    strcmp(class, "unselective") == 0 || strcmp(class, "two") == 0 ||
	    strcmp(class, "mixed") == 0;
}

/* A slow query is clear after three runs, one that takes seconds after one. */
static inline bool
measure_is_clear(const double *times, size_t n)
{
	return (n >= 1 && times[0] > 1) ||
	    (n >= 3 && measure_mean(times, n) * (double)n > .3);
}

static inline void
measure_class(const struct measure_line *lines, size_t n, const char *engine,
    int64_t runs, measure_query *query)
{
	double *medians = mem_calloc(n, sizeof(double));
	double times[MEASURE_RUNS_MOST], start = measure_now(), most = 0;
	int64_t sum = 0;
	size_t done = 0;

	for (; done < n && measure_now() - start < MEASURE_BUDGET_S; done++) {
		size_t run = 0;

		while (run < (size_t)runs && !measure_is_clear(times, run)) {
			double began = measure_now();
			int64_t result;

			measure_apart = 0;
			result = query(lines[done].text, lines[done].offset);
			times[run] = measure_now() - began - measure_apart;
			if (run == 0)
				sum += result;
			/* To find where two programs differ. */
			if (run == 0 && getenv("BENCH_SUMS") != NULL)
				(void)fprintf(stderr, "%s\t%zu\t%lld\t%s\n",
				    lines[0].class, done, (long long)result,
				    lines[done].line +
					strlen(lines[done].class) + 1);
			run++;
		}
		medians[done] = measure_rank(times, run, .5);
		if (medians[done] > most)
			most = medians[done];
	}
	if (getenv("BENCH_SLOWEST") != NULL)
		for (size_t i = 0; i < done; i++)
			if (medians[i] == most)
				(void)fprintf(stderr, "%s: %s: %.2f ms: %s\n",
				    engine, lines[i].class, most * 1000,
				    lines[i].text);
	printf("%s\t%s\t%zu\t%.1f", engine, lines[0].class, done,
	    measure_rank(medians, done, .5) * 1e6);
	printf("\t%.1f\t%.1f\t%lld\t%.1f\n",
	    measure_rank(medians, done, .99) * 1e6, most * 1e6, (long long)sum,
	    measure_mean(medians, done) * 1e6);
	(void)fflush(stdout);
	measure_keep(&measure_all, medians, done);
	if (measure_is_filtered(lines[0].class))
		measure_keep(&measure_filtered, medians, done);
	mem_free(medians);
}

/* Writes: engine, class, queries, median, 99th percentile, the slowest (in
 * microseconds), sum of results, mean (in microseconds); then of all that list
 * a filtered top, and of all. */
static inline void
measure_queries(const char *path, const char *engine, int64_t runs,
    enum measure_text field, measure_query *query)
{
	size_t n, from = 0;
	struct measure_line *lines = measure_read(path, (int)field, &n);

	for (size_t i = 1; i <= n; i++)
		if (i == n || strcmp(lines[i].class, lines[from].class) != 0) {
			measure_class(&lines[from], i - from, engine, runs,
			    query);
			from = i;
		}
	measure_print_group(engine, "filtered", &measure_filtered);
	measure_print_group(engine, "all", &measure_all);
	for (size_t i = 0; i < n; i++)
		mem_free(lines[i].line);
	mem_free(lines);
}

#endif
