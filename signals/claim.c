#include "signals/claim.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "signals/own_projects.h"
#include "signals/title.h"

/*
 * What is claimed: facts alone, each as far as it was read.  A count is told as
 * a lower bound, since a crawl may have ended early and people go on working.
 */
enum {
	PULLS_LISTED = 4,
	MERGES_TOLD = 5,
	CANDIDATES = 16
};

struct candidates {
	struct claim items[CANDIDATES];
	size_t n;
};

/* One sentence for each pull request. */
static bool
is_there(const struct candidates *list, const struct claim *claim)
{
	for (size_t i = 0; i < list->n && claim->number != 0; i++)
		if (list->items[i].number == claim->number &&
		    str_equal(list->items[i].repository, claim->repository))
			return true;
	return false;
}

static void
add(struct candidates *list, struct claim claim)
{
	if (list->n < CANDIDATES && claim.repository != NULL &&
	    !is_there(list, &claim))
		list->items[list->n++] = claim;
}

/* What is common to claims about walked work. */
static struct claim
claim_of(const struct work *work, enum claim_kind kind, const char *title,
    int64_t date)
{
	return (struct claim){ .kind = kind,
		.repository = scoring_repository(work),
		.language =
		    work->in == NULL ? NULL : work->in->primary_language,
		.title = title,
		.date = scoring_day(date) };
}

static int64_t
first_pull(const struct scoring *scoring, const struct work *work)
{
	int64_t first = 0;

	for (size_t i = 0; i < work->n_pulls; i++) {
		int64_t date = work->pulls[i].merged_at;

		if (date >= scoring->since && (first == 0 || date < first))
			first = date;
	}
	return first;
}

/* Figures from the network: their sum can be more than a number holds. */
static int64_t
lines_of(const struct pull *pull)
{
	int64_t lines;

	return __builtin_add_overflow(pull->additions, pull->deletions, &lines)
	    ? INT64_MAX
	    : lines;
}

static struct claim
claim_of_pull(const struct scoring *scoring, const struct work *work,
    const struct pull *pull, enum claim_kind kind)
{
	const struct tally *tally = scoring_tally(scoring, work);
	struct claim claim = claim_of(work, kind, pull->title, pull->merged_at);

	claim.number = pull->number;
	claim.lines = lines_of(pull);
	claim.files = pull->files;
	claim.count = tally->pulls > 0 ? tally->pulls - 1 : 0;
	claim.since = first_pull(scoring, work);
	return claim;
}

/* The best that are worth citing, from the one numbered `from` on. */
static void
add_pulls(const struct scoring *scoring, const size_t *cited, size_t from,
    size_t to, struct candidates *list)
{
	for (size_t i = from; i < to; i++) {
		const struct piece *piece = &scoring->pulls[cited[i]];

		add(list,
		    claim_of_pull(scoring, piece->work,
			&piece->work->pulls[piece->index], CLAIM_PULL));
	}
}

/* The latest merge in it that is worth a title, of those that fit the role if
 * there are any; or NULL. */
static const struct merge *
latest_merge(const struct scoring *scoring, const struct work *work)
{
	const struct merge *best = NULL;
	bool best_fits = false;

	for (size_t i = 0; i < scoring->n_handled; i++) {
		const struct piece *piece = &scoring->handled[i];
		const struct merge *merge = &piece->work->merges[piece->index];

		if (piece->work != work || !piece->is_concrete ||
		    merge->title == NULL || !title_is_wordy(merge->title) ||
		    best_fits > piece->fits ||
		    (best != NULL && best_fits == piece->fits &&
			merge->merged_at <= best->merged_at))
			continue;
		best = merge;
		best_fits = piece->fits;
	}
	return best;
}

static int64_t
first_merge(const struct scoring *scoring, const struct work *work)
{
	int64_t first = 0;

	for (size_t i = 0; i < work->n_merges; i++) {
		const struct merge *merge = &work->merges[i];

		if (merge->merged_at >= scoring->since &&
		    scoring_is_judgement(scoring, merge) &&
		    (first == 0 || merge->merged_at < first))
			first = merge->merged_at;
	}
	return first;
}

/* Where most of others' work was merged, with one piece of it. */
static void
add_merges(const struct scoring *scoring, size_t least, struct candidates *list)
{
	const struct merge *merge = NULL;
	const struct work *most = NULL;
	struct claim claim;
	size_t n = 0;

	for (size_t i = 0; i < scoring->facts->n_work; i++) {
		const struct work *work = &scoring->facts->work[i];
		size_t merges = scoring_tally(scoring, work)->merges;

		if (merges <= n || scoring_repository(work) == NULL)
			continue;
		n = merges;
		most = work;
	}
	if (n >= least && most != NULL)
		merge = latest_merge(scoring, most);
	if (merge == NULL)
		return;
	claim = claim_of(most, CLAIM_MERGES, merge->title, merge->merged_at);
	claim.number = merge->number;
	claim.count = n;
	claim.since = first_merge(scoring, most);
	add(list, claim);
}

