#include "crawler/stage.h"

#include "base/assert.h"
#include "crawler/call.h"

const struct stage_info *
stage_info(enum stage stage)
{
	static const struct stage_info *const table[STAGE_END] = {
		[STAGE_REPOSITORY] = &stage_repository,
		[STAGE_CONTRIBUTORS] = &stage_contributors,
		[STAGE_PULLS] = &stage_pulls,
		[STAGE_COMMENTS] = &stage_comments,
		[STAGE_COMMITS] = &stage_commits,
		[STAGE_PEOPLE] = &stage_people,
		[STAGE_READMES] = &stage_readmes,
		[STAGE_NAMES] = &stage_names,
		[STAGE_SEARCH] = &stage_search,
		[STAGE_PRICE] = &stage_price,
		[STAGE_PROBE] = &stage_probe,
		[STAGE_LOOK] = &stage_look,
	};

	ASSERT(stage > STAGE_NONE && stage < STAGE_END);
	return table[stage];
}

int
stage_finish(struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, const struct http_answer *http)
{
	const struct stage_info *info = stage_info(leg->stage);
	int rc = 0;

	if (info->finish != NULL)
		return info->finish(call->walk, txn, call, leg, answer, http);
	for (size_t i = 0; i < leg->n_tasks && rc == 0; i++)
		rc = info->take(call->walk, txn, call, leg, answer, i);
	return rc;
}
