#ifndef CLI_AUDIT_TRIAL_H
#define CLI_AUDIT_TRIAL_H

#include "signals/rubric.h"

/*
 * What feeds a score, found by trying: every member of every record of facts,
 * by the records' own tables, is changed in stored people, who are scored anew.
 * A family whose value or coverage is another one then reads that member.
 */
struct trial_member {
	const char *record; /* "person", "work.pulls", ... */
	const char *name;
	int64_t tried; /* people who have such a record */
	int64_t changed[FAMILY_COUNT]; /* in how many the family changed */
	int64_t scores; /* in how many score, band or needs did */
};

struct trial;

/* Borrows the rubric. */
struct trial *trial_new(struct rubric *rubric);
void trial_free(struct trial *trial);

/* One more person; the facts are as before afterwards. */
void trial_person(struct trial *trial, struct facts *facts);

/* In the order of the tables; borrowed. */
const struct trial_member *
trial_members(const struct trial *trial, size_t *ret_n);
int64_t trial_people(const struct trial *trial);

/* Whether a change of it changed any score. */
bool trial_counts(const struct trial_member *member);

#endif
