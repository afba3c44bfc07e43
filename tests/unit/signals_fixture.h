#ifndef TESTS_UNIT_SIGNALS_FIXTURE_H
#define TESTS_UNIT_SIGNALS_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "config/role.h"
#include "config/stack.h"
#include "signals/rubric.h"
#include "signals/rules.h"
#include "tests/unit/test.h"

/*
 * The shipped rules and catalogue, a role made by the test, and people made of
 * a few lines.
 */
static struct arena fixture_arena;
static struct rules *fixture_rules;
static struct catalogue fixture_catalogue;

/* 2026-06-01T00:00:00Z, the `now` of all rubrics here. */
static const int64_t fixture_now = 1780272000;

static inline int64_t
days_ago(int64_t days)
{
	return fixture_now - days * CLOCK_DAY_S;
}

static inline int
fixture_up(void **state)
{
	struct err_detail detail = { "" };

	(void)state;
	if (rules_read("config", &fixture_rules, &detail) < 0 ||
	    catalogue_read("config/stacks", &fixture_arena, &fixture_catalogue,
		&detail) < 0) {
		print_error("%s\n", detail.text);
		return -1;
	}
	return 0;
}

static inline int
fixture_down(void **state)
{
	(void)state;
	rules_free(fixture_rules);
	catalogue_done(&fixture_catalogue);
	arena_done(&fixture_arena);
	return 0;
}

/* A role with weights of the shipped kind, that must have Go and likes Kafka
 * and PostgreSQL. */
static const char *fixture_go[] = { "go" };
static const char *fixture_kafka[] = { "kafka" };
static const char *fixture_postgresql[] = { "postgresql" };
static const char *fixture_php[] = { "php" };
static const char *fixture_domains[] = { "databases", "reliability" };
static const char *fixture_seeds[] = { "acme/queue", "acme/store" };
static struct need fixture_must[] = { { "go", fixture_go, 1 } };
static struct need fixture_nice[] = { { "kafka", fixture_kafka, 1 },
	{ "postgresql", fixture_postgresql, 1 } };
static struct need fixture_not[] = { { "php", fixture_php, 1 } };

static inline struct role
fixture_role(void)
{
	struct role role = { .name = "test",
		.title = "Test engineer",
		.must = fixture_must,
		.n_must = 1,
		.nice = fixture_nice,
		.n_nice = 2,
		.not_wanted = fixture_not,
		.n_not_wanted = 1,
		.domains = fixture_domains,
		.n_domains = 2,
		.seeds = fixture_seeds,
		.n_seeds = 2,
		.horizon_months = 48,
		.half_life_months = 24,
		.weights = { 30, 20, 7, 10, 5, 3, 12, 10, 3 },
		.hash = "0123456789abcdef" };

	return role;
}

static inline struct rubric *
fixture_rubric(const struct role *role)
{
	struct rubric *rubric = NULL;
	struct err_detail detail = { "" };

	if (rubric_new(role, &fixture_catalogue, fixture_rules, fixture_now,
		&rubric, &detail) < 0)
		fail_msg("%s", detail.text);
	return rubric;
}

/* ---- people ---- */

enum {
	FIXTURE_PULLS = 24,
	FIXTURE_COMMITS = 24,
	FIXTURE_COMMENTS = 16,
	FIXTURE_REVIEWS = 16,
	FIXTURE_MERGES = 16
};

/* One engineer who works on acme/queue, with room to add more. */
struct fixture {
	struct facts facts;
	struct work work[2];
	struct repository in;
	struct repository own[2];
	struct language languages[2];
	struct pull *pulls;
	struct commit *commits;
	struct comment *comments;
	struct review *reviews;
	struct merge *merges;
};

static const char *fixture_paths[] = { "cmd/", "queue_test.go",
	".github/workflows/ci.yml", "go.mod", "README.md" };
static const char *fixture_topics[] = { "kafka", "go" };

