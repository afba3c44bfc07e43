#include "signals/gist.h"
#include "signals/scoring.h"
#include "tests/unit/signals_fixture.h"

static struct buf
bytes_of(struct rubric *rubric, const struct facts *facts)
{
	struct score score;
	struct buf out;

	rubric_score(rubric, facts, &fixture_arena, &score);
	buf_init(&out, 1024 * 1024);
	score_encode(&score, &out);
	return out;
}

static void
same(struct buf *a, struct buf *b)
{
	assert_int_equal(a->len, b->len);
	assert_memory_equal(a->data, b->data, a->len);
	buf_done(b);
}

static void
facts_with_gists_score_the_same(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);
	struct fixture f;
	struct buf before, after;

	(void)state;
	fixture_person(&f);
	f.facts.person.profile_readme = "I like Kafka and PostgreSQL";
	f.own[1] = f.own[0];
	f.own[1].readme = NULL;
	f.own[1].description = NULL;
	f.facts.own.n_items = 2;
	f.pulls[3].title = NULL;
	f.comments[2].body = "\xE3\x81\x93\xE3\x82\x8C";
	f.commits[2].message = "";
	before = bytes_of(rubric, &f.facts);
	assert_true(rubric_read(rubric, &f.facts, &fixture_arena));
	assert_non_null(f.work[0].gists);
	assert_non_null(f.own[0].gists);
	assert_non_null(f.facts.person.gists);
	after = bytes_of(rubric, &f.facts);
	same(&before, &after);
	/* A second reading finds nothing to do. */
	assert_false(rubric_read(rubric, &f.facts, &fixture_arena));
	buf_done(&before);
	rubric_free(rubric);
}

/* Gists of other texts, other rules or no form at all are not believed. */
static void
stale_and_broken_gists_are_not_used(void **state)
{
	static const char *const broken[] = { "", "0", "zz", "0123456789abcdef",
		"0123456789abcdef:1j;", "0123456789abcdef:;;;;" };
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);
	struct fixture f;
	struct buf before, after;
	char *cut;

	(void)state;
	fixture_person(&f);
	before = bytes_of(rubric, &f.facts);
	for (size_t i = 0; i < COUNT(broken); i++) {
		f.work[0].gists = f.own[0].gists = broken[i];
		f.facts.person.gists = broken[i];
		after = bytes_of(rubric, &f.facts);
		same(&before, &after);
	}
	(void)rubric_read(rubric, &f.facts, &fixture_arena);
	/* The right stamp, and then nonsense at every place. */
	cut = arena_strdup(&fixture_arena, f.work[0].gists);
	for (size_t i = 17; cut[i] != '\0'; i += 37) {
		char kept = cut[i];

		cut[i] = '~';
		f.work[0].gists = cut;
		after = bytes_of(rubric, &f.facts);
		assert_true(after.len > 0);
		buf_done(&after);
		cut[i] = kept;
	}
	/* An edited text is read again. */
	f.pulls[0].title = "Something else entirely";
	assert_true(rubric_read(rubric, &f.facts, &fixture_arena));
	buf_done(&before);
	rubric_free(rubric);
}

static void
near_copies_have_one_shape(void **state)
{
	static const char *const texts[] = { "Please rename fooBar to bar_baz.",
		"please rename x_y to (z).", "Please  rename  a1 to `b`" };
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);
	struct gist first, gist;
	size_t skipped = 0;

	(void)state;
	gist_read(rubric, GIST_COMMENT, texts[0], &first, &skipped);
	for (size_t i = 1; i < COUNT(texts); i++) {
		gist_read(rubric, GIST_COMMENT, texts[i], &gist, &skipped);
		assert_int_equal(gist.shape, first.shape);
	}
	gist_read(rubric, GIST_COMMENT, "Please keep it", &gist, &skipped);
	assert_int_not_equal(gist.shape, first.shape);
	gist_read(rubric, GIST_COMMENT, NULL, &gist, &skipped);
	assert_int_equal(gist.n_found, 0);
	assert_false(gist.is_judged);
	rubric_free(rubric);
}

