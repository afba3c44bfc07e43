#ifndef CRAWLER_SCORING_INTERNAL_H
#define CRAWLER_SCORING_INTERNAL_H

#include "base/arena.h"
#include "crawler/crawl.h"
#include "crawler/scoring.h"

/* What scoring.c (who changed) and pass.c (everybody) share. */
struct facts;
struct map;
struct seen;
struct store_marker;

enum {
	SCORING_SLICE_MS = 50
};

/* Ids waiting for their turn, each once. */
struct queue {
	struct map *members;
	int64_t *ids;
	size_t head, tail, room;
};

struct scoring {
	struct store *store;
	const struct crawl_options *options;
	struct crawl_report *report;
	/* One of each a role. */
	struct rubric **rubrics;
	struct medians *defaults; /* the rules' own expectations */
	int64_t now;
	struct seen *seen;
	struct queue fresh; /* without a score in this run: at once */
	struct queue again; /* the others */
	int64_t again_at; /* when their time comes, monotonic */
	struct arena arena; /* of one person */
	struct store_marker *marker; /* what is being read */
	/* What was complete before this run, see passes.h. */
	struct arena kept;
	const char *passes;
	bool is_complete; /* for every role, until medians change */
	bool is_marked; /* facts changed in this run */
	/* Of a pass: up to whom each role's new generation is built, and how
	 * many people were looked at, of both halves. */
	int64_t *built_to;
	int64_t done, total;
};

/* Whether everybody has the score that a pass would give now. */
bool scoring_is_complete(const struct scoring *scoring);
/* A person's facts, in scoring->arena, and whether they can be scored. */
int scoring_read(struct scoring *scoring, struct txn *txn, int64_t person,
    struct facts *ret_facts, bool *ret_ready) MUST_CHECK;
/* Scores one person for all roles, in a pass for the generations built. */
int scoring_person(struct scoring *scoring, struct txn *txn, int64_t person,
    bool is_pass) MUST_CHECK;

#endif