/* An answer below one's own pull request is no review. */
static bool
is_on_own(const struct work *work, int64_t number)
{
	for (size_t i = 0; i < work->n_pulls; i++)
		if (work->pulls[i].number == number)
			return true;
	return false;
}

static void
add_comment(const struct scoring *scoring, struct candidates *list)
{
	for (size_t i = 0; i < scoring->n_comments; i++) {
		const struct piece *piece = &scoring->comments[i];
		const struct comment *comment =
		    &piece->work->comments[piece->index];
		struct claim claim;

		if (!piece->is_concrete ||
		    is_on_own(piece->work, comment->number) ||
		    scoring_quote(scoring, comment->body, TITLE_COLUMNS) ==
			NULL)
			continue;
		claim = claim_of(piece->work, CLAIM_COMMENT, comment->body,
		    comment->created_at);
		claim.number = comment->number;
		claim.comment = comment->id;
		claim.file = comment->path;
		add(list, claim);
		return;
	}
}

/* Whether something of the list has the same title: its squashed form. */
static bool
is_told(const struct candidates *list, const struct commit *commit)
{
	size_t len = strcspn(commit->message, "\r\n");

	for (size_t i = 0; i < list->n; i++) {
		const char *title = list->items[i].title;

		if ((list->items[i].kind == CLAIM_PULL ||
			list->items[i].kind == CLAIM_COMMIT ||
			list->items[i].kind == CLAIM_SHARED) &&
		    title != NULL &&
		    strncmp(title, commit->message,
			strlen(title) < len ? strlen(title) : len) == 0)
			return true;
	}
	return false;
}

/* Their own commits, or those that name them in a trailer. */
static void
add_commit(const struct scoring *scoring, bool is_shared, size_t most,
    struct candidates *list)
{
	for (size_t i = 0; i < scoring->n_commits && most > 0; i++) {
		const struct piece *piece = &scoring->commits[i];
		const struct commit *commit =
		    &piece->work->commits[piece->index];
		struct claim claim;

		if (!piece->is_concrete || piece->is_squashed ||
		    commit->oid == NULL || commit->is_co_author != is_shared ||
		    !title_is_wordy(commit->message) || is_told(list, commit))
			continue;
		claim = claim_of(piece->work,
		    is_shared ? CLAIM_SHARED : CLAIM_COMMIT, commit->message,
		    commit->authored_at);
		claim.oid = commit->oid;
		add(list, claim);
		most--;
	}
}

static void
add_review(const struct scoring *scoring, struct candidates *list)
{
	const struct review *review = scoring->review_seen;
	struct claim claim;

	if (review == NULL)
		return;
	claim = claim_of(scoring->review_in, CLAIM_REVIEW, review->title,
	    review->submitted_at);
	claim.number = review->number;
	add(list, claim);
}

static struct claim
claim_of_own(const struct repository *own, enum claim_kind kind)
{
	return (struct claim){ .kind = kind,
		.repository = own->full_name,
		.language = own->primary_language,
		.title = own->description,
		.date = scoring_day(own->pushed_at),
		.own = own };
}

/* The own repository that most others rely on. */
static void
add_own(const struct scoring *scoring, struct candidates *list)
{
	const struct portfolio *own = &scoring->facts->own;
	const struct repository *best = NULL;
	double most = scoring->rules->stars_show - 1;

	for (size_t i = 0; i < own->n_items; i++) {
		const struct repository *item = &own->items[i];
		double stars = own_projects_stars(scoring->rules, item);

		if (!scoring->shows[i] || item->is_template || stars <= most)
			continue;
		most = stars;
		best = item;
	}
	if (best != NULL)
		add(list, claim_of_own(best, CLAIM_OWN));
}

/* The one that was last pushed to and is not told yet. */
static void
add_last_own(const struct scoring *scoring, struct candidates *list)
{
	const struct portfolio *own = &scoring->facts->own;
	const struct repository *last = NULL;

	for (size_t i = 0; i < own->n_items; i++) {
		const struct repository *item = &own->items[i];
		bool is_told = false;

		for (size_t k = 0; k < list->n; k++)
			is_told |= list->items[k].own == item;
		if (scoring->shows[i] && !item->is_template && !is_told &&
		    (last == NULL || item->pushed_at > last->pushed_at))
			last = item;
	}
	if (last != NULL)
		add(list, claim_of_own(last, CLAIM_BARE_OWN));
}

