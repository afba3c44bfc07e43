#include "outreach/lead_help.h"

#include <stddef.h>

#include "base/array.h"
#include "base/str.h"

static const struct {
	const char *name;
	const char *help;
} columns[] = {
	{ "rank", "Place in this list, best first." },
	{ "id", "GitHub's number of the account; it survives renames." },
	{ "login", "The account's name on GitHub." },
	{ "name", "The name as the profile gives it, one free field." },
	{ "first_name", "Taken from the name; empty where it can't be told." },
	{ "last_name", "Taken from the name; empty where it can't be told." },
	{ "name_guessed",
	    "Whether splitting the name was a guess: look before you write." },
	{ "url", "The profile on GitHub." },
	{ "role", "For which role the lead was looked at." },
	{ "score",
	    "0 to 100: the careful end of what the evidence supports. Empty "
	    "for who applied." },
	{ "band",
	    "A to E. Two people three points apart are the same; empty: not "
	    "enough public work to say." },
	{ "coverage",
	    "0 to 1: how much of the evidence was there. What is not known is "
	    "not counted as zero." },
	{ "involvement",
	    "founder, maintainer, regular, occasional; no part of the score." },
	{ "flags", "What to be careful with." },
	{ "must_missing", "Skills the role must have that were not seen." },
	{ "headline", "What they do, in a line." },
	{ "reason", "One sentence that cites their strongest work." },
	{ "reason_url", "Where the reason can be seen to be true." },
	{ "alternate_1_text", "Another such sentence." },
	{ "alternate_1_url", "Where it can be seen to be true." },
	{ "alternate_2_text", "Another such sentence." },
	{ "alternate_2_url", "Where it can be seen to be true." },
	{ "alternate_3_text", "Another such sentence." },
	{ "alternate_3_url", "Where it can be seen to be true." },
	{ "evidence_1_title", "A piece of work worth opening." },
	{ "evidence_1_url", "Its address." },
	{ "evidence_1_date", "Its date (UTC)." },
	{ "evidence_2_title", "Another piece of work." },
	{ "evidence_2_url", "Its address." },
	{ "evidence_2_date", "Its date (UTC)." },
	{ "evidence_3_title", "Another piece of work." },
	{ "evidence_3_url", "Its address." },
	{ "evidence_3_date", "Its date (UTC)." },
	{ "location", "The place as the profile gives it." },
	{ "company", "The company as the profile gives it, tidied." },
	{ "languages", "Programming languages, most used first." },
	{ "skills", "Skills seen in the work, strongest first." },
	{ "followers", "Followers on GitHub." },
	{ "merged_prs", "Pull requests merged into the role's repositories." },
	{ "reviews",
	    "Reviews and review comments in the role's repositories." },
	{ "hireable", "Whether the profile says: available for hire." },
	{ "last_active", "Last public work seen (UTC)." },
	{ "contact",
	    "The best way they list themselves: linkedin, website, social or "
	    "none." },
	{ "linkedin_url", "Their LinkedIn page, if they list it." },
	{ "website", "Their website, if they list it." },
	{ "links", "All links they list." },
	{ "status", "Where they stand: new, shortlisted, contacted, ..." },
	{ "status_at", "Since when (UTC)." },
	{ "contacted_at", "When they were written to (UTC)." },
	{ "owner", "Who of the team takes care of them." },
	{ "tags", "Your tags." },
	{ "notes", "Your notes." },
	{ "signals",
	    "Points by family of evidence, of how many; they add up to the "
	    "score." },
	{ "seeds", "What they did in each of the role's repositories." },
	{ "first_seen", "When they were found (UTC)." },
	{ "fetched_at", "When the profile was last read (UTC)." },
	{ "notice_due",
	    "By when they must be told that you hold data on them (UTC)." },
	{ "rubric", "Which version of the role's rubric made the score." },
};

const char *
lead_help(const char *heading)
{
	for (size_t i = 0; i < COUNT(columns); i++)
		if (str_equal(columns[i].name, heading))
			return columns[i].help;
	return NULL;
}

const char *
lead_help_remark(int index)
{
	static const char *const remarks[] = {
		"muster advises, people decide. Open the links before you "
		"write to anybody, or turn anybody down.",
		"All of this is about public work on GitHub. Name, picture, "
		"place, employer, age and gender are in no score.",
		"An empty cell is unknown, which is neither zero nor bad.",
		"These are personal data: keep the file no longer than you "
		"need it, and tell people by the date in notice_due.",
		NULL,
	};

	for (int i = 0; i < index; i++)
		if (remarks[i] == NULL)
			return NULL;
	return remarks[index];
}
