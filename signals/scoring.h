#ifndef SIGNALS_SCORING_H
#define SIGNALS_SCORING_H

#include "signals/gist.h"
#include "signals/pattern.h"
#include "signals/rules.h"
#include "signals/undone.h"

/*
 * One person being scored by one role: what the families share.  Each family
 * is a function that fills in value, coverage and reasons of its signal.
 *
 * Values are built so that one more piece of evidence never lowers them: sums
 * and best-of lists that saturate, never shares or means over all there is.
 */

enum {
	DECAY_DAYS = 2048 /* of age, worked out once for all people */
};

/* How often a skill or domain was met, by kind of place. */
enum trace_rank {
	TRACE_OWN, /* a whole repository of their own that names it */
	TRACE_MESSAGE, /* a commit; perhaps not its title says so */
	TRACE_OTHERS, /* reviewed or merged for others */
	TRACE_SLIGHT, /* work of theirs that says little */
	TRACE_WORK
};

struct trace {
	double bytes; /* of its language, in own repositories */
	double work; /* pull requests and commits into its repositories */
	double topics;
	double texts; /* titles, messages, review comments */
	double slight; /* those that say next to nothing: capped together */
	double reviewed; /* titles of others' work: likewise */
	double readmes; /* and descriptions of own repositories */
	double claims; /* bio and profile README */
	bool is_met; /* any of these: most skills are not */
	const char *title; /* a piece of work that shows it, and where */
	const struct work *done_in; /* with a pull request's number, or */
	int64_t number;
	const char *oid; /* of a commit */
	const struct repository *own; /* a repository of their own */
	int64_t date;
	enum trace_rank rank;
	const char *repository; /* where most of `work` was done */
	double most;
};

/* A need with the indexes of its skills. */
struct need_skills {
	const struct need *need;
	size_t *skills;
	size_t n;
};

/* A skill that implies another, and one that speaks for a domain. */
struct implied {
	size_t skill;
	size_t parent;
};
struct speaks {
	size_t skill;
	size_t domain;
	bool is_product; /* of the field: a database for databases */
};

/* What rubric_new() compiled. */
struct rubric {
	const struct role *role;
	const struct catalogue *catalogue;
	const struct rules *rules;
	int64_t now;
	struct medians medians;
	double decay[DECAY_DAYS]; /* by days of age: scoring_decay_of() */
	struct arena arena;
	uint64_t stamp; /* of rules, catalogue and version */
	volatile int64_t *watch; /* see rubric_watch() */
	struct words *words; /* rules' lists, then skills, then domains */
	struct patterns *patterns; /* of skills */
	struct map *languages; /* folded GitHub name -> index + 1 */
	struct map *topics; /* topic -> index + 1 */
	struct map *seeds; /* folded "owner/name" of the role */
	struct need_skills *must;
	struct need_skills *nice;
	struct need_skills *not_wanted;
	size_t *domains; /* of the role, indexes in the catalogue */
	size_t n_domains;
	struct implied *implied;
	size_t n_implied;
	struct speaks *speaks;
	size_t n_speaks;
	bool *is_related; /* skill of must or nice, or implied by one */
};

/* Counts of what was done in one repository, within the horizon. */
struct tally {
	size_t pulls;
	size_t handled; /* others' work, merged or committed */
	size_t merges; /* of these, judgements: scoring_is_judgement() */
	size_t reviews;
	size_t comments;
	size_t commits;
	size_t by_agent; /* of these */
	int64_t last; /* day of the last of any; 0: none */
	double relevance; /* scoring_relevance() */
	bool is_empty; /* nothing at all, no figure of a list of contributors */
};

/* Skills and fields that the person's login happens to name. */
enum {
	CALLED_MAX = 8
};
struct called {
	uint16_t found[CALLED_MAX];
	size_t n;
};

