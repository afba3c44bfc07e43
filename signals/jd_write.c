#include <math.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * The role file: every line that can change a score has its reason beside it,
 * and what could not be used stands at the end.
 */
enum {
	GOOD_AUTHORS = 8, /* people enough to be worth a walk */
	FEW_AUTHORS = 3,
	HUGE_STARS = 60000,
	ANY_ON_ONE_LINE = 60
};

static const char *const meanings[FAMILY_COUNT] = {
	[FAMILY_MERGED_WORK] = "changes that others accepted, over months",
	[FAMILY_REVIEW] = "judgement in reviews, and merging others' work",
	[FAMILY_COMMITS] = "messages that say what and why",
	[FAMILY_OWN_PROJECTS] = "somebody relies on what they publish",
	[FAMILY_TESTS_CI] = "a habit of tests",
	[FAMILY_README] = "explains to strangers",
	[FAMILY_STACK_FIT] = "the skills above, by code and not by claim",
	[FAMILY_DOMAIN_DEPTH] = "depth in the fields above",
	[FAMILY_STANDING] = "followers and the like: weak evidence only",
};

/* In the order in which they are read best. */
static const enum family shown[FAMILY_COUNT] = { FAMILY_MERGED_WORK,
	FAMILY_REVIEW, FAMILY_DOMAIN_DEPTH, FAMILY_STACK_FIT,
	FAMILY_OWN_PROJECTS, FAMILY_COMMITS, FAMILY_TESTS_CI, FAMILY_README,
	FAMILY_STANDING };

/* A text of one line in double quotes. */
static void
put_quoted(struct buf *out, const char *text)
{
	buf_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buf_char(out, '\\');
		buf_char(out, *text);
	}
	buf_char(out, '"');
}

static void
put_key(struct buf *out, const char *key, const char *value)
{
	buf_format(out, "%s: ", key);
	put_quoted(out, value);
	buf_char(out, '\n');
}

static void
put_need(struct buf *out, const struct jd_need *need)
{
	size_t column = 0;

	if (need->n_any == 1 && need->label == NULL) {
		const char *name = need->name;

		buf_format(out, "  - %s", need->any[0]);
		if (name != NULL)
			buf_format(out, "%*s# %s",
			    (int)(strlen(need->any[0]) < 20
				    ? 22 - strlen(need->any[0])
				    : 2),
			    "", name);
		buf_char(out, '\n');
		return;
	}
	if (need->label != NULL) {
		buf_text(out, "  - label: ");
		put_quoted(out, need->label);
		buf_text(out, "\n    any: [");
	} else {
		buf_text(out, "  - any: [");
	}
	for (size_t i = 0; i < need->n_any; i++) {
		if (i > 0)
			buf_text(out,
			    column > ANY_ON_ONE_LINE ? ",\n          " : ", ");
		if (column > ANY_ON_ONE_LINE)
			column = 0;
		buf_text(out, need->any[i]);
		column += strlen(need->any[i]) + 2;
	}
	buf_text(out, "]\n");
}

static void
put_needs(struct buf *out, const struct jd *jd, enum jd_verdict verdict,
    const char *key)
{
	const char *reason = NULL;
	size_t n = 0;

	for (size_t i = 0; i < jd->n_needs; i++) {
		const struct jd_need *need = &jd->needs[i];

		if (need->verdict != verdict)
			continue;
		if (n++ == 0)
			buf_format(out, "%s:\n", key);
		/* several of one sentence: told once */
		if (reason == NULL || !str_equal(reason, need->reason) ||
		    jd->needs[i - 1].sentence != need->sentence)
			buf_format(out, "  # %s: %s\n", need->reason,
			    need->quote);
		reason = need->reason;
		put_need(out, need);
	}
	if (n == 0)
		buf_format(out, "%s: []\n", key);
	buf_char(out, '\n');
}

static void
put_domains(struct buf *out, const struct jd *jd)
{
	buf_text(out, "# Fields in which depth counts.\n");
	for (size_t i = 0; i < jd->n_domains; i++)
		buf_format(out, "#   %s: %s\n", jd->domains[i],
		    jd->domain_reasons[i]);
	buf_text(out, "domains: [");
	for (size_t i = 0; i < jd->n_domains; i++)
		buf_format(out, "%s%s", i > 0 ? ", " : "", jd->domains[i]);
	buf_text(out, "]\n\n");
}

/* ---- seeds ---- */

