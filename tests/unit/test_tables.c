#include "base/file.h"
#include "base/str.h"
#include "config/digest.h"
#include "config/place_internal.h"
#include "config/shipped.h"
#include "config/skill.h"
#include "config/tables.h"
#include "tests/unit/config_fixture.h"

static const char stacks[] = "config/stacks";
static const char places_file[] = "config/places.yaml";
static struct arena arena;
static struct buf bytes; /* aligned as memory of the heap is */

static int
setup(void **state)
{
	(void)state;
	buf_init(&bytes, TABLES_MAX_BYTES);
	return tables_write(&bytes, stacks, places_file, NULL);
}

static int
teardown(void **state)
{
	(void)state;
	buf_done(&bytes);
	arena_done(&arena);
	return 0;
}

static void
same_names(const struct names *a, const struct names *b)
{
	size_t n = 0;

	for (uint32_t i = 0; i < a->n_slots; i++) {
		const struct name_slot *slot = &a->slots[i];

		n += slot->len > 0;
		if (slot->len > 0)
			assert_int_equal(names_find(b, a->texts + slot->text,
					     slot->len),
			    slot->value);
	}
	assert_int_equal(n, a->n);
	assert_int_equal(a->n, b->n);
}

static void
tables_hold_the_whole_catalogue(void **state)
{
	struct catalogue read = { 0 }, taken = { 0 };
	uint64_t digest = DIGEST_START;
	char hash[DIGEST_TEXT_LEN];

	(void)state;
	assert_ok(catalogue_read(stacks, &arena, &read, NULL));
	assert_ok(tables_catalogue(bytes.data, stacks, &arena, &taken));
	assert_int_equal(taken.n_skills, read.n_skills);
	assert_int_equal(taken.n_domains, read.n_domains);
	for (size_t i = 0; i < read.n_skills; i++) {
		const struct skill *skill = &taken.skills[i];

		skill_digest(&digest, skill);
		assert_string_equal(skill->file, read.skills[i].file);
		assert_int_equal(skill->line, read.skills[i].line);
		if (read.skills[i].language == NULL)
			assert_null(skill->language);
	}
	for (size_t i = 0; i < read.n_domains; i++) {
		domain_digest(&digest, &taken.domains[i]);
		assert_string_equal(taken.domains[i].title,
		    read.domains[i].title);
	}
	digest_format(digest, hash);
	assert_string_equal(hash, read.hash);
	assert_string_equal(taken.hash, read.hash);
	same_names(&read.by_name, &taken.by_name);
	assert_string_equal(catalogue_find(&taken, "K8s")->id, "kubernetes");
	assert_string_equal(catalogue_nearest(&taken, "kafak"), "kafka");
	catalogue_done(&read);
	catalogue_done(&taken);
}

static void
same_key(const struct places *a, const struct places *b, uint32_t key)
{
	uint32_t x = a->keys[key].readings, y = b->keys[key].readings;

	assert_int_equal(a->keys[key].flags, b->keys[key].flags);
	while (x != 0) {
		const struct place_reading *one = place_reading_get(a, x);
		const struct place_reading *other = place_reading_get(b, y);

		assert_int_equal(one->place, other->place);
		assert_int_equal(one->flags, other->flags);
		x = one->next;
		y = other->next;
	}
	assert_int_equal(y, 0);
}

static void
tables_hold_all_places(void **state)
{
	struct places *read, *taken;

	(void)state;
	assert_ok(places_read(places_file, &read, NULL));
	assert_ok(tables_places(bytes.data, places_file, &taken));
	assert_int_equal(taken->n, read->n);
	for (size_t i = 0; i < read->n; i++) {
		const struct place *place = &read->items[i];
		const struct place *other = places_get(taken, place->id);

		assert_non_null(other);
		assert_string_equal(other->name, place->name);
		assert_string_equal(other->key, place->key);
		assert_int_equal(other->parent, place->parent);
		assert_int_equal(taken->has_children[place->id],
		    read->has_children[place->id]);
		for (size_t j = 0; j < read->n_groups; j++)
			assert_int_equal(places_within(taken, place->id,
					     taken->groups[j].id),
			    places_within(read, place->id, read->groups[j].id));
	}
	same_names(&read->names, &taken->names);
	assert_int_equal(taken->n_keys, read->n_keys);
	for (uint32_t i = 0; i < read->n_keys; i++)
		same_key(read, taken, i);
	places_free(read);
	places_free(taken);
}

