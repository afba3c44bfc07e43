/*
 * Golden cases of config/: tests/golden/config/KIND-NAME/ holds input.yaml and
 * either `error`, the message that reading it gives, or `expect`, what was
 * read.  KIND is settings, role, stack or places.  Adding a case is adding a
 * folder.  $MUSTER_TESTS names tests/ when run from elsewhere.
 */
#include <dirent.h>
#include <inttypes.h>

#include "base/str.h"
#include "config/config.h"
#include "tests/unit/config_fixture.h"

enum {
	OUTPUT_BYTES = 256 * 1024,
	CASES = 500
};

static struct arena arena;
static const char *tests_folder;

static void
add_list(struct buf *out, const char *key, const char *const *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_format(out, "%s: %s\n", key, items[i]);
}

static void
add_text(struct buf *out, const char *key, const char *text)
{
	if (text != NULL)
		buf_format(out, "%s: %s\n", key, text);
}

static void
add_needs(struct buf *out, const char *key, const struct need *needs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_format(out, "%s: \"%s\"", key, needs[i].label);
		for (size_t j = 0; j < needs[i].n_any; j++)
			buf_format(out, " %s", needs[i].any[j]);
		buf_char(out, '\n');
	}
}

static int
read_settings(const char *path, struct buf *out, struct err_detail *detail)
{
	struct config config;
	int rc = config_read(path, &config, detail);

	if (rc != 0)
		return rc;
	config_write(&config, out);
	config_done(&config);
	return 0;
}

static int
read_role(const char *path, struct buf *out, struct err_detail *detail)
{
	struct catalogue catalogue;
	struct role role;
	int rc;

	assert_ok(catalogue_read("config/stacks", &arena, &catalogue, NULL));
	rc = role_read(path, &catalogue, &arena, &role, detail);
	catalogue_done(&catalogue);
	if (rc != 0)
		return rc;
	add_text(out, "title", role.title);
	add_text(out, "summary", role.summary);
	add_needs(out, "must", role.must, role.n_must);
	add_needs(out, "nice", role.nice, role.n_nice);
	add_needs(out, "not", role.not_wanted, role.n_not_wanted);
	add_list(out, "domain", role.domains, role.n_domains);
	add_list(out, "seed", role.seeds, role.n_seeds);
	add_list(out, "where", role.where, role.n_where);
	add_list(out, "people", role.people, role.n_people);
	add_text(out, "schedule", role.schedule);
	buf_format(out, "horizon: %" PRId64 "\nhalf_life: %" PRId64 "\n",
	    role.horizon_months, role.half_life_months);
	for (unsigned i = 0; i < FAMILY_COUNT; i++)
		if (role.weights[i] > 0)
			buf_format(out, "%s: %g\n", family_name((enum family)i),
			    role.weights[i]);
	add_text(out, "job.title", role.job.title);
	add_text(out, "job.url", role.job.url);
	add_text(out, "job.pay", role.job.pay);
	add_text(out, "job.place", role.job.place);
	add_text(out, "job.sender", role.job.sender);
	return 0;
}

static void
add_named(struct buf *out, const char *key, const struct named_list *lists,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_format(out, "  %s: %s:", key, lists[i].name);
		for (size_t j = 0; j < lists[i].n_items; j++)
			buf_format(out, " %s", lists[i].items[j]);
		buf_char(out, '\n');
	}
}

static int
read_stack(const char *path, struct buf *out, struct err_detail *detail)
{
	const char *slash = strrchr(path, '/');
	struct catalogue catalogue;
	int rc =
	    catalogue_read(arena_text(&arena, path, (size_t)(slash - path)),
		&arena, &catalogue, detail);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < catalogue.n_skills; i++) {
		const struct skill *skill = &catalogue.skills[i];

		buf_format(out, "%s: %s, %s\n", skill->id, skill->name,
		    skill->kind);
		add_text(out, "  language", skill->language);
		add_list(out, "  word", skill->words, skill->n_words);
		add_list(out, "  topic", skill->topics, skill->n_topics);
		add_list(out, "  pattern", skill->patterns, skill->n_patterns);
		add_list(out, "  parent", skill->parents, skill->n_parents);
		add_list(out, "  domain", skill->domains, skill->n_domains);
		add_named(out, "packages", skill->packages, skill->n_packages);
		add_named(out, "seeds", skill->seeds, skill->n_seeds);
	}
	catalogue_done(&catalogue);
	return 0;
}

static int
read_places(const char *path, struct buf *out, struct err_detail *detail)
{
	struct places *places;
	int rc = places_read(path, &places, detail);

	if (rc != 0)
		return rc;
	for (int64_t id = 1; id < 100; id++) {
		const struct place *place = places_get(places, id);

		if (place != NULL)
			buf_format(out, "%" PRId64 " %s < %" PRId64 "\n",
			    place->id, place->name, place->parent);
	}
	places_free(places);
	return 0;
}

static const struct kind {
	const char *prefix;
	int (*read)(const char *path, struct buf *out,
	    struct err_detail *detail);
} kinds[] = {
	{ "settings-", read_settings },
	{ "role-", read_role },
	{ "stack-", read_stack },
	{ "places-", read_places },
};

/* Paths in messages are shortened to the file's name. */
static void
add_message(struct buf *out, const char *message, const char *folder)
{
	size_t len = strlen(folder);

	for (const char *at = message; *at != '\0';) {
		if (strncmp(at, folder, len) == 0 && at[len] == '/')
			at += len + 1;
		else
			buf_char(out, *at++);
	}
	buf_char(out, '\n');
}

static void
run_case(void **state)
{
	const char *name = *state;
	char *folder =
	    arena_format(&arena, "%s/golden/config/%s", tests_folder, name);
	char *input = arena_format(&arena, "%s/input.yaml", folder);
	char *wanted = arena_format(&arena, "%s/error", folder);
	struct err_detail detail = { 0 };
	struct buf out, golden;
	int rc = ERR_NOTFOUND;

	buf_init(&out, OUTPUT_BYTES);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (str_starts(name, kinds[i].prefix))
			rc = kinds[i].read(input, &out, &detail);
	if (rc != 0)
		add_message(&out, err_text(&detail, rc), folder);
	else
		wanted = arena_format(&arena, "%s/expect", folder);
	if (!file_exists(wanted))
		fail_msg("%s: missing; got:\n%s", wanted,
		    out.data == NULL ? "" : out.data);
	fixture_read(wanted, &golden);
	assert_string_equal(out.data == NULL ? "" : out.data,
	    golden.data == NULL ? "" : golden.data);
	buf_done(&golden);
	buf_done(&out);
}

static int
is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int
main(void)
{
	static struct CMUnitTest tests[CASES];
	struct dirent **entries = NULL;
	char *folder;
	int n, failed;

	tests_folder = getenv("MUSTER_TESTS");
	if (tests_folder == NULL)
		tests_folder = "tests";
	folder = arena_format(&arena, "%s/golden/config", tests_folder);
	n = scandir(folder, &entries, is_case, alphasort);
	if (n <= 0 || n > CASES) {
		(void)fprintf(stderr, "%s: no cases, or too many\n", folder);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		tests[i].name = arena_strdup(&arena, entries[i]->d_name);
		tests[i].test_func = run_case;
		tests[i].initial_state =
		    arena_strdup(&arena, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	failed =
	    _cmocka_run_group_tests("config", tests, (size_t)n, NULL, NULL);
	arena_done(&arena);
	return failed;
}
