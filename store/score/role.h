#ifndef STORE_SCORE_ROLE_H
#define STORE_SCORE_ROLE_H

#include "base/arena.h"
#include "base/err.h"
#include "signals/score.h"
#include "store/key.h"

struct txn;

/* Small numbers for role names, and which generations a role has. */

enum {
	RUBRIC_LEN = 16 /* of a role's hash */
};
/* By what all scores of a generation are weighed. */
struct weighing {
	struct weights weights;
	char rubric[RUBRIC_LEN + 1]; /* the hash of the role; "": not known */
};
struct role_slot {
	struct slot slot; /* what is read */
	int64_t leads;
	struct weighing by;
	/* Another generation that is being built, see rebuild.c. */
	bool is_built;
	struct slot built;
	int64_t built_leads;
	struct weighing built_by;
	uint64_t built_stamp;
	int64_t built_to; /* the last person scored for it */
	/* One that is being dropped. */
	bool is_dropped;
	struct slot dropped;
};
int store_role_find(struct txn *txn, const char *name,
    struct role_slot *ret_role) MUST_CHECK;
/* Finds or makes one.  ERR_INVAL for a name that is empty or too long. */
int store_role_make(struct txn *txn, const char *name,
    struct role_slot *ret_role) MUST_CHECK;
int store_role_put(struct txn *txn, const char *name,
    const struct role_slot *role) MUST_CHECK;
/* The role after `name` ("" for the first) in order; the name in the arena. */
int store_role_next(struct txn *txn, const char *name, struct arena *arena,
    const char **ret_name, struct role_slot *ret_role) MUST_CHECK;

#endif
