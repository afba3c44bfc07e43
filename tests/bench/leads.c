/*
 * Writes a dump of made-up leads to standard output: leads N [SEED].  $ROLES
 * (1) is how many roles they are scored for.  See people.h.
 */
#include <stdlib.h>

#include "base/str.h"
#include "tests/bench/people.h"

enum {
	ROLES_MOST = 2
};

static const char *const roles[ROLES_MOST] = { "data-intensive",
	"api-generalist" };
static const char *const families[MADE_FAMILIES] = { "merged_work", "review",
	"commits", "own_projects", "tests_ci", "readme", "stack_fit",
	"domain_depth", "standing" };
static int64_t lines;

static void
text(const struct made_world *world, const struct made_text *it, int most)
{
	for (int i = 0; i < it->n && i < most; i++)
		printf("%s%s", i > 0 ? " " : "", world->words[it->words[i]]);
}

static void
person(const struct made_world *world, const struct made_person *it)
{
	long long id = it->id;
	char name[MADE_WORD];

	made_word((int)(it->id % 50021), name);
	printf("{\"kind\":\"person\",\"id\":%lld,\"login\":\"%s%lld\","
	       "\"name\":\"%c%s Person\",\"type\":\"User\",\"bio\":\"",
	    id, name, id, name[0] - 'a' + 'A', name + 1);
	text(world, &it->pulls[0], 6);
	printf("\"");
	if (it->company >= 0) {
		char company[2 * MADE_WORD];

		made_company(it->company, company, sizeof(company));
		printf(",\"company\":\"%s\"", company);
	}
	if (it->place >= 0)
		printf(",\"location\":\"%s\"",
		    places_get(world->tree, world->places[it->place])->name);
	printf(",\"links\":[");
	if (it->website)
		printf("{\"kind\":\"website\",\"url\":\"https://"
		       "%s%lld.example.org\"}",
		    name, id);
	if (it->linkedin)
		printf("%s{\"kind\":\"linkedin\",\"url\":\"https://"
		       "www.linkedin.com/in/%s%lld\"}",
		    it->website ? "," : "", name, id);
	printf("],\"hireable\":%s,\"followers\":%lld,\"merged_pulls\":%lld,"
	       "\"created_at\":\"%s\",\"fetched_at\":\"%s\",\"first_seen\":"
	       "\"%s\"}\n",
	    it->hireable ? "true" : "false", (long long)it->followers,
	    (long long)it->merged, made_time(it->created_at),
	    made_time(MADE_NOW - MADE_DAY), made_time(it->first_seen));
	lines++;
}

/* The first repository has the pull requests and comments, a second one the
 * commits. */
static void
work(const struct made_world *world, const struct made_person *it, int at)
{
	long long base = it->id % 90000;
	bool has_pulls = at == 0, has_commits = at == it->n_repositories - 1;

	printf("{\"kind\":\"work\",\"person\":%lld,\"repository\":%d",
	    (long long)it->id, 1 + it->repositories[at]);
	for (int i = 0; has_pulls && i < it->n_pulls; i++) {
		printf("%s{\"number\":%lld,\"title\":\"",
		    i > 0 ? "," : ",\"pulls\":[", base + 7 * i);
		text(world, &it->pulls[i], MADE_TEXT);
		printf("\",\"merged_at\":\"%s\",\"additions\":%d}%s",
		    made_time(it->last_active - (int64_t)i * 9 * MADE_DAY),
		    it->pulls[i].words[0] % 400,
		    i + 1 == it->n_pulls ? "]" : "");
	}
	for (int i = 0; has_pulls && i < it->n_comments; i++) {
		printf("%s{\"id\":%lld,\"number\":%lld,\"path\":\"pkg/%s.go\","
		       "\"body\":\"",
		    i > 0 ? "," : ",\"comments\":[", (long long)it->id * 10 + i,
		    base + 3 * i, world->words[it->comments[i].words[0]]);
		text(world, &it->comments[i], MADE_TEXT);
		printf("\",\"created_at\":\"%s\"}%s",
		    made_time(it->last_active - (int64_t)i * 5 * MADE_DAY),
		    i + 1 == it->n_comments ? "]" : "");
	}
	for (int i = 0; has_commits && i < it->n_commits; i++) {
		printf("%s{\"oid\":\"%llx%03x\",\"message\":\"",
		    i > 0 ? "," : ",\"commits\":[",
		    (unsigned long long)it->id * 2654435761u, (unsigned)i);
		text(world, &it->commits[i], MADE_TEXT);
		printf("\",\"authored_at\":\"%s\"}%s",
		    made_time(it->last_active - (int64_t)i * 4 * MADE_DAY),
		    i + 1 == it->n_commits ? "]" : "");
	}
	printf(",\"fetched_at\":\"%s\"}\n", made_time(MADE_NOW - MADE_DAY));
	lines++;
}

static void
link_of(const struct made_person *it, int i)
{
	printf("https://github.com/o%d/r%d/pull/%lld", 1 + it->repositories[0],
	    1 + it->repositories[0], (long long)it->id % 90000 + 7 * i);
}

static void
signals(const struct made_world *world, const struct made_person *it)
{
	printf("\"signals\":[");
	for (int i = 0; i < MADE_FAMILIES; i++) {
		printf("%s{\"value\":%.3f,\"coverage\":%.3f,\"weight\":%d,"
		       "\"points\":%.2f,\"reasons\":[",
		    i > 0 ? "," : "", it->values[i], it->covered[i],
		    made_weights[i], it->shares[i] * made_weights[i]);
		/* What stands in reasons is told of a piece of work. */
		if (i < 4 && i < it->n_pulls) {
			printf("{\"text\":\"%s: merged \\\"", families[i]);
			text(world, &it->pulls[i], 8);
			printf("\\\"\",\"url\":\"");
			link_of(it, i);
			printf("\"}");
		}
		printf("]}");
	}
	printf("]");
}

