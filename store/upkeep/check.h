#ifndef STORE_UPKEEP_CHECK_H
#define STORE_UPKEEP_CHECK_H

#include "base/buf.h"
#include "store/lmdb.h"
#include "store/score/role.h"
#include "store/store.h"

enum {
	/* Roles by number, for keys; more than any store will have. */
	CHECK_ROLES_MAX = 1024
};

struct check {
	struct txn *txn;
	struct buf *report;
	int64_t findings;
	struct arena arena; /* of one entry */
	struct arena names; /* of the roles */
	struct role_slot roles[CHECK_ROLES_MAX];
	const char *role_names[CHECK_ROLES_MAX];
	int64_t ranked[CHECK_ROLES_MAX];
	size_t n_roles; /* a generation that is built is one of its own */
	/* Generations that are being dropped: of them nothing is asked. */
	struct slot dropped[CHECK_ROLES_MAX];
	size_t n_dropped;
	/* What is built for scores of a role's own: rank and cards alone. */
	struct role_slot rankings[CHECK_ROLES_MAX];
	size_t n_rankings;
	/* A load has not come to its end: ranks and names are not all there. */
	bool is_unindexed;
	int64_t profiles;
	int64_t refusals;
	int64_t works;
	/* Ordinals that people have. */
	struct check_number {
		uint32_t ordinal;
		int64_t person;
	} * numbers;
	size_t n_numbers;
	size_t numbers_room;
};

/* Reports one finding by ids, never by names: a report may be pasted into a
 * bug tracker. */
void check_found(struct check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool check_is_dropped(const struct check *check, struct slot slot);
bool check_is_ranking_dropped(const struct check *check, struct slot slot);
/* The role's slot with these scores; itself if there is none. */
struct slot check_scores_slot(const struct check *check, struct slot slot);
/* The role whose rank and cards they are, and whether they are being built by
 * weights alone; NULL: of none. */
const struct role_slot *check_ranking_of(const struct check *check,
    struct slot slot, bool *ret_is_building);

/* A failed look-up that is no absence ends the check. */
bool check_is_hard(int rc);

int check_exists(struct check *check, enum table table, const struct key *key,
    bool *ret_exists) MUST_CHECK;

/* Entries of the indexes, see check_index.c; 0 unless the check must end. */
int check_score(struct check *check, struct slice at,
    struct slice value) MUST_CHECK;
int
check_rank(struct check *check, struct slice at, struct slice value) MUST_CHECK;
int
check_task(struct check *check, struct slice at, struct slice value) MUST_CHECK;
int check_ready(struct check *check, struct slice at,
    struct slice value) MUST_CHECK;

/* ---- check_column.c ---- */

int check_column(struct check *check, struct slice at,
    struct slice value) MUST_CHECK;
/* Of a lead in the rank: its entries, and the ordinal in the rank's value. */
int check_columns_of(struct check *check, const struct rank_key *rank,
    struct slice value) MUST_CHECK;

/* ---- check_posting.c ---- */

/* Whose ordinal it is; of all people before check_postings(). */
void check_number(struct check *check, int64_t person, uint32_t ordinal);
int check_postings(struct check *check) MUST_CHECK;
/* Who has the ordinal, from check_postings() on; 0: nobody. */
int64_t check_person_of(const struct check *check, uint32_t ordinal);

/* ---- check_front.c, check_front_people.c ---- */

/* After check_postings(). */
int check_fronts(struct check *check) MUST_CHECK;
/* That a role's front has nobody who is not in the store. */
int check_front_people(struct check *check, uint16_t role) MUST_CHECK;

#endif