static bool
is_out(const struct jd_seed *seed)
{
	return seed->is_missing || seed->is_archived || seed->is_mirror ||
	    (seed->is_known && seed->authors == 0);
}

/* 0: a project of middle size with people from outside; 3: hardly anybody. */
static int
rank(const struct jd_seed *seed)
{
	if (!seed->is_known)
		return seed->warning == NULL ||
			strstr(seed->warning, "unsure") != NULL
		    ? 1
		    : 2;
	if (seed->authors < FEW_AUTHORS)
		return 3;
	if (seed->authors < GOOD_AUTHORS || seed->stars > HUGE_STARS ||
	    (seed->outsiders >= 0 && seed->outsiders < FEW_AUTHORS))
		return 2;
	return 0;
}

static void
put_seed(struct buf *out, const struct jd_seed *seed)
{
	size_t width = strlen(seed->name);

	buf_format(out, "  - %s%*s# %s", seed->name,
	    (int)(width < 34 ? 36 - width : 2), "", seed->skill);
	if (!str_equal(seed->skill, seed->language))
		buf_format(out, " in %s", seed->language);
	if (seed->is_known) {
		buf_format(out, "; %s%lld author%s in 12 months",
		    seed->at_least ? "at least " : "", (long long)seed->authors,
		    seed->authors == 1 ? "" : "s");
		if (seed->outsiders >= 0)
			buf_format(out, ", %lld from outside",
			    (long long)seed->outsiders);
		if (seed->source != NULL)
			buf_format(out, " (%s)", seed->source);
	}
	if (seed->warning != NULL)
		buf_format(out, "; %s", seed->warning);
	buf_char(out, '\n');
}

static void
put_seeds(struct buf *out, const struct jd *jd, const struct jd_seed *seeds,
    size_t n)
{
	size_t shown_n = 0, known = 0;

	for (size_t i = 0; i < n; i++)
		known += seeds[i].is_known || seeds[i].is_missing;
	buf_text(out,
	    "# Repositories whose contributors and reviewers are read: where "
	    "skill and\n# language meet, of middle size, with people from "
	    "outside one company.\n");
	if (n == 0) {
		buf_text(out,
		    "# None is known for these skills: name some, "
		    "\"owner/repository\".\nseeds: []\n");
		return;
	}
	if (known == 0)
		buf_text(out,
		    "# How many outsiders each has is not known: run this "
		    "with GITHUB_TOKEN to see.\n");
	buf_text(out, "seeds:\n");
	for (int r = 0; r <= 3; r++)
		for (size_t i = 0; i < n && shown_n < jd->seeds_most; i++)
			if (!is_out(&seeds[i]) && rank(&seeds[i]) == r) {
				put_seed(out, &seeds[i]);
				shown_n++;
			}
	if (shown_n == 0)
		buf_text(out, "  []\n");
	for (size_t i = 0; i < n; i++)
		if (is_out(&seeds[i]))
			buf_format(out, "# left out: %s: %s\n", seeds[i].name,
			    seeds[i].is_missing        ? "GitHub has none"
				: seeds[i].is_archived ? "archived"
				: seeds[i].is_mirror
				? "a mirror"
				: "nothing was merged in 12 months");
}

/* ---- the rest ---- */

static void
put_where(struct buf *out, const struct jd *jd)
{
	buf_text(out,
	    "\n# Places to hire in, never a score: who is there or names no "
	    "place is read in\n# depth first. Lists show everybody; "
	    "loc:PLACE,unknown narrows them.\n");
	if (jd->anywhere)
		buf_text(out,
		    "# The text says that the place does not matter.\n");
	else if (jd->remote && jd->n_where == 0)
		buf_text(out, "# Remote, and no region is named.\n");
	else if (jd->remote)
		buf_text(out,
		    "# Remote is spoken of too; widen this if that has no "
		    "limit.\n");
	buf_text(out, "where: [");
	for (size_t i = 0; i < jd->n_where; i++) {
		buf_text(out, i > 0 ? ", " : "");
		put_quoted(out, jd->where[i]);
	}
	buf_text(out, "]\npeople: []\n\n");
	buf_text(out,
	    "# When the daemon crawls for this role: minute hour day month "
	    "weekday.\n# schedule: \"0 5 * * 1-5\"\n\n");
	buf_format(out,
	    "# Work older than the horizon is not looked at; work as old as "
	    "the half-life\n# (months) counts half.\nhorizon: %s\n"
	    "half_life: %lld\n\n",
	    jd->horizon, (long long)jd->half_life);
}

