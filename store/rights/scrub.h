#ifndef STORE_RIGHTS_SCRUB_H
#define STORE_RIGHTS_SCRUB_H

#include "base/map.h"
#include "store/key.h"
#include "store/store.h"

/*
 * Takes the mentions of accounts out of other people's records: their ids where
 * an item names who merged or wrote it, and in texts "@login",
 * "github.com/login", "login/branch" and the full name, which become
 * "<forgotten>"; a login with a digit or hyphen also where it stands alone.
 * Addresses (url, full_name, path ...) stay: they are the links that prove
 * others' work.  So does the name of another person who bears the same.
 */
struct scrub {
	struct map *logins; /* lower case */
	struct map *names; /* by their first word, lower case: struct listed */
	struct map *ids;
	struct arena kept; /* of the maps' values */
	size_t n; /* accounts */
	/* The only one, for the quick look; NULL with several. */
	const struct person *only;
	/* Besides, whoever is suppressed, by the hash of the login; or NULL. */
	struct txn *suppressed_by;
	/* What the operators wrote: logins count where they stand alone. */
	bool is_operators;
	struct arena *arena; /* new texts */
	int64_t found; /* mentions met so far */
};

/* Looks for nobody yet; new texts are made in `arena`. */
void scrub_init(struct scrub *scrub, struct arena *arena);
/* One more account; its texts are copied. */
void scrub_add(struct scrub *scrub, const struct person *person);
void scrub_done(struct scrub *scrub);

/* Whether it is the login of one of them, in any case. */
bool scrub_has_login(const struct scrub *scrub, const char *login, size_t len);
bool scrub_has_id(const struct scrub *scrub, int64_t id);

/* Whether the bytes of an encoded record can hold a mention at all. */
bool scrub_suspects(const struct scrub *scrub, struct slice plain);

/* Changes the struct that `type` describes; counts in scrub->found. */
void
scrub_record(struct scrub *scrub, const struct record_type *type, void *value);
void scrub_score(struct scrub *scrub, struct score *score);

/* For what is to be stored: takes out whom hashes keep out, in place. */
void scrub_incoming(struct txn *txn, const struct record_type *type,
    struct arena *arena, void *value);

/* The text itself when it mentions nobody. */
const char *scrub_text(struct scrub *scrub, const char *text);

#endif
