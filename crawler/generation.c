#include "crawler/generation.h"

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
