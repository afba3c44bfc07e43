#ifndef TESTS_UNIT_JD_FIXTURE_H
#define TESTS_UNIT_JD_FIXTURE_H

/* Descriptions read by the shipped rules, catalogue and places. */
#include "config/place.h"
#include "signals/jd.h"
#include "tests/unit/config_fixture.h"

static struct config_fixture jd_files;
static struct arena jd_arena;
static struct catalogue jd_catalogue;
static struct places *jd_places;
static struct jd_rules *jd_rules;

enum {
	JD_ROLE_BYTES = 1024 * 1024
};

static inline int
jd_up(void **state)
{
	struct err_detail detail = { "" };

	(void)state;
	fixture_init(&jd_files);
	if (catalogue_read("config/stacks", &jd_arena, &jd_catalogue,
		&detail) != 0 ||
	    places_read("config/places.yaml", &jd_places, &detail) != 0 ||
	    jd_rules_read("config", &jd_catalogue, &jd_rules, &detail) != 0) {
		print_error("%s\n", detail.text);
		return -1;
	}
	return 0;
}

static inline int
jd_down(void **state)
{
	(void)state;
	jd_rules_free(jd_rules);
	places_free(jd_places);
	catalogue_done(&jd_catalogue);
	arena_done(&jd_arena);
	fixture_done(&jd_files);
	return 0;
}

/* The role file of a description, which must be a valid role. */
static inline void
jd_role(const struct jd *jd, const char *name, struct arena *arena,
    struct buf *out)
{
	struct jd_seed seeds[JD_CANDIDATES_MAX];
	struct err_detail detail = { "" };
	struct role role;
	const char *path;
	size_t n;

	n = jd_candidates(jd_rules, jd, arena, seeds, JD_CANDIDATES_MAX);
	jd_write(jd_rules, jd, name, arena_format(arena, "%s.txt", name), seeds,
	    n, out);
	assert_false(out->overflow);
	path = fixture_write_len(&jd_files,
	    arena_format(arena, "%s.yaml", name), out->data, out->len);
	if (role_read(path, &jd_catalogue, arena, &role, &detail) != 0)
		fail_msg("%s\n%s", detail.text, out->data);
}

#endif
