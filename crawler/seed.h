#ifndef CRAWLER_SEED_H
#define CRAWLER_SEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct crawl_options;
struct map;
struct txn;
struct walk;

/* A repository that this run walks. */
struct seed {
	const char *name; /* as it was given */
	int64_t key; /* the subject of its STAGE_REPOSITORY task */
	int64_t id; /* 0: not known yet */
	int64_t share; /* on whose behalf its people are visited, share.h */
	size_t rivals; /* how many seeds that role has */
	bool is_explicit; /* named on the command line */
	bool is_missing;
	unsigned int open; /* bits of harvest stages not done yet */
};

/* All of a run: of its roles and of the command line, each once. */
struct seeds {
	struct seed *items;
	size_t n;
	struct map *by_id;
};

/* Collects the names; ERR_INVAL names one that is no "owner/name". */
int seeds_collect(struct seeds *seeds, const struct crawl_options *options,
    struct arena *arena, struct err_detail *detail) MUST_CHECK;
void seeds_done(struct seeds *seeds);

/* A stable number for a name, case ignored; positive. */
int64_t seed_key(const char *name);

/*
 * Brings the frontier in line with the run: adds the seeds' tasks, arms
 * finished harvests for another, incremental visit, adds the roles' searches,
 * and puts off tasks of repositories that this run does not walk.
 */
int seeds_arm(struct walk *walk, struct txn *txn) MUST_CHECK;

/* A seed's id became known: notes it and adds its harvest. */
int seeds_found(struct walk *walk, struct txn *txn, int64_t key, int64_t id,
    const char *full_name) MUST_CHECK;

/* NULL for a repository that is no seed of this run. */
struct seed *seeds_by_id(const struct seeds *seeds, int64_t id);
struct seed *seeds_by_key(const struct seeds *seeds, int64_t key);

/* A harvest stage of a repository is through. */
void seeds_stage_done(struct seeds *seeds, int64_t id, int stage);

/* Seeds with nothing left to harvest (missing ones included). */
int64_t seeds_count_done(const struct seeds *seeds);

#endif
