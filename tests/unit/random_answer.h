#ifndef TESTS_UNIT_RANDOM_ANSWER_H
#define TESTS_UNIT_RANDOM_ANSWER_H

/* What a question must give, found by looking at everybody. */
#include <stdlib.h>

#include "tests/unit/random_query.h"

/* ---- words ---- */

static inline bool
is_word(const struct asked_value *value, size_t i, const char *word)
{
	const char *asked = value->words[i];

	if (value->is_prefix && i + 1 == value->n_words)
		return strncmp(word, asked, strlen(asked)) == 0;
	return strcmp(word, asked) == 0;
}

/* Whether the words stand side by side in one text. */
static inline bool
text_says(const struct world *world, const struct made_text *text,
    const struct asked_value *value)
{
	for (size_t at = 0; at + value->n_words <= text->n; at++) {
		size_t i = 0;

		for (; i < value->n_words; i++) {
			char word[ASKED_TEXT];

			made_folded(world, &text->tokens[at + i], word,
			    sizeof(word));
			if (!is_word(value, i, word))
				break;
		}
		if (i == value->n_words)
			return true;
	}
	return false;
}

static inline bool
words_say(const char *const *words, size_t n, const struct asked_value *value)
{
	for (size_t at = 0; at + value->n_words <= n; at++) {
		size_t i = 0;

		while (i < value->n_words && is_word(value, i, words[at + i]))
			i++;
		if (i == value->n_words)
			return true;
	}
	return false;
}

static inline bool
name_says(const struct made_name *name, const struct asked_value *value)
{
	const char *words[] = { name->owner, made_words[name->words[0]].folded,
		made_words[name->words[1]].folded };

	return words_say(words, COUNT(words), value);
}

static inline bool
label_says(const struct made_label *label, const struct asked_value *value)
{
	size_t n = 0;

	while (n < 3 && label->words[n] != NULL)
		n++;
	return words_say(label->words, n, value);
}

static inline bool
own_says(const struct world *world, const struct made_own *own,
    const struct asked_value *value)
{
	if (name_says(&own->name, value))
		return true;
	return !own->is_fork && !own->is_mirror &&
	    (text_says(world, &own->description, value) ||
		text_says(world, &own->topic, value) ||
		text_says(world, &own->readme, value));
}

static inline bool
has_skill_of(const struct made_score *score, const char *id)
{
	for (size_t i = 0; i < score->n_skills; i++)
		if (strcmp(made_skills[score->skills[i]], id) == 0)
			return true;
	return false;
}

static inline bool
has_language_of(const struct made_score *score, const char *skill)
{
	for (size_t i = 0; i < score->n_languages; i++) {
		const char *other = made_languages[score->languages[i]].skill;

		if (other != NULL && strcmp(other, skill) == 0)
			return true;
	}
	return false;
}

/* Free words: the work that was done, not what was said of it. */
static inline bool
work_says(const struct world *world, const struct made *it,
    const struct made_score *score, const struct asked_value *value)
{
	if (value->skill != NULL &&
	    (has_skill_of(score, value->skill) ||
		has_language_of(score, value->skill)))
		return true;
	for (size_t w = 0; w < it->n_works; w++) {
		const struct made_work *work = &it->works[w];

		if (name_says(&world->walked[work->repository], value))
			return true;
		for (size_t i = 0; i < work->n; i++)
			if (text_says(world, &work->items[i].text, value))
				return true;
	}
	for (size_t o = 0; o < it->n_owns; o++)
		if (own_says(world, &it->owns[o], value))
			return true;
	return false;
}

static inline bool
text_equals(const char *folded, const struct asked_value *value)
{
	return value->is_prefix
	    ? strncmp(folded, value->text, strlen(value->text)) == 0
	    : strcmp(folded, value->text) == 0;
}

static inline bool
name_is(const struct made_name *name, const struct asked_value *value)
{
	char full[3 * MADE_NAME];

	made_full_name(name, true, full, sizeof(full));
	if (strchr(value->text, '/') != NULL)
		return text_equals(full, value);
	return text_equals(name->owner, value) ||
	    text_equals(strchr(full, '/') + 1, value);
}

/* ---- numbers ---- */

static inline bool
is_within(const struct asked_value *value, int64_t number)
{
	double at = (double)number;

	return (value->above ? at > value->low : at >= value->low) &&
	    (value->below ? at < value->high : at <= value->high);
}

static inline bool
is_then(const struct asked_value *value, int64_t at)
{
	if (value->is_none || at == 0)
		return value->is_none && at == 0;
	return is_within(value, at * UNIT);
}

