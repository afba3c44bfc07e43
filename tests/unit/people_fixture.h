#ifndef TESTS_UNIT_PEOPLE_FIXTURE_H
#define TESTS_UNIT_PEOPLE_FIXTURE_H

#include "tests/unit/signals_fixture.h"

/*
 * People made by chance from a seed: the same seed gives the same facts.
 * Lists have room for more than was made, so that a test can add to them.
 */
enum {
	PEOPLE_REPOSITORIES = 4,
	PEOPLE_OWN = 7,
	PEOPLE_LIST = 24, /* made at most */
	PEOPLE_SPARE = 1100 /* room beyond */
};

struct chance {
	uint64_t state;
};

static inline uint64_t
chance_next(struct chance *chance)
{
	uint64_t x = chance->state += 0x9E3779B97F4A7C15u;

	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

/* 0 .. n - 1 */
static inline int64_t
chance_below(struct chance *chance, int64_t n)
{
	return (int64_t)(chance_next(chance) % (uint64_t)n);
}

static inline bool
chance_one_in(struct chance *chance, int64_t n)
{
	return chance_below(chance, n) == 0;
}

#define CHANCE_OF(chance, list) \
	((list)[chance_below((chance), (int64_t)COUNT(list))])

struct people {
	struct facts facts;
	struct work work[PEOPLE_REPOSITORIES + 1];
	struct repository own[PEOPLE_OWN + 1];
};

static const char *const people_nouns[] = { "offset", "socket", "index",
	"lease", "cursor", "header", "replica", "shard", "token", "page",
	"histogram", "journal", "scheduler", "allocator", "parser", "queue" };
static const char *const people_verbs[] = { "retry", "close", "split", "flush",
	"rename", "pin", "trim", "merge", "probe", "sort", "cache", "drop" };
static const char *const people_subjects[] = { "Kafka consumer",
	"PostgreSQL pool", "write-ahead log", "HTTP handler", "TLS listener",
	"Prometheus exporter", "raft leader", "gRPC stream", "Redis client",
	"query planner", "thread pool", "tracing span" };

/* From a title that says much to one that says nothing. */
static inline const char *
people_title(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);
	const char *verb = CHANCE_OF(chance, people_verbs);

	switch (chance_below(chance, 7)) {
	case 0:
		return "fix typo";
	case 1:
		return arena_format(&fixture_arena, "Bump %s to 1.%d", noun,
		    (int)chance_below(chance, 40));
	case 2:
		return "update";
	case 3:
		return arena_format(&fixture_arena, "docs: explain the %s",
		    noun);
	default:
		return arena_format(&fixture_arena,
		    "%s: %s the %s after a failed %s",
		    CHANCE_OF(chance, people_subjects), verb, noun,
		    CHANCE_OF(chance, people_nouns));
	}
}

static inline const char *
people_message(struct chance *chance)
{
	const char *title = people_title(chance);

	if (chance_one_in(chance, 8))
		return "\xE4\xBF\xAE\xE5\xA4\x8D\xE7\xB4\xA2\xE5\xBC\x95";
	if (chance_one_in(chance, 2))
		return title;
	return arena_format(&fixture_arena,
	    "%s\n\nThe old %s leaked because nobody owned it while the %s "
	    "waited; now the pool does, so that %s no longer stalls (#%d).",
	    title, CHANCE_OF(chance, people_nouns),
	    CHANCE_OF(chance, people_subjects), CHANCE_OF(chance, people_nouns),
	    (int)chance_below(chance, 9000));
}

static inline const char *
people_comment(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);
	const char *verb = CHANCE_OF(chance, people_verbs);

	switch (chance_below(chance, 7)) {
	case 0:
		return "LGTM";
	case 1:
		return "this is shit, you idiot";
	case 2:
		return arena_format(&fixture_arena, "Done, %sed the %s.", verb,
		    noun);
	case 3:
		return "**Issue:** unchecked error\n\n**Impact:** data loss\n\n"
		       "**Recommendation:** return it to the caller\n";
	default:
		return arena_format(&fixture_arena,
		    "This holds the %s while the %s waits, so a slow one stops "
		    "every %s. Could we %s a copy first? `%s_%s` does so, and "
		    "took 40 ms less in my test.",
		    noun, CHANCE_OF(chance, people_subjects),
		    CHANCE_OF(chance, people_nouns), verb, verb, noun);
	}
}

