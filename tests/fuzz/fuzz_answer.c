/* A body of GitHub's, as GraphQL and REST answers, and all decoders on it. */
#include <stdio.h>

#include "base/json.h"
#include "crawler/answer.h"
#include "crawler/decode.h"
#include "crawler/graphql.h"
#include "tests/fuzz/fuzz.h"

enum {
	NOW = 1790000000,
	SINCE = 1700000000,
	OUT_BYTES = 16 * 1024 * 1024
};

static struct rules *rules;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct err_detail detail = { "" };

	(void)argc;
	(void)argv;
	MUST(rules_read("config", &rules, &detail) == 0);
	return 0;
}

/* All texts of a record are text: its JSON, read again, is the same. */
static void
check_record(const struct record_type *type, const void *record)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, OUT_BYTES);
	json_writer_init(&json, &out);
	record_json(type, record, &json);
	MUST(!out.overflow);
	fuzz_must_be_text(out.data);
	buf_done(&out);
}

static void
decode_one(const struct json *value, struct arena *arena)
{
	struct wanted readme, *readmes;
	struct repository repository;
	struct portfolio own;
	struct person person;
	struct probe probe;

	if (decode_person(value, NOW, arena, &person, &readme))
		check_record(&person_record, &person);
	decode_portfolio(value, NOW, 6, arena, &own, &readmes);
	MUST(own.n_items <= 6);
	check_record(&portfolio_record, &own);
	if (own.n_items > 0) {
		const char *text =
		    decode_wanted_format(arena, readmes, own.n_items);

		fuzz_must_be_text(text);
		(void)decode_wanted_parse(arena, text, &readmes);
	}
	if (decode_repository(value, NOW, arena, &repository, &readme))
		check_record(&repository_record, &repository);
	decode_probe(value, arena, &probe);
	fuzz_must_be_text(probe.login);
	fuzz_must_be_text(probe.location);
}

static void
decode_pages(const struct json *value, struct arena *arena)
{
	struct harvest harvest;
	struct page page;

	harvest_init(&harvest, arena, rules, 7, NOW);
	decode_pulls(value, SINCE, &harvest, &page);
	fuzz_must_be_text(page.next);
	decode_commits(value, SINCE, &harvest, &page);
	decode_comments(value, SINCE, &harvest, &page);
	decode_contributors(value, &harvest, &page);
	for (size_t i = 0; i < harvest.n_people; i++) {
		fuzz_must_be_text(harvest.people[i]->actor.login);
		check_record(&work_record, &harvest.people[i]->work);
	}
	harvest_done(&harvest);
}

static void
decode_items(const struct json *root, struct arena *arena)
{
	const struct json *value;
	struct graphql_price price;

	graphql_price(root, &price);
	for (int operation = 0; operation < OPERATION_COUNT; operation++) {
		if (operation_info((enum operation)operation)->prefix == NULL)
			continue;
		for (size_t i = 0; i < 3; i++)
			if (graphql_item(root, (enum operation)operation, i,
				&value) == GRAPHQL_FOUND)
				decode_one(value, arena);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 200, 403, 422 };
	struct arena arena = { 0 };

	for (int i = 0; i < 4; i++) {
		struct http_answer http = { .outcome = HTTP_ANSWERED,
			.status = statuses[i],
			.body = (const char *)data,
			.body_len = size };
		struct answer answer;

		headers_clear(&http.headers);
		(void)snprintf(http.headers.content_type,
		    sizeof(http.headers.content_type), "application/json");
		answer_read(&http, i == 0, &answer);
		MUST(answer.class < ANSWER_CLASSES);
		if (i == 0 && answer.json != NULL)
			decode_items(answer.json, &arena);
		if (i == 1 && answer.json != NULL) {
			decode_one(answer.json, &arena);
			decode_pages(answer.json, &arena);
		}
		answer_done(&answer);
	}
	arena_done(&arena);
	return 0;
}
