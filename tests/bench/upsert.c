/*
 * Puts leads of people.h into a store anew, as a later crawl finds them:
 * upsert STORE PEOPLE N COMMIT-SIZE.  At random among PEOPLE, durably, with
 * facts, score and all indexes.  A lead's figures and the values of its signals
 * are others then, so is one of its skills; there is one more pull request,
 * which the reason cites; one in ten has moved.
 */
#include <sys/resource.h>

#include "base/arena.h"
#include "store/store.h"
#include "tests/bench/measure.h"
#include "tests/bench/records.h"

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

/* What else is new of `it`: of another's likeness. */
static void
change(struct made_person *it, const struct made_person *like)
{
	struct chance chance = { (uint64_t)(it->id + like->id) };

	it->followers += 1 + like->followers % 5;
	it->stars += like->stars % 3;
	it->score = like->score;
	it->coverage = like->coverage;
	it->band = like->band;
	it->role_pulls++;
	it->last_active = like->last_active;
	memcpy(it->values, like->values, sizeof(it->values));
	memcpy(it->covered, like->covered, sizeof(it->covered));
	memcpy(it->shares, like->shares, sizeof(it->shares));
	it->skills[chance_below(&chance, it->n_skills)] = like->skills[0];
	if (chance_below(&chance, 10) == 0) {
		it->place = like->place;
		it->company = like->company;
	}
	if (it->n_pulls == MADE_PULLS)
		it->n_pulls--;
	memmove(&it->pulls[1], it->pulls,
	    (size_t)it->n_pulls * sizeof(it->pulls[0]));
	it->n_pulls++;
	/* The words stay in the other's pool. */
	it->pulls[0] = like->pulls[0];
	it->pulls[0].number =
	    it->pulls[1].number + 1 + chance_below(&chance, 900);
}

/* Person `who`, changed by what person `like` has. */
static void
put(struct txn *txn, struct arena *arena, int64_t who, int64_t like)
{
	static struct made_person it, other;
	struct person person;
	struct score score;
	struct work work;
	int rc;

	made_person(&world, who, &it);
	made_person(&world, like, &other);
	change(&it, &other);
	made_person_record(arena, &world, &it, &person);
	made_work_record(arena, &world, &it, 0, &work);
	made_score_record(arena, &world, &it, &score);
	rc = store_person_put(txn, &person);
	if (rc == 0)
		rc = store_work_merge(txn, it.id, &work);
	if (rc == 0)
		rc = store_score_put(txn, "data-intensive", &score, &person,
		    it.place < 0 ? 0 : world.places[it.place], it.is_remote);
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
	struct store *store = NULL;
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