struct scoring {
	struct rubric *rubric;
	const struct rules *rules;
	const struct role *role;
	const struct catalogue *catalogue;
	const struct facts *facts;
	struct arena *arena;
	int64_t now;
	int64_t since; /* work before this is not looked at */
	struct tally *tallies; /* of all work, in its order */
	struct trace *skills; /* by index in the catalogue */
	struct trace *domains;
	double *strength; /* of skills, 0..1 */
	/* What was judged of pull requests, comments and commits. */
	struct piece *pulls;
	size_t n_pulls;
	struct piece *handled; /* others' work, merged or committed */
	size_t n_handled;
	struct piece *comments;
	size_t n_comments;
	struct piece *commits;
	size_t n_commits;
	/* Of own repositories, in their order. */
	struct gist *readmes;
	struct tree_habit *habits;
	bool *shows; /* scoring_shows_work() */
	/* Of the text being read, for traces. */
	const char *title;
	const struct work *work;
	int64_t number;
	const char *oid;
	const struct repository *own;
	int64_t date;
	double evidence; /* texts that were read, slight ones discounted */
	double slight; /* of these, the slight ones */
	struct undone undone; /* in the repository being read */
	struct squash *squashed; /* pull requests of it that counted */
	size_t n_squashed;
	struct copies *copies; /* of texts that name a skill */
	struct called called;
	/* The latest review of somebody else's work that is no upkeep. */
	const struct review *review_seen;
	const struct work *review_in;
	size_t skipped; /* pieces of text a pattern gave up on */
};

/* A judged piece of work. */
struct piece {
	double quality; /* 0..1, decayed by age */
	uint32_t shape; /* equal for near-copies */
	uint32_t area; /* component that its title names; 0: none */
	const struct work *work;
	size_t index; /* in its list of the work */
	int64_t date;
	bool is_judged; /* its text was; false: another language, a merge, an
			 * agent's */
	bool is_concrete; /* worth citing */
	bool fits; /* names a skill or field that the role asks for */
	bool is_automatic; /* a title as automata word it */
	bool is_slight; /* a commit of a line or two that says nothing */
	bool is_undone; /* taken back, or takes back: no work that stands */
	bool is_squashed; /* a commit whose pull request counts */
	bool is_release; /* a commit about making a release */
};

enum {
	REASONS_MAX = 5,
	TITLE_COLUMNS = 90 /* of a title in a reason */
};

/* ---- dates, repositories ---- */

/* The day of a date: at what hour somebody works is nobody's business, so
 * dates enter scores, and are told, by the day. */
int64_t scoring_day(int64_t date);

/* The first day within a horizon of months; 0: no horizon.  All of that day
 * was walked, at whatever hour. */
int64_t scoring_since(int64_t now, int64_t months);

/* 0 outside the horizon, else 0.5 ^ (age / half-life); by days. */
double scoring_decay(const struct scoring *scoring, int64_t date);

double scoring_decay_of(const struct rubric *rubric, int64_t days);

/* Oldest first. */
void scoring_sort_dates(int64_t *dates, size_t n);

/* Sum of decays with at most `most` a week, the newest; sorts the dates. */
double scoring_weekly(const struct scoring *scoring, int64_t *dates, size_t n,
    double most);

/* ln(1 + n) / ln(1 + full), at most 1. */
double scoring_log(double n, double full);

/* What was counted of work among the facts. */
const struct tally *
scoring_tally(const struct scoring *scoring, const struct work *work);

/* "owner/name" of walked work, or NULL when its repository is not known. */
const char *scoring_repository(const struct work *work);

/* Whether the repository belongs to the person. */
bool scoring_is_own(const struct scoring *scoring, const struct work *work);

/* Whether a merge is of a person's pull request, and of another's: what shows
 * judgement.  Merging a machine's, or committing by hand, shows trust alone. */
bool
scoring_is_judgement(const struct scoring *scoring, const struct merge *merge);

/* 1 for the role's own repositories and those of a skill that it asks for,
 * less for others that were walked; in the tally. */
double
scoring_relevance(const struct scoring *scoring, const struct work *work);

/* Whether a person's own repository shows their work: no fork, mirror or
 * exercise, nor one that is empty. */
bool
scoring_shows_work(const struct rules *rules, const struct repository *own);

/* ---- what is quoted of texts, and reasons (scoring_text.c) ---- */