static inline void
fixture_work(struct fixture *f)
{
	struct work *work = &f->work[0];

	f->pulls = arena_calloc(&fixture_arena, 4096, sizeof(*f->pulls));
	f->commits = arena_calloc(&fixture_arena, 16384, sizeof(*f->commits));
	f->comments = arena_calloc(&fixture_arena, 4096, sizeof(*f->comments));
	f->reviews = arena_calloc(&fixture_arena, 4096, sizeof(*f->reviews));
	f->merges = arena_calloc(&fixture_arena, 4096, sizeof(*f->merges));
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f->pulls[i] = (struct pull){ 100 + i,
			arena_format(&fixture_arena,
			    "consumer %d: retry the offset commit after a "
			    "rebalance",
			    i),
			days_ago(20 + 30 * i), 40 + i, 12, 3, 1, 900 };
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f->commits[i] = (struct commit){ arena_format(&fixture_arena,
						     "%040x", i + 1),
			arena_format(&fixture_arena,
			    "Close connection %c before the Kafka client "
			    "reconnects\n\nThe old socket leaked because "
			    "nobody owned it; now the pool does, so that "
			    "brokers no longer run out of descriptors.",
			    'a' + i),
			days_ago(21 + 30 * i), 30, 10, 2, false, false, false };
	for (int i = 0; i < FIXTURE_COMMENTS; i++)
		f->comments[i] =
		    (struct comment){ 7000 + i, 300 + i, "queue/consumer.go",
			    arena_format(&fixture_arena,
				"This holds the %c lock while it waits for the "
				"broker, so a slow one stops every producer. "
				"Could we copy the batch first and send it "
				"without the lock? `flushBatch` already does.",
				'a' + i),
			    days_ago(15 + 20 * i), false };
	for (int i = 0; i < FIXTURE_REVIEWS; i++)
		f->reviews[i] = (struct review){ 300 + i, "COMMENTED",
			"Add a batch size", days_ago(15 + 20 * i), 901 };
	for (int i = 0; i < FIXTURE_MERGES; i++)
		f->merges[i] = (struct merge){ 500 + i, "Add a metric",
			days_ago(18 + 40 * i), 902, NULL };
	*work = (struct work){ .repository = 11,
		.commits_total = FIXTURE_COMMITS,
		.pulls = f->pulls,
		.n_pulls = FIXTURE_PULLS,
		.merges = f->merges,
		.n_merges = FIXTURE_MERGES,
		.reviews = f->reviews,
		.n_reviews = FIXTURE_REVIEWS,
		.comments = f->comments,
		.n_comments = FIXTURE_COMMENTS,
		.commits = f->commits,
		.n_commits = FIXTURE_COMMITS,
		.fetched_at = days_ago(1),
		.in = &f->in };
}

/* The pointers inside stay valid as long as *f does not move. */
static inline void
fixture_person(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->languages[0] = (struct language){ "Go", 400 * 1000 };
	f->languages[1] = (struct language){ "Shell", 2000 };
	f->in = (struct repository){ .id = 11,
		.full_name = "acme/queue",
		.primary_language = "Go",
		.languages = f->languages,
		.n_languages = 2,
		.topics = fixture_topics,
		.n_topics = 2,
		.stars = 3000 };
	f->own[0] = (struct repository){ .id = 21,
		.full_name = "ada/ring",
		.description = "A lock-free ring buffer for Kafka producers",
		.primary_language = "Go",
		.languages = f->languages,
		.n_languages = 2,
		.license = "MIT",
		.stars = 240,
		.forks = 31,
		.open_issues = 9,
		.released_at = days_ago(100),
		.pushed_at = days_ago(40),
		.paths = fixture_paths,
		.n_paths = COUNT(fixture_paths),
		.readme = "# ring\n\nA ring buffer library for producers that "
			  "must not wait.\n\n## Why\n\nChannels take a lock "
			  "for each message.\n\n## Usage\n\n```go\nr := "
			  "ring.New(64)\n```\n\n## Contributing\n\nPlease open "
			  "an issue first.\n" };
	fixture_work(f);
	f->facts = (struct facts){ .person = { .id = 42,
				       .login = "ada",
				       .name = "Ada Example",
				       .type = "User",
				       .bio = "Backend engineer",
				       .company = "@acme",
				       .location = "Berlin",
				       .followers = 120,
				       .following = 5,
				       .merged_pulls = 210,
				       .repositories = 12,
				       .created_at = days_ago(3000),
				       .updated_at = days_ago(2),
				       .fetched_at = days_ago(1),
				       .first_seen = days_ago(1) },
		.own = { f->own, 1, days_ago(1) },
		.work = f->work,
		.n_work = 1 };
}

static inline struct score
fixture_score(const struct role *role, const struct facts *facts)
{
	struct rubric *rubric = fixture_rubric(role);
	struct score score;

	rubric_score(rubric, facts, &fixture_arena, &score);
	rubric_free(rubric);
	return score;
}

#endif
