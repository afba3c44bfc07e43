#include "outreach/lead_view.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "outreach/lead_field.h"
#include "signals/people.h"

/* Only web addresses are handed out: no "javascript:", "data:" and kin. */
static bool
is_web(const char *url)
{
	return url != NULL &&
	    (str_starts(url, "https://") || str_starts(url, "http://"));
}

static const char *
link_of(const struct lead_view *view, const char *kind)
{
	for (size_t i = 0; i < view->n_links; i++)
		if (str_equal(view->links[i].kind, kind))
			return view->links[i].url;
	return NULL;
}

static void
take_links(struct lead_view *view, struct arena *arena)
{
	const struct person *person = &view->row->person;
	struct link *links =
	    arena_calloc(arena, person->n_links + 1, sizeof(*links));

	for (size_t i = 0; i < person->n_links; i++)
		if (is_web(person->links[i].url))
			links[view->n_links++] = person->links[i];
	view->links = links;
	view->linkedin_url = link_of(view, "linkedin");
	view->website = link_of(view, "website");
}

/*
 * Rounds each family's points to 0.1 so that they add up to the score as it is
 * printed: what rounding down left over goes to those who lost most by it.
 */
static void
round_points(const struct score *score, double ret_points[FAMILY_COUNT])
{
	double lost[FAMILY_COUNT];
	int64_t left = llround(score->score * 10);

	for (int i = 0; i < FAMILY_COUNT; i++) {
		double tenths = score->signals[i].points * 10;
		int64_t whole = (int64_t)(tenths + 1e-6); /* of no negative */

		ret_points[i] = (double)whole;
		lost[i] = tenths - ret_points[i];
		left -= whole;
	}
	for (; left > 0 && left <= FAMILY_COUNT; left--) {
		int most = 0;

		for (int i = 1; i < FAMILY_COUNT; i++)
			if (lost[i] > lost[most] + 1e-9)
				most = i;
		ret_points[most] += 1;
		lost[most] -= 1;
	}
	for (int i = 0; i < FAMILY_COUNT; i++)
		ret_points[i] /= 10;
}

/* As people_contact() tells from the links. */
static const char *
card_contact(const struct card *card)
{
	if (card->has_linkedin)
		return "linkedin";
	if (card->has_website)
		return "website";
	return card->has_social ? "social" : "none";
}

static void
take_names(struct lead_view *view, struct arena *arena)
{
	people_split_name(arena, view->row->person.name, &view->first_name,
	    &view->last_name, &view->name_guessed);
	/* Nothing is guessed about a name that is not there. */
	if (view->first_name == NULL && view->last_name == NULL)
		view->name_guessed = false;
}

void
lead_view_make_for(unsigned int needs, const struct lead_row *row,
    const char *role, int64_t retention_days, struct arena *arena,
    struct lead_view *ret_view)
{
	struct lead_view *view = ret_view;
	const struct person *person = &row->person;
	const struct lead *lead = &row->lead;

	memset(view, 0, sizeof(*view));
	view->row = row;
	view->role = role;
	if ((needs & LEAD_NEEDS_NAMES) != 0)
		take_names(view, arena);
	if ((needs & LEAD_NEEDS_URL) != 0 && person->login != NULL)
		view->url = fact_url_person(arena, person->login);
	if ((needs & LEAD_NEEDS_COMPANY) != 0)
		view->company = people_company(arena, person->company);
	view->contact = (needs & LEAD_NEEDS_LINKS) != 0
	    ? people_contact(person)
	    : card_contact(&row->card);
	if ((needs & LEAD_NEEDS_LINKS) != 0)
		take_links(view, arena);
	if (lead->noticed_at == 0 && lead->contacted_at == 0 &&
	    person->first_seen != 0)
		view->notice_due =
		    person->first_seen + retention_days * CLOCK_DAY_S;
	view->hide_score = store_lead_hides_score(lead);
	if (!view->hide_score && row->score.band != BAND_NONE)
		view->band = band_name(row->score.band);
	view->status = status_name((enum status)lead->status);
	view->involvement = involvement_name(row->score.involvement);
	if ((needs & LEAD_NEEDS_POINTS) != 0)
		round_points(&row->score, view->points);
}

void
lead_view_make(const struct lead_row *row, const char *role,
    int64_t retention_days, struct arena *arena, struct lead_view *ret_view)
{
	lead_view_make_for(LEAD_NEEDS_ALL, row, role, retention_days, arena,
	    ret_view);
}

const char *
lead_view_kind(const char *kind)
{
	if (kind == NULL)
		return "work";
	if (str_equal(kind, "pull"))
		return "pull request";
	return str_equal(kind, "comment") ? "review comment" : kind;
}

bool
lead_view_is_reason(const struct score *score, const struct evidence *evidence)
{
	return score->reason != NULL && score->reason[0] != '\0' &&
	    score->reason_url != NULL &&
	    str_equal(score->reason_url, evidence->url);
}
