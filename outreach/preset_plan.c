/*
 * Makes a plan of what stands in which column: of the columns that a system
 * documents, or of those in a template that was downloaded from it.
 */
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "outreach/preset_internal.h"

enum {
	COLUMNS_MAX = 256,
	NAME_MAX_BYTES = 64
};

struct known_column {
	const char *preset; /* NULL: of every downloaded template */
	const char *heading;
	enum preset_value value;
	const char *constant;
};

/*
 * The documented columns, in order.  E-mail addresses and telephone numbers
 * are never known; a title is not made up of what somebody works on.
 */
static const struct known_column documented[] = {
	{ "greenhouse", "First Name", VALUE_FIRST_NAME, NULL },
	{ "greenhouse", "Last Name", VALUE_LAST_NAME, NULL },
	{ "greenhouse", "Company", VALUE_COMPANY, NULL },
	{ "greenhouse", "Title", VALUE_NOTHING, NULL },
	{ "greenhouse", "Notes", VALUE_NOTES, NULL },
	{ "greenhouse", "Social Media", VALUE_SOCIAL, NULL },
	{ "greenhouse", "Website", VALUE_WEBSITE, NULL },
	{ "greenhouse", "Address", VALUE_PLACE, NULL },
	{ "gem", "first_name", VALUE_FIRST_NAME, NULL },
	{ "gem", "last_name", VALUE_LAST_NAME, NULL },
	{ "gem", "linkedin_url", VALUE_LINKEDIN, NULL },
	{ "gem", "company", VALUE_COMPANY, NULL },
	{ "gem", "location", VALUE_PLACE, NULL },
	{ "gem", "website", VALUE_WEBSITE, NULL },
	{ "gem", "github", VALUE_GITHUB, NULL },
	{ "gem", "reason", VALUE_REASON, NULL },
	{ "gem", "extra1", VALUE_EVIDENCE_1, NULL },
	{ "gem", "extra2", VALUE_EVIDENCE_2, NULL },
	{ "gem", "extra3", VALUE_EVIDENCE_3, NULL },
	{ "gem-ats", "job_stage", VALUE_NOTHING, NULL },
	{ "gem-ats", "first_name", VALUE_FIRST_NAME, NULL },
	{ "gem-ats", "last_name", VALUE_LAST_NAME, NULL },
	{ "gem-ats", "email", VALUE_NOTHING, NULL },
	{ "gem-ats", "linkedin_url", VALUE_LINKEDIN, NULL },
	{ "gem-ats", "phone_number", VALUE_NOTHING, NULL },
	{ "seekout", "Full Name", VALUE_NAME, NULL },
	{ "seekout", "First Name", VALUE_FIRST_NAME, NULL },
	{ "seekout", "Last Name", VALUE_LAST_NAME, NULL },
	{ "seekout", "Location", VALUE_PLACE, NULL },
	{ "seekout", "Company", VALUE_COMPANY, NULL },
	{ "seekout", "Title", VALUE_NOTHING, NULL },
	{ "seekout", "LinkedInUrl", VALUE_LINKEDIN, NULL },
	{ "linkedin", "name", VALUE_NAME, NULL },
	{ "linkedin", "company", VALUE_COMPANY, NULL },
	{ "linkedin", "location", VALUE_PLACE, NULL },
	{ "linkedin", "linkedin", VALUE_PEOPLE_SEARCH, NULL },
	{ "linkedin", "github", VALUE_GITHUB, NULL },
	{ "linkedin", "reason", VALUE_REASON, NULL },
};

/* Headings that templates may have, letters and digits alone; what a template
 * calls otherwise stays empty and is told. */
static const struct known_column headings[] = {
	{ "lever", "stage", VALUE_CONSTANT, "New Lead" },
	{ "lever", "origin", VALUE_CONSTANT, "Sourced" },
	{ "lever", "sources", VALUE_CONSTANT, "GitHub" },
	{ "lever", "source", VALUE_CONSTANT, "GitHub" },
	{ "ashby", "notes", VALUE_NOTHING, NULL },
	{ NULL, "fullname", VALUE_NAME, NULL },
	{ NULL, "name", VALUE_NAME, NULL },
	{ NULL, "candidatename", VALUE_NAME, NULL },
	{ NULL, "firstname", VALUE_FIRST_NAME, NULL },
	{ NULL, "lastname", VALUE_LAST_NAME, NULL },
	{ NULL, "company", VALUE_COMPANY, NULL },
	{ NULL, "currentcompany", VALUE_COMPANY, NULL },
	{ NULL, "location", VALUE_PLACE, NULL },
	{ NULL, "links", VALUE_LINKS, NULL },
	{ NULL, "socialmedia", VALUE_SOCIAL, NULL },
	{ NULL, "linkedin", VALUE_LINKEDIN, NULL },
	{ NULL, "linkedinurl", VALUE_LINKEDIN, NULL },
	{ NULL, "github", VALUE_GITHUB, NULL },
	{ NULL, "githuburl", VALUE_GITHUB, NULL },
	{ NULL, "website", VALUE_WEBSITE, NULL },
	{ NULL, "websiteurl", VALUE_WEBSITE, NULL },
	{ NULL, "notes", VALUE_NOTES, NULL },
	{ NULL, "reason", VALUE_REASON, NULL },
	{ NULL, "headline", VALUE_HEADLINE, NULL },
	{ NULL, "tags", VALUE_TAGS, NULL },
};

