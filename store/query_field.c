#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "store/query_row.h"
#include "store/terms.h"

enum {
	NAME_MAX_LEN = 40
};

/* ---- values that are names ---- */

static bool
is_word(const struct value *value, const char *word)
{
	return !value->is_quoted && !value->is_prefix &&
	    str_casecmp(value->text, word) == 0;
}

static int
parse_text(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	predicate->text =
	    text_fold(&query->arena, value->text, strlen(value->text));
	predicate->is_prefix = value->is_prefix;
	predicate->words = terms_of(&query->arena, value->text);
	if (predicate->text[0] == '\0')
		return err_set(detail, ERR_PARSE, "nothing stands behind it");
	return 0;
}

/* A text, or "none" for those who have none. */
static int
parse_text_or_none(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	predicate->is_none = is_word(value, "none");
	return parse_text(query, value, predicate, detail);
}

/* The id that the vocabulary gives a skill by any of its names, or NULL. */
static const char *
skill_id(struct query *query, const char *name)
{
	const struct vocabulary *vocabulary = &query->vocabulary;
	const char *id;

	if (vocabulary->skill == NULL ||
	    !vocabulary->skill(vocabulary->context, name, &id))
		return NULL;
	return arena_strdup(&query->arena, id);
}

static int
parse_words(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	int rc = parse_text(query, value, predicate, detail);

	if (rc == 0 && predicate->words[0] == '\0')
		rc = err_set(detail, ERR_PARSE,
		    "no letter or digit to search for");
	return rc;
}

static int
parse_free(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	int rc = parse_words(query, value, predicate, detail);

	if (rc == 0 && !value->is_prefix)
		predicate->id = skill_id(query, value->text);
	return rc;
}

static int
parse_lang(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	int rc = parse_text(query, value, predicate, detail);

	/* GitHub knows hundreds of languages that are nobody's skill. */
	if (rc == 0 && !value->is_prefix)
		predicate->id = skill_id(query, value->text);
	return rc;
}

static int
unknown_name(const struct query *query, const char *kind, const char *name,
    struct err_detail *detail)
{
	const struct vocabulary *vocabulary = &query->vocabulary;
	const char *near = vocabulary->nearest != NULL
	    ? vocabulary->nearest(vocabulary->context, kind, name)
	    : NULL;

	if (near != NULL)
		return err_set(detail, ERR_PARSE,
		    "no such %s is known; the nearest is \"%.60s\"", kind,
		    near);
	return err_set(detail, ERR_PARSE, "no such %s is known", kind);
}

static int
parse_skill(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	int rc = parse_text(query, value, predicate, detail);

	if (rc < 0 || value->is_prefix)
		return rc;
	predicate->id = skill_id(query, value->text);
	/* Without a vocabulary ids are taken as they are written. */
	return predicate->id != NULL || query->vocabulary.skill == NULL
	    ? 0
	    : unknown_name(query, "skill", value->text, detail);
}

static int
parse_loc(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	const struct vocabulary *vocabulary = &query->vocabulary;

	predicate->place_kind = is_word(value, "unknown") ? PLACE_UNKNOWN
	    : is_word(value, "remote")                    ? PLACE_REMOTE
							  : PLACE_NAMED;
	if (predicate->place_kind != PLACE_NAMED)
		return 0;
	if (value->is_prefix)
		return err_set(detail, ERR_PARSE,
		    "places are a tree: a country or region finds all below "
		    "it, without *");
	if (vocabulary->place == NULL ||
	    !vocabulary->place(vocabulary->context, value->text,
		&predicate->place))
		return unknown_name(query, "place", value->text, detail);
	query->has_place = true;
	return 0;
}

static int
parse_status(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	enum status status;

	(void)query;
	if (!value->is_prefix && status_parse(value->text, &status)) {
		predicate->code = status;
		return 0;
	}
	return err_set(detail, ERR_PARSE,
	    "expected new, shortlisted, not-a-fit, contacted, replied, "
	    "applicant, hired or declined");
}

static int
parse_contact(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	static const char *const names[] = { [CONTACT_NONE] = "none",
		[CONTACT_LINKEDIN] = "linkedin",
		[CONTACT_WEBSITE] = "website",
		[CONTACT_SOCIAL] = "social" };

	(void)query;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!value->is_prefix &&
		    str_casecmp(value->text, names[i]) == 0) {
			predicate->code = (int64_t)i;
			return 0;
		}
	return err_set(detail, ERR_PARSE,
	    "expected linkedin, website, social or none");
}

static int
parse_bool(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	(void)query;
	predicate->yes = is_word(value, "yes") || is_word(value, "true");
	if (predicate->yes || is_word(value, "no") || is_word(value, "false"))
		return 0;
	return err_set(detail, ERR_PARSE, "expected yes or no");
}

/* ---- the table ---- */

#define LIFTS(member) offsetof(struct query, member)

