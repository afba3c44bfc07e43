/*
 * Puts leads of people.h into a store anew, each with other work and another
 * score, durably: upsert STORE PEOPLE N COMMIT-SIZE.  At random among PEOPLE;
 * facts, score and all indexes.
 */
#include <sys/resource.h>

#include "base/arena.h"
#include "store/store.h"
#include "tests/bench/measure.h"
#include "tests/bench/people.h"

static struct made_world world;
static struct err_detail detail;

static int64_t
fixed_now(void)
{
	return MADE_NOW;
}

static void
fail(const char *what, int rc)
{
	(void)fprintf(stderr, "%s: %d %s\n", what, rc, detail.text);
	exit(1);
}

static const char *
text_of(struct arena *arena, const struct made_text *it)
{
	char text[MADE_TEXT * MADE_WORD];
	size_t at = 0;

	for (int i = 0; i < it->n; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s",
		    i > 0 ? " " : "", world.words[it->words[i]]);
	return arena_text(arena, text, at);
}

static struct person
person_of(struct arena *arena, const struct made_person *it)
{
	char word[MADE_WORD], company[2 * MADE_WORD];
	struct person person = { .id = it->id,
		.type = "User",
		.hireable = it->hireable,
		.followers = it->followers + 1,
		.merged_pulls = it->merged,
		.created_at = it->created_at,
		.fetched_at = MADE_NOW,
		.first_seen = it->first_seen };

	made_word((int)(it->id % 50021), word);
	person.login = arena_format(arena, "%s%lld", word, (long long)it->id);
	person.name = arena_format(arena, "%s Person", word);
	if (it->company >= 0) {
		made_company(it->company, company, sizeof(company));
		person.company = arena_strdup(arena, company);
	}
	return person;
}

static struct work
work_of(struct arena *arena, const struct made_person *it)
{
	struct work work = { .repository = 1 + it->repositories[0],
		.pulls = arena_calloc(arena, MADE_ITEMS, sizeof(struct pull)),
		.n_pulls = (size_t)it->n_pulls,
		.comments =
		    arena_calloc(arena, MADE_ITEMS, sizeof(struct comment)),
		.n_comments = (size_t)it->n_comments,
		.fetched_at = MADE_NOW };

	/* Mostly the same items with other words, as little grows by much. */
	for (size_t i = 0; i < work.n_pulls; i++)
		work.pulls[i] =
		    (struct pull){ .number = it->id % 90000 + 7 * (int64_t)i,
			    .title = text_of(arena, &it->pulls[i]),
			    .merged_at = it->last_active };
	for (size_t i = 0; i < work.n_comments; i++)
		work.comments[i] =
		    (struct comment){ .id = it->id * 10 + (int64_t)i,
			    .number = it->id % 90000,
			    .path = "pkg/main.go",
			    .body = text_of(arena, &it->comments[i]),
			    .created_at = it->last_active };
	return work;
}

static void
score_of(struct arena *arena, const struct made_person *it, struct score *score)
{
	struct seed_work *seed = arena_calloc(arena, 1, sizeof(*seed));

	*score = (struct score){ .person = it->id,
		.score = it->score,
		.coverage = it->coverage,
		.band = (enum band)it->band,
		.involvement = (enum involvement)it->involvement,
		.is_out = it->is_out,
		.headline = "Engineer",
		.reason = text_of(arena, &it->pulls[0]),
		.languages = arena_calloc(arena, 3, sizeof(char *)),
		.n_languages = (size_t)it->n_languages,
		.skills = arena_calloc(arena, 10, sizeof(struct skill_seen)),
		.n_skills = (size_t)it->n_skills,
		.seeds = seed,
		.n_seeds = 1,
		.merged_pulls = it->role_pulls,
		.reviews = it->role_reviews,
		.last_active = it->last_active,
		.rubric = "bench",
		.scored_at = MADE_NOW };
	for (int i = 0; i < MADE_FAMILIES; i++)
		score->signals[i] = (struct signal){ .value = it->values[i],
			.coverage = it->covered[i],
			.weight = made_weights[i],
			.points = it->shares[i] * made_weights[i] };
	for (int i = 0; i < it->n_languages; i++)
		score->languages[i] = made_languages[it->languages[i]];
	for (int i = 0; i < it->n_skills; i++)
		score->skills[i] =
		    (struct skill_seen){ made_skills[it->skills[i]], .5 };
	seed->repository = arena_format(arena, "o%d/r%d",
	    1 + it->repositories[0], 1 + it->repositories[0]);
	seed->repository_id = 1 + it->repositories[0];
	seed->merged_pulls = it->n_pulls;
}

