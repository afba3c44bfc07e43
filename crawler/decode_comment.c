#include <string.h>

#include "base/str.h"
#include "crawler/decode.h"

enum {
	PATH_MAX_BYTES = 256
};

/* The number at the end of ".../pulls/123"; 0 if there is none. */
static int64_t
pull_number(const struct json *node)
{
	const char *url = json_get_text(node, "pull_request_url");
	const char *slash = url != NULL ? strrchr(url, '/') : NULL;
	int64_t number;

	if (slash == NULL || str_to_int(slash + 1, 1, INT32_MAX, &number) != 0)
		return 0;
	return number;
}

static void
read_comment(const struct json *node, int64_t since, struct harvest *harvest)
{
	struct comment comment = {
		.id = json_get_int(node, "id"),
		.number = pull_number(node),
		.created_at = json_get_time(node, "created_at"),
		.is_reply = json_get_int(node, "in_reply_to_id") != 0,
	};
	struct harvest_person *person;
	struct actor actor;

	if (comment.id <= 0 || comment.number == 0 ||
	    comment.created_at < since)
		return;
	harvest->comments++;
	/* the account may be gone: its words are nobody's then */
	if (!decode_actor(harvest->arena, json_get(node, "user"), &actor))
		return;
	person = harvest_person(harvest, &actor);
	if (person == NULL)
		return;
	comment.body =
	    decode_text(harvest->arena, node, "body", DECODE_TEXT_MAX);
	comment.path =
	    decode_line(harvest->arena, node, "path", PATH_MAX_BYTES);
	harvest_comment(harvest, person, &comment);
}

void
decode_comments(const struct json *array, int64_t since,
    struct harvest *harvest, struct page *ret_page)
{
	decode_page(array, "created_at", read_comment, since, harvest,
	    ret_page);
}
