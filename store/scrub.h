#ifndef STORE_SCRUB_H
#define STORE_SCRUB_H

#include "store/store_internal.h"

/*
 * Takes the mentions of one account out of other people's records: its id
 * where an item names who merged or wrote it, and in texts "@login",
 * "github.com/login", "login/branch" and the full name, which become
 * "<forgotten>".  Addresses (url, full_name, path ...) stay: they are the
 * links that prove others' work.
 */
struct scrub {
	int64_t id; /* 0: unknown */
	const char *login; /* NULL: unknown */
	const char *name; /* NULL: unknown, or too short to be told apart */
	struct arena *arena; /* new texts */
	int64_t found; /* mentions met so far */
};

/* Fills in id, login and name; borrows the person's texts. */
void scrub_init(struct scrub *scrub, const struct person *person,
    struct arena *arena);

/* Whether the bytes of an encoded record can hold a mention at all. */
bool scrub_suspects(const struct scrub *scrub, struct slice plain);

/* Changes the struct that `type` describes; counts in scrub->found. */
void
scrub_record(struct scrub *scrub, const struct record_type *type, void *value);
void scrub_score(struct scrub *scrub, struct score *score);

/* The text itself when it mentions nobody. */
const char *scrub_text(struct scrub *scrub, const char *text);

#endif
