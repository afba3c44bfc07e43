#ifndef TESTS_UNIT_INDEX_FIXTURE_H
#define TESTS_UNIT_INDEX_FIXTURE_H

/* People with facts and scores, and what the postings have of them. */
#include <string.h>

#include "base/str.h"
#include "store/column/column.h"
#include "store/index/index.h"
#include "store/posting/ordinal.h"
#include "store/score/role.h"
#include "tests/unit/store_fixture.h"

enum {
	ADA = 7001,
	BOB = 7002,
	CY = 7003
};

static inline struct slice
bytes_of(const char *text)
{
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}

static inline uint32_t
ordinal_of(struct fixture *fixture, int64_t person)
{
	uint32_t ordinal = ORDINAL_NONE;
	int rc = ordinal_get(fixture->txn, person, &ordinal);

	assert_true(rc == 0 || rc == ERR_NOTFOUND);
	return ordinal;
}

static inline bool
has_term_at(struct fixture *fixture, uint32_t ordinal,
    const struct posting_term *term)
{
	struct bits bits;

	if (ordinal == ORDINAL_NONE)
		return false;
	bits_clear(&bits);
	assert_ok(posting_or(fixture->txn, ordinal / CHUNK_BITS, term, &bits));
	return bits_has(&bits, ordinal % CHUNK_BITS);
}

static inline bool
has_term(struct fixture *fixture, int64_t person, enum posting_space space,
    const char *term)
{
	return has_term_at(fixture, ordinal_of(fixture, person),
	    &(struct posting_term){ .space = space, .term = bytes_of(term) });
}

static inline bool
has_word(struct fixture *fixture, int64_t person, const char *word)
{
	return has_term(fixture, person, POSTING_WORD, word);
}

static inline struct slot
slot_of(struct fixture *fixture, const char *role)
{
	struct role_slot slot;

	assert_ok(store_role_find(fixture->txn, role, &slot));
	return slot.slot;
}

/* Of a score. */
static inline bool
has_role_term(struct fixture *fixture, int64_t person, const char *role,
    enum posting_space space, const char *term)
{
	return has_term_at(fixture, ordinal_of(fixture, person),
	    &(struct posting_term){ .space = space,
		.slot = slot_of(fixture, role),
		.term = bytes_of(term) });
}

static inline bool
has_pipeline(struct fixture *fixture, int64_t person, uint16_t role)
{
	return has_term_at(fixture, ordinal_of(fixture, person),
	    &(struct posting_term){ .space = POSTING_PIPELINE,
		.slot = { .role = role } });
}

struct count {
	uint32_t ordinal;
	int n;
};

static inline int
count_one(void *context, struct slice key, struct slice container)
{
	struct count *count = context;
	bool has = false;

	(void)key;
	assert_true(
	    bits_decode_has(container, count->ordinal % CHUNK_BITS, &has));
	count->n += has;
	return 0;
}

/* How many terms anybody of that ordinal has. */
static inline int
count_terms(struct fixture *fixture, uint32_t ordinal)
{
	struct count count = { ordinal, 0 };
	struct key prefix;

	key_posting_chunk_prefix(&prefix, ordinal / CHUNK_BITS);
	assert_ok(posting_walk(fixture->txn, &prefix, count_one, &count));
	return count.n;
}

static inline void
put_person(struct fixture *fixture, int64_t id, const char *company)
{
	const struct person person = { .id = id,
		.company = company,
		.bio = "secretbio",
		.profile_readme = "secretreadme",
		.fetched_at = 5 };

	assert_ok(store_person_put(fixture->txn, &person));
}

/* Work in a repository: one pull request and one comment. */
static inline void
put_work(struct fixture *fixture, int64_t person, int64_t repository,
    const char *title, const char *comment)
{
	struct pull pull = { .number = 1, .title = title, .merged_at = 9 };
	struct comment said = { .id = 1, .body = comment, .created_at = 9 };
	struct work work = { .repository = repository,
		.pulls = &pull,
		.n_pulls = 1,
		.comments = &said,
		.n_comments = comment != NULL };

	assert_ok(store_work_merge(fixture->txn, person, &work));
}

static inline void
put_portfolio(struct fixture *fixture, int64_t person, const char *name,
    const char *readme, bool is_fork)
{
	const char *topics[] = { "databases" };
	struct repository item = { .id = 5,
		.full_name = name,
		.readme = readme,
		.topics = topics,
		.n_topics = 1,
		.is_fork = is_fork };
	const struct portfolio portfolio = { .items = &item, .n_items = 1 };

	assert_ok(store_portfolio_put(fixture->txn, person, &portfolio));
}

static inline void
put_score(struct fixture *fixture, int64_t person, const char *role,
    const char *skill, double points)
{
	struct skill_seen seen = { skill, 0.75 };
	const char *languages[] = { "Jupyter Notebook", "Go" };
	const char *flags[] = { "agent commits" };
	struct seed_work seed = { .repository = "Redis/redis" };
	struct score score = { .person = person,
		.score = points,
		.coverage = 0.5,
		.languages = languages,
		.n_languages = 2,
		.skills = &seen,
		.n_skills = skill != NULL,
		.flags = flags,
		.n_flags = 1,
		.seeds = &seed,
		.n_seeds = 1,
		.is_out = points < 10 };
	const struct person whose = { .id = person, .followers = 12 };

	score.signals[FAMILY_REVIEW] =
	    (struct signal){ .value = 0.5, .share = 0.25, .weight = 20 };
	assert_ok(
	    store_score_put(fixture->txn, role, &score, &whose, 42, false));
}

static inline void
put_everything(struct fixture *fixture, int64_t id)
{
	const struct lead lead = { .status = STATUS_SHORTLISTED };

	put_person(fixture, id, "ACME Ltd");
	put_work(fixture, id, 9, "kafka broker", "distributed lock");
	put_portfolio(fixture, id, "ada/engine", "punch cards", false);
	put_score(fixture, id, "backend", "kafka", 70);
	put_score(fixture, id, "systems", NULL, 5);
	assert_ok(store_lead_put(fixture->txn, "backend", id, &lead));
}

#endif