/* Their latest pull request that is not told yet, whatever its title. */
static void
add_bare_pull(const struct scoring *scoring, struct candidates *list)
{
	struct claim last = { .repository = NULL };

	for (size_t i = 0; i < scoring->n_pulls; i++) {
		const struct piece *piece = &scoring->pulls[i];
		const struct pull *pull = &piece->work->pulls[piece->index];
		struct claim claim;

		if (piece->quality <= 0 ||
		    scoring_repository(piece->work) == NULL ||
		    scoring_day(pull->merged_at) <= last.date)
			continue;
		claim =
		    claim_of_pull(scoring, piece->work, pull, CLAIM_BARE_PULL);
		if (!is_there(list, &claim))
			last = claim;
	}
	add(list, last);
}

/* Commits of their own that were read, and the latest of them. */
static size_t
count_commits(const struct scoring *scoring, const struct work *work,
    int64_t *ret_last)
{
	size_t n = 0;

	*ret_last = 0;
	for (size_t i = 0; i < work->n_commits; i++) {
		const struct commit *commit = &work->commits[i];

		if (commit->is_co_author ||
		    commit->authored_at < scoring->since ||
		    commit->authored_at > scoring->now)
			continue;
		n++;
		if (commit->authored_at > *ret_last)
			*ret_last = commit->authored_at;
	}
	return n;
}

/* Most commits in one repository. */
static void
add_commits(const struct scoring *scoring, struct candidates *list)
{
	const struct work *most = NULL;
	struct claim claim;
	size_t n = 0;
	int64_t last = 0;

	for (size_t i = 0; i < scoring->facts->n_work; i++) {
		const struct work *work = &scoring->facts->work[i];
		int64_t date;
		size_t commits = count_commits(scoring, work, &date);

		if (work->commits_total > 0)
			commits = (size_t)work->commits_total;
		if (commits <= n || scoring_repository(work) == NULL)
			continue;
		n = commits;
		most = work;
		last = date;
	}
	if (most == NULL)
		return;
	claim = claim_of(most, CLAIM_COMMITS, NULL, last);
	claim.count = n;
	add(list, claim);
}

/*
 * Work of one's own, then what others were given, then what others use; a second
 * pull request says more than a third kind of thing, but not more than a
 * second kind.
 */
size_t
claim_list(struct scoring *scoring, struct claim ret[static CLAIMS_MAX])
{
	struct candidates list = { .n = 0 };
	size_t cited[PULLS_LISTED], n_cited;

	n_cited = scoring_cited(scoring->pulls, scoring->n_pulls, PULLS_LISTED,
	    scoring_pull_title, cited);
	add_pulls(scoring, cited, 0, n_cited > 0, &list);
	add_merges(scoring, MERGES_TOLD, &list);
	if (n_cited == 0)
		add_commit(scoring, false, 1, &list);
	add_own(scoring, &list);
	add_comment(scoring, &list);
	add_pulls(scoring, cited, 1, n_cited > 2 ? 2 : n_cited, &list);
	add_commit(scoring, false, 1, &list);
	add_review(scoring, &list);
	add_pulls(scoring, cited, 2, n_cited, &list);
	if (list.n < CLAIMS_MAX)
		add_commit(scoring, false, CLAIMS_MAX, &list);
	if (list.n < CLAIMS_MAX)
		add_commit(scoring, true, 1, &list);
	if (list.n < CLAIMS_MAX)
		add_merges(scoring, 1, &list);
	for (int i = 0; i < CLAIMS_MAX && list.n < CLAIMS_MAX; i++)
		add_bare_pull(scoring, &list);
	if (list.n < CLAIMS_MAX)
		add_commits(scoring, &list);
	for (int i = 0; i < CLAIMS_MAX && list.n < CLAIMS_MAX; i++)
		add_last_own(scoring, &list);
	if (list.n > CLAIMS_MAX)
		list.n = CLAIMS_MAX;
	memcpy(ret, list.items, list.n * sizeof(ret[0]));
	return list.n;
}

const char *
claim_url(const struct scoring *scoring, const struct claim *claim)
{
	struct arena *arena = scoring->arena;
	const char *login = scoring->facts->person.login;

	switch (claim->kind) {
	case CLAIM_PULL:
	case CLAIM_MERGES:
	case CLAIM_REVIEW:
	case CLAIM_BARE_PULL:
		return fact_url_pull(arena, claim->repository, claim->number);
	case CLAIM_COMMENT:
		return fact_url_comment(arena, claim->repository, claim->number,
		    claim->comment);
	case CLAIM_COMMIT:
	case CLAIM_SHARED:
		return fact_url_commit(arena, claim->repository, claim->oid);
	case CLAIM_COMMITS:
		return login == NULL
		    ? NULL
		    : fact_url_commits(arena, claim->repository, login);
	case CLAIM_OWN:
	case CLAIM_BARE_OWN:
		return fact_url_repository(arena, claim->repository);
	}
	return NULL;
}
