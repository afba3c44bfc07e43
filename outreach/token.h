#ifndef OUTREACH_TOKEN_H
#define OUTREACH_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a message template may ask for.  One table feeds the parser, the
 * messages, the rendering and the manual's test.
 */
enum token {
	TOKEN_FIRST_NAME,
	TOKEN_LAST_NAME,
	TOKEN_NAME,
	TOKEN_LOGIN,
	TOKEN_URL,
	TOKEN_COMPANY,
	TOKEN_LOCATION,
	TOKEN_HEADLINE,
	TOKEN_INVOLVEMENT,
	TOKEN_LANGUAGES,
	TOKEN_SKILLS,
	TOKEN_LINKEDIN_URL,
	TOKEN_WEBSITE,
	TOKEN_REASON,
	TOKEN_REASON_URL,
	TOKEN_WORK,
	TOKEN_WORK_URL,
	TOKEN_ROLE,
	TOKEN_JOB_TITLE,
	TOKEN_JOB_URL,
	TOKEN_JOB_PAY,
	TOKEN_JOB_PLACE,
	TOKEN_SENDER,
	TOKEN_OPERATOR_COMPANY,
	TOKEN_OPERATOR_CONTACT,
	TOKEN_OPERATOR_PRIVACY_URL,
	TOKEN_TODAY,
	TOKEN_NOTICE,
	TOKEN_HIREABLE,
	TOKEN_EVIDENCE,
	TOKEN_ALTERNATES,
	/* Within {{#evidence}} and {{#alternates}}. */
	TOKEN_ITEM_KIND,
	TOKEN_ITEM_TITLE,
	TOKEN_ITEM_TEXT,
	TOKEN_ITEM_URL,
	TOKEN_ITEM_DATE,
	TOKEN_ITEM_YEAR,
	TOKEN_COUNT
};

enum token_kind {
	/* May be missing: needs a fallback, or a section that asks for it. */
	TOKEN_KIND_TEXT,
	/* A message without it is worth nothing: who lacks it gets no draft. */
	TOKEN_KIND_NEEDED,
	TOKEN_KIND_ALWAYS, /* never missing */
	TOKEN_KIND_FLAG, /* for sections alone */
	TOKEN_KIND_LIST, /* for sections alone */
	TOKEN_KIND_ITEM /* of a list, within its section */
};

struct token_info {
	const char *name;
	enum token_kind kind;
	enum token list; /* of an item: whose; TOKEN_COUNT: of all lists */
	const char *help;
};

const struct token_info *token_info(enum token token);

/* Within the section of `list` (TOKEN_COUNT: outside) its items come first.
 * False for an unknown name. */
bool token_find(const char *name, enum token list, enum token *ret_token);

/* "; did you mean first_name?", why there is no such token, or "". */
const char *token_hint(const char *name);

#endif
