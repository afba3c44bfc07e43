#include "crawler/generation.h"

#include "store/column/front_build.h"

int
generation_finish(struct txn *txn, int rc, int awaited,
    struct err_detail *detail)
{
	int end = txn_end(txn, rc == awaited ? 0 : rc, detail);

	return end != 0 ? end : rc;
}

int
generation_drop(struct store *store, const struct crawl_options *options,
    const char *role, const volatile sig_atomic_t *stop,
    struct err_detail *detail)
{
	bool is_done = false;
	int rc = 0;

	while (rc == 0 && !is_done) {
		struct txn *txn = NULL;

		if (stop != NULL && *stop != 0)
			return ERR_CANCELED;
		rc = store_begin(store, true, &txn, detail);
		if (rc == 0)
			rc = generation_finish(txn,
			    store_rebuild_drop(txn, role, &is_done), 0, detail);
		(void)crawl_turn(options);
	}
	return rc;
}

static int
turn(void *context)
{
	const struct crawl_options *options = context;

	(void)crawl_turn(options);
	return options->stop != NULL && *options->stop != 0 ? ERR_CANCELED : 0;
}

int
generation_fronts(struct store *store, const struct crawl_options *options,
    struct err_detail *detail)
{
	struct crawl_options copy = *options;
	int rc = store_front_build(store, turn, &copy, detail);

	return rc == ERR_CANCELED ? 0 : rc;
}
