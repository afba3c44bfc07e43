#ifndef TESTS_UNIT_QUERY_SAMPLES_H
#define TESTS_UNIT_QUERY_SAMPLES_H

/* A few hundred made-up leads, in the store and at hand, and a vocabulary. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "store/query.h"
#include "store/rights.h"
#include "tests/unit/store_fixture.h"

enum {
	LEADS = 300,
	DAY = 86400
};

/* ---- made-up leads ---- */

struct sample {
	struct person person;
	struct score score;
	struct lead lead;
	struct link link;
	const char *languages[2];
	struct skill_seen skills[2];
	struct seed_work seed;
	struct pull pull;
	struct comment comment;
	struct reason reason;
	const char *flag;
	const char *tag;
	int64_t place;
	bool is_remote;
	int64_t stars;
	char login[32];
	char own_name[40];
	struct repository own;
};

static inline uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 9;
}

static inline int64_t
below(uint32_t *seed, uint32_t n)
{
	return next(seed) % n;
}

static const char *const languages[] = { "Go", "Rust", "C++", "Java" };
static const char *const skill_ids[] = { "kafka", "postgresql", "kubernetes" };
static const char *const companies[] = { NULL, "@grafana @cncf", "Acme GmbH",
	"ACME" };
static const char *const repositories[] = { "golang/go", "redis/redis",
	"apache/kafka" };
static const char *const titles[] = { "Fix distributed lock",
	"Make writes idempotent", "Update docs", NULL };
static const char *const flags[] = { NULL, "agent commits", "own merges" };
static const char *const tags[] = { NULL, "warm", "Berlin Meetup" };
static const char *const owners[] = { NULL, "kim", "Lee" };

static inline void
make_person(struct sample *it, int64_t id, uint32_t *seed)
{
	(void)snprintf(it->login, sizeof(it->login), "login%lld",
	    (long long)id);
	it->person = (struct person){ .id = id,
		.login = it->login,
		.bio = "union member distributed lock",
		.profile_readme = "union of words",
		.company = companies[below(seed, 4)],
		.hireable = below(seed, 3) == 0,
		.followers = below(seed, 500),
		.fetched_at = 1,
		.first_seen = FIXTURE_NOW - below(seed, 40) * DAY };
	it->link.kind = below(seed, 2) == 0 ? "linkedin" : "mastodon";
	it->link.url = "https://x.example.org";
	it->person.links = &it->link;
	it->person.n_links = (size_t)below(seed, 2);
	it->place = below(seed, 4);
	it->is_remote = below(seed, 4) == 0;
	it->stars = below(seed, 1000);
	(void)snprintf(it->own_name, sizeof(it->own_name), "login%lld/tool",
	    (long long)id);
	it->own = (struct repository){ .id = 1000000 + id,
		.full_name = it->own_name,
		.readme = below(seed, 5) == 0 ? "# A raft log\nfor Go" : NULL,
		.stars = it->stars };
}

static inline void
make_score(struct sample *it, uint32_t *seed)
{
	static const char *missing[] = { "go" };
	struct score *score = &it->score;

	it->languages[0] = languages[below(seed, 4)];
	it->skills[0] = (struct skill_seen){ skill_ids[below(seed, 3)], 0.5 };
	it->seed =
	    (struct seed_work){ .repository = repositories[below(seed, 3)] };
	it->seed.repository_id = strcmp(it->seed.repository, "golang/go") == 0
	    ? 1
	    : strcmp(it->seed.repository, "redis/redis") == 0 ? 2
							      : 3;
	it->pull = (struct pull){ .number = 1,
		.title = titles[below(seed, 4)],
		.merged_at = 5 };
	it->comment = (struct comment){ .id = 1,
		.body = below(seed, 6) == 0 ? "This deadlocks: see above"
					    : "Nice" };
	it->reason = (struct reason){ "explains why", "u", 1 };
	it->flag = flags[below(seed, 3)];
	*score = (struct score){ .person = it->person.id,
		.score = (double)below(seed, 200) / 2,
		.coverage = (double)below(seed, 101) / 100,
		.band = (enum band)below(seed, 6),
		.involvement = (enum involvement)below(seed, 5),
		.is_out = below(seed, 12) == 0,
		.must_missing = missing,
		.n_must_missing = (size_t)below(seed, 2),
		.headline = "Backend engineer",
		.languages = it->languages,
		.n_languages = 1,
		.skills = it->skills,
		.n_skills = 1,
		.flags = &it->flag,
		.n_flags = it->flag != NULL,
		.seeds = &it->seed,
		.n_seeds = 1,
		.merged_pulls = below(seed, 60),
		.reviews = below(seed, 60),
		.last_active = below(seed, 10) == 0
		    ? 0
		    : FIXTURE_NOW - below(seed, 900) * DAY };
	score->signals[FAMILY_REVIEW] =
	    (struct signal){ .value = (double)below(seed, 11) / 10,
		    .coverage = 1,
		    .share = (double)below(seed, 21) / 20,
		    .weight = 20 };
	if (below(seed, 3) == 0) {
		score->signals[FAMILY_REVIEW].reasons = &it->reason;
		score->signals[FAMILY_REVIEW].n_reasons = 1;
	}
}