static void
evidence(const struct made_world *world, const struct made_person *it)
{
	printf("\"evidence\":[");
	for (int i = 0; i < it->n_pulls && i < 3; i++) {
		printf("%s{\"kind\":\"pull\",\"title\":\"", i > 0 ? "," : "");
		text(world, &it->pulls[i], MADE_TEXT);
		printf("\",\"url\":\"");
		link_of(it, i);
		printf("\",\"date\":\"%s\"}",
		    made_time(it->last_active - (int64_t)i * 9 * MADE_DAY));
	}
	printf("]");
}

static void
lists(const struct made_person *it)
{
	for (int i = 0; i < it->n_languages; i++)
		printf("%s\"%s\"", i > 0 ? "," : ",\"languages\":[",
		    made_languages[it->languages[i]]);
	printf("],\"skills\":[");
	for (int i = 0; i < it->n_skills; i++)
		printf("%s{\"id\":\"%s\",\"strength\":%.2f}", i > 0 ? "," : "",
		    made_skills[it->skills[i]], .9 - .1 * i);
	printf("],\"must_missing\":[");
	for (int i = 0; i < it->n_missing; i++)
		printf("%s\"need %d\"", i > 0 ? "," : "", i);
	printf("],\"seeds\":[{\"repository\":\"o%d/r%d\",\"repository_id\":%d,"
	       "\"commits\":%d,\"merged_pulls\":%d}]",
	    1 + it->repositories[0], 1 + it->repositories[0],
	    1 + it->repositories[0], it->n_commits, it->n_pulls);
}

static void
score(const struct made_world *world, const struct made_person *it,
    const char *role)
{
	printf("{\"kind\":\"score\",\"role\":\"%s\",\"card_place\":%lld,"
	       "\"card_followers\":%lld,\"card_stars\":%lld,"
	       "\"card_is_hireable\":%s,\"card_is_remote\":%s,"
	       "\"card_has_linkedin\":%s,\"card_has_website\":%s,"
	       "\"card_has_social\":%s,\"person\":%lld,\"score\":%.1f,"
	       "\"coverage\":%.2f,\"band\":%d,\"involvement\":%d,"
	       "\"is_out\":%s,",
	    role, (long long)(it->place < 0 ? 0 : world->places[it->place]),
	    (long long)it->followers, (long long)it->stars,
	    it->hireable ? "true" : "false", it->is_remote ? "true" : "false",
	    it->linkedin ? "true" : "false", it->website ? "true" : "false",
	    it->social ? "true" : "false", (long long)it->id, it->score,
	    it->coverage, it->band, it->involvement,
	    it->is_out ? "true" : "false");
	signals(world, it);
	printf(",\"headline\":\"%s and %s engineer\",\"reason\":\"Merged \\\"",
	    made_languages[it->languages[0]], made_skills[it->skills[0]]);
	text(world, &it->pulls[0], MADE_TEXT);
	printf("\\\" in o%d/r%d.\",", 1 + it->repositories[0],
	    1 + it->repositories[0]);
	evidence(world, it);
	lists(it);
	printf(",\"merged_pulls\":%lld,\"reviews\":%lld,\"last_active\":\"%s\","
	       "\"rubric\":\"bench\",\"scored_at\":\"%s\"}\n",
	    (long long)it->role_pulls, (long long)it->role_reviews,
	    made_time(it->last_active), made_time(MADE_NOW));
	lines++;
}

static void
repositories(void)
{
	for (int id = 1; id <= MADE_REPOSITORIES; id++, lines++)
		printf("{\"kind\":\"repository\",\"id\":%d,\"full_name\":"
		       "\"o%d/r%d\",\"primary_language\":\"%s\",\"stars\":%d,"
		       "\"fetched_at\":\"%s\"}\n",
		    id, id, id, made_languages[id % 7], 100000 / id,
		    made_time(MADE_NOW - MADE_DAY));
}

/* Kind after kind, as a dump is. */
static void
dump(const struct made_world *world, int64_t n, int64_t n_roles)
{
	struct made_person it;

	repositories();
	for (int64_t i = 0; i < n; i++) {
		made_person(world, i, &it);
		person(world, &it);
	}
	for (int64_t i = 0; i < n; i++) {
		made_person(world, i, &it);
		for (int at = 0; at < it.n_repositories; at++)
			work(world, &it, at);
	}
	for (int64_t role = 0; role < n_roles; role++)
		for (int64_t i = 0; i < n; i++) {
			made_person(world, i, &it);
			score(world, &it, roles[role]);
		}
}

int
main(int argc, char **argv)
{
	const char *asked = getenv("ROLES");
	int64_t n = 0, seed = 1, n_roles = 1;
	struct made_world world;

	if (argc < 2 || str_to_int(argv[1], 1, 100000000, &n) != 0 ||
	    (argc > 2 && str_to_int(argv[2], 1, INT64_MAX, &seed) != 0) ||
	    (asked != NULL &&
		str_to_int(asked, 1, ROLES_MOST, &n_roles) != 0)) {
		(void)fputs("usage: [ROLES=2] leads N [SEED]\n", stderr);
		return 2;
	}
	if (made_world_init(&world, (uint64_t)seed) < 0)
		return 1;
	printf("{\"kind\":\"muster-dump\",\"format\":1,\"schema\":1}\n");
	lines = 2;
	dump(&world, n, n_roles);
	printf("{\"kind\":\"end\",\"lines\":%lld}\n", (long long)lines);
	return fflush(stdout) == 0 ? 0 : 1;
}
