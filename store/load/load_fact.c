/* Lines of a dump that are people, repositories, facts and scores. */
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "store/fact/name.h"
#include "store/fact/person.h"
#include "store/load/load.h"
#include "store/score/score.h"

/* ---- names ---- */

/* Who the name leads to; 0: nobody. */
static int
name_owner(struct load *load, enum name_kind kind, const char *name,
    int64_t *ret_owner)
{
	int rc = ERR_NOTFOUND;

	*ret_owner = 0;
	if (name != NULL && name[0] != '\0')
		rc = store_name_find(load->txn, kind,
		    text_fold(&load->arena, name, strlen(name)), ret_owner);
	return load_none_if_absent(rc);
}

/* The record that was just put took the name over: not if it has it no more. */
static int
restore_name(struct load *load, enum name_kind kind, const char *name,
    int64_t id, int64_t owner)
{
	const char *folded;

	if (name == NULL || name[0] == '\0')
		return 0;
	folded = text_fold(&load->arena, name, strlen(name));
	return owner != 0 && owner != id
	    ? store_name_put(load->txn, kind, folded, owner)
	    : store_name_yield(load->txn, kind, folded, id);
}

/* ---- facts ---- */

int
load_repository(struct load *load, struct err_detail *detail)
{
	const struct repository *new = &load->line.of.repository;
	struct repository old = { 0 };
	int64_t owner;
	int rc;

	if (new->id <= 0)
		return load_bad(detail, "repository.id: expected above 0");
	rc = load_none_if_absent(
	    store_repository_get(load->txn, new->id, &load->arena, &old));
	if (rc == 0 && old.fetched_at > new->fetched_at)
		return load_keep(load);
	if (rc == 0)
		rc = name_owner(load, NAME_REPOSITORY, new->full_name, &owner);
	if (rc == 0)
		rc = store_repository_put(load->txn, new);
	if (rc == 0 && load->line.is_name_taken)
		rc = restore_name(load, NAME_REPOSITORY, new->full_name,
		    new->id, owner);
	return rc;
}

/* Whether the one who has the login now was seen with it later. */
static int
is_outdated(struct load *load, int64_t owner, const struct person *person,
    bool *ret_is_outdated)
{
	struct person other = { 0 };
	int rc = 0;

	*ret_is_outdated = load->line.is_name_taken;
	if (owner != 0 && owner != person->id) {
		rc = load_none_if_absent(store_person_get_brief(load->txn,
		    owner, &load->arena, &other));
		*ret_is_outdated |= other.fetched_at > person->fetched_at;
	}
	return rc;
}

static int
write_person(struct load *load, const struct person *person)
{
	bool is_outdated_login;
	int64_t owner;
	int rc;

	rc = name_owner(load, NAME_LOGIN, person->login, &owner);
	if (rc == 0)
		rc = is_outdated(load, owner, person, &is_outdated_login);
	if (rc == 0)
		rc = store_person_put(load->txn, person);
	if (rc == 0 && is_outdated_login)
		rc = restore_name(load, NAME_LOGIN, person->login, person->id,
		    owner);
	return rc;
}

int
load_person(struct load *load, struct err_detail *detail)
{
	struct person *new = &load->line.of.person;
	struct person old = { 0 };
	int64_t first_seen = new->first_seen;
	int rc;

	if (new->id <= 0)
		return load_bad(detail, "person.id: expected above 0");
	rc = load_none_if_absent(
	    store_person_get(load->txn, new->id, &load->arena, &old));
	if (rc == 0 && old.refusal != NULL && new->refusal == NULL)
		rc = ERR_BLOCKED;
	if (rc < 0)
		return rc;
	/* What was fetched later holds, but a refusal holds anyway. */
	if (old.id != 0 && old.fetched_at > new->fetched_at &&
	    (new->refusal == NULL || old.refusal != NULL)) {
		if (first_seen == 0 || first_seen >= old.first_seen)
			return load_keep(load);
		load->line.is_name_taken = false;
		old.first_seen = first_seen;
		*new = old;
	}
	rc = write_person(load, new);
	if (rc == 0 && old.id != 0 && first_seen != 0 && new->refusal == NULL)
		rc = store_score_touch(load->txn, new->id,
		    first_seen < old.first_seen || old.first_seen == 0
			? first_seen
			: old.first_seen);
	return rc;
}