/* ---- what weights other than the stored ones would give ---- */

static inline int64_t
asked_score(const struct question *it, const struct made_score *score)
{
	int64_t sum = 0, total = 0;

	if (!it->has_weights)
		return score->score;
	for (int i = 0; i < FAMILY_COUNT; i++) {
		int stored = made_weights[it->role][i];
		int64_t weight = it->weights[i] < 0 ? stored : it->weights[i];

		/* A family that weighed nothing shows what it saw. */
		sum +=
		    weight * (stored > 0 ? score->shares[i] : score->values[i]);
		total += weight;
	}
	/* In tenths, rounded; never half-way, since the total is odd. */
	return total > 0 ? (2 * sum * 10 + total) / (2 * total) : 0;
}

static inline enum band
asked_band(double score, double coverage)
{
	(void)coverage;
	return score >= 60 ? BAND_A : score >= 40 ? BAND_C : BAND_NONE;
}

static inline enum band
band_of(const struct question *it, const struct made_score *score)
{
	return it->has_weights
	    ? asked_band((double)asked_score(it, score) / 10, 0)
	    : score->band;
}

/* ---- conditions ---- */

static inline int64_t
asked_due(const struct made *it, int role)
{
	struct made_lead lead = made_lead_of(it, role);

	return lead.noticed_at != 0 || lead.contacted_at != 0
	    ? 0
	    : it->first_seen + (int64_t)30 * MADE_DAY;
}

/* Told, and nothing changed for a year. */
static inline bool
is_past_told(const struct made_lead *lead)
{
	int64_t last = made_later(lead->status_at,
	    made_later(lead->contacted_at, lead->noticed_at));

	return (lead->noticed_at != 0 || lead->contacted_at != 0) &&
	    last + (int64_t)365 * MADE_DAY < FIXTURE_NOW;
}

static inline bool
pipeline_says(const struct made *it, int role, enum asked_field field,
    const struct asked_value *value)
{
	struct made_lead lead = made_lead_of(it, role);
	int64_t due = asked_due(it, role);
	char text[ASKED_TEXT];

	if (field == ASKED_STATUS)
		return (int)lead.status == value->code;
	if (field == ASKED_DUE)
		return due != 0 && is_within(value, due * UNIT);
	if (field == ASKED_OWNER) {
		if (value->is_none || made_owners[lead.owner] == NULL)
			return value->is_none &&
			    made_owners[lead.owner] == NULL;
		(void)snprintf(text, sizeof(text), "%s",
		    made_owners[lead.owner]);
		str_lower_all(text);
		return text_equals(text, value);
	}
	if (value->is_none)
		return lead.n_tags == 0;
	for (size_t i = 0; i < lead.n_tags; i++) {
		(void)snprintf(text, sizeof(text), "%s",
		    made_tags[lead.tags[i]]);
		str_lower_all(text);
		if (text_equals(text, value))
			return true;
	}
	return false;
}

static inline bool
lists_say(const struct made_score *score, bool hides_score,
    enum asked_field field, const struct asked_value *value)
{
	if (field == ASKED_LANG)
		for (size_t i = 0; i < score->n_languages; i++) {
			const struct made_language *language =
			    &made_languages[score->languages[i]];

			if (text_equals(language->folded, value) ||
			    (value->skill != NULL && language->skill != NULL &&
				strcmp(value->skill, language->skill) == 0))
				return true;
		}
	if (field == ASKED_SKILL && value->skill != NULL)
		return has_skill_of(score, value->skill);
	if (field == ASKED_SKILL)
		for (size_t i = 0; i < score->n_skills; i++)
			if (text_equals(made_skills[score->skills[i]], value))
				return true;
	if (field == ASKED_FLAG && score->is_out &&
	    strcmp(value->words[0], "out") == 0)
		return !hides_score;
	if (field == ASKED_FLAG)
		for (size_t i = 0; i < score->n_flags; i++)
			if (label_says(&made_flags[score->flags[i]], value))
				return true;
	if (field == ASKED_SEED)
		for (size_t i = 0; i < score->n_seeds; i++)
			if (name_is(&score->seeds[i], value))
				return true;
	return false;
}

static inline bool
repository_says(const struct world *world, const struct made *it,
    const struct asked_value *value)
{
	for (size_t i = 0; i < it->n_works; i++)
		if (name_is(&world->walked[it->works[i].repository], value))
			return true;
	for (size_t i = 0; i < it->n_owns; i++)
		if (name_is(&it->owns[i].name, value))
			return true;
	return false;
}

