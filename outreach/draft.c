#include "outreach/draft.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"

enum {
	DRAFT_MAX_BYTES = 64 * 1024,
	VALUE_COLUMNS = 300,
	TITLE_COLUMNS = 56, /* of a work that is named within a sentence */
	LISTED_MAX = 3 /* languages, skills */
};

static const char *
line(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : text_show(arena, text, VALUE_COLUMNS);
}

static const char *
shown_or(const char *a, const char *b)
{
	return a != NULL && a[0] != '\0' ? a : b;
}

static bool
is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* ---- the work that is named ---- */

/* "https://github.com/owner/name/pull/1": "owner/name". */
static const char *
repository_of(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://"), *owner, *name;
	size_t len;

	if (host == NULL)
		return NULL;
	owner = strchr(host + 3, '/');
	name = owner != NULL ? strchr(owner + 1, '/') : NULL;
	if (name == NULL || name == owner + 1)
		return NULL;
	len = (size_t)(name - owner - 1) + 1 + strcspn(name + 1, "/?#");
	return arena_text(arena, owner + 1, len);
}

/* At most so wide; cut between words, as one who writes by hand would. */
static const char *
short_title(struct arena *arena, const char *title)
{
	const char *whole = title != NULL ? line(arena, title) : "";
	size_t len, end;

	if (text_width(whole) <= TITLE_COLUMNS)
		return whole;
	len = text_prefix(whole, TITLE_COLUMNS - 1);
	for (end = len; end > len / 2 && whole[end] != ' '; end--)
		continue;
	return arena_format(arena, "%.*s…",
	    (int)(whole[end] == ' ' ? end : len), whole);
}

/* "your pull request \"Fix the decoder\" in owner/name" */
static const char *
name_work(struct arena *arena, const struct evidence *evidence)
{
	static const struct {
		const char *kind;
		const char *what;
		bool has_title;
	} kinds[] = {
		{ "pull", "your pull request", true },
		{ "commit", "your commit", true },
		{ "comment", "your review comments", false },
		{ "review", "your reviews", false },
	};
	const char *repository, *title;

	if (evidence->url == NULL || evidence->kind == NULL)
		return NULL;
	repository = repository_of(arena, evidence->url);
	if (repository == NULL)
		return NULL;
	if (str_equal(evidence->kind, "repository"))
		return arena_format(arena, "your project %s", repository);
	title = short_title(arena, evidence->title);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!str_equal(evidence->kind, kinds[i].kind))
			continue;
		if (!kinds[i].has_title)
			return arena_format(arena, "%s in %s", kinds[i].what,
			    repository);
		return title[0] == '\0' ? NULL
					: arena_format(arena, "%s \"%s\" in %s",
					      kinds[i].what, title, repository);
	}
	return NULL;
}

/* The first that has a name, or the one that was chosen and no other. */
static void
take_work(struct template_values *values, const struct lead_view *view,
    size_t chosen, struct arena *arena)
{
	const struct score *score = &view->row->score;
	size_t first = chosen > 0 ? chosen - 1 : 0;

	for (size_t i = first; i < score->n_evidence; i++) {
		const char *work = name_work(arena, &score->evidence[i]);

		if (work == NULL && chosen > 0)
			return;
		if (work == NULL)
			continue;
		values->texts[TOKEN_WORK] = work;
		values->texts[TOKEN_WORK_URL] =
		    line(arena, score->evidence[i].url);
		return;
	}
}

/* ---- values ---- */

/* "Go, C and C++" of at most three. */
static const char *
list(struct arena *arena, const char *const *texts, size_t n)
{
	struct buf out;
	const char *joined;

	n = n < LISTED_MAX ? n : LISTED_MAX;
	if (n == 0)
		return NULL;
	buf_init(&out, DRAFT_MAX_BYTES);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_text(&out, i + 1 < n ? ", " : " and ");
		text_line(&out, texts[i], strlen(texts[i]));
	}
	joined = arena_strdup(arena, out.data != NULL ? out.data : "");
	buf_done(&out);
	return joined;
}

/* The first of "grafana; cncf". */
static const char *
first_company(struct arena *arena, const char *company)
{
	return company == NULL
	    ? NULL
	    : line(arena, arena_text(arena, company, strcspn(company, ";")));
}

/* Lists say "Wrote ...", a message "You wrote ...". */
static const char *
to_person(struct arena *arena, const char *reason)
{
	return reason == NULL ? NULL
			      : line(arena, reason_to_person(arena, reason));
}

/* What is said of the work that was chosen; of another it would be wrong. */
static void
take_reason(struct template_values *values, const struct score *score,
    size_t chosen, struct arena *arena)
{
	const char *text = score->reason, *url = score->reason_url, *wanted;

	if (chosen > 0) {
		wanted = chosen <= score->n_evidence
		    ? score->evidence[chosen - 1].url
		    : NULL;
		if (wanted == NULL || !str_equal(url, wanted))
			text = NULL;
		for (size_t i = 0;
		     wanted != NULL && text == NULL && i < score->n_alternates;
		     i++)
			if (str_equal(score->alternates[i].url, wanted))
				text = score->alternates[i].text;
		url = text != NULL ? wanted : NULL;
	}
	values->texts[TOKEN_REASON] = to_person(arena, text);
	values->texts[TOKEN_REASON_URL] = line(arena, url);
}