/* Person `who` as person `like` would be, in the same repositories. */
static void
put(struct txn *txn, struct arena *arena, int64_t who, int64_t like)
{
	struct made_person it, other;
	struct person person;
	struct score score;
	struct work work;
	int rc;

	made_person(&world, who, &it);
	made_person(&world, like, &other);
	other.id = it.id;
	other.first_seen = it.first_seen;
	memcpy(other.repositories, it.repositories, sizeof(it.repositories));
	/* Half of the work is as it was. */
	memcpy(other.comments, it.comments, sizeof(it.comments));
	other.n_comments = it.n_comments;
	person = person_of(arena, &other);
	work = work_of(arena, &other);
	score_of(arena, &other, &score);
	rc = store_person_put(txn, &person);
	if (rc == 0)
		rc = store_work_merge(txn, it.id, &work);
	if (rc == 0)
		rc = store_score_put(txn, "data-intensive", &score, &person,
		    other.place < 0 ? 0 : world.places[other.place],
		    other.is_remote);
	if (rc < 0)
		fail(txn_failure(txn), rc);
}

static void
put_all(struct store *store, int64_t people, int64_t n, int64_t size)
{
	struct chance chance = { (uint64_t)n };
	struct arena arena = { NULL, 0 };

	for (int64_t done = 0; done < n;) {
		struct txn *txn;
		int rc = store_begin(store, true, &txn, &detail);

		if (rc < 0)
			fail("begin", rc);
		for (int64_t i = 0; i < size && done < n; i++, done++) {
			put(txn, &arena,
			    (int64_t)(chance_next(&chance) % (uint64_t)people),
			    people + (int64_t)(chance_next(&chance) % 1000000));
			arena_reset(&arena);
		}
		rc = txn_commit(txn, &detail);
		if (rc < 0)
			fail("commit", rc);
	}
	arena_done(&arena);
}

int
main(int argc, char **argv)
{
	struct store_options options = { .mode = STORE_WRITE,
		.command = "bench" };
	int64_t people, n, size;
	struct rusage usage;
	struct store *store;
	double start;

	if (argc != 5 || str_to_int(argv[2], 1, 100000000, &people) != 0 ||
	    str_to_int(argv[3], 1, 100000000, &n) != 0 ||
	    str_to_int(argv[4], 1, 1000000, &size) != 0) {
		(void)fputs("usage: upsert STORE PEOPLE N COMMIT-SIZE\n",
		    stderr);
		return 2;
	}
	clock_replace(NULL, fixed_now);
	options.path = argv[1];
	if (made_world_init(&world, 1) < 0 ||
	    store_open(&options, &store, &detail) != 0)
		fail(argv[1], 1);
	start = measure_now();
	put_all(store, people, n, size);
	(void)getrusage(RUSAGE_SELF, &usage);
	printf("muster\tupsert\t%lld\t%.0f\t%.2f\n", (long long)n,
	    (double)n / (measure_now() - start),
	    (double)usage.ru_utime.tv_sec +
		(double)usage.ru_utime.tv_usec / 1e6 +
		(double)usage.ru_stime.tv_sec +
		(double)usage.ru_stime.tv_usec / 1e6);
	store_close(store);
	return 0;
}
