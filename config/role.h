#ifndef CONFIG_ROLE_H
#define CONFIG_ROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The signal families a rubric weighs, in the order they are shown.  Names in
 * files, JSON and queries are family_name(): "merged_work", "review", ...
 */
enum family {
	FAMILY_MERGED_WORK,
	FAMILY_REVIEW,
	FAMILY_COMMITS,
	FAMILY_OWN_PROJECTS,
	FAMILY_TESTS_CI,
	FAMILY_README,
	FAMILY_STACK_FIT,
	FAMILY_DOMAIN_DEPTH,
	FAMILY_STANDING,
	FAMILY_COUNT
};

const char *family_name(enum family family); /* "merged_work" */
const char *family_title(enum family family); /* "Merged work" */
bool family_parse(const char *name, enum family *ret_family);

/* One condition on skills: any one of the catalogue's ids satisfies it. */
struct need {
	const char *label; /* "go", "kafka or nats", or as the file says */
	const char **any; /* skill ids */
	size_t n_any;
};

/* What a rubric's sourcer tells candidates about the job; all optional. */
struct job {
	const char *title;
	const char *url;
	const char *pay;
	const char *place;
	const char *sender;
};

/*
 * A role: whom to look for, where to look, how to weigh.  Read from
 * roles/NAME.yaml; immutable; all of it lives in the arena given at reading.
 */
struct role {
	const char *name; /* the file's name without .yaml */
	const char *path;
	const char *title;
	const char *summary;
	struct need *must;
	size_t n_must;
	struct need *nice;
	size_t n_nice;
	struct need *not_wanted; /* `not:` */
	size_t n_not_wanted;
	const char **domains; /* ids of domains, see config/stack.h */
	size_t n_domains;
	const char **seeds; /* "owner/repository" */
	size_t n_seeds;
	const char **where; /* places, a hiring limit, never a score */
	size_t n_where;
	int64_t where_line; /* of the file; 0: it has none */
	const char **people; /* GraphQL user searches */
	size_t n_people;
	const char *schedule; /* cron, five fields; NULL: the daemon's */
	int64_t horizon_months; /* work older than this is not looked at */
	int64_t half_life_months; /* work this old counts half; 0: never */
	double weights[FAMILY_COUNT]; /* add up to 100 */
	struct job job;
	/* 16 hex digits over all that can change a score, places excluded. */
	char hash[17];
	/* The same but for the weights. */
	char facts_hash[17];
};

struct catalogue;

/*
 * Reads and validates a role file.  On ERR_PARSE or ERR_INVAL the detail names
 * file, line, value and what was expected ("FILE:LINE: weights: add up to 95,
 * expected 100"); ERR_NOTFOUND or ERR_IO for the file itself.
 */
int role_read(const char *path, const struct catalogue *catalogue,
    struct arena *arena, struct role *ret_role,
    struct err_detail *detail) MUST_CHECK;

#endif