static void
skills_are_found_once_each(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);
	const struct skill *kafka = catalogue_find(&fixture_catalogue, "kafka");
	struct gist gist;
	size_t skipped = 0, n = 0;

	(void)state;
	gist_read(rubric, GIST_WORDS, "Kafka, kafka and Apache Kafka", &gist,
	    &skipped);
	for (size_t i = 0; i < gist.n_found; i++)
		n +=
		    gist.found[i] == catalogue_index(&fixture_catalogue, kafka);
	assert_int_equal(n, 1);
	rubric_free(rubric);
}

static bool
speaks_of(struct rubric *rubric, enum gist_kind kind, const char *text,
    const char *id)
{
	const struct skill *skill = catalogue_find(&fixture_catalogue, id);
	struct gist gist;
	size_t skipped = 0;

	gist_read(rubric, kind, text, &gist, &skipped);
	for (size_t i = 0; i < gist.n_found; i++)
		if (gist.found[i] == catalogue_index(&fixture_catalogue, skill))
			return true;
	return false;
}

static void
the_scheme_of_a_link_is_no_skill(void **state)
{
	static const enum gist_kind kinds[] = { GIST_README, GIST_COMMENT,
		GIST_MESSAGE, GIST_CLAIM };
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);

	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		assert_false(speaks_of(rubric, kinds[i],
		    "See HTTP://example.com/issues/7 for this one", "http"));
		/* Whoever cites a product's manual knows of the product. */
		assert_true(speaks_of(rubric, kinds[i],
		    "As in http://kafka.example.org/docs, please", "kafka"));
		assert_true(speaks_of(rubric, kinds[i],
		    "Connect to kafka://broker:9092 instead", "kafka"));
		assert_true(speaks_of(rubric, kinds[i],
		    "Speak HTTP to the broker of Kafka", "http"));
	}
	rubric_free(rubric);
}

static void
an_order_to_go_is_no_language(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);

	(void)state;
	assert_true(
	    speaks_of(rubric, GIST_COMMENT, "Add Go tests for it", "go"));
	assert_true(
	    speaks_of(rubric, GIST_COMMENT, "the Go test suite hangs", "go"));
	assert_false(
	    speaks_of(rubric, GIST_COMMENT, "Go test it on Windows", "go"));
	assert_false(
	    speaks_of(rubric, GIST_COMMENT, "Go package this up", "go"));
	rubric_free(rubric);
}

/* One that ended a process says nothing, and is not read again. */
static void
a_skipped_document_is_not_read(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);
	volatile int64_t document = -1;
	struct fixture f;
	struct score whole, less;

	(void)state;
	fixture_person(&f);
	rubric_watch(rubric, &document);
	rubric_score(rubric, &f.facts, &fixture_arena, &whole);
	assert_int_equal(document, 0); /* the profile comes last */
	assert_true(whole.signals[FAMILY_README].value > 0);
	assert_false(rubric_skip(rubric, &f.facts, 777, &fixture_arena));
	assert_true(rubric_skip(rubric, &f.facts, f.own[0].id, &fixture_arena));
	(void)rubric_read(rubric, &f.facts, &fixture_arena);
	rubric_score(rubric, &f.facts, &fixture_arena, &less);
	assert_true(less.signals[FAMILY_README].value == 0);
	assert_true(less.signals[FAMILY_REVIEW].value ==
	    whole.signals[FAMILY_REVIEW].value);
	/* Written anew, it is read again. */
	f.own[0].readme = "# ring\n\nA ring buffer library.\n\n## Usage\n\n"
			  "```\nmake\n```\n";
	rubric_score(rubric, &f.facts, &fixture_arena, &less);
	assert_true(less.signals[FAMILY_README].value > 0);
	assert_true(rubric_skip(rubric, &f.facts, f.work[0].repository,
	    &fixture_arena));
	assert_true(rubric_skip(rubric, &f.facts, 0, &fixture_arena));
	rubric_free(rubric);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_with_gists_score_the_same),
		cmocka_unit_test(stale_and_broken_gists_are_not_used),
		cmocka_unit_test(near_copies_have_one_shape),
		cmocka_unit_test(skills_are_found_once_each),
		cmocka_unit_test(the_scheme_of_a_link_is_no_skill),
		cmocka_unit_test(an_order_to_go_is_no_language),
		cmocka_unit_test(a_skipped_document_is_not_read),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
