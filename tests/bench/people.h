#ifndef TESTS_BENCH_PEOPLE_H
#define TESTS_BENCH_PEOPLE_H

/*
 * Made-up leads for benchmarks: lead i of a seed is always the same, so that
 * several programs can put the same people into several stores.  Languages,
 * places, companies, skills and words follow Zipf's law with some offset, as
 * they do on GitHub: a third of all know the first language, a city in the tail
 * has one in a hundred thousand.  The frequent words are those of technical
 * English (words.txt), the others are made up.  Words of a text come from its
 * repository's own vocabulary one time in four.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "config/place.h"

enum {
	MADE_NOW = 1790000000, /* 2026-09-21 */
	MADE_DAY = 86400,
	MADE_REPOSITORIES = 400,
	MADE_COMPANIES = 20000,
	MADE_VOCABULARY = 30000,
	MADE_LANGUAGES = 40,
	MADE_SKILLS = 60,
	MADE_FAMILIES = 9,
	MADE_PLACES_MOST = 4000,
	MADE_TEXT = 40,
	MADE_ITEMS = 5,
	MADE_WORD = 16
};

/* ---- chance ---- */

struct chance {
	uint64_t state;
};

static inline uint64_t
chance_next(struct chance *chance)
{
	uint64_t z = chance->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static inline double
chance_unit(struct chance *chance)
{
	return (double)(chance_next(chance) >> 11) / 9007199254740992.0;
}

static inline int
chance_below(struct chance *chance, int n)
{
	return (int)(chance_next(chance) % (uint64_t)n);
}

/* About `mean`, long-tailed, at least 0. */
static inline int64_t
chance_figure(struct chance *chance, double mean)
{
	double u = chance_unit(chance);

	return (int64_t)(mean * -log(1 - u) * (.3 + 1.4 * u * u));
}

/* ---- Zipf's law ---- */

/* By Walker's alias method: one number a draw. */
struct zipf {
	int n;
	double *share; /* of all draws, largest first */
	double *keep;
	int *other;
};

static inline void
zipf_init(struct zipf *zipf, int n, double offset)
{
	int *small = mem_calloc((size_t)n, sizeof(int));
	int *large = mem_calloc((size_t)n, sizeof(int));
	int n_small = 0, n_large = 0;
	double sum = 0;

	zipf->n = n;
	zipf->share = mem_calloc((size_t)n, sizeof(double));
	zipf->keep = mem_calloc((size_t)n, sizeof(double));
	zipf->other = mem_calloc((size_t)n, sizeof(int));
	for (int i = 0; i < n; i++)
		sum += 1 / (i + 1 + offset);
	for (int i = 0; i < n; i++) {
		zipf->share[i] = 1 / (i + 1 + offset) / sum;
		zipf->keep[i] = zipf->share[i] * n;
		if (zipf->keep[i] < 1)
			small[n_small++] = i;
		else
			large[n_large++] = i;
	}
	while (n_small > 0 && n_large > 0) {
		int s = small[--n_small], l = large[n_large - 1];

		zipf->other[s] = l;
		zipf->keep[l] -= 1 - zipf->keep[s];
		if (zipf->keep[l] < 1) {
			n_large--;
			small[n_small++] = l;
		}
	}
	while (n_large > 0)
		zipf->keep[large[--n_large]] = 1;
	while (n_small > 0)
		zipf->keep[small[--n_small]] = 1;
	mem_free(small);
	mem_free(large);
}

static inline int
zipf_draw(const struct zipf *zipf, struct chance *chance)
{
	double at = chance_unit(chance) * zipf->n;
	int i = (int)at;

	return at - i < zipf->keep[i] ? i : zipf->other[i];
}

/* ---- what there is ---- */

static const char *const made_languages[MADE_LANGUAGES] = { "Go", "Python",
	"TypeScript", "Java", "Rust", "C++", "C", "Shell", "JavaScript",
	"Scala", "Kotlin", "Ruby", "C#", "PHP", "Elixir", "Swift", "Haskell",
	"Zig", "OCaml", "Erlang", "Clojure", "Perl", "Lua", "Julia", "R",
	"Dart", "Nim", "F#", "Crystal", "D", "Objective-C", "Groovy", "Elm",
	"Racket", "Fortran", "Ada", "COBOL", "Prolog", "Pascal", "V" };

/* Ids of the catalogue. */
static const char *const made_skills[MADE_SKILLS] = { "go", "python", "docker",
	"kubernetes", "postgresql", "linux", "typescript", "java", "rest",
	"kafka", "redis", "aws", "grpc", "rust", "mysql", "prometheus",
	"terraform", "elasticsearch", "c++", "graphql", "grafana", "mongodb",
	"rabbitmq", "spark", "nats", "cassandra", "clickhouse", "etcd", "flink",
	"scala", "kotlin", "ansible", "helm", "opentelemetry", "sqlite",
	"duckdb", "airflow", "hadoop", "dynamodb", "cockroachdb", "envoy",
	"cilium", "jaeger", "nginx", "netty", "temporal", "pulsar", "trino",
	"valkey", "arrow", "memcached", "iceberg", "dbt", "snowflake",
	"bigquery", "vitess", "scylladb", "influxdb", "timescaledb",
	"rocksdb" };

struct made_world {
	uint64_t seed;
	char (*words)[MADE_WORD];
	int64_t places[MADE_PLACES_MOST];
	int n_places;
	const struct places *tree;
	struct zipf language, skill, place, company, word, repository;
};

/* Two syllables or three; another number is another word. */
static inline void
made_word(int i, char to[static MADE_WORD])
{
	static const char *const heads[] = { "b", "c", "d", "f", "g", "h", "k",
		"l", "m", "n", "p", "r", "s", "t", "v", "tr", "st", "pl", "cr",
		"sh" };
	static const char *const tails[] = { "a", "e", "i", "o", "u", "er",
		"in", "on", "al", "ex" };
	int rest = i < 40000 ? i * 7919 % 40000 : i;
	size_t at = 0;

	for (int n = 0; n < 2 || rest > 0; n++, rest /= 200)
		at += (size_t)snprintf(to + at, MADE_WORD - at, "%s%s",
		    heads[rest % 20], tails[rest / 20 % 10]);
}

static inline int
made_world_init(struct made_world *world, uint64_t seed)
{
	struct err_detail detail = { "" };
	FILE *common = fopen("tests/bench/words.txt", "r");
	struct places *tree;

	*world = (struct made_world){ .seed = seed };
	if (places_read("config/places.yaml", &tree, &detail) < 0) {
		(void)fprintf(stderr, "%s\n", detail.text);
		return -1;
	}
	world->tree = tree;
	for (int64_t id = 2; id < 10000; id++)
		if (places_get(tree, id) != NULL &&
		    world->n_places < MADE_PLACES_MOST)
			world->places[world->n_places++] = id;
	/* Large and small ones by chance, not by number. */
	for (int i = world->n_places - 1; i > 0; i--) {
		struct chance chance = { (uint64_t)i };
		int j = chance_below(&chance, i + 1);
		int64_t held = world->places[i];

		world->places[i] = world->places[j];
		world->places[j] = held;
	}
	world->words = mem_calloc(MADE_VOCABULARY, MADE_WORD);
	for (int i = 0; i < MADE_VOCABULARY; i++)
		if (common == NULL ||
		    fscanf(common, "%15s", world->words[i]) != 1)
			made_word(i, world->words[i]);
	if (common == NULL || fclose(common) != 0) {
		perror("tests/bench/words.txt");
		return -1;
	}
	zipf_init(&world->language, MADE_LANGUAGES, 1);
	zipf_init(&world->skill, MADE_SKILLS, 3);
	zipf_init(&world->place, world->n_places, 5);
	zipf_init(&world->company, MADE_COMPANIES, 10);
	zipf_init(&world->word, MADE_VOCABULARY, 2.7);
	zipf_init(&world->repository, MADE_REPOSITORIES, 10);
	return 0;
}

/* ---- a lead ---- */

struct made_text {
	int words[MADE_TEXT];
	int n;
};

struct made_person {
	int64_t id;
	int place; /* index; -1: none given */
	int company; /* -1: none */
	int64_t followers, stars, merged, created_at, first_seen, last_active;
	bool hireable, linkedin, website, social, is_remote, is_out;
	double score, coverage;
	int band, involvement, n_missing;
	int languages[3], skills[10];
	int n_languages, n_skills;
	int repositories[2]; /* worked in; the first is a seed */
	int n_repositories;
	struct made_text pulls[MADE_ITEMS], comments[MADE_ITEMS],
	    commits[MADE_ITEMS];
	int n_pulls, n_comments, n_commits;
	int64_t role_pulls, role_reviews;
	double values[MADE_FAMILIES], covered[MADE_FAMILIES],
	    shares[MADE_FAMILIES];
};

static const int made_weights[MADE_FAMILIES] = { 25, 20, 10, 10, 8, 7, 11, 8,
	1 };

static inline struct made_text
made_text(const struct made_world *world, struct chance *chance, int repository,
    int words)
{
	struct made_text text = { .n = words < 1 ? 1
		    : words > MADE_TEXT          ? MADE_TEXT
						 : words };

	for (int i = 0; i < text.n; i++) {
		text.words[i] = zipf_draw(&world->word, chance);
		if (chance_below(chance, 4) == 0)
			text.words[i] = 2000 +
			    (repository * 61 + chance_below(chance, 120)) %
				(MADE_VOCABULARY - 2000);
	}
	return text;
}

/* Different ones, the frequent ones first. */
static inline int
made_several(const struct zipf *zipf, struct chance *chance, int *items, int n)
{
	int made = 0;

	for (int i = 0; i < n; i++) {
		int item = zipf_draw(zipf, chance), at = 0;

		while (at < made && items[at] != item)
			at++;
		if (at == made)
			items[made++] = item;
	}
	return made;
}

static inline void
made_figures(struct chance *chance, struct made_person *it)
{
	double sum = 0, total = 0;
	double gift = chance_unit(chance) * chance_unit(chance);

	for (int i = 0; i < MADE_FAMILIES; i++) {
		it->values[i] =
		    round(1000 * sqrt(gift * chance_unit(chance))) / 1000;
		it->covered[i] = round(1000 * chance_unit(chance)) / 1000;
		it->shares[i] =
		    round(1000 * it->values[i] * it->covered[i]) / 1000;
		sum += it->shares[i] * made_weights[i];
		total += made_weights[i];
	}
	it->score = round(1000 * sum / total) / 10;
	it->coverage = round(100 * chance_unit(chance)) / 100;
	it->band = it->score >= 60 ? 5
	    : it->score >= 45      ? 4
	    : it->score >= 30      ? 3
	    : it->score >= 15      ? 2
				   : 1;
	it->involvement = chance_below(chance, 5) * chance_below(chance, 5) / 4;
	it->is_out = chance_below(chance, 25) == 0;
	it->n_missing = chance_below(chance, 3) * chance_below(chance, 3) / 2;
	it->role_pulls = chance_figure(chance, 12);
	it->role_reviews = chance_figure(chance, 8);
}

static inline void
made_work(const struct made_world *world, struct chance *chance,
    struct made_person *it)
{
	int where;

	it->n_repositories = made_several(&world->repository, chance,
	    it->repositories, 1 + (chance_below(chance, 3) == 0));
	where = it->repositories[0];
	it->n_pulls = 2 + chance_below(chance, MADE_ITEMS - 1);
	it->n_comments = 2 + chance_below(chance, 2);
	it->n_commits = 1 + chance_below(chance, 4);
	for (int i = 0; i < it->n_pulls; i++)
		it->pulls[i] = made_text(world, chance, where,
		    4 + chance_below(chance, 7));
	for (int i = 0; i < it->n_comments; i++)
		it->comments[i] = made_text(world, chance, where,
		    8 + chance_below(chance, MADE_TEXT - 8));
	for (int i = 0; i < it->n_commits; i++)
		it->commits[i] = made_text(world, chance, where,
		    6 + chance_below(chance, 12));
}

static inline void
made_person(const struct made_world *world, int64_t i, struct made_person *it)
{
	struct chance chance = { world->seed * UINT64_C(0x2545F4914F6CDD1D) +
		(uint64_t)i * UINT64_C(0xD6E8FEB86659FD93) };

	*it = (struct made_person){ .id = 1000 + 7 * i,
		.place = -1,
		.company = -1 };
	(void)chance_next(&chance);
	if (chance_below(&chance, 100) < 60)
		it->place = zipf_draw(&world->place, &chance);
	if (chance_below(&chance, 100) < 50)
		it->company = zipf_draw(&world->company, &chance);
	it->followers = chance_figure(&chance, 60);
	it->stars = chance_figure(&chance, 90);
	it->merged = chance_figure(&chance, 120);
	it->hireable = chance_below(&chance, 5) == 0;
	it->linkedin = chance_below(&chance, 8) == 0;
	it->website = chance_below(&chance, 3) == 0;
	it->social = chance_below(&chance, 4) == 0;
	it->is_remote = chance_below(&chance, 20) == 0;
	it->created_at =
	    MADE_NOW - (int64_t)(100 + chance_below(&chance, 5000)) * MADE_DAY;
	it->first_seen =
	    MADE_NOW - (int64_t)chance_below(&chance, 28 * MADE_DAY);
	it->last_active =
	    MADE_NOW - (chance_figure(&chance, 200) + 1) * MADE_DAY;
	it->n_languages = made_several(&world->language, &chance, it->languages,
	    1 + chance_below(&chance, 3));
	it->n_skills = made_several(&world->skill, &chance, it->skills,
	    1 + chance_below(&chance, 8));
	made_figures(&chance, it);
	made_work(world, &chance, it);
}

static inline void
made_company(int company, char *to, size_t size)
{
	char name[MADE_WORD];
	static const char *const kinds[] = { "GmbH", "Inc", "Labs", "Systems",
		"Software" };

	made_word(MADE_VOCABULARY + company, name);
	name[0] = (char)(name[0] - 'a' + 'A');
	(void)snprintf(to, size, "%s %s", name, kinds[company % 5]);
}

static inline const char *
made_time(int64_t at)
{
	static char text[4][CLOCK_TEXT_LEN];
	static int turn;

	turn = (turn + 1) % 4;
	clock_format(at, text[turn]);
	return text[turn];
}

#endif
