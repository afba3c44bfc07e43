#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/own_projects.h"
#include "signals/scoring.h"

/*
 * One line about a person and one sentence for a message.  Both state what was
 * found and nothing else: no praise, no guess.  The sentence names the
 * strongest recent work by its title, with repository and year; trivial work,
 * forks and empty titles are not cited.
 */
enum {
	SENTENCE_COLUMNS = 240,
	EVIDENCE_MAX = 3,
	PULLS_SHOWN = 2,
	NAMES_IN_HEADLINE = 2,
	MERGES_TOLD = 5
};

static int
year_of(int64_t date)
{
	char text[CLOCK_TEXT_LEN];

	clock_format_date(date, text);
	text[4] = '\0';
	return (text[0] - '0') * 1000 + (text[1] - '0') * 100 +
	    (text[2] - '0') * 10 + (text[3] - '0');
}

/* The piece to show first, or NULL. */
static const struct piece *
best_concrete(const struct piece *pieces, size_t n,
    const char *(*text)(const struct piece *))
{
	size_t cited;

	return scoring_cited(pieces, n, 1, text, &cited) == 0 ? NULL
							      : &pieces[cited];
}

static void
add_evidence(struct score *score, struct evidence *list,
    struct evidence evidence)
{
	evidence.date = scoring_day(evidence.date);
	if (score->n_evidence < EVIDENCE_MAX)
		list[score->n_evidence++] = evidence;
}

/* The pieces are sorted best first by the families before. */
static void
write_evidence(struct scoring *scoring, struct score *score,
    const struct repository *own)
{
	struct arena *arena = scoring->arena;
	struct evidence *list =
	    arena_calloc(arena, EVIDENCE_MAX, sizeof(*list));
	size_t cited[PULLS_SHOWN], n;

	n = scoring_cited(scoring->pulls, scoring->n_pulls, PULLS_SHOWN,
	    scoring_pull_title, cited);
	for (size_t i = 0; i < n; i++) {
		const struct piece *piece = &scoring->pulls[cited[i]];
		const struct pull *pull = &piece->work->pulls[piece->index];
		const char *name = scoring_repository(piece->work);

		add_evidence(score, list,
		    (struct evidence){ "pull",
			scoring_title(scoring, pull->title, TITLE_COLUMNS),
			fact_url_pull(arena, name, pull->number),
			pull->merged_at });
	}
	if (scoring->n_comments > 0) {
		const struct piece *piece = best_concrete(scoring->comments,
		    scoring->n_comments, scoring_comment_body);
		const struct comment *comment;

		if (piece != NULL) {
			comment = &piece->work->comments[piece->index];
			add_evidence(score, list,
			    (struct evidence){ "comment",
				scoring_title(scoring, comment->body,
				    TITLE_COLUMNS),
				fact_url_comment(arena,
				    scoring_repository(piece->work),
				    comment->number, comment->id),
				comment->created_at });
		}
	}
	if (own != NULL)
		add_evidence(score, list,
		    (struct evidence){ "repository",
			arena_strdup(arena, own->full_name),
			fact_url_repository(arena, own->full_name),
			own->pushed_at });
	for (size_t i = 0; i < scoring->n_commits && i < 1; i++) {
		const struct piece *piece = &scoring->commits[i];
		const struct commit *commit =
		    &piece->work->commits[piece->index];

		if (piece->is_concrete && commit->oid != NULL &&
		    scoring_repository(piece->work) != NULL)
			add_evidence(score, list,
			    (struct evidence){ "commit",
				scoring_title(scoring, commit->message,
				    TITLE_COLUMNS),
				fact_url_commit(arena,
				    scoring_repository(piece->work),
				    commit->oid),
				commit->authored_at });
	}
	score->evidence = list;
}

