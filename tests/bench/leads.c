/*
 * Writes a dump of made-up leads to standard output: leads N [SEED].  Two roles,
 * places, companies, languages and skills by a Zipf-like law, so that some
 * filters match a third and some one in ten thousand.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

enum {
	START = 1700000000,
	DAY = 86400,
	REPOSITORIES = 400,
	PLACES = 3000,
	COMPANIES = 20000,
	SKILLS = 300,
	WORDS = 5000,
	FAMILIES = 9
};

static const char *const languages[] = { "Go", "Python", "TypeScript", "Java",
	"Rust", "C++", "C", "Scala", "Kotlin", "Ruby", "C#", "Elixir",
	"Haskell", "Zig", "OCaml", "Erlang", "Nim", "Ada", "Fortran", "COBOL" };
static const char *const roles[] = { "data-intensive", "backend-go" };
static uint64_t state;
static int64_t lines;

static uint64_t
next(void)
{
	uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static double
unit(void)
{
	return (double)(next() >> 11) / 9007199254740992.0;
}

/* 0..n-1, small numbers far more often. */
static int
zipf(int n)
{
	double u = unit();

	return (int)(u * u * u * n);
}

static const char *
when(int64_t days)
{
	static char text[4][CLOCK_TEXT_LEN];
	static int at;

	at = (at + 1) % 4;
	clock_format(START + days * DAY, text[at]);
	return text[at];
}

static void
sentence(int words)
{
	for (int i = 0; i < words; i++)
		printf("%sw%d", i > 0 ? " " : "", zipf(WORDS));
}

static void
person(int64_t id)
{
	printf("{\"kind\":\"person\",\"id\":%lld,\"login\":\"user%lld\","
	       "\"name\":\"Name%d Family%d\",\"type\":\"User\",\"bio\":\"",
	    (long long)id, (long long)id, zipf(3000), zipf(30000));
	sentence(12);
	printf("\",\"company\":\"Company %d\",\"location\":\"Place %d\","
	       "\"links\":[{\"kind\":\"website\",\"url\":\"https://"
	       "user%lld.example.org\"}],\"hireable\":%s,\"followers\":%d,"
	       "\"merged_pulls\":%d,\"created_at\":\"%s\",\"fetched_at\":"
	       "\"%s\",\"first_seen\":\"%s\"}\n",
	    zipf(COMPANIES), zipf(PLACES), (long long)id,
	    unit() < .2 ? "true" : "false", zipf(3000), zipf(2000),
	    when(-zipf(3000)), when(700), when(690));
	lines++;
}

static void
work(int64_t id)
{
	printf("{\"kind\":\"work\",\"person\":%lld,\"repository\":%d,"
	       "\"commits_total\":%d,\"pulls\":[",
	    (long long)id, 1 + zipf(REPOSITORIES), zipf(400));
	for (int i = 0, n = 1 + zipf(8); i < n; i++) {
		printf("%s{\"number\":%d,\"title\":\"", i > 0 ? "," : "",
		    1000 * i + zipf(1000));
		sentence(7);
		printf("\",\"merged_at\":\"%s\",\"additions\":%d,\"deletions\""
		       ":%d,\"files\":%d,\"merged_by\":%d}",
		    when(-100 * i), zipf(900), zipf(300), 1 + zipf(20),
		    1 + zipf(REPOSITORIES));
	}
	printf("],\"comments\":[{\"id\":%lld,\"number\":%d,\"path\":\"src/"
	       "w%d.go\",\"body\":\"",
	    (long long)id * 10, zipf(1000), zipf(WORDS));
	sentence(30);
	printf("\",\"created_at\":\"%s\"}],\"fetched_at\":\"%s\"}\n",
	    when(-zipf(900)), when(700));
	lines++;
}