static inline void
make_lead(struct sample *it, uint32_t *seed)
{
	it->tag = tags[below(seed, 3)];
	it->lead = (struct lead){ .status = below(seed, STATUS_DECLINED),
		.status_at = FIXTURE_NOW - below(seed, 100) * DAY,
		.owner = owners[below(seed, 3)],
		.tags = &it->tag,
		.n_tags = it->tag != NULL };
	if (it->lead.status == STATUS_CONTACTED)
		it->lead.contacted_at = it->lead.status_at;
	if (below(seed, 4) == 0)
		it->lead.noticed_at = FIXTURE_NOW - 5 * DAY;
}

/* All but profile and pipeline. */
static inline void
put_work(struct fixture *fixture, struct sample *it)
{
	struct work work = { .repository = it->seed.repository_id,
		.pulls = &it->pull,
		.n_pulls = 1,
		.comments = &it->comment,
		.n_comments = 1 };
	struct portfolio own = { &it->own, 1, 1 };

	assert_ok(store_work_merge(fixture->txn, it->person.id, &work));
	assert_ok(store_portfolio_put(fixture->txn, it->person.id, &own));
	assert_ok(store_score_put(fixture->txn, "api", &it->score, &it->person,
	    it->place, it->is_remote));
}

static inline void
put_sample(struct fixture *fixture, struct sample *it)
{
	assert_ok(store_person_put(fixture->txn, &it->person));
	put_work(fixture, it);
	assert_ok(
	    store_lead_put(fixture->txn, "api", it->person.id, &it->lead));
}

/* A new score of the same work. */
static inline void
change_score(struct fixture *fixture, struct sample *it, uint32_t *seed)
{
	struct score *score = &it->score;

	score->score = (double)below(seed, 200) / 2;
	score->n_must_missing = (size_t)below(seed, 2);
	score->reviews = below(seed, 60);
	assert_ok(store_score_put(fixture->txn, "api", score, &it->person,
	    it->place, it->is_remote));
}

static inline struct sample *
make_samples(struct fixture *fixture, uint32_t seed)
{
	struct sample *samples = mem_calloc(LEADS, sizeof(*samples));

	fixture_begin(fixture, true);
	for (int64_t i = 0; i < 3; i++)
		assert_ok(store_repository_put(fixture->txn,
		    &(struct repository){ .id = i + 1,
			.full_name = repositories[i] }));
	for (int64_t i = 0; i < LEADS; i++) {
		make_person(&samples[i], i + 1, &seed);
		make_score(&samples[i], &seed);
		make_lead(&samples[i], &seed);
		put_sample(fixture, &samples[i]);
	}
	/* Some change, some are made anew, some go. */
	for (int64_t i = 0; i < LEADS; i += 11)
		change_score(fixture, &samples[i], &seed);
	for (int64_t i = 0; i < LEADS; i += 7) {
		assert_ok(
		    store_forget(fixture->txn, samples[i].person.id, false));
		make_score(&samples[i], &seed);
		make_lead(&samples[i], &seed);
		put_sample(fixture, &samples[i]);
	}
	for (int64_t i = 3; i < LEADS; i += 29) {
		assert_ok(
		    store_forget(fixture->txn, samples[i].person.id, false));
		samples[i].person.id = 0;
	}
	fixture_commit(fixture);
	return samples;
}

/* ---- what names mean ---- */

static inline bool
find_skill(void *context, const char *name, const char **ret_id)
{
	static const char *const names[][2] = { { "k8s", "kubernetes" },
		{ "kubernetes", "kubernetes" }, { "kafka", "kafka" },
		{ "postgres", "postgresql" }, { "golang", "go" },
		{ "go", "go" }, { "Go", "go" } };

	(void)context;
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i][0], name) == 0) {
			*ret_id = names[i][1];
			return true;
		}
	return false;
}

/* 1 and 2 lie in 9. */
static inline bool
find_place(void *context, const char *name, int64_t *ret_place)
{
	(void)context;
	*ret_place = strcmp(name, "berlin") == 0 ? 1
	    : strcmp(name, "germany") == 0       ? 9
						 : 0;
	return *ret_place != 0;
}

static inline size_t
places_below(void *context, int64_t place, int64_t *ids)
{
	static const int64_t all[] = { 1, 2, 9 };

	(void)context;
	if (place != 9) {
		ids[0] = place;
		return 1;
	}
	memcpy(ids, all, sizeof(all));
	return COUNT(all);
}

static const struct vocabulary vocabulary = { .skill = find_skill,
	.place = find_place,
	.places_below = places_below };

static inline bool
is_acme(void *context, const struct person *person)
{
	(void)context;
	return person->company != NULL &&
	    str_casecmp(person->company, "acme gmbh") == 0;
}

#endif