/* The own repository that most others rely on. */
static const struct repository *
best_own(const struct scoring *scoring)
{
	const struct portfolio *own = &scoring->facts->own;
	const struct repository *best = NULL;
	double most = scoring->rules->stars_show - 1;

	for (size_t i = 0; i < own->n_items; i++) {
		const struct repository *item = &own->items[i];
		double stars = own_projects_stars(scoring->rules, item);

		if (!scoring->shows[i] || item->is_template ||
		    item->full_name == NULL || stars <= most)
			continue;
		most = stars;
		best = item;
	}
	return best;
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static const char *
sentence_of_pull(struct scoring *scoring, const struct piece *piece,
    size_t columns)
{
	const struct pull *pull = &piece->work->pulls[piece->index];
	const struct tally *tally = scoring_tally(scoring, piece->work);
	const char *title = scoring_title(scoring, pull->title, columns);
	const char *name = scoring_repository(piece->work);
	int year = year_of(pull->merged_at);

	if (tally->merges >= MERGES_TOLD && tally->pulls == 1)
		return arena_format(scoring->arena,
		    "Merged %zu pull requests of others in %s and wrote \"%s\" "
		    "(%d).",
		    tally->merges, name, title, year);
	if (tally->merges >= MERGES_TOLD)
		return arena_format(scoring->arena,
		    "Merged %zu pull requests of others in %s and wrote %zu, "
		    "such as \"%s\" (%d).",
		    tally->merges, name, tally->pulls, title, year);
	if (tally->pulls == 1)
		return arena_format(scoring->arena,
		    "Wrote \"%s\", merged into %s in %d.", title, name, year);
	return arena_format(scoring->arena,
	    "Had %zu pull requests merged into %s, such as \"%s\" (%d).",
	    tally->pulls, name, title, year);
}

/* Who merges what others write and sends no pull requests; NULL if too few. */
static const char *
sentence_of_merges(struct scoring *scoring)
{
	const struct work *most = NULL;
	size_t n = MERGES_TOLD - 1;
	int64_t last = 0;

	for (size_t i = 0; i < scoring->facts->n_work; i++) {
		const struct work *work = &scoring->facts->work[i];
		size_t merges = scoring_tally(scoring, work)->merges;

		if (merges <= n || scoring_repository(work) == NULL)
			continue;
		n = merges;
		most = work;
	}
	for (size_t i = 0; most != NULL && i < most->n_merges; i++)
		if (scoring_is_judgement(scoring, &most->merges[i]) &&
		    most->merges[i].merged_at > last)
			last = most->merges[i].merged_at;
	return most == NULL ? NULL
			    : arena_format(scoring->arena,
				  "Merged %zu pull requests of others in %s, "
				  "the last in %d.",
				  n, scoring_repository(most), year_of(last));
}

static const char *
sentence_of_comment(struct scoring *scoring, const struct piece *piece,
    size_t columns)
{
	const struct comment *comment = &piece->work->comments[piece->index];

	return arena_format(scoring->arena,
	    "Explained a point in the review of %s#%lld (%d): \"%s\".",
	    scoring_repository(piece->work), (long long)comment->number,
	    year_of(comment->created_at),
	    scoring_title(scoring, comment->body, columns));
}

static const char *
sentence_of_own(struct scoring *scoring, const struct repository *own,
    size_t columns)
{
	if (own->description == NULL || own->description[0] == '\0')
		return arena_format(scoring->arena,
		    "Published %s (%lld stars).", own->full_name,
		    (long long)own->stars);
	return arena_format(scoring->arena,
	    "Published %s (%lld stars): \"%s\".", own->full_name,
	    (long long)own->stars,
	    scoring_title(scoring, own->description, columns));
}

static const char *
sentence_of_commit(struct scoring *scoring, const struct piece *piece,
    size_t columns)
{
	const struct commit *commit = &piece->work->commits[piece->index];

	return arena_format(scoring->arena, "Committed \"%s\" to %s in %d.",
	    scoring_title(scoring, commit->message, columns),
	    scoring_repository(piece->work), year_of(commit->authored_at));
}

/* The repository in which most was done; NULL when none is known. */
static const struct work *
most_work(const struct scoring *scoring)
{
	const struct work *best = NULL;
	double most = -1;

	for (size_t i = 0; i < scoring->facts->n_work; i++) {
		const struct work *work = &scoring->facts->work[i];
		const struct tally *tally = &scoring->tallies[i];
		double n = (double)work->commits_total +
		    (double)(tally->pulls + tally->commits + tally->reviews);

		if (n > most && scoring_repository(work) != NULL) {
			most = n;
			best = work;
		}
	}
	return best;
}

static int64_t
last_pull(const struct work *work)
{
	int64_t last = 0;

	for (size_t i = 0; i < work->n_pulls; i++)
		if (work->pulls[i].merged_at > last)
			last = work->pulls[i].merged_at;
	return last;
}

/* Nothing with a title worth telling: the counts alone. */
static const char *
sentence_of_counts(struct scoring *scoring)
{
	struct arena *arena = scoring->arena;
	const struct work *work = most_work(scoring);
	const struct tally *tally;
	const char *name;
	size_t n;

	if (work == NULL)
		return NULL;
	tally = scoring_tally(scoring, work);
	name = scoring_repository(work);
	n = work->commits_total > 0 ? (size_t)work->commits_total
				    : tally->commits;
	if (n > 0)
		return arena_format(arena, "Has %zu commit%s in %s.", n,
		    plural(n), name);
	n = tally->pulls;
	if (n > 0)
		return arena_format(arena,
		    n == 1 ? "Had %zu pull request merged into %s, in %d."
			   : "Had %zu pull requests merged into %s, the last "
			     "in %d.",
		    n, name, year_of(last_pull(work)));
	n = tally->reviews;
	if (n > 0)
		return arena_format(arena, "Reviewed %zu pull request%s in %s.",
		    n, plural(n), name);
	return NULL;
}

static const char *
write_reason(struct scoring *scoring, const struct repository *own,
    size_t columns)
{
	const struct piece *pull =
	    best_concrete(scoring->pulls, scoring->n_pulls, scoring_pull_title);
	const struct piece *comment = best_concrete(scoring->comments,
	    scoring->n_comments, scoring_comment_body);
	const struct piece *commit = best_concrete(scoring->commits,
	    scoring->n_commits, scoring_commit_message);

	const char *merges;

	if (pull != NULL)
		return sentence_of_pull(scoring, pull, columns);
	merges = sentence_of_merges(scoring);
	if (merges != NULL)
		return merges;
	if (own != NULL)
		return sentence_of_own(scoring, own, columns);
	if (comment != NULL)
		return sentence_of_comment(scoring, comment, columns);
	if (commit != NULL)
		return sentence_of_commit(scoring, commit, columns);
	return sentence_of_counts(scoring);
}

static bool
is_one_of(const char *text, const char *const *list)
{
	for (; *list != NULL; list++)
		if (str_equal(text, *list))
			return true;
	return false;
}

/* What somebody can be an engineer of; nobody is a "profiling engineer". */
static bool
is_craft(const struct skill *skill)
{
	static const char *const kinds[] = { "language", "runtime", "framework",
		"database", "messaging", "data", "container", "observability",
		NULL };
	static const char *const practices[] = { "logging", "profiling",
		"service-mesh", "gitops", "event-driven", "job-queue", "etl",
		"vector-db", "migrations", NULL };

	return is_one_of(skill->kind, kinds) &&
	    !is_one_of(skill->id, practices);
}

/* "Go and Kafka": skills at depth, strongest first, those that the role asks
 * for before others; nobody is an "event-driven architecture engineer". */
static const char *
write_skills(const struct scoring *scoring, const struct score *score)
{
	const struct catalogue *catalogue = scoring->catalogue;
	const bool *asked = scoring->rubric->is_related;
	const char *names[NAMES_IN_HEADLINE];
	size_t n = 0;

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < score->n_skills && n < NAMES_IN_HEADLINE;
		     i++) {
			const struct skill_seen *seen = &score->skills[i];
			const struct skill *skill =
			    catalogue_find(catalogue, seen->id);

			if (seen->strength < scoring->rules->skill_depth)
				break;
			if (skill != NULL && is_craft(skill) &&
			    asked[catalogue_index(catalogue, skill)] ==
				(round == 0))
				names[n++] = skill->name;
		}
	if (n == 0)
		return NULL;
	if (n == 1)
		return names[0];
	return arena_format(scoring->arena, "%s and %s", names[0], names[1]);
}

