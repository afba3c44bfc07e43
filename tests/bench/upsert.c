/*
 * Puts leads of people.h into a store anew, as a later crawl finds them:
 * upsert STORE PEOPLE N COMMIT-SIZE [WAITING].  At random among PEOPLE, durably, with
 * facts, score and all indexes.  A lead's figures and the values of its signals
 * are others then, so is one of its skills; there is one more pull request,
 * which the reason cites; one in ten has moved.  With WAITING changes of
 * postings wait as in a large store, so many at the most.
 */
#include <sys/resource.h>

#include "base/arena.h"
#include "store/store_internal.h"
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

/* A lead's records, as a crawl or a load hands them to the store. */
struct found {
	struct person person;
	struct work work;
	struct score score;
	int64_t place;
	bool is_remote;
};

/* Person `who`, changed by what person `like` has. */
static void
make(struct arena *arena, int64_t who, int64_t like, struct found *ret_found)
{
	static struct made_person it, other;

	made_person(&world, who, &it);
	made_person(&world, like, &other);
	change(&it, &other);
	made_person_record(arena, &world, &it, &ret_found->person);
	made_work_record(arena, &world, &it, 0, &ret_found->work);
	made_score_record(arena, &world, &it, &ret_found->score);
	ret_found->place = it.place < 0 ? 0 : world.places[it.place];
	ret_found->is_remote = it.is_remote;
}

static void
put(struct txn *txn, const struct found *found)
{
	int rc;

	rc = store_person_put(txn, &found->person);
	if (rc == 0)
		rc = store_work_merge(txn, found->person.id, &found->work);
	if (rc == 0)
		rc = store_score_put(txn, "data-intensive", &found->score,
		    &found->person, found->place, found->is_remote);
	if (rc < 0)
		fail(txn_failure(txn), rc);
}

static void
commit(struct store *store, const struct found *leads, int64_t n)
{
	struct txn *txn;
	int rc = store_begin(store, true, &txn, &detail);

	if (rc < 0)
		fail("begin", rc);
	for (int64_t i = 0; i < n; i++)
		put(txn, &leads[i]);
	rc = txn_commit(txn, &detail);
	if (rc < 0)
		fail("commit", rc);
}

struct spent {
	double wall;
	double cpu;
};

static double
cpu_now(void)
{
	struct rusage usage;

	(void)getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	    (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Making up the leads is not the store's work, so it is not counted. */
static struct spent
put_all(struct store *store, int64_t people, int64_t n, int64_t size)
{
	struct chance chance = { (uint64_t)n };
	struct arena arena = { NULL, 0 };
	struct spent spent = { 0, 0 };

	for (int64_t done = 0; done < n;) {
		int64_t here = n - done < size ? n - done : size;
		struct found *leads =
		    arena_calloc(&arena, (size_t)here, sizeof(*leads));
		double wall, cpu;

		for (int64_t i = 0; i < here; i++)
			make(&arena,
			    (int64_t)(chance_next(&chance) % (uint64_t)people),
			    people + (int64_t)(chance_next(&chance) % 1000000),
			    &leads[i]);
		wall = measure_now();
		cpu = cpu_now();
		commit(store, leads, here);
		spent.wall += measure_now() - wall;
		spent.cpu += cpu_now() - cpu;
		arena_reset(&arena);
		done += here;
	}
	arena_done(&arena);
	return spent;
}

int
main(int argc, char **argv)
{
	struct store_options options = { .mode = STORE_WRITE,
		.command = "bench" };
	int64_t people, n, size, waiting = 0;
	struct store *store = NULL;
	struct spent spent;

	if (argc < 5 || argc > 6 ||
	    str_to_int(argv[2], 1, 100000000, &people) != 0 ||
	    str_to_int(argv[3], 1, 100000000, &n) != 0 ||
	    str_to_int(argv[4], 1, 1000000, &size) != 0 ||
	    (argc == 6 && str_to_int(argv[5], 1, 1000000, &waiting) != 0)) {
		(void)fputs("usage: upsert STORE PEOPLE N COMMIT-SIZE "
			    "[WAITING]\n",
		    stderr);
		return 2;
	}
	clock_replace(NULL, fixed_now);
	options.path = argv[1];
	if (made_world_init(&world, 1) < 0 ||
	    store_open(&options, &store, &detail) != 0)
		fail(argv[1], 1);
	if (waiting > 0) {
		store->delta_chunks = 1;
		store->delta_most = waiting;
	}
	spent = put_all(store, people, n, size);
	printf("muster\tupsert\t%lld\t%.0f\t%.2f\n", (long long)n,
	    (double)n / spent.wall, spent.cpu);
	store_close(store);
	return 0;
}