const struct query_field query_field_text = { "", parse_free, query_match_text,
	COST_TEXTS, false, 0 };

const struct query_field query_field_new = { "", NULL, query_match_new,
	COST_LEAD, false, 0 };

/* In the order of the manual.  role and sort are the parser's own. */
static const struct query_field fields[] = {
	{ "role", NULL, NULL, 0, false, 0 },
	{ "lang", parse_lang, query_match_lang, COST_BRIEF, true, 0 },
	{ "loc", parse_loc, query_match_loc, COST_CARD, true, 0 },
	{ "skill", parse_skill, query_match_skill, COST_BRIEF, true, 0 },
	{ "company", parse_words, query_match_company, COST_PERSON, true, 0 },
	{ "repo", parse_text, query_match_repo, COST_OWN, true, 0 },
	{ "score", query_value_number, query_match_score, COST_CARD, false, 0 },
	{ "band", query_value_band, query_match_band, COST_CARD, true, 0 },
	{ "coverage", query_value_percent, query_match_coverage, COST_CARD,
	    false, 0 },
	{ "signal.", query_value_unit, query_match_signal, COST_BRIEF, false,
	    0 },
	{ "followers", query_value_number, query_match_followers, COST_CARD,
	    false, 0 },
	{ "stars", query_value_number, query_match_stars, COST_CARD, false, 0 },
	{ "prs", query_value_number, query_match_prs, COST_CARD, false, 0 },
	{ "reviews", query_value_number, query_match_reviews, COST_CARD, false,
	    0 },
	{ "involvement", query_value_involvement, query_match_involvement,
	    COST_CARD, true, 0 },
	{ "active", query_value_past, query_match_active, COST_CARD, false,
	    LIFTS(names_active) },
	{ "contact", parse_contact, query_match_contact, COST_CARD, true, 0 },
	{ "hireable", parse_bool, query_match_hireable, COST_CARD, false, 0 },
	{ "status", parse_status, query_match_status, COST_LEAD, true,
	    LIFTS(names_status) },
	{ "flag", parse_words, query_match_flag, COST_BRIEF, true,
	    LIFTS(names_flag) },
	{ "tag", parse_text_or_none, query_match_tag, COST_LEAD, true, 0 },
	{ "owner", parse_text_or_none, query_match_owner, COST_LEAD, true, 0 },
	{ "known", parse_bool, query_match_known, COST_PERSON, false,
	    LIFTS(names_known) },
	{ "due", query_value_future, query_match_due, COST_LEAD, false, 0 },
	{ "seed", parse_text, query_match_seed, COST_BRIEF, true, 0 },
	{ "since", query_value_past, query_match_since, COST_CARD, false, 0 },
	{ "sort", NULL, NULL, 0, false, 0 },
};

static const char signal_prefix[] = "signal.";

const struct query_field *
query_field_find(const char *name, enum family *ret_family)
{
	bool is_signal =
	    strncmp(name, signal_prefix, sizeof(signal_prefix) - 1) == 0;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct query_field *field = &fields[i];

		if (is_signal && strcmp(field->name, signal_prefix) == 0)
			return family_parse(name + sizeof(signal_prefix) - 1,
				   ret_family)
			    ? field
			    : NULL;
		if (strcmp(field->name, name) == 0 &&
		    strcmp(name, signal_prefix) != 0)
			return field;
	}
	return NULL;
}

/* Keeps the nearer of two; more than half its letters wrong is not near. */
static void
offer(const char *name, const char *known, size_t *best, const char **near)
{
	size_t distance = str_distance(name, known);

	if (distance < *best && distance * 2 <= strlen(known)) {
		*best = distance;
		*near = known;
	}
}

const char *
query_field_nearest(struct arena *arena, const char *name)
{
	const char *near = NULL;
	size_t best = NAME_MAX_LEN;

	if (strlen(name) > NAME_MAX_LEN)
		return NULL;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].name, signal_prefix) != 0)
			offer(name, fields[i].name, &best, &near);
	for (int i = 0; i < FAMILY_COUNT; i++)
		offer(name,
		    arena_format(arena, "%s%s", signal_prefix,
			family_name((enum family)i)),
		    &best, &near);
	return near;
}

bool
query_field_sort(const char *name, enum sort_by *ret_sort,
    enum family *ret_family)
{
	static const char *const names[] = { [SORT_SCORE] = "score",
		[SORT_RECENT] = "recent",
		[SORT_FOLLOWERS] = "followers",
		[SORT_STARS] = "stars",
		[SORT_PULLS] = "prs",
		[SORT_REVIEWS] = "reviews",
		[SORT_SEEN] = "since" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0) {
			*ret_sort = (enum sort_by)i;
			return true;
		}
	if (strncmp(name, signal_prefix, sizeof(signal_prefix) - 1) != 0 ||
	    !family_parse(name + sizeof(signal_prefix) - 1, ret_family))
		return false;
	*ret_sort = SORT_SIGNAL;
	return true;
}