static inline bool
place_says(const struct made_score *score, const struct asked_value *value)
{
	if (value->is_none)
		return score->place == 0;
	if (value->is_remote)
		return score->is_remote;
	return score->place != 0 &&
	    asked_within(NULL, score->place, value->place);
}

static inline bool
contact_says(const struct made_score *score, const struct asked_value *value)
{
	switch (value->code) {
	case 0:
		return !score->has_linkedin && !score->has_website &&
		    !score->has_social;
	case 1:
		return score->has_linkedin;
	case 2:
		return score->has_website;
	default:
		return score->has_social;
	}
}

static inline bool
value_holds(const struct question *it, const struct made *made,
    enum asked_field field, const struct asked_value *value)
{
	const struct made_score *score = &made->scores[it->role];
	struct made_lead lead = made_lead_of(made, it->role);
	enum band band = band_of(it, score);

	/* Whoever applied has no score to the outside. */
	if (made_hides_score(&lead) &&
	    (field == ASKED_SCORE || field == ASKED_BAND ||
		field == ASKED_COVERAGE || field == ASKED_SIGNAL))
		return false;
	switch (field) {
	case ASKED_TEXTS:
		return work_says(it->world, made, score, value);
	case ASKED_LOC:
		return place_says(score, value);
	case ASKED_COMPANY:
		return label_says(&made_companies[made->company], value);
	case ASKED_REPO:
		return repository_says(it->world, made, value);
	case ASKED_SCORE:
		return is_within(value, asked_score(it, score) * (UNIT / 10));
	case ASKED_BAND:
		if (value->is_none || band == BAND_NONE)
			return value->is_none && band == BAND_NONE;
		return is_within(value, (int64_t)band * UNIT);
	case ASKED_COVERAGE:
		return is_within(value, (int64_t)score->coverage * UNIT);
	case ASKED_SIGNAL:
		return is_within(value,
		    (int64_t)score->values[value->code] * (UNIT / 100));
	case ASKED_FOLLOWERS:
		return is_within(value, score->followers * UNIT);
	case ASKED_STARS:
		return is_within(value, score->stars * UNIT);
	case ASKED_PRS:
		return is_within(value, score->merged * UNIT);
	case ASKED_REVIEWS:
		return is_within(value, score->reviews * UNIT);
	case ASKED_INVOLVEMENT:
		return is_within(value, (int64_t)score->involvement * UNIT);
	case ASKED_ACTIVE:
		return is_then(value, score->last_active);
	case ASKED_SINCE:
		return is_then(value, made->first_seen);
	case ASKED_CONTACT:
		return contact_says(score, value);
	case ASKED_HIREABLE:
		return score->hireable == value->yes;
	case ASKED_KNOWN:
		return (lead.known || made->company == 1) == value->yes;
	case ASKED_STATUS:
	case ASKED_TAG:
	case ASKED_OWNER:
	case ASKED_DUE:
		return pipeline_says(made, it->role, field, value);
	case ASKED_LANG:
	case ASKED_SKILL:
	case ASKED_FLAG:
	case ASKED_SEED:
		return lists_say(score, made_hides_score(&lead), field, value);
	case ASKED_FIELDS:
		break;
	}
	return false;
}

/* With `assume` somebody who gave no place is taken to be where it is asked
 * for, unless it is asked for who is not there. */
static inline bool
node_holds(const struct question *it, const struct asked *node,
    const struct made *made, bool assume, bool negated)
{
	bool until = node->kind == ASKED_OR;

	switch (node->kind) {
	case ASKED_NOT:
		return !node_holds(it, node->children[0], made, assume,
		    !negated);
	case ASKED_AND:
	case ASKED_OR:
		for (size_t i = 0; i < node->n; i++)
			if (node_holds(it, node->children[i], made, assume,
				negated) == until)
				return until;
		return !until;
	case ASKED_LEAF:
		break;
	}
	for (size_t i = 0; i < node->n_values; i++) {
		const struct asked_value *value = &node->values[i];

		if (assume && !negated && value->place != 0)
			return true;
		if (value_holds(it, made, node->field, value))
			return true;
	}
	return false;
}

/* ---- what is hidden ---- */

