/*
 * Writes the plain bytes of a store's values into files, a directory a kind,
 * which is there: samples STORE DIR PREFIX.  make.sh trains dictionaries with
 * them.
 */
#include <stdio.h>

#include "base/array.h"
#include "base/str.h"
#include "store/lmdb.h"
#include "store/posting/ordinal.h"
#include "store/score/score_record.h"
#include "store/store.h"
#include "store/value/dictionary.h"
#include "store/value/value.h"

enum {
	PATH_BYTES = 4096
};

struct sampler {
	struct txn *txn;
	const char *dir;
	const char *prefix;
	int64_t n;
};

static int
write_sample(struct sampler *sampler, enum value_kind kind, struct slice stored)
{
	char path[PATH_BYTES];
	struct slice plain;
	FILE *out;
	int rc = value_unpack(sampler->txn, stored, &plain);
	int n = snprintf(path, sizeof(path), "%s/%s/%s-%08lld", sampler->dir,
	    dictionary_name(kind), sampler->prefix, (long long)++sampler->n);

	if (rc < 0 || plain.len == 0)
		return rc;
	if (n < 0 || (size_t)n >= sizeof(path))
		return ERR_INVAL;
	out = fopen(path, "wb");
	if (out == NULL)
		return ERR_IO;
	if (fwrite(plain.bytes, 1, plain.len, out) != plain.len)
		rc = ERR_IO;
	return fclose(out) == 0 ? rc : ERR_IO;
}

static int
sample(struct sampler *sampler, enum table table, struct slice key,
    struct slice value)
{
	struct measured measured;
	struct fact_key fact;
	struct score_key score;
	struct slice part;
	uint32_t ordinal;
	int64_t person;

	if (table == TABLE_PERSON)
		return key_id_parse(key, &person) &&
			ordinal_split(value, person, &ordinal, &part)
		    ? write_sample(sampler, VALUE_PERSON, part)
		    : ERR_CORRUPT;
	if (table == TABLE_REPOSITORY)
		return write_sample(sampler, VALUE_REPOSITORY, value);
	if (table == TABLE_FACT && key_fact_parse(key, &fact))
		return write_sample(sampler,
		    fact.kind == FACT_WORK ? VALUE_WORK : VALUE_REPOSITORY,
		    value);
	if (table != TABLE_SCORE || !key_score_parse(key, &score))
		return ERR_CORRUPT;
	return store_score_split(value, &measured, &part)
	    ? write_sample(sampler, VALUE_SCORE, part)
	    : ERR_CORRUPT;
}

static int
walk(struct sampler *sampler, enum table table)
{
	const struct key all = { 0 };
	struct slice key, value;
	struct cursor *cursor;
	int rc = cursor_open(sampler->txn, table, &cursor);

	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, &all, &key, &value);
	while (rc == 0) {
		rc = sample(sampler, table, key, value);
		if (rc == 0)
			rc = cursor_next(cursor, &key, &value);
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
main(int argc, char **argv)
{
	static const enum table tables[] = { TABLE_PERSON, TABLE_REPOSITORY,
		TABLE_FACT, TABLE_SCORE };
	const struct store_options options = { .path = argc > 1 ? argv[1] : ".",
		.mode = STORE_READ,
		.command = "samples" };
	struct sampler sampler = { .dir = argc > 2 ? argv[2] : ".",
		.prefix = argc > 3 ? argv[3] : "" };
	struct err_detail detail = { "" };
	struct store *store = NULL;
	int rc = store_open(&options, &store, &detail);

	if (rc == 0)
		rc = store_begin(store, false, &sampler.txn, &detail);
	for (size_t i = 0; i < COUNT(tables) && rc == 0; i++)
		rc = walk(&sampler, tables[i]);
	txn_abort(sampler.txn);
	store_close(store);
	if (rc < 0)
		(void)fprintf(stderr, "samples: %s %s\n", err_name(rc),
		    detail.text);
	return rc == 0 ? 0 : 1;
}