static void
take_person(struct template_values *values, const struct lead_view *view,
    struct arena *arena)
{
	const struct person *person = &view->row->person;
	const struct score *score = &view->row->score;
	const char *skills[LISTED_MAX];
	size_t n_skills = 0;
	const char **texts = values->texts;

	/* A guess is no name to greet somebody with. */
	if (!view->name_guessed) {
		texts[TOKEN_FIRST_NAME] = line(arena, view->first_name);
		texts[TOKEN_LAST_NAME] = line(arena, view->last_name);
	}
	texts[TOKEN_NAME] = line(arena, person->name);
	texts[TOKEN_LOGIN] = line(arena, person->login);
	texts[TOKEN_URL] = line(arena, view->url);
	texts[TOKEN_COMPANY] = first_company(arena, view->company);
	texts[TOKEN_LOCATION] = line(arena, person->location);
	texts[TOKEN_HEADLINE] = line(arena, score->headline);
	if (score->involvement != INVOLVEMENT_NONE)
		texts[TOKEN_INVOLVEMENT] = view->involvement;
	texts[TOKEN_LANGUAGES] =
	    list(arena, score->languages, score->n_languages);
	for (size_t i = 0; i < score->n_skills && n_skills < LISTED_MAX; i++)
		if (is_set(score->skills[i].id))
			skills[n_skills++] = score->skills[i].id;
	texts[TOKEN_SKILLS] = list(arena, skills, n_skills);
	texts[TOKEN_LINKEDIN_URL] = line(arena, view->linkedin_url);
	texts[TOKEN_WEBSITE] = line(arena, view->website);
	values->flags[TOKEN_HIREABLE] = person->hireable;
}

static void
take_lists(struct template_values *values, const struct lead_view *view,
    struct arena *arena)
{
	const struct score *score = &view->row->score;
	char date[CLOCK_TEXT_LEN];

	for (size_t i = 0; i < score->n_evidence && i < TEMPLATE_ITEMS_MAX;
	     i++) {
		const struct evidence *evidence = &score->evidence[i];
		const char **texts = values->items[TOKEN_EVIDENCE][i].texts;

		texts[TOKEN_ITEM_KIND] = line(arena, evidence->kind);
		texts[TOKEN_ITEM_TITLE] =
		    line(arena, shown_or(evidence->title, evidence->url));
		texts[TOKEN_ITEM_URL] = line(arena, evidence->url);
		if (evidence->date != 0) {
			clock_format_date(evidence->date, date);
			texts[TOKEN_ITEM_DATE] = arena_strdup(arena, date);
			texts[TOKEN_ITEM_YEAR] = arena_text(arena, date, 4);
		}
		values->n_items[TOKEN_EVIDENCE]++;
	}
	for (size_t i = 0; i < score->n_alternates && i < TEMPLATE_ITEMS_MAX;
	     i++) {
		const char **texts = values->items[TOKEN_ALTERNATES][i].texts;

		texts[TOKEN_ITEM_TEXT] =
		    to_person(arena, score->alternates[i].text);
		texts[TOKEN_ITEM_URL] = line(arena, score->alternates[i].url);
		values->n_items[TOKEN_ALTERNATES]++;
	}
}

bool
draft_has_notice(const struct draft_terms *terms)
{
	return is_set(terms->operator_contact);
}

bool
draft_has_link(const struct draft_terms *terms)
{
	return is_set(terms->operator_privacy_url);
}

/* Who holds the data, where it is from, how to object: one line. */
static const char *
make_notice(const struct draft_terms *terms, struct arena *arena)
{
	if (!draft_has_notice(terms))
		return NULL;
	return arena_format(arena,
	    "%s found you through your public work on GitHub. To object or be "
	    "erased: %s%s%s",
	    is_set(terms->operator_company) ? terms->operator_company : "We",
	    terms->operator_contact, draft_has_link(terms) ? ", " : "",
	    draft_has_link(terms) ? terms->operator_privacy_url : "");
}

static void
take_terms(struct template_values *values, const struct draft_terms *terms,
    struct arena *arena)
{
	const char **texts = values->texts;
	char today[CLOCK_TEXT_LEN];

	clock_format_date(terms->now, today);
	texts[TOKEN_TODAY] = arena_strdup(arena, today);
	texts[TOKEN_ROLE] = line(arena, terms->role);
	texts[TOKEN_JOB_TITLE] = line(arena, terms->job_title);
	texts[TOKEN_JOB_URL] = line(arena, terms->job_url);
	texts[TOKEN_JOB_PAY] = line(arena, terms->job_pay);
	texts[TOKEN_JOB_PLACE] = line(arena, terms->job_place);
	texts[TOKEN_SENDER] = line(arena, terms->job_sender);
	texts[TOKEN_OPERATOR_COMPANY] = line(arena, terms->operator_company);
	texts[TOKEN_OPERATOR_CONTACT] = line(arena, terms->operator_contact);
	texts[TOKEN_OPERATOR_PRIVACY_URL] =
	    line(arena, terms->operator_privacy_url);
	texts[TOKEN_NOTICE] = line(arena, make_notice(terms, arena));
}

