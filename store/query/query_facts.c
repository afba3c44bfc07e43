#include "store/query/query_facts.h"

#include "store/fact/portfolio.h"
#include "store/index/fact_terms.h"
#include "store/index/terms.h"
#include "store/lmdb.h"
#include "store/query/query_row.h"
#include "store/value/value.h"

/* ---- one after the other ---- */

/* The one that the cursor stands at, or the next that tells of work. */
static int
take(struct query_source *source, int64_t person, struct slice found,
    struct query_fact *ret)
{
	struct fact_key fact;
	int rc = 0;

	while (
	    rc == 0 && key_fact_parse(found, &fact) && fact.person == person) {
		ret->kind = fact.kind;
		if (fact.kind == FACT_PORTFOLIO || fact.kind == FACT_WORK)
			return 0;
		rc = cursor_next(source->facts, &found, &ret->value);
	}
	return rc == 0 ? ERR_NOTFOUND : rc;
}

int
query_facts_first(struct query_source *source, int64_t person,
    struct query_fact *ret_fact)
{
	struct slice found;
	struct key key;
	int rc = 0;

	if (source->facts == NULL)
		rc = cursor_open(source->txn, TABLE_FACT, &source->facts);
	if (rc < 0)
		return rc;
	key_fact_kind_prefix(&key, person, FACT_PORTFOLIO);
	rc = cursor_seek(source->facts, &key, &found, &ret_fact->value);
	return rc < 0 ? rc : take(source, person, found, ret_fact);
}

int
query_facts_next(struct query_source *source, int64_t person,
    struct query_fact *ret_fact)
{
	struct slice found;
	int rc = cursor_next(source->facts, &found, &ret_fact->value);

	return rc < 0 ? rc : take(source, person, found, ret_fact);
}

/* ---- looking into them ---- */

struct looking {
	const struct terms_search *search;
	bool has; /* found */
};

static void
look_into(void *context, const char *text)
{
	struct looking *looking = context;

	looking->has = looking->has || terms_stand_in(text, looking->search);
}

/* Whether any text of a record, whatever it is of, has what is looked for; so
 * that of most records no more is read.  ERR_NOTFOUND: none has. */
static int
look_into_all(struct query_source *source, struct slice value,
    const struct looking *looking)
{
	struct record_packed all;
	int rc;

	arena_reset(&source->texts);
	rc = value_texts(source->txn, value, &source->texts, &all);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	return terms_stand_among(&source->texts, all.texts, all.texts_len,
		   looking->search)
	    ? 0
	    : ERR_NOTFOUND;
}

static int
look_into_work(struct query_source *source, struct slice value,
    struct looking *looking)
{
	struct work work;
	int rc;

	rc = look_into_all(source, value, looking);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	rc = value_decode(source->txn, value, &work_record, &source->texts,
	    &work);
	if (rc == 0)
		fact_texts_work(&work, look_into, looking);
	return rc;
}

static int
look_into_own(struct query_source *source, struct slice value,
    struct looking *looking)
{
	struct portfolio own;
	int rc;

	rc = look_into_all(source, value, looking);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	rc = value_decode(source->txn, value, &portfolio_record, &source->texts,
	    &own);
	if (rc == 0)
		fact_texts_portfolio(&own, look_into, looking);
	return rc;
}

/* Work first: what is read of own repositories is long. */
int
query_facts_have(struct query_source *source, int64_t person,
    const struct terms_search *search, bool *ret_has)
{
	struct looking looking = { search, false };
	struct slice own = { 0 };
	struct query_fact fact;
	int rc = query_facts_first(source, person, &fact);

	while (rc == 0) {
		if (fact.kind == FACT_PORTFOLIO)
			own = fact.value;
		else
			rc = look_into_work(source, fact.value, &looking);
		if (looking.has)
			break;
		if (rc == 0)
			rc = query_facts_next(source, person, &fact);
	}
	if (rc == ERR_NOTFOUND)
		rc = 0;
	if (rc == 0 && own.len > 0 && !looking.has)
		rc = look_into_own(source, own, &looking);
	if (rc == 0)
		*ret_has = looking.has;
	return rc;
}
