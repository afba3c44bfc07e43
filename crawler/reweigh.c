/* A role whose weights alone have changed: store/score/reweigh.c does the work. */
#include "base/clock.h"
#include "base/str.h"
#include "crawler/generation.h"
#include "crawler/median.h"
#include "crawler/passes.h"

enum {
	SLICE_MS = 50
};

struct pass {
	struct store *store;
	const struct crawl_options *options;
	const struct role *role;
	struct rubric_stamps stamps; /* of the new weights */
	struct reweigh *reweigh;
	int64_t leads;
	struct err_detail *detail;
};

static int
count_leads(struct txn *txn, const char *role, struct arena *arena,
    int64_t *ret_leads)
{
	struct role_count *roles;
	size_t n;
	int rc = store_roles(txn, arena, &roles, &n);

	*ret_leads = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (str_equal(roles[i].role, role))
			*ret_leads = roles[i].leads;
	return rc;
}

/* ERR_NOTFOUND unless everybody has the score by the same but the weights. */
static int
look(struct txn *txn, struct pass *pass, struct arena *arena)
{
	const struct crawl_options *options = pass->options;
	struct rubric_stamps were;
	struct medians medians;
	const char *passes;
	int rc = passes_get(txn, arena, &passes);

	if (rc != 0)
		return rc == ERR_CORRUPT ? ERR_NOTFOUND : rc;
	if (!passes_find(passes, pass->role->name, &were))
		return ERR_NOTFOUND;
	rc = median_load(txn, pass->role->name, arena, &medians);
	if (rc != 0)
		return rc == ERR_CORRUPT ? ERR_NOTFOUND : rc;
	rubric_stamps_of(pass->role, options->catalogue, options->rules,
	    &medians, were.now, &pass->stamps);
	if (were.facts != pass->stamps.facts || were.all == pass->stamps.all)
		return ERR_NOTFOUND;
	return count_leads(txn, pass->role->name, arena, &pass->leads);
}

static int
is_weights_alone(struct pass *pass)
{
	struct arena arena = { 0 };
	struct txn *txn = NULL;
	int rc = store_begin(pass->store, false, &txn, pass->detail);

	if (rc == 0)
		rc = look(txn, pass, &arena);
	txn_abort(txn);
	arena_done(&arena);
	return rc;
}

static int
drop(struct pass *pass)
{
	return generation_drop(pass->store, pass->options, pass->role->name,
	    pass->options->stop, pass->detail);
}

static int
begin(struct pass *pass)
{
	int rc = ERR_AGAIN;

	while (rc == ERR_AGAIN) {
		struct txn *txn = NULL;

		rc = store_begin(pass->store, true, &txn, pass->detail);
		if (rc == 0)
			rc = generation_finish(txn,
			    store_reweigh_begin(txn, pass->role,
				pass->stamps.all),
			    ERR_AGAIN, pass->detail);
		if (rc == ERR_AGAIN) {
			int dropped = drop(pass);

			rc = dropped != 0 ? dropped : ERR_AGAIN;
		}
	}
	return rc;
}

static void
turn(const struct pass *pass)
{
	const struct crawl_options *options = pass->options;

	(void)crawl_turn(options);
	if (options->rescored != NULL)
		options->rescored(options->rescored_context,
		    (int64_t)(store_reweigh_done(pass->reweigh) *
			(double)pass->leads),
		    pass->leads);
}

static int
build(struct pass *pass)
{
	const volatile sig_atomic_t *stop = pass->options->stop;
	int rc = 0;

	while (rc == 0) {
		struct txn *txn = NULL;

		if (stop != NULL && *stop != 0)
			return ERR_CANCELED;
		rc = store_begin(pass->store, true, &txn, pass->detail);
		if (rc == 0)
			rc = generation_finish(txn,
			    store_reweigh_slice(txn, pass->role->name,
				pass->reweigh, clock_mono_ms() + SLICE_MS),
			    ERR_NOTFOUND, pass->detail);
		turn(pass);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
end_in(struct txn *txn, const struct pass *pass, struct arena *arena)
{
	const char *others;
	int rc = passes_get(txn, arena, &others);

	if (rc == 0)
		rc = store_rebuild_end(txn, pass->role->name);
	return rc != 0 ? rc
		       : passes_put(txn, others, pass->role, &pass->stamps, 1);
}

static int
end(struct pass *pass)
{
	struct arena arena = { 0 };
	struct txn *txn = NULL;
	int rc = store_begin(pass->store, true, &txn, pass->detail);

	if (rc == 0)
		rc = generation_finish(txn, end_in(txn, pass, &arena), 0,
		    pass->detail);
	arena_done(&arena);
	return rc;
}

int
generation_reweigh(struct store *store, const struct crawl_options *options,
    const struct role *role, int64_t *ret_scored, struct err_detail *detail)
{
	struct pass pass = { .store = store,
		.options = options,
		.role = role,
		.detail = detail };
	int rc = is_weights_alone(&pass);

	if (rc == 0)
		rc = begin(&pass);
	if (rc != 0)
		return rc;
	pass.reweigh = store_reweigh_new();
	rc = build(&pass);
	store_reweigh_free(pass.reweigh);
	if (rc == 0)
		rc = end(&pass);
	if (rc != 0)
		return rc;
	*ret_scored = pass.leads;
	rc = drop(&pass);
	if (rc == 0)
		rc = generation_fronts(store, options, detail);
	/* what is left the next pass drops */
	return rc == ERR_CANCELED ? 0 : rc;
}
