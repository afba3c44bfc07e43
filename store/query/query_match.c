#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"
#include "store/index/terms.h"
#include "store/query/query_row.h"

enum {
	SHORT_TEXT_MAX = 65536 /* a company, a flag */
};

/* ---- words ---- */

static bool
has_skill(struct query_row *row, const char *id)
{
	const struct score *score = &row->lead.score;

	if (!query_row_need(row, PART_BRIEF))
		return false;
	for (size_t i = 0; i < score->n_skills; i++)
		if (str_equal(score->skills[i].id, id))
			return true;
	return false;
}

/* Whether a short text holds the words. */
static bool
text_has(const struct predicate *what, const char *text)
{
	struct buf words;
	bool has;

	buf_init(&words, SHORT_TEXT_MAX);
	terms_add(&words, text);
	has = words.len > 0 &&
	    terms_contain(words.data, what->words, what->is_prefix);
	buf_done(&words);
	return has;
}

/* Whether a text as a whole is the one asked for, or begins with it. */
static bool
text_is(const struct predicate *what, const char *folded)
{
	return what->is_prefix ? str_starts(folded, what->text)
			       : strcmp(folded, what->text) == 0;
}

static bool
text_is_folded(struct query_row *row, const struct predicate *what,
    const char *text)
{
	return text_is(what, text_fold(&row->arena, text, strlen(text)));
}

/* ---- from the card ---- */

bool
query_match_score(struct query_row *row, const struct predicate *what)
{
	return query_range_has(&what->range, row->lead.card.score) &&
	    !query_row_hides_score(row);
}

bool
query_match_coverage(struct query_row *row, const struct predicate *what)
{
	/* To hundredths, so that 0.29 is 29 and not a bit less. */
	return query_range_has(&what->range,
		   round(row->lead.card.coverage * 10000) / 100) &&
	    !query_row_hides_score(row);
}

/* No band is no bad band: only "none" asks for it. */
bool
query_match_band(struct query_row *row, const struct predicate *what)
{
	enum band band = row->lead.card.band;

	if (what->is_none || band == BAND_NONE)
		return what->is_none && band == BAND_NONE &&
		    !query_row_hides_score(row);
	return query_range_has(&what->range, (double)band) &&
	    !query_row_hides_score(row);
}

bool
query_match_involvement(struct query_row *row, const struct predicate *what)
{
	return query_range_has(&what->range,
	    (double)row->lead.card.involvement);
}

bool
query_match_followers(struct query_row *row, const struct predicate *what)
{
	return query_range_has(&what->range, (double)row->lead.card.followers);
}

bool
query_match_stars(struct query_row *row, const struct predicate *what)
{
	return query_range_has(&what->range, (double)row->lead.card.stars);
}

bool
query_match_prs(struct query_row *row, const struct predicate *what)
{
	return query_range_has(&what->range,
	    (double)row->lead.card.merged_pulls);
}

bool
query_match_reviews(struct query_row *row, const struct predicate *what)
{
	return query_range_has(&what->range, (double)row->lead.card.reviews);
}

static bool
time_matches(const struct predicate *what, int64_t at)
{
	if (what->is_none || at == 0)
		return what->is_none && at == 0;
	return query_range_has(&what->range, (double)at);
}

bool
query_match_active(struct query_row *row, const struct predicate *what)
{
	return time_matches(what, row->lead.card.last_active);
}

bool
query_match_since(struct query_row *row, const struct predicate *what)
{
	return time_matches(what, row->lead.card.first_seen);
}

bool
query_match_hireable(struct query_row *row, const struct predicate *what)
{
	return row->lead.card.is_hireable == what->yes;
}

bool
query_match_contact(struct query_row *row, const struct predicate *what)
{
	const struct card *card = &row->lead.card;

	switch ((enum contact)what->code) {
	case CONTACT_NONE:
		return !card->has_linkedin && !card->has_website &&
		    !card->has_social;
	case CONTACT_LINKEDIN:
		return card->has_linkedin;
	case CONTACT_WEBSITE:
		return card->has_website;
	case CONTACT_SOCIAL:
		return card->has_social;
	}
	return false;
}