static inline int64_t
people_date(struct chance *chance)
{
	return days_ago(chance_below(chance, 365 * 5)) +
	    chance_below(chance, CLOCK_DAY_S);
}

static inline struct pull
people_pull(struct chance *chance)
{
	struct pull pull = { .number = 1 + chance_below(chance, 90000),
		.title = people_title(chance),
		.merged_at = people_date(chance),
		.additions = chance_below(chance, 4) == 0
		    ? 0
		    : chance_below(chance, 900),
		.deletions = chance_below(chance, 90),
		.files = chance_below(chance, 20),
		.reviews = chance_below(chance, 3),
		.merged_by = chance_one_in(chance, 3) ? 42 : 900 };

	return pull;
}

static inline struct merge
people_merge(struct chance *chance)
{
	struct merge merge = { .number = chance_one_in(chance, 6)
		    ? 0
		    : 1 + chance_below(chance, 90000),
		.title = people_title(chance),
		.merged_at = people_date(chance),
		.author = chance_one_in(chance, 6) ? 0 : 902 };

	return merge;
}

static inline struct review
people_review(struct chance *chance)
{
	struct review review = { .number = 1 + chance_below(chance, 90000),
		.state = "COMMENTED",
		.title = people_title(chance),
		.submitted_at = people_date(chance),
		.author = chance_one_in(chance, 9) ? 42 : 901 };

	return review;
}

static inline struct comment
people_comment_fact(struct chance *chance)
{
	struct comment comment = { .id = 1 + chance_below(chance, 1 << 30),
		.number = 1 + chance_below(chance, 90000),
		.path = "src/a.go",
		.body = people_comment(chance),
		.created_at = people_date(chance),
		.is_reply = chance_one_in(chance, 3) };

	return comment;
}

static inline struct commit
people_commit(struct chance *chance)
{
	struct commit commit = { .oid = arena_format(&fixture_arena, "%040llx",
				     (unsigned long long)chance_next(chance)),
		.message = people_message(chance),
		.authored_at = people_date(chance),
		.additions = chance_below(chance, 300),
		.deletions = chance_below(chance, 90),
		.files = chance_below(chance, 9),
		.is_merge = chance_one_in(chance, 9),
		.is_co_author = chance_one_in(chance, 9),
		.by_agent = chance_one_in(chance, 9) };

	return commit;
}

/* Many have little of each, some have much. */
static inline size_t
people_amount(struct chance *chance)
{
	return chance_one_in(chance, 3)
	    ? 0
	    : (size_t)chance_below(chance,
		  chance_one_in(chance, 2) ? 4 : PEOPLE_LIST);
}

static const struct {
	const char *name;
	const char *language;
} people_repositories[] = { { "acme/queue", "Go" }, { "acme/store", "Rust" },
	{ "other/site", "PHP" }, { "ada/tool", "Python" } };

