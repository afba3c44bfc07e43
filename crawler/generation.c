#include "crawler/generation.h"

int
generation_finish(struct txn *txn, int rc, int awaited,
    struct err_detail *detail)
{
	int commit;

	if (rc != 0 && rc != awaited) {
		if (txn != NULL)
			(void)err_set(detail, rc, "%s", txn_failure(txn));
		txn_abort(txn);
		return rc;
	}
	commit = txn_commit(txn, detail);
	return commit != 0 ? commit : rc;
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
