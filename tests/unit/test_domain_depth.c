#include "tests/unit/signals_fixture.h"

static double
value_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts)
	    .signals[FAMILY_DOMAIN_DEPTH]
	    .value;
}

static void
depth_takes_several_pieces_of_work(void **state)
{
	struct fixture f;
	double one, two, many;

	(void)state;
	fixture_person(&f);
	f.work[0].n_commits = f.work[0].n_comments = 0;
	f.work[0].n_reviews = f.work[0].n_merges = 0;
	f.facts.own.n_items = 0;
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f.pulls[i] = (struct pull){ i,
			arena_format(&fixture_arena,
			    "Replay the write-ahead log of %c in order",
			    'a' + i),
			days_ago(10), 100, 20, 3, 1, 900 };
	f.work[0].n_pulls = 1;
	one = value_of(&f);
	f.work[0].n_pulls = 3;
	two = value_of(&f);
	f.work[0].n_pulls = FIXTURE_PULLS;
	many = value_of(&f);
	assert_true(one < 0.05);
	assert_true(two > one && many > two);
	/* One of two fields: half is the most. */
	assert_true(many > 0.3 && many <= 0.75);
}

/* A README is what somebody says; a commit is what they did. Others' work that
 * passed through their hands is named as such. */
static void
work_is_cited_rather_than_a_readme(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;
	const struct signal *signal = &score.signals[FAMILY_DOMAIN_DEPTH];

	(void)state;
	fixture_person(&f);
	f.work[0].n_pulls = f.work[0].n_comments = f.work[0].n_reviews = 0;
	f.work[0].n_merges = 0;
	f.own[0].readme = "A write-ahead log with MVCC and compaction";
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].message = arena_format(&fixture_arena,
		    "Replay the write-ahead log of %c in order\n\nWithout it a "
		    "crash loses the pages that were written last.",
		    'a' + i);
	score = fixture_score(&role, &f.facts);
	assert_true(signal->n_reasons > 0);
	assert_non_null(
	    strstr(signal->reasons[0].text, "such as the message of \"Replay"));
	assert_non_null(strstr(signal->reasons[0].url, "/commit/"));
	f.work[0].n_commits = 0;
	f.work[0].n_merges = 12;
	for (int i = 0; i < 12; i++)
		f.merges[i].title = "Replay the write-ahead log in order";
	score = fixture_score(&role, &f.facts);
	assert_true(signal->n_reasons > 0);
	assert_non_null(strstr(signal->reasons[0].text,
	    "reviewed or merged for somebody else"));
	assert_non_null(strstr(signal->reasons[0].url, "/pull/"));
}

static void
a_role_without_fields_asks_for_none(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	role.n_domains = 0;
	fixture_person(&f);
	score = fixture_score(&role, &f.facts);
	assert_true(score.signals[FAMILY_DOMAIN_DEPTH].value == 0);
	assert_true(score.signals[FAMILY_DOMAIN_DEPTH].coverage == 0);
}

/* Each of the seven fields has words of its own, and one mention is not
 * depth in any of them. */
static void
all_fields_are_known_by_their_words(void **state)
{
	static const struct {
		const char *field;
		const char *title; /* with room for what makes it another */
	} rows[] = {
		{ "databases", "Replay the write-ahead log of %c in order" },
		{ "apis",
		    "Version the OpenAPI schema of the REST endpoint %c" },
		{ "observability", "Propagate the trace context of span %c" },
		{ "security",
		    "Rotate the signing key of %c, CVE in the parser" },
		{ "reliability", "Add exponential backoff to the retry of %c" },
		{ "performance", "Avoid false sharing between threads of %c" },
		{ "infrastructure", "Roll out the Helm chart of %c by GitOps" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *domains[] = { rows[i].field };
		struct role role = fixture_role();
		double values[2];

		role.domains = domains;
		role.n_domains = 1;
		for (int k = 0; k < 2; k++) {
			struct fixture f;

			fixture_person(&f);
			f.work[0].n_commits = f.work[0].n_comments = 0;
			f.work[0].n_reviews = f.work[0].n_merges = 0;
			f.facts.own.n_items = 0;
			f.work[0].n_pulls = k == 0 ? 1 : 12;
			for (int n = 0; n < 12; n++) {
				const char *title = rows[i].title;
				size_t before = strcspn(title, "%");

				f.pulls[n] = (struct pull){ n,
					arena_format(&fixture_arena, "%.*s%c%s",
					    (int)before, title, 'a' + n,
					    title + before + 2),
					days_ago(10), 100, 20, 3, 1, 900 };
			}
			values[k] = fixture_score(&role, &f.facts)
					.signals[FAMILY_DOMAIN_DEPTH]
					.value;
		}
		print_message("%s: %.2f, %.2f\n", rows[i].field, values[0],
		    values[1]);
		assert_true(values[0] < 0.2);
		assert_true(values[1] > 0.5);
	}
}

/* Using gRPC is no depth in performance, whatever the catalogue relates. */
static void
skills_of_another_field_stay_an_acquaintance(void **state)
{
	const char *domains[] = { "reliability" };
	struct role role = fixture_role();
	struct fixture f;
	struct signal signal;

	(void)state;
	role.domains = domains;
	role.n_domains = 1;
	fixture_person(&f);
	f.work[0].n_commits = f.work[0].n_comments = 0;
	f.facts.own.n_items = 0;
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f.pulls[i].title = arena_format(&fixture_arena,
		    "Log %c in the Kafka consumer", 'a' + i);
	signal = fixture_score(&role, &f.facts).signals[FAMILY_DOMAIN_DEPTH];
	assert_true(signal.value > 0 && signal.value < 0.15);
	assert_int_equal(signal.n_reasons, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_takes_several_pieces_of_work),
		cmocka_unit_test(all_fields_are_known_by_their_words),
		cmocka_unit_test(work_is_cited_rather_than_a_readme),
		cmocka_unit_test(a_role_without_fields_asks_for_none),
		cmocka_unit_test(skills_of_another_field_stay_an_acquaintance),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