static inline struct repository
people_repository(struct chance *chance, const char *name, const char *language)
{
	static const char *const topics[] = { "kafka", "go", "database",
		"observability", "postgresql" };
	static const char *const paths[][3] = { { "a_test.go", "go.mod",
						    "README.md" },
		{ "src/", "README.md", "Cargo.toml" },
		{ "tests/", ".github/workflows/ci.yml", "codecov.yml" } };
	struct language *languages =
	    arena_calloc(&fixture_arena, 2, sizeof(*languages));
	const char **topic = arena_calloc(&fixture_arena, 1, sizeof(*topic));
	const char *const *root = CHANCE_OF(chance, paths);
	struct repository repository = { .full_name = name,
		.id = 100 + chance_below(chance, 1 << 30),
		.primary_language = language };

	languages[0] =
	    (struct language){ language, chance_below(chance, 900000) };
	languages[1] = (struct language){ "Shell", chance_below(chance, 9000) };
	topic[0] = CHANCE_OF(chance, topics);
	repository.languages = languages;
	repository.n_languages = 2;
	repository.topics = topic;
	repository.n_topics = 1;
	repository.stars = chance_below(chance, 5) * chance_below(chance, 20) *
	    chance_below(chance, 40);
	repository.forks = chance_below(chance, repository.stars / 4 + 2);
	repository.open_issues = chance_below(chance, 30);
	repository.is_fork = chance_one_in(chance, 8);
	repository.is_archived = chance_one_in(chance, 8);
	repository.released_at = chance_one_in(chance, 3) ? days_ago(90) : 0;
	repository.pushed_at = people_date(chance);
	repository.license = chance_one_in(chance, 2) ? "MIT" : NULL;
	repository.paths = arena_calloc(&fixture_arena, 3, sizeof(char *));
	memcpy(repository.paths, root, 3 * sizeof(char *));
	repository.n_paths = 3;
	repository.description = chance_one_in(chance, 2)
	    ? NULL
	    : arena_format(&fixture_arena, "A %s for a %s",
		  CHANCE_OF(chance, people_nouns),
		  CHANCE_OF(chance, people_subjects));
	if (!chance_one_in(chance, 3))
		repository.readme = arena_format(&fixture_arena,
		    "# %s\n\nA library that keeps each %s of a %s.\n\n"
		    "## Why\n\nOther ones %s the %s.\n\n## Usage\n\n"
		    "```\nmake %s\n```\n\n## Contributing\n\nOpen an issue.\n",
		    name, CHANCE_OF(chance, people_nouns),
		    CHANCE_OF(chance, people_subjects),
		    CHANCE_OF(chance, people_verbs),
		    CHANCE_OF(chance, people_nouns),
		    CHANCE_OF(chance, people_verbs));
	return repository;
}

#define PEOPLE_FILL(list, count, make)                            \
	do {                                                      \
		(count) = people_amount(chance);                  \
		(list) = arena_calloc(&fixture_arena,             \
		    PEOPLE_LIST + PEOPLE_SPARE, sizeof(*(list))); \
		for (size_t fill = 0; fill < (count); fill++)     \
			(list)[fill] = make(chance);              \
	} while (0)

static inline void
people_work(struct chance *chance, size_t which, struct work *work)
{
	struct repository *in = arena_calloc(&fixture_arena, 1, sizeof(*in));

	memset(work, 0, sizeof(*work));
	*in = people_repository(chance, people_repositories[which].name,
	    people_repositories[which].language);
	work->repository = in->id = (int64_t)which + 11;
	work->in = in;
	PEOPLE_FILL(work->pulls, work->n_pulls, people_pull);
	PEOPLE_FILL(work->merges, work->n_merges, people_merge);
	PEOPLE_FILL(work->reviews, work->n_reviews, people_review);
	PEOPLE_FILL(work->comments, work->n_comments, people_comment_fact);
	PEOPLE_FILL(work->commits, work->n_commits, people_commit);
	if (chance_one_in(chance, 2))
		work->commits_total =
		    (int64_t)work->n_commits + chance_below(chance, 300);
}

static inline void
people_make(struct people *people, uint64_t seed)
{
	struct chance source = { seed * 7919 + 1 }, *chance = &source;
	struct facts *facts = &people->facts;

	memset(people, 0, sizeof(*people));
	facts->person = (struct person){ .id = 42,
		.login = "ada",
		.name = "Ada Example",
		.type = "User",
		.bio = "Backend engineer, Kafka and PostgreSQL",
		.company = "@acme",
		.location = "Berlin",
		.followers =
		    chance_below(chance, 40) * chance_below(chance, 40),
		.merged_pulls = chance_below(chance, 300),
		.repositories = chance_below(chance, 40),
		.created_at = days_ago(3000),
		.pushed_at = days_ago(30),
		.fetched_at = chance_one_in(chance, 9) ? 0 : days_ago(1) };
	facts->work = people->work;
	facts->n_work = (size_t)chance_below(chance, PEOPLE_REPOSITORIES + 1);
	for (size_t i = 0; i < facts->n_work; i++)
		people_work(chance, i, &people->work[i]);
	facts->own = (struct portfolio){ people->own,
		(size_t)chance_below(chance, PEOPLE_OWN + 1), days_ago(1) };
	for (size_t i = 0; i < facts->own.n_items; i++)
		people->own[i] = people_repository(chance,
		    arena_format(&fixture_arena, "ada/own%zu", i),
		    people_repositories[chance_below(chance, 4)].language);
}

#endif
