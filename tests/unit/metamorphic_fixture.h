#ifndef TESTS_UNIT_METAMORPHIC_FIXTURE_H
#define TESTS_UNIT_METAMORPHIC_FIXTURE_H

#include <stdlib.h>

#include "base/str.h"
#include "tests/unit/people_fixture.h"

/*
 * What must hold of any facts is tried on a few hundred people made by chance,
 * scored for a role of the tests and for one that is shipped.
 */
enum {
	PEOPLE = 200 /* unless $MUSTER_TEST_PEOPLE says fewer */
};

/* How many are made: fewer where each takes its time. */
static inline uint64_t
made(void)
{
	const char *text = getenv("MUSTER_TEST_PEOPLE");
	int64_t n;

	return text != NULL && str_to_int(text, 1, PEOPLE, &n) == 0
	    ? (uint64_t)n
	    : PEOPLE;
}

static struct role shipped;
static struct rubric *rubrics[2];

static inline int
up(void **state)
{
	static struct role made;
	struct err_detail detail = { "" };

	if (fixture_up(state) < 0)
		return -1;
	made = fixture_role();
	rubrics[0] = fixture_rubric(&made);
	if (role_read("config/roles/data-intensive.yaml", &fixture_catalogue,
		&fixture_arena, &shipped, &detail) < 0) {
		print_error("%s\n", detail.text);
		return -1;
	}
	shipped.seeds = made.seeds;
	shipped.n_seeds = made.n_seeds;
	rubrics[1] = fixture_rubric(&shipped);
	return 0;
}

static inline int
down(void **state)
{
	rubric_free(rubrics[0]);
	rubric_free(rubrics[1]);
	return fixture_down(state);
}

static inline struct score
score_of(size_t role, struct people *people)
{
	struct score score;

	(void)rubric_read(rubrics[0], &people->facts, &fixture_arena);
	rubric_score(rubrics[role], &people->facts, &fixture_arena, &score);
	return score;
}

#endif