static const char *
content_of(const char *path)
{
	struct buf content;
	const char *text;

	buf_init(&content, 1024 * 1024);
	assert_ok(file_read(path, &content, NULL));
	text = arena_text(&arena, content.data, content.len);
	buf_done(&content);
	return text;
}

/* Writes the file of one skill, and the tables of that catalogue. */
static const char *
write_catalogue(struct config_fixture *fixture, struct buf *out)
{
	(void)fixture_write(fixture, "own/domains.yaml", "");
	(void)fixture_write(fixture, "own/a.yaml",
	    "go: {name: Go, kind: language, language: Go}\n");
	buf_init(out, TABLES_MAX_BYTES);
	assert_ok(tables_write(out,
	    arena_format(&arena, "%s/own", fixture->directory), places_file,
	    NULL));
	return arena_format(&arena, "%s/own", fixture->directory);
}

static void
files_that_differ_in_anything_are_read_themselves(void **state)
{
	static const struct {
		const char *name;
		const char *content;
	} changes[] = {
		{ "own/a.yaml",
		    "go: {name: Go, kind: language, language: Gu}\n" },
		{ "own/domains.yaml", "#\n" },
		{ "own/b.yaml", "" },
	};
	struct config_fixture fixture;

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct catalogue catalogue;
		struct buf own;
		const char *directory;

		fixture_init(&fixture);
		directory = write_catalogue(&fixture, &own);
		assert_ok(
		    tables_catalogue(own.data, directory, &arena, &catalogue));
		assert_int_equal(catalogue.n_skills, 1);
		(void)fixture_write(&fixture, changes[i].name,
		    changes[i].content);
		assert_int_equal(tables_catalogue(own.data, directory, &arena,
				     &catalogue),
		    ERR_NOTFOUND);
		assert_int_equal(tables_catalogue(own.data, "/nonexistent",
				     &arena, &catalogue),
		    ERR_NOTFOUND);
		buf_done(&own);
		fixture_done(&fixture);
	}
}

static void
what_was_built_in_is_what_lies_beside(void **state)
{
	const char *own =
	    arena_format(&arena, "%s# mine\n", content_of(places_file));
	struct err_detail detail = { 0 };
	struct catalogue catalogue = { 0 };
	struct config_fixture fixture;
	struct places *places;

	(void)state;
	fixture_init(&fixture);
	assert_ok(shipped_catalogue(stacks, &arena, &catalogue, NULL));
	assert_null(catalogue.by_name.own_slots);
	assert_ok(shipped_places(places_file, &places, NULL));
	assert_null(places->names.own_slots);
	places_free(places);
	assert_ok(shipped_places(fixture_write(&fixture, "places.yaml", own),
	    &places, NULL));
	assert_non_null(places->names.own_slots);
	assert_string_equal(places_find(places, "munchen")->name, "Munich");
	places_free(places);
	assert_int_equal(shipped_places(fixture_write(&fixture, "bad.yaml",
					    "world: x\n"),
			     &places, &detail),
	    ERR_INVAL);
	assert_int_equal(shipped_catalogue("/nonexistent", &arena, &catalogue,
			     &detail),
	    ERR_NOTFOUND);
	fixture_done(&fixture);
}

static void
names_are_found_however_many_there_are(void **state)
{
	struct names names = { 0 };
	char name[16];

	(void)state;
	assert_int_equal(names_find(&names, "a", 1), NAMES_NONE);
	for (uint32_t i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "name %u", i * 7919);
		names_add(&names, name, strlen(name), i);
	}
	for (uint32_t i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "name %u", i * 7919);
		assert_int_equal(names_find(&names, name, strlen(name)), i);
	}
	assert_int_equal(names_find(&names, "name 1", 6), NAMES_NONE);
	assert_int_equal(names_find(&names, "name 0", 4), NAMES_NONE);
	assert_int_equal(names_find(&names, "", 0), NAMES_NONE);
	names_done(&names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_hold_the_whole_catalogue),
		cmocka_unit_test(tables_hold_all_places),
		cmocka_unit_test(
		    files_that_differ_in_anything_are_read_themselves),
		cmocka_unit_test(what_was_built_in_is_what_lies_beside),
		cmocka_unit_test(names_are_found_however_many_there_are),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
