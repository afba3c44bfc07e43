/*
 * Writes a dump of made-up leads to standard output, and what a lead is in the
 * mean to standard error: leads N [SEED].  $ROLES (1) is how many roles they
 * are scored for.  See people.h.
 */
#include <stdlib.h>

#include "base/str.h"
#include "store/load/line.h"
#include "tests/bench/records.h"

enum {
	ROLES_MOST = 2,
	FLUSH_BYTES = 65536
};

static const char *const roles[ROLES_MOST] = { "data-intensive",
	"api-generalist" };
static struct made_world world;
static struct arena arena;
static struct buf out;
static int64_t lines;

static size_t
put(enum line_kind kind, const struct line *line)
{
	size_t before = out.len, len;

	line_write(kind, line, &out);
	len = out.len - before;
	lines++;
	if (out.len >= FLUSH_BYTES) {
		(void)fwrite(out.data, 1, out.len, stdout);
		buf_reset(&out);
	}
	arena_reset(&arena);
	return len;
}

static void
repositories(void)
{
	for (int i = 0; i < MADE_REPOSITORIES; i++) {
		struct line line = { 0 };

		line.of.repository = (struct repository){ .id = 1 + i,
			.full_name = made_repository_of(&arena, i),
			.primary_language = made_languages[(i + 1) % 7],
			.stars = 100000 / (i + 1),
			.fetched_at = MADE_NOW - MADE_DAY };
		(void)put(LINE_REPOSITORY, &line);
	}
}

static size_t
person(const struct made_person *it)
{
	struct line line = { 0 };

	made_person_record(&arena, &world, it, &line.of.person);
	return put(LINE_PERSON, &line);
}

static size_t
work(const struct made_person *it)
{
	size_t len = 0;

	for (int at = 0; at < it->n_repositories; at++) {
		struct line line = { .person = it->id };

		made_work_record(&arena, &world, it, at, &line.of.work);
		len += put(LINE_WORK, &line);
	}
	return len;
}

static void
role(const char *name)
{
	struct line line = { .name = name };

	for (int i = 0; i < MADE_FAMILIES; i++)
		line.weights[i] = made_weights[i];
	(void)put(LINE_ROLE, &line);
}

static size_t
score(const struct made_person *it, const char *role)
{
	struct line line = { .role = role };
	struct score made;

	made_score_record(&arena, &world, it, &made);
	/* As a dump has it: weights are the role's. */
	for (int i = 0; i < MADE_FAMILIES; i++)
		made.signals[i].weight = 0;
	score_row_from(&made, &line.of.score);
	line.card =
	    (struct card){ .place = it->place < 0 ? 0 : world.places[it->place],
		    .followers = it->followers,
		    .stars = it->stars,
		    .is_hireable = it->hireable,
		    .is_remote = it->is_remote,
		    .has_linkedin = it->linkedin,
		    .has_website = it->website,
		    .has_social = it->social };
	return put(LINE_SCORE, &line);
}

/* What is counted of a lead. */
struct sizes {
	size_t person, work, score, evidence, invented, words, most;
	int64_t pulls, comments, commits, few, many;
};

static void
count_words(const struct made_item *items, int n, struct sizes *sizes)
{
	for (int i = 0; i < n; i++)
		for (int k = 0; k < items[i].text.n; k++) {
			int word = items[i].text.words[k] & MADE_WORD_MASK;

			sizes->words++;
			sizes->invented +=
			    word >= MADE_COMMON && word < MADE_VOCABULARY;
		}
}

static void
count(const struct made_person *it, struct sizes *sizes)
{
	struct buf json;

	buf_init(&json, 16 * 1024 * 1024);
	made_evidence_json(&world, &arena, it, &json);
	sizes->evidence += json.len;
	if (json.len > sizes->most)
		sizes->most = json.len;
	buf_done(&json);
	arena_reset(&arena);
	sizes->pulls += it->n_pulls;
	sizes->comments += it->n_comments;
	sizes->commits += it->n_commits;
	sizes->few += it->n_pulls <= 3;
	sizes->many += it->n_pulls >= 24;
	count_words(it->pulls, it->n_pulls, sizes);
	count_words(it->comments, it->n_comments, sizes);
	count_words(it->commits, it->n_commits, sizes);
}

static void
print_sizes(const struct sizes *sizes, int64_t n)
{
	double of = (double)n;

	(void)fprintf(stderr,
	    "a lead in the mean: %.0f bytes of JSON of person, %.0f of work, "
	    "%.0f of score; evidence %.0f (work, reasons, evidence; at most "
	    "%zu)\n"
	    "%.1f pull requests (%.0f %% have 1 to 3, %.2f %% 24 and more), "
	    "%.1f comments, %.1f commits; one word in %.1f is made up\n",
	    (double)sizes->person / of, (double)sizes->work / of,
	    (double)sizes->score / of, (double)sizes->evidence / of,
	    sizes->most, (double)sizes->pulls / of,
	    100 * (double)sizes->few / of, 100 * (double)sizes->many / of,
	    (double)sizes->comments / of, (double)sizes->commits / of,
	    (double)sizes->words / (double)sizes->invented);
}

/* Kind after kind, as a dump is. */
static void
dump(int64_t n, int64_t n_roles)
{
	struct sizes sizes = { 0 };
	struct made_person it;

	for (int64_t i = 0; i < n_roles; i++)
		role(roles[i]);
	repositories();
	for (int64_t i = 0; i < n; i++) {
		made_person(&world, i, &it);
		sizes.person += person(&it);
	}
	for (int64_t i = 0; i < n; i++) {
		made_person(&world, i, &it);
		sizes.work += work(&it);
		count(&it, &sizes);
	}
	for (int64_t role = 0; role < n_roles; role++)
		for (int64_t i = 0; i < n; i++) {
			made_person(&world, i, &it);
			sizes.score += score(&it, roles[role]);
		}
	print_sizes(&sizes, n);
}

int
main(int argc, char **argv)
{
	const char *asked = getenv("ROLES");
	int64_t n = 0, seed = 1, n_roles = 1;
	struct line line = { .format = DUMP_FORMAT, .schema = 1 };

	if (argc < 2 || str_to_int(argv[1], 1, 100000000, &n) != 0 ||
	    (argc > 2 && str_to_int(argv[2], 1, INT64_MAX, &seed) != 0) ||
	    (asked != NULL &&
		str_to_int(asked, 1, ROLES_MOST, &n_roles) != 0)) {
		(void)fputs("usage: [ROLES=2] leads N [SEED]\n", stderr);
		return 2;
	}
	if (made_world_init(&world, (uint64_t)seed) < 0)
		return 1;
	buf_init(&out, LINE_MAX_BYTES);
	(void)put(LINE_HEADER, &line);
	dump(n, n_roles);
	line = (struct line){ .lines = lines + 1 };
	(void)put(LINE_END, &line);
	(void)fwrite(out.data, 1, out.len, stdout);
	buf_done(&out);
	arena_done(&arena);
	return fflush(stdout) == 0 ? 0 : 1;
}
