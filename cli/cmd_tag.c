#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/target.h"

enum {
	TAG_MAX_BYTES = 40
};

struct tag {
	const char *name;
	bool remove;
};

static int
change(void *context, struct app *app, struct lead *lead, int64_t now)
{
	const struct tag *tag = context;
	const char **tags =
	    arena_calloc(&app->arena, lead->n_tags + 1, sizeof(*tags));
	bool is_there = false;
	size_t n = 0;

	(void)now; /* part of the callback's form */
	for (size_t i = 0; i < lead->n_tags; i++) {
		bool is_it = str_equal(lead->tags[i], tag->name);

		is_there = is_there || is_it;
		if (!is_it || !tag->remove)
			tags[n++] = lead->tags[i];
	}
	if (!tag->remove && !is_there)
		tags[n++] = tag->name;
	lead->tags = tags;
	lead->n_tags = n;
	return 0;
}

/* Lower case; letters, digits, '.', '_', '-': what a query can spell. */
static int
parse(struct app *app, const char *given, struct tag *tag)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
	char *name;

	tag->remove = given[0] == '-';
	name = arena_strdup(&app->arena, given + (tag->remove ? 1 : 0));
	str_lower_all(name);
	tag->name = name;
	if (name[0] == '\0' || name[0] == '-' ||
	    name[strspn(name, allowed)] != '\0' || strlen(name) > TAG_MAX_BYTES)
		return app_error(app, ERR_INVAL,
		    "tag: \"%.60s\": expected at most 40 of a-z 0-9 . _ -",
		    given);
	return 0;
}

int
cmd_tag(struct app *app, int argc, char **argv)
{
	struct tag tag;
	struct target_change how = { .change = change, .context = &tag };
	const char *role = NULL;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role, "NAME",
		    "in which role's pipeline", 0, 0 },
		{ "yes", 'y', OPTION_FLAG, &how.yes, NULL,
		    "don't ask before changing several", 0, 0 },
	};
	struct text_list operands;
	struct target target;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 2, SIZE_MAX,
		    "a login or query and a tag");
	if (rc != 0)
		return rc;
	rc = parse(app, operands.items[operands.n - 1], &tag);
	if (rc == 0)
		rc = app_store_existing(app, "tag");
	if (rc == 0)
		rc = target_find(app, &operands, operands.n - 1, role, &target);
	if (rc != 0)
		return rc;
	how.question = arena_format(&app->arena,
	    tag.remove ? "Take tag %s off %s of %s?" : "Tag %s: %s of %s?",
	    tag.name, target_name(app, &target), target.role);
	rc = target_apply(app, &target, &how);
	if (rc == 0)
		app_say(app, "%s: tag %s %s for %s.", target_name(app, &target),
		    tag.name, tag.remove ? "removed" : "set", target.role);
	return rc;
}