static const char *
write_headline(struct scoring *scoring, const struct score *score,
    const struct repository *own)
{
	const char *skills = write_skills(scoring, score);
	const char *reason = score->involvement_reason;

	if (reason == NULL && own != NULL)
		reason = arena_format(scoring->arena, "publishes %s",
		    own->full_name);
	if (skills != NULL && reason != NULL)
		return arena_format(scoring->arena, "%s engineer, %s", skills,
		    reason);
	if (skills != NULL)
		return arena_format(scoring->arena, "%s engineer", skills);
	return reason;
}

void
headline_write(struct scoring *scoring, struct score *score)
{
	const struct repository *own = best_own(scoring);

	write_evidence(scoring, score, own);
	/* A long name of a repository leaves less room for the title. */
	for (size_t columns = TITLE_COLUMNS; columns >= 30; columns -= 30) {
		score->reason = write_reason(scoring, own, columns);
		if (score->reason == NULL ||
		    strlen(score->reason) < SENTENCE_COLUMNS ||
		    text_width(score->reason) < SENTENCE_COLUMNS)
			break;
	}
	if (score->reason != NULL)
		score->reason =
		    scoring_line(scoring, score->reason, SENTENCE_COLUMNS - 1);
	score->headline = write_headline(scoring, score, own);
	if (score->headline != NULL)
		score->headline = scoring_line(scoring, score->headline,
		    SENTENCE_COLUMNS - 1);
}
