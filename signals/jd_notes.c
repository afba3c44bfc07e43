#include <string.h>

#include "base/str.h"
#include "signals/jd_internal.h"

/*
 * The list of what was not used.  Every skill that the text names is in the
 * role or here: what was passed over in silence can't be mended by its reader.
 */
enum {
	NAMES_BYTES = 260 /* of one line; more go into the next */
};

/* What was told already; skills and groups by their number. */
struct telling {
	struct jd_doc *doc;
	bool *told;
	struct buf names;
	const char *before; /* the names */
	const char *after;
};

static bool
is_used(const struct jd_doc *doc, const char *id)
{
	for (size_t i = 0; i < doc->n_needs; i++) {
		const struct jd_need *need = &doc->needs[i];

		if (need->verdict != JD_NOT && need->verdict < JD_NICE)
			continue;
		for (size_t k = 0; k < need->n_any; k++)
			if (str_equal(need->any[k], id))
				return true;
	}
	return false;
}

static void
flush(struct telling *telling)
{
	if (telling->names.len > 0)
		jd_note(telling->doc, "%s%s%s", telling->before,
		    telling->names.data, telling->after);
	buf_reset(&telling->names);
}

static void
add_name(struct telling *telling, const char *name)
{
	if (telling->names.len + strlen(name) > NAMES_BYTES)
		flush(telling);
	buf_format(&telling->names, "%s%s", telling->names.len > 0 ? ", " : "",
	    name);
}

static void
tell_need(struct telling *telling, const struct jd_need *need)
{
	const struct jd_doc *doc = telling->doc;
	const struct catalogue *catalogue = doc->rules->catalogue;
	size_t named = need->n_named > 0 ? need->n_named : need->n_any;
	bool any = false;

	for (size_t i = 0; i < named; i++) {
		size_t skill =
		    (size_t)(catalogue_find(catalogue, need->any[i]) -
			catalogue->skills);

		if (telling->told[skill] || is_used(doc, need->any[i]))
			continue;
		telling->told[skill] = any = true;
		if (need->n_named > 0 || need->label == NULL)
			add_name(telling, need->any[i]);
	}
	if (any && need->n_named == 0 && need->label != NULL)
		add_name(telling, need->label);
	for (size_t i = 0; need->label != NULL && i < doc->rules->n_groups; i++)
		if (str_equal(doc->rules->groups[i].label, need->label))
			telling->told[catalogue->n_skills + i] = true;
}

/* Several of one sentence are one line. */
static void
tell_unused(struct telling *telling)
{
	struct jd_doc *doc = telling->doc;

	for (size_t i = 0; i < doc->n_needs; i++) {
		const struct jd_need *first = &doc->needs[i];

		if (first->verdict != JD_UNUSED || first->reason == NULL)
			continue;
		if (doc->jd->language == NULL) {
			telling->before = "named: ";
			telling->after = arena_format(doc->arena, ": %s",
			    first->quote != NULL ? first->quote : "");
		} else {
			telling->before = "";
			telling->after = arena_format(doc->arena, ": %s%s%s",
			    first->reason, first->quote != NULL ? ": " : "",
			    first->quote != NULL ? first->quote : "");
		}
		for (size_t k = i; k < doc->n_needs; k++)
			if (doc->needs[k].verdict == JD_UNUSED &&
			    str_equal(doc->needs[k].reason, first->reason) &&
			    str_equal(doc->needs[k].quote, first->quote))
				tell_need(telling, &doc->needs[k]);
		flush(telling);
	}
}

/* Whether a kind of thing is asked for by one of its products. */
static bool
is_group_used(const struct jd_doc *doc, const struct jd_group *group)
{
	for (size_t i = 0; i < group->any.n; i++)
		if (is_used(doc, group->any.items[i]))
			return true;
	return false;
}

/* What got lost on the way: an alternative to something that is asked for by
 * itself, a word too many in a list. */
static void
tell_missing(struct telling *telling)
{
	const struct jd_doc *doc = telling->doc;
	const struct jd_rules *rules = doc->rules;
	size_t n_skills = rules->catalogue->n_skills;

	telling->before = "named too, beside what is asked for already: ";
	telling->after = "";
	for (size_t i = 0; i < doc->n_hits; i++) {
		size_t what = doc->hits[i].what;
		const struct jd_group *group =
		    what < n_skills ? NULL : &rules->groups[what - n_skills];

		if (telling->told[what])
			continue;
		telling->told[what] = true;
		if (group == NULL
			? is_used(doc, rules->catalogue->skills[what].id)
			: is_group_used(doc, group))
			continue;
		add_name(telling,
		    group == NULL ? rules->catalogue->skills[what].id
				  : group->label);
	}
	flush(telling);
}

static bool
is_sure_elsewhere(const struct telling *telling, const char *word)
{
	const struct jd_rules *rules = telling->doc->rules;

	for (size_t i = 0; i < rules->n_ambiguous; i++) {
		size_t skill = rules->ambiguous[i].skill;

		if (str_equal(rules->ambiguous[i].word, word) &&
		    (telling->told[skill] ||
			is_used(telling->doc,
			    rules->catalogue->skills[skill].id)))
			return true;
	}
	return false;
}

void
jd_tell_unused(struct jd_doc *doc)
{
	struct telling telling = { .doc = doc };
	size_t n = doc->rules->catalogue->n_skills + doc->rules->n_groups;

	telling.told = arena_calloc(doc->arena, n + 1, sizeof(bool));
	buf_init(&telling.names, 2 * NAMES_BYTES);
	tell_unused(&telling);
	tell_missing(&telling);
	telling.before = "written like a skill, or ordinary words: ";
	for (size_t i = 0; i < doc->maybe.n; i++)
		if (!is_sure_elsewhere(&telling, doc->maybe.items[i]))
			add_name(&telling, doc->maybe.items[i]);
	flush(&telling);
	buf_done(&telling.names);
}