static void
evidence(void)
{
	static const char *const kinds[] = { "pull", "review", "comment" };

	printf("\"evidence\":[");
	for (int i = 0; i < 3; i++) {
		printf("%s{\"kind\":\"%s\",\"title\":\"", i > 0 ? "," : "",
		    kinds[i]);
		sentence(8);
		printf("\",\"url\":\"https://github.com/o%d/r%d/pull/%d\","
		       "\"date\":\"%s\"}",
		    zipf(REPOSITORIES), zipf(REPOSITORIES), zipf(9000),
		    when(-zipf(900)));
	}
	printf("]");
}

static void
signals(void)
{
	printf("\"signals\":[");
	for (int i = 0; i < FAMILIES; i++) {
		printf("%s{\"value\":%.3f,\"coverage\":%.3f,\"weight\":%d,"
		       "\"points\":%.1f,\"reasons\":[{\"text\":\"",
		    i > 0 ? "," : "", unit(), unit(), 5 + i, unit() * 15);
		sentence(9);
		printf("\",\"url\":\"https://github.com/o%d/r%d\"}]}",
		    zipf(REPOSITORIES), zipf(REPOSITORIES));
	}
	printf("]");
}

static void
score(int64_t id, const char *role)
{
	double points = unit() * unit() * 100;

	printf("{\"kind\":\"score\",\"role\":\"%s\",\"card_place\":%d,"
	       "\"card_followers\":%d,\"card_stars\":%d,\"person\":%lld,"
	       "\"score\":%.1f,\"coverage\":%.3f,\"band\":%d,"
	       "\"involvement\":%d,",
	    role, 1 + zipf(PLACES), zipf(3000), zipf(5000), (long long)id,
	    points, unit(), 1 + (int)(points / 20.1), zipf(5));
	signals();
	printf(",\"headline\":\"%s and skill %d engineer\",\"reason\":\"",
	    languages[zipf(20)], zipf(SKILLS));
	sentence(14);
	printf("\",");
	evidence();
	printf(",\"languages\":[\"%s\",\"%s\"],\"skills\":[",
	    languages[zipf(7)], languages[7 + zipf(13)]);
	for (int i = 0, n = 1 + zipf(10); i < n; i++)
		printf("%s{\"id\":\"skill%d\",\"strength\":%.2f}",
		    i > 0 ? "," : "", zipf(SKILLS), unit());
	printf("],\"seeds\":[{\"repository\":\"o/r\",\"repository_id\":%d,"
	       "\"commits\":%d,\"merged_pulls\":%d}],\"merged_pulls\":%d,"
	       "\"last_active\":\"%s\",\"rubric\":\"bench\",\"scored_at\":"
	       "\"%s\"}\n",
	    1 + zipf(REPOSITORIES), zipf(300), zipf(100), zipf(100),
	    when(700 - zipf(1500)), when(701));
	lines++;
}

static void
repositories(void)
{
	for (int id = 1; id <= REPOSITORIES; id++, lines++)
		printf("{\"kind\":\"repository\",\"id\":%d,\"full_name\":"
		       "\"o%d/r%d\",\"primary_language\":\"%s\",\"stars\":%d,"
		       "\"fetched_at\":\"%s\"}\n",
		    id, id, id, languages[zipf(20)], zipf(50000), when(699));
}

int
main(int argc, char **argv)
{
	int64_t n = 0, seed = 1;

	if (argc < 2 || str_to_int(argv[1], 1, 100000000, &n) != 0 ||
	    (argc > 2 && str_to_int(argv[2], 1, INT64_MAX, &seed) != 0)) {
		(void)fputs("usage: leads N [SEED]\n", stderr);
		return 2;
	}
	state = (uint64_t)seed;
	printf("{\"kind\":\"muster-dump\",\"format\":1,\"schema\":1}\n");
	lines = 2;
	repositories();
	for (int64_t i = 0; i < n; i++)
		person(1000 + 7 * i);
	for (int64_t i = 0; i < n; i++)
		work(1000 + 7 * i);
	for (int r = 0; r < 2; r++)
		for (int64_t i = 0; i < n; i++)
			score(1000 + 7 * i, roles[r]);
	printf("{\"kind\":\"end\",\"lines\":%lld}\n", (long long)lines);
	return fflush(stdout) == 0 ? 0 : 1;
}
