#ifndef TESTS_BENCH_PEOPLE_H
#define TESTS_BENCH_PEOPLE_H

/*
 * Made-up leads for benchmarks: lead i of a seed is always the same, so that
 * several programs can put the same people into several stores.  Languages,
 * places, companies, skills and words follow Zipf's law with some offset, as
 * they do on GitHub: a third of all know the first language, a city in the tail
 * has one in a hundred thousand.  Most have one to three pull requests, few
 * have dozens.  What they write is made in texts.h.
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "config/place.h"
#include "tests/bench/chance.h"
#include "tests/bench/texts.h"

enum {
	MADE_NOW = 1790000000, /* 2026-09-21 */
	MADE_DAY = 86400,
	MADE_REPOSITORIES = 400,
	MADE_COMPANIES = 20000,
	MADE_LANGUAGES = 40,
	MADE_SKILLS = 60,
	MADE_FAMILIES = 9,
	MADE_PLACES_MOST = 4000,
	MADE_PULLS = 40,
	MADE_COMMENTS = 16,
	MADE_COMMITS = 24,
	/* Companies' names are words from the vocabulary's end to here. */
	MADE_NAMES = MADE_VOCABULARY + MADE_COMPANIES
};

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
	struct made_language_of text;
	int64_t places[MADE_PLACES_MOST];
	int n_places;
	const struct places *tree;
	struct zipf language, skill, place, company, repository, name;
};

static inline int
made_world_init(struct made_world *world, uint64_t seed)
{
	struct err_detail detail = { "" };
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
	if (made_texts_init(&world->text) < 0)
		return -1;
	zipf_init(&world->language, MADE_LANGUAGES, 1);
	zipf_init(&world->skill, MADE_SKILLS, 3);
	zipf_init(&world->place, world->n_places, 5);
	zipf_init(&world->company, MADE_COMPANIES, 10);
	zipf_init(&world->repository, MADE_REPOSITORIES, 10);
	zipf_init(&world->name, MADE_COMPANIES, 40);
	return 0;
}

/* ---- a lead ---- */

/* A piece of work, newest first. */
struct made_item {
	struct made_text text;
	int64_t number; /* of the pull request */
	int64_t at;
	int64_t id; /* of a comment */
	int additions, deletions, files, reviews;
	int path; /* of a comment: a word */
	uint64_t oid[3]; /* of a commit */
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
	int first_name, last_name;
	/* Their words lie in `pool`: don't copy the person. */
	struct made_item pulls[MADE_PULLS], comments[MADE_COMMENTS],
	    commits[MADE_COMMITS];
	int n_pulls, n_comments, n_commits;
	struct made_text bio;
	struct made_pool pool;
	int64_t role_pulls, role_reviews;
	double values[MADE_FAMILIES], covered[MADE_FAMILIES],
	    shares[MADE_FAMILIES];
};

static const int made_weights[MADE_FAMILIES] = { 25, 20, 10, 10, 8, 7, 11, 8,
	1 };

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

/* Numbers rise with time in each repository, by its own speed. */
static inline int64_t
made_number(struct chance *chance, int repository, int64_t at)
{
	double total = 300 + 60000.0 / (repository + 2);
	double age = (double)(MADE_NOW - at) / (10 * 365.0 * MADE_DAY);

	return 100 + (int64_t)(total * (age < 1 ? 1 - age : 0)) +
	    chance_below(chance, 50);
}

/* Sets when and what number; the items before are newer. */
static inline void
made_when(const struct made_person *it, struct chance *chance,
    const struct made_item *before, struct made_item *item)
{
	item->at = before != NULL
	    ? before->at - chance_figure(chance, 25 * MADE_DAY) - 60
	    : it->last_active;
	item->number = made_number(chance, it->repositories[0], item->at);
	if (before != NULL && item->number >= before->number)
		item->number = before->number - 1;
}

/* As GitHub counts discussions of all repositories. */
static inline int64_t
made_discussion(struct chance *chance, int64_t at)
{
	int64_t id = 2650000000 - (MADE_NOW - at) * 13;

	return (id > 2000000 ? id : 2000000) + chance_below(chance, 13);
}

static inline void
made_commit(const struct made_world *world, struct chance *chance,
    struct made_person *it, int i)
{
	struct made_item *commit = &it->commits[i];
	int where = it->repositories[it->n_repositories - 1];

