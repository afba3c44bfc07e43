#include "store/index/fact_terms.h"

static void
give(fact_text_fn *each, void *context, const char *text)
{
	if (text != NULL && text[0] != '\0')
		each(context, text);
}

void
fact_texts_work(const struct work *work, fact_text_fn *each, void *context)
{
	for (size_t i = 0; i < work->n_pulls; i++)
		give(each, context, work->pulls[i].title);
	for (size_t i = 0; i < work->n_merges; i++)
		give(each, context, work->merges[i].title);
	for (size_t i = 0; i < work->n_reviews; i++)
		give(each, context, work->reviews[i].title);
	for (size_t i = 0; i < work->n_comments; i++)
		give(each, context, work->comments[i].body);
	for (size_t i = 0; i < work->n_commits; i++)
		give(each, context, work->commits[i].message);
}

void
fact_texts_portfolio(const struct portfolio *portfolio, fact_text_fn *each,
    void *context)
{
	for (size_t i = 0; i < portfolio->n_items; i++) {
		const struct repository *item = &portfolio->items[i];

		give(each, context, item->full_name);
		/* What others wrote says nothing of the person. */
		if (item->is_fork || item->is_mirror)
			continue;
		give(each, context, item->description);
		for (size_t j = 0; j < item->n_topics; j++)
			give(each, context, item->topics[j]);
		give(each, context, item->readme);
	}
}
