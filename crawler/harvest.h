#ifndef CRAWLER_HARVEST_H
#define CRAWLER_HARVEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "crawler/seen.h"
#include "signals/fact.h"
#include "signals/rubric.h"

/*
 * What one page of answers says of each person: facts come by pull request or
 * commit and are stored by person.  Bots (by name and type) get no entry.
 * Everything lives in the arena, but for harvest_done().
 */
struct actor {
	int64_t id;
	const char *node_id; /* NULL: made from the id when needed */
	const char *login;
	const char *type; /* "User"; NULL: taken for one */
};

struct harvest_person {
	struct actor actor;
	struct work work;
	size_t room_pulls, room_merges, room_reviews, room_comments,
	    room_commits;
};

struct harvest {
	struct arena *arena;
	const struct rules *rules;
	struct seen *seen; /* told of bots; NULL allowed */
	struct map *by_id;
	struct harvest_person **people; /* in order of their first mention */
	size_t n_people, room_people;
	int64_t repository;
	int64_t now;
	/* What was read, for the run's counters. */
	int64_t pulls, comments, commits;
};

void harvest_init(struct harvest *harvest, struct arena *arena,
    const struct rules *rules, int64_t repository, int64_t now);
void harvest_done(struct harvest *harvest);

/* By login and type; counted among the bots that were met. */
bool harvest_is_bot(const struct harvest *harvest, const struct actor *actor);

/* The actor's entry; NULL for a bot, a deleted account or an odd login. */
struct harvest_person *
harvest_person(struct harvest *harvest, const struct actor *actor);

void harvest_pull(struct harvest *harvest, struct harvest_person *person,
    const struct pull *pull);
void harvest_merge(struct harvest *harvest, struct harvest_person *person,
    const struct merge *merge);

/* Several reviews of one pull request become one: the latest time, the
 * weightiest state. */
void harvest_review(struct harvest *harvest, struct harvest_person *person,
    const struct review *review);
void harvest_comment(struct harvest *harvest, struct harvest_person *person,
    const struct comment *comment);
void harvest_commit(struct harvest *harvest, struct harvest_person *person,
    const struct commit *commit);

#endif