int
load_portfolio(struct load *load, struct err_detail *detail)
{
	const struct portfolio *new = &load->line.of.portfolio;
	struct portfolio old = { 0 };
	int rc = 0;

	if (load->line.person <= 0)
		return load_bad(detail, "portfolio.person: expected above 0");
	if (!load->is_fresh)
		rc = load_none_if_absent(store_portfolio_get(load->txn,
		    load->line.person, &load->arena, &old));
	if (rc == 0 && old.fetched_at > new->fetched_at)
		return load_keep(load);
	return rc < 0 ? rc
		      : store_portfolio_put(load->txn, load->line.person, new);
}

static bool
is_suppressed(const void *context, int64_t account)
{
	const struct load *load = context;

	return account > 0 && store_is_suppressed(load->txn, account, NULL);
}

/* Items are united; of the same item the later record's holds. */
int
load_work(struct load *load, struct err_detail *detail)
{
	struct work *new = &load->line.of.work;
	struct work old = { 0 };
	int64_t person = load->line.person;
	int rc = 0;

	if (person <= 0)
		return load_bad(detail, "work.person: expected above 0");
	if (new->repository <= 0)
		return load_bad(detail, "work.repository: expected above 0");
	if (!load->is_fresh)
		rc = load_none_if_absent(store_work_get(load->txn, person,
		    new->repository, &load->arena, &old));
	if (rc < 0)
		return rc;
	if (load->has_suppressions)
		store_work_erase(new, is_suppressed, load);
	rc = store_work_merge(load->txn, person, new);
	if (rc == 0 && old.fetched_at > new->fetched_at)
		rc = store_work_merge(load->txn, person, &old);
	return rc;
}

/* ---- scores ---- */

static bool
is_real(double value, double most)
{
	return value >= 0 && value <= most; /* false for NaN */
}

static int
check_score(const struct line *line, struct score *ret_score,
    struct err_detail *detail)
{
	if (line->role == NULL || line->role[0] == '\0' ||
	    strlen(line->role) > KEY_TEXT_MAX)
		return load_bad(detail, "score.role: expected 1 to 200 bytes");
	if (score_row_to(&line->of.score, ret_score) < 0)
		return load_bad(detail,
		    "score: band, involvement or number of signals out of "
		    "range");
	if (ret_score->person <= 0)
		return load_bad(detail, "score.person: expected above 0");
	if (!is_real(ret_score->score, 100) || !is_real(ret_score->coverage, 1))
		return load_bad(detail,
		    "score: score or coverage out of range");
	return 0;
}

/* Of a score whose line has none: those of the role's line.  Older dumps have
 * weights and points instead of shares. */
static void
add_weights(const struct load *load, struct score *score)
{
	const struct weights *dumped =
	    map_get_text(load->weights, load->line.role);
	struct weights own;

	score_guess_shares(score);
	score_weights(score, &own);
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		if (own.of[i] != 0)
			return;
	for (size_t i = 0; dumped != NULL && i < FAMILY_COUNT; i++)
		score->signals[i].weight = (double)dumped->of[i] / WEIGHT_UNIT;
}

int
load_score(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	struct role_slot slot;
	struct score new, old = { 0 };
	int rc;

	rc = check_score(line, &new, detail);
	if (rc < 0)
		return rc;
	add_weights(load, &new);
	if (!load->is_fresh) {
		rc = store_role_find(load->txn, line->role, &slot);
		if (rc == 0)
			rc = store_score_get_brief(load->txn, slot.slot,
			    new.person, &load->arena, &old);
		rc = load_none_if_absent(rc);
	}
	if (rc == 0 && old.scored_at > new.scored_at)
		return load_keep(load);
	if (rc == 0)
		rc = store_score_put_card(load->txn, line->role, &new,
		    &line->card);
	return rc == ERR_NOTFOUND ? load_bad(detail, "score: no such person")
				  : rc;
}