/* ---- refusals ---- */

const char *
draft_refuses_status(const struct lead *lead)
{
	if (lead->known_at != 0)
		return "is known to you already (muster known)";
	switch ((enum status)lead->status) {
	case STATUS_NEW:
	case STATUS_SHORTLISTED:
	case STATUS_CONTACTED:
	case STATUS_REPLIED:
	case STATUS_APPLICANT:
		return NULL;
	case STATUS_NOT_A_FIT:
		return "is marked not-a-fit";
	case STATUS_HIRED:
		return "is marked hired";
	case STATUS_DECLINED:
		return "declined";
	case STATUS_DO_NOT_CONTACT:
	case STATUS_COUNT:
		break;
	}
	return "must not be contacted";
}

/* LinkedIn and others count as JavaScript does. */
static int64_t
length(const char *text)
{
	int64_t units = 0;

	for (; *text != '\0'; text++)
		if (((uint8_t)*text & 0xC0) != 0x80)
			units += (uint8_t)*text >= 0xF0 ? 2 : 1;
	return units;
}

static const char *
name_missing(const struct template *template, uint64_t missing,
    struct arena *arena)
{
	struct buf names;
	const char *text;

	buf_init(&names, DRAFT_MAX_BYTES);
	for (int i = 0; i < TOKEN_COUNT; i++)
		if ((missing >> i & 1) != 0)
			buf_format(&names, "%s{{%s}} of %s",
			    names.len > 0 ? ", " : "nothing is known for ",
			    token_info((enum token)i)->name,
			    template_place(template, (enum token)i, arena));
	text = arena_strdup(arena, names.data);
	buf_done(&names);
	return text;
}

static const char *
check(const struct template *template, const struct buf *message,
    const struct draft *draft, struct arena *arena)
{
	int64_t limit = template_limit(template), n;

	if (draft->missing != 0)
		return name_missing(template, draft->missing, arena);
	if (message->overflow)
		return "is too long";
	n = length(message->data);
	if (limit > 0 && n > limit)
		return arena_format(arena,
		    "is %lld characters long, and the template allows %lld",
		    (long long)n, (long long)limit);
	return NULL;
}

/* Of what the message names: what to open before it is sent. */
static const char *
find_about(const struct template_values *values, const char *message)
{
	static const enum token named[][2] = { { TOKEN_WORK, TOKEN_WORK_URL },
		{ TOKEN_REASON, TOKEN_REASON_URL } };

	for (size_t i = 0; i < COUNT(named); i++) {
		const char *text = values->texts[named[i][0]];
		const char *url = values->texts[named[i][1]];

		if (text != NULL && url != NULL &&
		    strstr(message, text) != NULL)
			return strstr(message, url) == NULL ? url : NULL;
	}
	return NULL;
}

void
draft_make(const struct template *template, const struct draft_terms *terms,
    const struct lead_view *view, struct arena *arena, struct draft *ret_draft)
{
	struct template_values *values =
	    arena_calloc(arena, 1, sizeof(*values));
	struct template_gaps gaps;
	struct draft draft = { 0 };
	struct buf message;

	draft.refusal = draft_refuses_status(&view->row->lead);
	take_person(values, view, arena);
	take_reason(values, &view->row->score, terms->work, arena);
	take_work(values, view, terms->work, arena);
	take_lists(values, view, arena);
	take_terms(values, terms, arena);
	buf_init(&message, DRAFT_MAX_BYTES);
	template_render(template, values, &message, &gaps);
	draft.fell_back = gaps.fell_back;
	draft.missing = gaps.missing;
	if (view->notice_due != 0 && !draft_has_notice(terms) &&
	    draft.refusal == NULL)
		draft.refusal = "a notice is due, and operator.contact is not "
				"set: nobody could object";
	if (draft.refusal == NULL && terms->work > view->row->score.n_evidence)
		draft.refusal =
		    arena_format(arena, "no work %zu: show lists only %zu",
			terms->work, view->row->score.n_evidence);
	if (draft.refusal == NULL && message.len == 0 && draft.missing == 0)
		draft.refusal = "the draft would be blank";
	if (view->notice_due != 0 && message.len > 0 &&
	    values->texts[TOKEN_NOTICE] != NULL &&
	    strstr(message.data, values->texts[TOKEN_NOTICE]) == NULL) {
		draft.is_notice_added = true;
		buf_text(&message, "\n\n");
		buf_text(&message, values->texts[TOKEN_NOTICE]);
	}
	if (draft.refusal == NULL)
		draft.refusal = check(template, &message, &draft, arena);
	if (draft.refusal == NULL) {
		draft.text = arena_text(arena, message.data, message.len);
		draft.about = find_about(values, draft.text);
	}
	buf_done(&message);
	*ret_draft = draft;
}