	made_when(it, chance, i > 0 ? commit - 1 : NULL, commit);
	/* One pull request in three is squashed. */
	if (i < it->n_pulls && chance_below(chance, 3) == 0) {
		commit->text = it->pulls[i].text;
		commit->number = it->pulls[i].number;
	} else {
		commit->text =
		    made_message(&world->text, chance, &it->pool, where);
		commit->number = 0;
	}
	for (int k = 0; k < 3; k++)
		commit->oid[k] = chance_next(chance);
}

static inline void
made_size(struct chance *chance, struct made_item *item)
{
	item->additions = (int)chance_figure(chance, 60) + 1;
	item->deletions = (int)chance_figure(chance, 25);
	item->files = 1 + (int)chance_figure(chance, 3);
	item->reviews = chance_below(chance, 3);
}

static inline void
made_work(const struct made_world *world, struct chance *chance,
    struct made_person *it)
{
	int where;

	it->n_repositories = made_several(&world->repository, chance,
	    it->repositories, 1 + (chance_below(chance, 5) == 0));
	where = it->repositories[0];
	it->n_pulls = chance_tail(chance, 1.45, MADE_PULLS);
	if (chance_below(chance, 100) < 34)
		it->n_comments = chance_tail(chance, 1.5, MADE_COMMENTS);
	if (chance_below(chance, 100) < 55)
		it->n_commits = chance_tail(chance, 1.6, MADE_COMMITS);
	for (int i = 0; i < it->n_pulls; i++) {
		struct made_item *pull = &it->pulls[i];

		made_when(it, chance, i > 0 ? pull - 1 : NULL, pull);
		pull->text = made_title(&world->text, chance, &it->pool, where);
		made_size(chance, pull);
	}
	for (int i = 0; i < it->n_comments; i++) {
		struct made_item *comment = &it->comments[i];

		made_when(it, chance, i > 0 ? comment - 1 : NULL, comment);
		comment->text =
		    made_remark(&world->text, chance, &it->pool, where);
		comment->id = made_discussion(chance, comment->at);
		comment->path = made_own_word(where, chance_below(chance, 40));
	}
	for (int i = 0; i < it->n_commits; i++) {
		made_commit(world, chance, it, i);
		made_size(chance, &it->commits[i]);
	}
	if (chance_below(chance, 2) == 0)
		it->bio = made_title(&world->text, chance, &it->pool, where);
}

static inline void
made_person(const struct made_world *world, int64_t i, struct made_person *it)
{
	struct chance chance = { world->seed * UINT64_C(0x2545F4914F6CDD1D) +
		(uint64_t)i * UINT64_C(0xD6E8FEB86659FD93) };

	memset(it, 0, offsetof(struct made_person, pool));
	it->pool.n = 0;
	it->id = 1000 + 7 * i;
	it->place = it->company = -1;
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
	it->last_active -= chance_below(&chance, MADE_DAY);
	it->created_at -= chance_below(&chance, MADE_DAY);
	it->first_name = zipf_draw(&world->name, &chance);
	it->last_name = zipf_draw(&world->name, &chance);
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

/* The nth of all names, of three syllables or four: no word of a text. */
static inline void
made_name_word(int n, char to[static MADE_WORD])
{
	made_word(MADE_NAMES + (int)((int64_t)n * 3141593 % 7900000), to);
}

/* "First Last" of a person; the login is the first and the id. */
static inline void
made_name(const struct made_person *it, char *to, size_t size)
{
	char first[MADE_WORD], last[MADE_WORD];

	made_name_word(it->first_name, first);
	made_name_word(MADE_COMPANIES + it->last_name, last);
	first[0] = (char)(first[0] - 'a' + 'A');
	last[0] = (char)(last[0] - 'a' + 'A');
	(void)snprintf(to, size, "%s %s", first, last);
}

static inline void
made_login(const struct made_person *it, char *to, size_t size)
{
	char first[MADE_WORD];

	made_name_word(it->first_name, first);
	(void)snprintf(to, size, "%s%lld", first, (long long)it->id);
}

/* "owner/name". */
static inline void
made_repository(int repository, char *to, size_t size)
{
	char owner[MADE_WORD], name[MADE_WORD];

	made_name_word(2 * MADE_COMPANIES + repository, owner);
	made_name_word(3 * MADE_COMPANIES + repository, name);
	(void)snprintf(to, size, "%s/%s", owner, name);
}

#endif
