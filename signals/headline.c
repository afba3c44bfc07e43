#include <string.h>

#include "base/str.h"
#include "signals/claim.h"
#include "signals/own_projects.h"
#include "signals/scoring.h"

/*
 * One line about a person and one sentence for a message.  Both state what was
 * found and nothing else: no praise, no guess.  claim.h has the sentence; trivial
 * work, forks and empty titles are not cited.
 */
enum {
	SENTENCE_COLUMNS = 240,
	EVIDENCE_MAX = 3,
	PULLS_SHOWN = 2,
	NAMES_IN_HEADLINE = 2
};

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
	if (reason == NULL)
		return NULL;
	return arena_format(scoring->arena, "%c%s",
	    reason[0] >= 'a' && reason[0] <= 'z' ? reason[0] - 'a' + 'A'
						 : reason[0],
	    reason + 1);
}

/* The strongest claim, and others to choose from. */
static void
write_reasons(struct scoring *scoring, struct score *score)
{
	struct claim claims[CLAIMS_MAX];
	size_t n = claim_list(scoring, claims);

	if (n == 0)
		return;
	score->reason = claim_text(scoring, &claims[0]);
	score->reason_url = claim_url(scoring, &claims[0]);
	score->alternates = arena_calloc(scoring->arena, CLAIMS_MAX,
	    sizeof(*score->alternates));
	for (size_t i = 1; i < n; i++)
		score->alternates[score->n_alternates++] =
		    (struct reason){ claim_text(scoring, &claims[i]),
			    claim_url(scoring, &claims[i]), claims[i].date };
}

void
headline_write(struct scoring *scoring, struct score *score)
{
	const struct repository *own = best_own(scoring);

	write_evidence(scoring, score, own);
	write_reasons(scoring, score);
	score->headline = write_headline(scoring, score, own);
	if (score->headline != NULL)
		score->headline = scoring_line(scoring, score->headline,
		    SENTENCE_COLUMNS - 1);
}