struct making {
	const struct preset_request *request;
	struct preset_plan *plan;
	struct arena *arena;
	struct err_detail *detail;
};

static struct preset_column *
add_column(struct making *making, const char *heading)
{
	struct preset_plan *plan = making->plan;
	struct preset_column *column;

	if (plan->n_columns == COLUMNS_MAX)
		return NULL;
	column = &plan->columns[plan->n_columns++];
	*column = (struct preset_column){ .heading = heading };
	return column;
}

static void
take_documented(struct making *making)
{
	for (size_t i = 0; i < COUNT(documented); i++) {
		struct preset_column *column;

		if (!str_equal(documented[i].preset,
			making->plan->preset->name))
			continue;
		column = add_column(making, documented[i].heading);
		if (column != NULL)
			column->value = documented[i].value;
	}
}

/* ---- a downloaded template ---- */

/* "Full name" -> "fullname". */
static const char *
bare(struct arena *arena, const char *heading)
{
	char *name = arena_strdup(arena, heading);
	size_t n = 0;

	for (const char *at = heading; *at != '\0'; at++)
		if (str_is_alnum(*at))
			name[n++] = str_lower(*at);
	name[n] = '\0';
	return name;
}

static void
recognise(struct making *making, struct preset_column *column)
{
	const char *name = bare(making->arena, column->heading);

	for (size_t i = 0; i < COUNT(headings); i++) {
		if (headings[i].preset != NULL &&
		    !str_equal(headings[i].preset, making->plan->preset->name))
			continue;
		if (!str_equal(headings[i].heading, name))
			continue;
		column->value = headings[i].value;
		column->constant = headings[i].constant;
		return;
	}
}

/* One heading from `at`, quotes resolved; returns what follows it. */
static const char *
read_heading(struct making *making, const char *at, const char *end,
    const char **ret_heading)
{
	char *heading = arena_alloc(making->arena, (size_t)(end - at) + 1);
	bool quoted = at < end && *at == '"';
	size_t n = 0, len;
	const char *trimmed;

	for (at += quoted; at < end; at++) {
		if (quoted && *at == '"') {
			if (at + 1 < end && at[1] == '"')
				at++;
			else {
				quoted = false;
				continue;
			}
		} else if (!quoted &&
		    (*at == ',' || *at == '\r' || *at == '\n')) {
			break;
		}
		heading[n++] = *at;
	}
	trimmed = str_trim(heading, n, &len);
	*ret_heading = arena_text(making->arena, trimmed, len);
	return at;
}

static int
read_template(struct making *making)
{
	const struct preset_request *request = making->request;
	const char *start = request->header;
	const char *end = start + request->header_len, *at;
	const char *heading;

	if (request->header_len >= 3 && memcmp(start, "\xEF\xBB\xBF", 3) == 0)
		start += 3;
	if (!text_valid(start, (size_t)(end - start)) ||
	    memchr(start, '\0', (size_t)(end - start)) != NULL)
		return err_set(making->detail, ERR_INVAL,
		    "--header-file: no CSV file: save the template as CSV, "
		    "UTF-8");
	for (at = start; at < end;) {
		struct preset_column *column;

		at = read_heading(making, at, end, &heading);
		column = add_column(making, heading);
		if (column == NULL)
			return err_set(making->detail, ERR_INVAL,
			    "--header-file: over %d columns", COLUMNS_MAX);
		recognise(making, column);
		if (at == end || *at != ',')
			break;
		at++;
	}
	making->plan->header =
	    arena_text(making->arena, start, (size_t)(at - start));
	return 0;
}

/* ---- the user's own columns ---- */

static struct preset_column *
find_column(const struct preset_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_columns; i++)
		if (str_casecmp(plan->columns[i].heading, name) == 0)
			return &plan->columns[i];
	return NULL;
}

static int
own_column(struct making *making, const char *option, const char *given,
    struct preset_column **ret_column, const char **ret_value)
{
	const struct preset *preset = making->plan->preset;
	const char *equals = strchr(given, '=');
	struct preset_column *column;
	const char *name;

	if (equals == NULL || equals == given)
		return err_set(making->detail, ERR_INVAL,
		    "%s: \"%.60s\": expected COLUMN=...", option, given);
	name = arena_text(making->arena, given, (size_t)(equals - given));
	column = find_column(making->plan, name);
	if (column == NULL && preset->takes_more)
		column = add_column(making, name);
	if (column == NULL)
		return err_set(making->detail, ERR_INVAL,
		    "%s: %.60s: %s has no such column", option, name,
		    preset->wants_header ? "the template" : preset->title);
	*ret_column = column;
	*ret_value = equals + 1;
	return 0;
}

