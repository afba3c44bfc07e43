#include "outreach/token.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"

#define ITEM(name, list, help)                    \
	{                                         \
		name, TOKEN_KIND_ITEM, list, help \
	}
#define TOKEN(name, kind, help)                            \
	{                                                  \
		name, TOKEN_KIND_##kind, TOKEN_COUNT, help \
	}

static const struct token_info infos[TOKEN_COUNT] = {
	[TOKEN_FIRST_NAME] = TOKEN("first_name", TEXT,
	    "missing when splitting the name was a guess"),
	[TOKEN_LAST_NAME] = TOKEN("last_name", TEXT, "likewise"),
	[TOKEN_NAME] = TOKEN("name", TEXT, "as the profile gives it"),
	[TOKEN_LOGIN] = TOKEN("login", ALWAYS, "on GitHub"),
	[TOKEN_URL] = TOKEN("url", ALWAYS, "of the profile"),
	[TOKEN_COMPANY] = TOKEN("company", TEXT, "the first they name"),
	[TOKEN_LOCATION] = TOKEN("location", TEXT, "as the profile gives it"),
	[TOKEN_HEADLINE] = TOKEN("headline", TEXT, "what they do, in a line"),
	[TOKEN_INVOLVEMENT] = TOKEN("involvement", TEXT,
	    "founder, maintainer, regular or occasional"),
	[TOKEN_LANGUAGES] =
	    TOKEN("languages", TEXT, "the three most used, \"Go, C and C++\""),
	[TOKEN_SKILLS] = TOKEN("skills", TEXT, "the three strongest"),
	[TOKEN_LINKEDIN_URL] = TOKEN("linkedin_url", TEXT, "if they list it"),
	[TOKEN_WEBSITE] = TOKEN("website", TEXT, "if they list it"),
	[TOKEN_REASON] = TOKEN("reason", NEEDED,
	    "\"You wrote ...\": a sentence on their best work"),
	[TOKEN_REASON_URL] =
	    TOKEN("reason_url", NEEDED, "where it can be seen to be true"),
	[TOKEN_WORK] = TOKEN("work", NEEDED,
	    "\"your pull request \"Fix the decoder\" in owner/name\""),
	[TOKEN_WORK_URL] = TOKEN("work_url", NEEDED, "its address"),
	[TOKEN_ROLE] = TOKEN("role", ALWAYS, "the role's name"),
	[TOKEN_JOB_TITLE] = TOKEN("job.title", TEXT, "of the role's job:"),
	[TOKEN_JOB_URL] = TOKEN("job.url", TEXT, "likewise"),
	[TOKEN_JOB_PAY] = TOKEN("job.pay", TEXT, "likewise"),
	[TOKEN_JOB_PLACE] = TOKEN("job.place", TEXT, "likewise"),
	[TOKEN_SENDER] = TOKEN("job.sender", TEXT, "who signs"),
	[TOKEN_OPERATOR_COMPANY] =
	    TOKEN("operator.company", TEXT, "of muster.yaml"),
	[TOKEN_OPERATOR_CONTACT] = TOKEN("operator.contact", TEXT, "likewise"),
	[TOKEN_OPERATOR_PRIVACY_URL] =
	    TOKEN("operator.privacy_url", TEXT, "likewise"),
	[TOKEN_TODAY] = TOKEN("today", ALWAYS, "2026-11-22"),
	[TOKEN_NOTICE] = TOKEN("notice", ALWAYS,
	    "where you found them and how to object; added at the end when it "
	    "is due and not in the template"),
	[TOKEN_HIREABLE] =
	    TOKEN("hireable", FLAG, "the profile says: available for hire"),
	[TOKEN_EVIDENCE] = TOKEN("evidence", LIST, "up to three works"),
	[TOKEN_ALTERNATES] =
	    TOKEN("alternates", LIST, "other sentences like it"),
	[TOKEN_ITEM_KIND] = ITEM("kind", TOKEN_EVIDENCE, "pull, comment, ..."),
	[TOKEN_ITEM_TITLE] = ITEM("title", TOKEN_EVIDENCE, "of the work"),
	[TOKEN_ITEM_TEXT] = ITEM("text", TOKEN_ALTERNATES, "the sentence"),
	[TOKEN_ITEM_URL] = ITEM("url", TOKEN_COUNT, "of the item"),
	[TOKEN_ITEM_DATE] = ITEM("date", TOKEN_EVIDENCE, "2026-11-22"),
	[TOKEN_ITEM_YEAR] = ITEM("year", TOKEN_EVIDENCE, "2026"),
};

const struct token_info *
token_info(enum token token)
{
	return &infos[token];
}

static bool
is_item_of(const struct token_info *info, enum token list)
{
	return info->kind == TOKEN_KIND_ITEM && list != TOKEN_COUNT &&
	    (info->list == list || info->list == TOKEN_COUNT);
}

bool
token_find(const char *name, enum token list, enum token *ret_token)
{
	for (int items = 1; items >= 0; items--)
		for (int i = 0; i < TOKEN_COUNT; i++) {
			if (!str_equal(infos[i].name, name) ||
			    (items ? !is_item_of(&infos[i], list)
				   : infos[i].kind == TOKEN_KIND_ITEM))
				continue;
			*ret_token = (enum token)i;
			return true;
		}
	return false;
}

static const struct {
	const char *name;
	const char *hint;
} hints[] = {
	{ "score",
	    ": no score, band or rank goes into a message: people are no "
	    "grades" },
	{ "band",
	    ": no score, band or rank goes into a message: people are no "
	    "grades" },
	{ "rank",
	    ": no score, band or rank goes into a message: people are no "
	    "grades" },
	{ "email", ": muster knows no e-mail addresses" },
	{ "company_name", "; did you mean company, or operator.company?" },
};

/* A name of the same words in another spelling, or one that is near. */
const char *
token_hint(const char *name)
{
	static char text[80];
	const char *best = NULL;
	size_t least = 4;

	for (size_t i = 0; i < COUNT(hints); i++)
		if (str_equal(hints[i].name, name))
			return hints[i].hint;
	for (int i = 0; i < TOKEN_COUNT; i++)
		if (infos[i].kind == TOKEN_KIND_ITEM &&
		    str_equal(infos[i].name, name)) {
			(void)snprintf(text, sizeof(text),
			    "; only within {{#%s}}...{{/%s}}",
			    infos[infos[i].list].name,
			    infos[infos[i].list].name);
			return text;
		}
	for (int i = 0; i < TOKEN_COUNT; i++) {
		const char *dot = strchr(infos[i].name, '.');
		size_t distance = str_distance(name, infos[i].name);

		if (dot != NULL && str_equal(dot + 1, name))
			distance = 0;
		if (distance < least && distance < strlen(name)) {
			least = distance;
			best = infos[i].name;
		}
	}
	if (best == NULL)
		return "";
	(void)snprintf(text, sizeof(text), "; did you mean %s?", best);
	return text;
}