/* Moves what the title asks for, within the bounds of the rules; what would
 * fall below nothing is not moved. */
static void
shifted(const struct jd_rules *rules, const struct jd *jd,
    double weights[static FAMILY_COUNT], double moved[static FAMILY_COUNT])
{
	static const char *const names[] = { "junior", "senior", "staff" };

	memcpy(weights, jd->weights, sizeof(jd->weights));
	memset(moved, 0, sizeof(jd->weights));
	for (size_t s = 0; s < COUNT(names); s++) {
		bool fits = str_equal(names[s], jd->seniority);

		for (int i = 0; fits && i < FAMILY_COUNT; i++)
			fits = weights[i] + rules->shifts[s][i] >= 0;
		for (int i = 0; fits && i < FAMILY_COUNT; i++) {
			moved[i] = rules->shifts[s][i];
			weights[i] += moved[i];
		}
	}
}

static void
put_weights(struct buf *out, const struct jd_rules *rules, const struct jd *jd)
{
	double weights[FAMILY_COUNT], moved[FAMILY_COUNT];

	shifted(rules, jd, weights, moved);
	buf_format(out,
	    "# What the score is made of; has to add up to 100. These are the "
	    "weights for\n# %s: %s.\n",
	    jd->kind, jd->kind_reason);
	if (jd->seniority != NULL)
		buf_format(out,
		    "# \"%s\" in the title moves a few points and nothing "
		    "else: years and titles\n# are never scored.\n",
		    jd->seniority_word);
	buf_text(out, "weights:\n");
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		enum family family = shown[i];
		const char *name = family_name(family);

		buf_format(out, "  %s: %g%*s# %s", name, weights[family],
		    (int)(17 - strlen(name)) - (weights[family] >= 10 ? 1 : 0),
		    "", meanings[family]);
		if (moved[family] != 0)
			buf_format(out, " (%+g, for \"%s\")", moved[family],
			    jd->seniority_word);
		buf_char(out, '\n');
	}
	buf_char(out, '\n');
}

static void
put_job(struct buf *out, const struct jd *jd)
{
	buf_text(out,
	    "# For messages to candidates; never in a score.\njob:\n  ");
	put_key(out, "title", jd->title);
	if (jd->url != NULL) {
		buf_text(out, "  ");
		put_key(out, "url", jd->url);
	}
	if (jd->pay != NULL) {
		buf_text(out, "  ");
		put_key(out, "pay", jd->pay);
	}
	if (jd->place != NULL) {
		buf_text(out, "  ");
		put_key(out, "place", jd->place);
	}
	buf_format(out, "  # %s%s%ssender: who writes to them\n",
	    jd->url == NULL ? "url: not in the text; " : "",
	    jd->pay == NULL ? "pay: not in the text; " : "",
	    jd->place == NULL ? "place: not in the text; " : "");
}

static void
put_notes(struct buf *out, const struct jd *jd)
{
	if (jd->n_notes == 0)
		return;
	buf_text(out, "\n# Not used:\n");
	for (size_t i = 0; i < jd->n_notes; i++)
		buf_format(out, "# - %s\n", jd->notes[i]);
}

void
jd_write(const struct jd_rules *rules, const struct jd *jd, const char *name,
    const char *source, const struct jd_seed *seeds, size_t n_seeds,
    struct buf *out)
{
	struct buf line;

	buf_init(&line, 4096);
	text_line(&line, source, strlen(source));
	buf_format(out,
	    "# Made from a job description (%s). A proposal: read it, mend "
	    "it, then\n#   muster role check %s && muster role show %s\n"
	    "# The words that decided stand above each skill. "
	    "muster.yaml(5) explains the keys.\n\n",
	    line.len > 0 ? line.data : "?", name, name);
	buf_done(&line);
	put_key(out, "title", jd->title);
	put_key(out, "summary", jd->summary);
	buf_text(out,
	    "\n# Each has to be shown; who lacks one is listed below those who "
	    "don't. No points.\n");
	put_needs(out, jd, JD_MUST, "must");
	buf_text(out, "# Points under stack_fit.\n");
	put_needs(out, jd, JD_NICE, "nice");
	buf_text(out,
	    "# Who shows mostly this is left out; use it with care.\n");
	put_needs(out, jd, JD_NOT, "not");
	put_domains(out, jd);
	put_seeds(out, jd, seeds, n_seeds);
	put_where(out, jd);
	put_weights(out, rules, jd);
	put_job(out, jd);
	put_notes(out, jd);
}