static inline int64_t *
rule_that_hides(const struct question *it, const struct made *made,
    const struct made_lead *lead, struct query_counts *counts)
{
	const struct made_score *score = &made->scores[it->role];

	if (it->show_hidden)
		return NULL;
	if (!it->names[ASKED_FLAG] && score->is_out && !made_hides_score(lead))
		return &counts->hidden_out;
	if (!it->names[ASKED_ACTIVE] && score->last_active != 0 &&
	    score->last_active < FIXTURE_NOW - (int64_t)24 * CLOCK_MONTH_S)
		return &counts->hidden_inactive;
	if (!it->names[ASKED_STATUS] &&
	    (lead->status == STATUS_NOT_A_FIT ||
		lead->status == STATUS_DECLINED ||
		lead->status == STATUS_HIRED))
		return &counts->hidden_status;
	if (!it->names[ASKED_KNOWN] && (lead->known || made->company == 1))
		return &counts->hidden_excluded;
	return NULL;
}

/* ---- order ---- */

static inline double
sort_value(const struct question *it, const struct made *made)
{
	const struct made_score *score = &made->scores[it->role];

	switch (it->sort) {
	case ASKED_BY_RECENT:
		return (double)score->last_active;
	case ASKED_BY_FOLLOWERS:
		return (double)score->followers;
	case ASKED_BY_STARS:
		return (double)score->stars;
	case ASKED_BY_PRS:
		return (double)score->merged;
	case ASKED_BY_REVIEWS:
		return (double)score->reviews;
	case ASKED_BY_SINCE:
		return (double)made->first_seen;
	case ASKED_BY_SIGNAL:
		return score->values[it->sort_family];
	case ASKED_BY_SCORE:
	case ASKED_SORTS:
		break;
	}
	return (double)asked_score(it, score);
}

struct answer_entry {
	bool is_apart; /* applied: behind the others, by id */
	int64_t tier;
	double value;
	int64_t id;
};

static inline int
by_answer(const void *left, const void *right)
{
	const struct answer_entry *a = left, *b = right;

	if (a->is_apart != b->is_apart)
		return a->is_apart ? 1 : -1;
	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	return a->id < b->id ? -1 : 1;
}

/* ---- the whole ---- */

struct answer {
	struct answer_entry *entries; /* all that match, in order */
	size_t n;
	struct query_counts counts;
};

static inline void
answer_add(struct answer *answer, const struct question *it,
    const struct made *made)
{
	const struct made_score *score = &made->scores[it->role];
	struct made_lead lead = made_lead_of(made, it->role);
	struct answer_entry *entry = &answer->entries[answer->n++];

	*entry = (struct answer_entry){ .is_apart = made_hides_score(&lead),
		.id = made->id };
	if (entry->is_apart)
		return;
	entry->value = sort_value(it, made);
	if (it->sort == ASKED_BY_SCORE)
		entry->tier = score->is_out ? 255 : (int64_t)score->n_missing;
}

static inline void
answer_one(struct answer *answer, const struct question *it,
    const struct made *made)
{
	const struct made_score *score = &made->scores[it->role];
	struct made_lead lead = made_lead_of(made, it->role);
	struct query_counts *counts = &answer->counts;
	int64_t due = asked_due(made, it->role), *hidden, last;

	counts->total++;
	if (it->root != NULL && !node_holds(it, it->root, made, false, false)) {
		counts->place_unknown += it->has_place && score->place == 0 &&
		    node_holds(it, it->root, made, true, false);
		return;
	}
	if ((due != 0 && due < FIXTURE_NOW) ||
	    (lead.status != STATUS_DO_NOT_CONTACT && is_past_told(&lead))) {
		counts->hidden_past_notice++;
		return;
	}
	hidden = rule_that_hides(it, made, &lead, counts);
	if (hidden != NULL) {
		(*hidden)++;
		return;
	}
	last = made_later(lead.status_at, lead.contacted_at);
	counts->due_this_week +=
	    (due != 0 && due <= FIXTURE_NOW + (int64_t)7 * MADE_DAY) ||
	    (lead.contacted_at != 0 &&
		last + (int64_t)358 * MADE_DAY <= FIXTURE_NOW);
	answer_add(answer, it, made);
}

static inline void
answer_init(struct answer *answer, const struct question *it)
{
	const struct world *world = it->world;

	*answer = (struct answer){ .entries = mem_calloc(world->n + 1,
				       sizeof(struct answer_entry)) };
	for (size_t i = 0; i < world->n; i++)
		if (world->people[i].scores[it->role].exists)
			answer_one(answer, it, &world->people[i]);
	qsort(answer->entries, answer->n, sizeof(*answer->entries), by_answer);
	answer->counts.matched = (int64_t)answer->n;
}

static inline void
answer_done(struct answer *answer)
{
	mem_free(answer->entries);
}

#endif
