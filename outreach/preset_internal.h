#ifndef OUTREACH_PRESET_INTERNAL_H
#define OUTREACH_PRESET_INTERNAL_H

#include "outreach/lead_field.h"
#include "outreach/preset.h"

enum preset_value {
	VALUE_NOTHING,
	VALUE_CONSTANT,
	VALUE_FIELD,
	VALUE_FIRST_NAME,
	VALUE_LAST_NAME,
	VALUE_NAME, /* as the profile gives it */
	VALUE_COMPANY, /* the first */
	VALUE_PLACE,
	VALUE_NOTES,
	VALUE_SOCIAL, /* links without the website, joined by ", " */
	VALUE_LINKS,
	VALUE_LINKEDIN,
	VALUE_PEOPLE_SEARCH,
	VALUE_GITHUB,
	VALUE_WEBSITE,
	VALUE_REASON,
	VALUE_HEADLINE,
	VALUE_TAGS, /* joined by "," */
	VALUE_EVIDENCE_1,
	VALUE_EVIDENCE_2,
	VALUE_EVIDENCE_3
};

struct preset_column {
	const char *heading;
	enum preset_value value;
	const char *constant;
	const struct lead_field *field;
};

struct preset_plan {
	const struct preset *preset;
	struct preset_column *columns;
	size_t n_columns;
	const char *header; /* the template's first line, to be repeated */
	bool with_score;
	bool needs_name;
	bool needs_last_name;
};

#endif