static const struct lead_field *
find_field(const char *name)
{
	for (size_t i = 0; i < lead_fields_n; i++)
		if (str_equal(lead_fields[i].name, name))
			return &lead_fields[i];
	return NULL;
}

static bool
tells_score(const char *name)
{
	static const char *const names[] = { "rank", "score", "band",
		"coverage", "signals", "must_missing" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_equal(name, names[i]))
			return true;
	return false;
}

static int
take_own(struct making *making)
{
	const struct preset_request *request = making->request;
	struct preset_column *column;
	const char *value;
	int rc = 0;

	for (size_t i = 0; i < request->n_sets && rc == 0; i++) {
		rc = own_column(making, "--set", request->sets[i], &column,
		    &value);
		if (rc != 0)
			break;
		column->value = VALUE_CONSTANT;
		column->constant = arena_strdup(making->arena, value);
	}
	for (size_t i = 0; i < request->n_maps && rc == 0; i++) {
		rc = own_column(making, "--map", request->maps[i], &column,
		    &value);
		if (rc != 0)
			break;
		column->value = VALUE_FIELD;
		column->field = find_field(value);
		if (column->field == NULL)
			return err_set(making->detail, ERR_INVAL,
			    "--map: %.60s: no field of a lead; `muster leads "
			    "--json --limit 1` shows them",
			    value);
		if (tells_score(value) && !request->with_score)
			return err_set(making->detail, ERR_INVAL,
			    "--map: %s: tells how muster ranks people, which "
			    "an ATS takes for a grade; --with-score allows it",
			    value);
	}
	return rc;
}

/* ---- the whole ---- */

static int
check_header(struct making *making)
{
	const struct preset *preset = making->plan->preset;

	if (preset->wants_header && making->request->header == NULL)
		return err_set(making->detail, ERR_INVAL,
		    "%s does not publish its columns: download its template "
		    "there and add --header-file TEMPLATE.csv",
		    preset->title);
	if (!preset->wants_header && making->request->header != NULL)
		return err_set(making->detail, ERR_INVAL,
		    "--header-file: %s has fixed columns", preset->title);
	return 0;
}

static bool
has_name(const struct preset_plan *plan)
{
	for (size_t i = 0; i < plan->n_columns; i++) {
		const struct preset_column *column = &plan->columns[i];

		if (column->value == VALUE_NAME ||
		    column->value == VALUE_LAST_NAME ||
		    (column->value == VALUE_FIELD &&
			(str_equal(column->field->name, "name") ||
			    str_equal(column->field->name, "last_name"))))
			return true;
	}
	return false;
}

/* What the system insists on; an import without would fail there. */
static int
check_needs(struct making *making)
{
	static const char *const lever[] = { "fullname", "stage", "sources",
		"origin" };
	struct preset_plan *plan = making->plan;

	plan->needs_last_name = str_equal(plan->preset->name, "greenhouse");
	plan->needs_name = plan->preset->wants_header;
	if (plan->preset->wants_header && !has_name(plan))
		return err_set(making->detail, ERR_INVAL,
		    "--header-file: no column for a name is known: is its "
		    "first line %s's heading? --map COLUMN=name says which",
		    plan->preset->title);
	if (!str_equal(plan->preset->name, "lever"))
		return 0;
	for (size_t need = 0; need < COUNT(lever); need++) {
		bool found = false;

		for (size_t i = 0; i < plan->n_columns; i++)
			found |= str_equal(bare(making->arena,
					       plan->columns[i].heading),
			    lever[need]);
		if (!found)
			return err_set(making->detail, ERR_INVAL,
			    "--header-file: Lever needs Full name, Stage, "
			    "Sources and Origin; this is not its template");
	}
	return 0;
}

int
preset_plan_make(const struct preset_request *request, struct arena *arena,
    const struct preset_plan **ret_plan, struct err_detail *detail)
{
	struct making making = { request, NULL, arena, detail };
	int rc;

	making.plan = arena_calloc(arena, 1, sizeof(*making.plan));
	making.plan->preset = request->preset;
	making.plan->with_score = request->with_score;
	making.plan->columns =
	    arena_calloc(arena, COLUMNS_MAX, sizeof(*making.plan->columns));
	rc = check_header(&making);
	if (rc == 0 && request->header != NULL)
		rc = read_template(&making);
	else if (rc == 0)
		take_documented(&making);
	if (rc == 0)
		rc = take_own(&making);
	if (rc == 0)
		rc = check_needs(&making);
	if (rc == 0)
		*ret_plan = making.plan;
	return rc;
}

void
preset_plan_empty(const struct preset_plan *plan, struct buf *ret_names)
{
	for (size_t i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].value == VALUE_NOTHING)
			buf_format(ret_names, "%s%s",
			    ret_names->len > 0 ? ", " : "",
			    plan->columns[i].heading);
}
