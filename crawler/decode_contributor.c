#include "crawler/decode.h"

void
decode_contributors(const struct json *array, struct harvest *harvest,
    struct page *ret_page)
{
	size_t n = json_count(array);

	*ret_page = (struct page){ .n = n };
	for (size_t i = 0; i < n && i < PAGE_MAX; i++) {
		const struct json *node = json_at(array, i);
		int64_t commits = json_get_int(node, "contributions");
		struct harvest_person *person;
		struct actor actor;

		/* an anonymous entry has an address and no login: passed over */
		if (!decode_actor(harvest->arena, node, &actor))
			continue;
		person = harvest_person(harvest, &actor);
		if (person != NULL && commits > 0)
			person->work.commits_total = commits;
	}
}