/* Adds a reason, if there is room; the text is formatted into the arena. */
void scoring_reason(const struct scoring *scoring, struct signal *signal,
    int64_t date, const char *url, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The address of the work that a trace cites, or NULL. */
const char *
scoring_trace_url(const struct scoring *scoring, const struct trace *trace);

/* That piece of work in words; asks for a title. */
const char *
scoring_trace_text(const struct scoring *scoring, const struct trace *trace);

/* A title fit for a sentence: its first line, without a "(#123)" at the end,
 * cut to `columns`, in the arena. */
const char *
scoring_title(const struct scoring *scoring, const char *title, size_t columns);

/* Whether the redactor took something out: no text to quote. */
bool scoring_is_redacted(const char *text);

/*
 * The first thing that a comment says itself, for quotation marks: a sentence,
 * or the start of it cut between words; no quoted lines, code or suggestions.
 * NULL when there is no such line of three words.
 */
const char *
scoring_quote(const struct scoring *scoring, const char *body, size_t columns);

/* text_show(), or the text itself when it needs no change. */
const char *
scoring_line(const struct scoring *scoring, const char *text, size_t columns);

/* ---- which of many pieces count, or are shown (scoring_piece.c) ---- */

/*
 * The value of the best pieces: those of highest quality, at most `per_repo`
 * of a repository and one of near-copies in it, in falling weights that add up
 * to 1 over `n_best` of them.  Sorts `pieces`, best first; writes the indexes
 * of those taken to ret_taken (room for n_best) and their number.
 */
double scoring_best(struct piece *pieces, size_t n, size_t n_best,
    size_t per_repo, size_t *ret_taken, size_t *ret_n_taken);

/* The same for qualities alone, without limits: sorts them in place, best first. */
double scoring_ranked(double *qualities, size_t n, size_t n_best);

/* Distinct weeks with a piece of at least `quality`; no more than there are
 * pieces that differ: one text pasted for a year is no habit. */
size_t scoring_weeks(struct scoring *scoring, const struct piece *pieces,
    size_t n, double quality);

/*
 * Which of the pieces (best first) to show somebody, at most `most`: concrete
 * ones, those that fit the role before others, none that begins like another.
 * `text` gives what is shown.  Writes indexes, returns their number.
 */
size_t scoring_cited(const struct piece *pieces, size_t n, size_t most,
    const char *(*text)(const struct piece *), size_t *ret_cited);

/* Texts of pieces, for scoring_cited(). */
const char *scoring_pull_title(const struct piece *piece);
const char *scoring_comment_body(const struct piece *piece);
const char *scoring_commit_message(const struct piece *piece);

/* ---- the families, in the order of enum family ---- */

void merged_work_judge(struct scoring *, struct signal *ret_signal);
void review_judge(struct scoring *, struct signal *ret_signal);
void commits_judge(struct scoring *, struct signal *ret_signal);
void own_projects_judge(struct scoring *, struct signal *ret_signal);
void tests_ci_judge(struct scoring *, struct signal *ret_signal);
void readme_judge(struct scoring *, struct signal *ret_signal);
void stack_fit_judge(struct scoring *, struct signal *ret_signal);
void domain_depth_judge(struct scoring *, struct signal *ret_signal);
void standing_judge(struct scoring *, struct signal *ret_signal);

/* Quality of a merged pull request by size and title, before decay: 0..1. */
double merged_work_pull(const struct scoring *, const struct work *,
    const struct pull *, const struct gist *title);

/* First: counts of everything. */
void tally_run(struct scoring *scoring);

/* Before the families: what all texts say, from their gists. */
void reading_run(struct scoring *scoring);

/* What kept gists were made of, and where reading notes what it reads. */
uint64_t kept_stamp_work(const struct work *work);
uint64_t kept_stamp_own(const struct repository *own);
uint64_t kept_stamp_person(const struct person *person);
void kept_watch(const struct rubric *rubric, int64_t document);

/* Between the two: how sure one can be of each skill. */
void stack_fit_strengths(struct scoring *scoring);

/* From what strength on a skill counts as seen. */
double scoring_seen(const struct scoring *scoring, size_t skill);

/* The strongest skill that satisfies a need; *ret_skill only if above 0. */
double stack_fit_need(const struct scoring *scoring,
    const struct need_skills *need, size_t *ret_skill);

/* The strongest skill that was seen and satisfies a need; false: none. */
bool stack_fit_seen(const struct scoring *scoring,
    const struct need_skills *need, size_t *ret_skill);

/* By what a skill was seen: in the arena; no text when only claims show it. */
struct reason stack_fit_reason(const struct scoring *scoring, size_t skill);
/* The same in words without a link, where there is none to give. */
const char *stack_fit_words(const struct scoring *scoring, size_t skill);

/* After them. */
void summary_write(struct scoring *, struct score *score);
void involvement_judge(struct scoring *, struct score *score);
void headline_write(struct scoring *, struct score *score);

#endif