bool
query_match_place(const struct predicate *what, int64_t place)
{
	size_t low = 0, high = what->n_places;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (what->places[middle] == place)
			return true;
		if (what->places[middle] < place)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

bool
query_match_loc(struct query_row *row, const struct predicate *what)
{
	int64_t place = row->lead.card.place;

	switch (what->place_kind) {
	case PLACE_UNKNOWN:
		return place == 0;
	case PLACE_REMOTE:
		return row->lead.card.is_remote;
	case PLACE_NAMED:
		break;
	}
	return place != 0 && query_match_place(what, place);
}

/* ---- from the score ---- */

static bool
is_language(struct query_row *row, const struct predicate *what,
    const char *language)
{
	const char *folded = text_fold(&row->arena, language, strlen(language));

	if (what->is_prefix)
		return str_starts(folded, what->text);
	for (size_t i = 0; i < what->n_languages; i++)
		if (strcmp(folded, what->languages[i]) == 0)
			return true;
	return false;
}

bool
query_match_lang(struct query_row *row, const struct predicate *what)
{
	const struct score *score = &row->lead.score;

	if (!query_row_need(row, PART_BRIEF))
		return false;
	for (size_t i = 0; i < score->n_languages; i++)
		if (is_language(row, what, score->languages[i]))
			return true;
	return false;
}

static bool
names_have_words(struct query_row *row, const struct terms_search *search)
{
	if (!query_row_names(row))
		return false;
	for (size_t i = 0; i < row->n_names; i++)
		if (terms_stand_in(row->names[i], search))
			return true;
	return false;
}

/* A skill, a language, or words of names and of the work.  Where postings told
 * what they know the texts alone are open. */
bool
query_match_text(struct query_row *row, const struct predicate *what)
{
	struct terms_search search;

	/* "kafka*" finds all that "kafka" does. */
	if (!row->is_told && (what->id != NULL || what->is_prefix) &&
	    (query_match_skill(row, what) || query_match_lang(row, what)))
		return true;
	terms_search_init(&search, what->words, what->is_prefix);
	if (!row->is_told && names_have_words(row, &search))
		return true;
	return row->failed == 0 && query_row_has_words(row, &search);
}

bool
query_match_skill(struct query_row *row, const struct predicate *what)
{
	const struct score *score = &row->lead.score;

	if (what->id != NULL)
		return has_skill(row, what->id);
	if (!query_row_need(row, PART_BRIEF))
		return false;
	for (size_t i = 0; i < score->n_skills; i++)
		if (text_is_folded(row, what, score->skills[i].id))
			return true;
	return false;
}

bool
query_match_signal(struct query_row *row, const struct predicate *what)
{
	double value;

	return query_row_signal(row, what->family, &value) &&
	    query_range_has(&what->range, value) && !query_row_hides_score(row);
}

bool
query_match_flag(struct query_row *row, const struct predicate *what)
{
	const struct score *score = &row->lead.score;

	/* Not a flag of the score, but shown as one. */
	if (row->lead.card.is_out && text_is(what, "out"))
		return !query_row_hides_score(row);
	if (!query_row_need(row, PART_BRIEF))
		return false;
	for (size_t i = 0; i < score->n_flags; i++)
		if (text_has(what, score->flags[i]))
			return true;
	return false;
}

bool
query_match_repository(const struct predicate *what, const char *folded)
{
	const char *slash = strchr(folded, '/');
	size_t len = strlen(what->text);

	if (strchr(what->text, '/') != NULL || slash == NULL)
		return text_is(what, folded);
	if (text_is(what, slash + 1))
		return true;
	return strncmp(folded, what->text, len) == 0 &&
	    (what->is_prefix || folded + len == slash);
}

bool
query_match_seed(struct query_row *row, const struct predicate *what)
{
	const struct score *score = &row->lead.score;

	if (!query_row_need(row, PART_BRIEF))
		return false;
	for (size_t i = 0; i < score->n_seeds; i++) {
		const char *name = score->seeds[i].repository;

		if (name != NULL &&
		    query_match_repository(what,
			text_fold(&row->arena, name, strlen(name))))
			return true;
	}
	return false;
}

bool
query_match_repo(struct query_row *row, const struct predicate *what)
{
	if (!query_row_names(row))
		return false;
	for (size_t i = 0; i < row->n_names; i++)
		if (query_match_repository(what, row->names[i]))
			return true;
	return false;
}

/* ---- from the person ---- */

bool
query_match_company(struct query_row *row, const struct predicate *what)
{
	return query_row_need(row, PART_PERSON) &&
	    row->lead.person.company != NULL &&
	    text_has(what, row->lead.person.company);
}

bool
query_match_known(struct query_row *row, const struct predicate *what)
{
	bool is_known = query_row_is_known(row);

	return row->failed == 0 && is_known == what->yes;
}

/* ---- from the pipeline ---- */

bool
query_match_status(struct query_row *row, const struct predicate *what)
{
	return query_row_need(row, PART_LEAD) &&
	    row->lead.lead.status == what->code;
}

bool
query_match_tag(struct query_row *row, const struct predicate *what)
{
	const struct lead *lead = &row->lead.lead;

	if (!query_row_need(row, PART_LEAD))
		return false;
	if (what->is_none)
		return lead->n_tags == 0;
	for (size_t i = 0; i < lead->n_tags; i++)
		if (text_is_folded(row, what, lead->tags[i]))
			return true;
	return false;
}

bool
query_match_owner(struct query_row *row, const struct predicate *what)
{
	const char *owner;

	if (!query_row_need(row, PART_LEAD))
		return false;
	owner = row->lead.lead.owner;
	if (what->is_none || owner == NULL)
		return what->is_none && owner == NULL;
	return text_is_folded(row, what, owner);
}

bool
query_match_due(struct query_row *row, const struct predicate *what)
{
	int64_t due = query_row_due(row);

	return due != 0 && query_range_has(&what->range, (double)due);
}

/* ---- saved searches ---- */

bool
query_match_new(struct query_row *row, const struct predicate *what)
{
	const struct card *card = &row->lead.card;

	if (what->code != 0 && card->first_seen <= what->code)
		return false;
	return !store_search_has_listed(row->source->txn, what->text,
	    what->words, card->person);
}

/* ---- nodes ---- */

static bool
match_leaf(struct query_row *row, const struct node *node)
{
	const struct predicate *what = &node->predicate;
	bool matches;

	if (row->assume_place && node->is_place && !node->negated &&
	    row->lead.card.place == 0)
		return true;
	if (what->access != ACCESS_TERMS)
		return what->match(row, what);
	switch (query_row_ask(row, node->leaf)) {
	case ANSWER_NO:
		return false;
	case ANSWER_YES:
		if (!what->asks_lead ||
		    query_row_ask(row, INDEX_LEAD) == ANSWER_NO)
			return true;
		break;
	case ANSWER_ASK:
		break;
	}
	row->is_told = query_row_is_told(row, node->leaf);
	matches = what->match(row, what);
	row->is_told = false;
	return matches;
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static bool
match_children(struct query_row *row, const struct node *node, bool until)
{
	for (size_t i = 0; i < node->n && row->failed == 0; i++)
		if (query_match_node(row, node->by_cost[i]) == until)
			return until;
	return !until && row->failed == 0;
}

bool
query_match_node(struct query_row *row, const struct node *node)
{
	switch (node->kind) {
	case NODE_ALL:
		return true;
	case NODE_AND:
		return match_children(row, node, false);
	case NODE_OR:
		return match_children(row, node, true);
	case NODE_NOT:
		return !query_match_node(row, node->children[0]) &&
		    row->failed == 0;
	case NODE_LEAF:
		return match_leaf(row, node);
	}
	return false;
}
/* NOLINTEND(misc-no-recursion) */
