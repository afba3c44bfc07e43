#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Prometheus's text format, version 0.0.4: a family begins with its HELP and
 * TYPE lines, its samples follow.
 */
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

enum metrics_kind {
	METRICS_COUNTER,
	METRICS_GAUGE
};

/* `name` without a prefix: "muster_" is put before it, and "_total" behind a
 * counter's. */
struct metrics_family {
	const char *name;
	const char *help; /* a sentence */
	enum metrics_kind kind;
};

void metrics_begin(struct buf *out, const struct metrics_family *family);

/* A sample, with one label or two unless their names are NULL. */
struct metrics_label {
	const char *name;
	const char *value;
};
void metrics_sample(struct buf *out, const struct metrics_family *family,
    const struct metrics_label labels[2], int64_t value);

/* A family of one sample without labels. */
void metrics_one(struct buf *out, const struct metrics_family *family,
    int64_t value);

#endif
