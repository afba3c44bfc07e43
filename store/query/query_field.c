#include <stddef.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "store/index/terms.h"
#include "store/query/query_index.h"
#include "store/query/query_row.h"

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

static void
add_language(struct query *query, struct predicate *predicate, const char *name)
{
	const char *folded = text_fold(&query->arena, name, strlen(name));

	for (size_t i = 0; i < predicate->n_languages; i++)
		if (strcmp(predicate->languages[i], folded) == 0)
			return;
	predicate->languages[predicate->n_languages++] = folded;
}

/* "golang" is a name of the skill "go", whose language is "Go". */
static void
set_languages(struct query *query, const struct value *value,
    struct predicate *predicate)
{
	const struct vocabulary *vocabulary = &query->vocabulary;
	const char *name;

	predicate->id = skill_id(query, value->text);
	if (predicate->id == NULL)
		return;
	add_language(query, predicate, predicate->id);
	if (vocabulary->language != NULL &&
	    vocabulary->language(vocabulary->context, predicate->id, &name))
		add_language(query, predicate, name);
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
		set_languages(query, value, predicate);
	return rc;
}

static int
parse_lang(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	int rc = parse_text(query, value, predicate, detail);

	if (rc < 0 || value->is_prefix)
		return rc;
	add_language(query, predicate, value->text);
	set_languages(query, value, predicate);
	return 0;
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
	return err_set(detail, ERR_PARSE,
	    "no such %s is known; blanks in a name are written as hyphens",
	    kind);
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

/* One that nothing is known of is meant alone. */
static void
set_places(struct query *query, struct predicate *predicate, int64_t place)
{
	const struct vocabulary *vocabulary = &query->vocabulary;
	int64_t ids[QUERY_PLACES], *all;
	size_t n = 0;

	if (vocabulary->places_below != NULL)
		n = vocabulary->places_below(vocabulary->context, place, ids);
	if (n == 0)
		ids[n++] = place;
	all = arena_calloc(&query->arena, n, sizeof(*all));
	memcpy(all, ids, n * sizeof(*all));
	predicate->places = all;
	predicate->n_places = n;
}

static int
parse_loc(struct query *query, const struct value *value,
    struct predicate *predicate, struct err_detail *detail)
{
	const struct vocabulary *vocabulary = &query->vocabulary;
	int64_t place;

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
	    !vocabulary->place(vocabulary->context, value->text, &place))
		return unknown_name(query, "place", value->text, detail);
	query->has_place = true;
	set_places(query, predicate, place);
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
	for (size_t i = 0; i < COUNT(names); i++)
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
	query_terms_text, ACCESS_TERMS, COST_TEXTS, false, false, 0 };

/* A row of the table: name, parse, match, whether it takes a list. */
#define OF_CARD(name, value, field, list)                            \
	{                                                            \
		name, value, query_match_##field, NULL, ACCESS_CARD, \
		    COST_CARD, false, list, 0                        \
	}
/* Of the card, but who applied has no score. */
#define OF_SCORE(name, value, field, list)                           \
	{                                                            \
		name, value, query_match_##field, NULL, ACCESS_CARD, \
		    COST_CARD, true, list, 0                         \
	}
#define OF_TERMS(name, value, field, cost)                             \
	{                                                              \
		name, value, query_match_##field, query_terms_##field, \
		    ACCESS_TERMS, cost, false, true, 0                 \
	}
#define OF_LEAD(name, value, field, list, lifts)                     \
	{                                                            \
		name, value, query_match_##field, NULL, ACCESS_LEAD, \
		    COST_LEAD, true, list, lifts                     \
	}

/* Looked up for one lead after another, by its card. */
const struct query_field query_field_new = { "", NULL, query_match_new, NULL,
	ACCESS_CARD, COST_LEAD, false, false, 0 };

/* In the order of the manual.  role and sort are the parser's own. */
static const struct query_field fields[] = {
	{ "role", NULL, NULL, NULL, ACCESS_CARD, 0, false, false, 0 },
	OF_TERMS("lang", parse_lang, lang, COST_TERM),
	{ "loc", parse_loc, query_match_loc, query_terms_loc, ACCESS_CARD,
	    COST_CARD, false, true, 0 },
	OF_TERMS("skill", parse_skill, skill, COST_TERM),
	OF_TERMS("company", parse_words, company, COST_TERM),
	OF_TERMS("repo", parse_text, repo, COST_OWN),
	OF_SCORE("score", query_value_number, score, false),
	OF_SCORE("band", query_value_band, band, true),
	OF_SCORE("coverage", query_value_percent, coverage, false),
	{ "signal.", query_value_unit, query_match_signal, NULL, ACCESS_SIGNAL,
	    COST_SIGNAL, true, false, 0 },
	OF_CARD("followers", query_value_number, followers, false),
	OF_CARD("stars", query_value_number, stars, false),
	OF_CARD("prs", query_value_number, prs, false),
	OF_CARD("reviews", query_value_number, reviews, false),
	OF_CARD("involvement", query_value_involvement, involvement, true),
	{ "active", query_value_past, query_match_active, NULL, ACCESS_CARD,
	    COST_CARD, false, false, LIFTS(names_active) },
	OF_CARD("contact", parse_contact, contact, true),
	OF_CARD("hireable", parse_bool, hireable, false),
	OF_LEAD("status", parse_status, status, true, LIFTS(names_status)),
	{ "flag", parse_words, query_match_flag, query_terms_flag, ACCESS_TERMS,
	    COST_TERM, true, true, LIFTS(names_flag) },
	OF_LEAD("tag", parse_text_or_none, tag, true, 0),
	OF_LEAD("owner", parse_text_or_none, owner, true, 0),
	{ "known", parse_bool, query_match_known, NULL, ACCESS_KNOWN,
	    COST_KNOWN, true, false, LIFTS(names_known) },
	OF_LEAD("due", query_value_future, due, false, 0),
	OF_TERMS("seed", parse_text, seed, COST_TERM),
	OF_CARD("since", query_value_past, since, false),
	{ "sort", NULL, NULL, NULL, ACCESS_CARD, 0, false, false, 0 },
};

static const char signal_prefix[] = "signal.";

const struct query_field *
query_field_find(const char *name, enum family *ret_family)
{
	bool is_signal =
	    strncmp(name, signal_prefix, sizeof(signal_prefix) - 1) == 0;

	for (size_t i = 0; i < COUNT(fields); i++) {
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
	for (size_t i = 0; i < COUNT(fields); i++)
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

	for (size_t i = 0; i < COUNT(names); i++)
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
