/* Rows that are read by whoever takes them. */
#include "store/query/query_reader.h"

#include "base/mem.h"
#include "store/fact/person.h"
#include "store/score/score_record.h"
#include "store/value/packer.h"

struct query_reader {
	struct packer *packers[QUERY_READERS];
	struct weighing by;
	bool is_whole; /* scores with their reasons */
	bool only_front; /* of profiles */
};

struct query_reader *
query_reader_new(void)
{
	struct query_reader *reader = mem_calloc(1, sizeof(*reader));

	for (size_t i = 0; i < QUERY_READERS; i++)
		reader->packers[i] = packer_new();
	return reader;
}

void
query_reader_free(struct query_reader *reader)
{
	if (reader == NULL)
		return;
	for (size_t i = 0; i < QUERY_READERS; i++)
		packer_free(reader->packers[i]);
	mem_free(reader);
}

void
query_reader_begin(struct query_reader *reader,
    const struct query_options *options, const struct weighing *by)
{
	reader->by = *by;
	reader->is_whole = !options->without_reasons;
	reader->only_front = options->front_of_profile;
}

void
query_reader_fill_person(struct lead_row *row)
{
	const struct card *card = &row->card;
	struct person *person = &row->person;

	person->id = card->person;
	person->followers = card->followers;
	person->hireable = card->is_hireable;
	person->first_seen = card->first_seen;
}

void
query_reader_fill_score(struct lead_row *row)
{
	const struct card *card = &row->card;
	struct score *score = &row->score;

	score->person = card->person;
	score->score = card->score;
	score->coverage = card->coverage;
	score->band = card->band;
	score->involvement = card->involvement;
	score->is_out = card->is_out;
	score->merged_pulls = card->merged_pulls;
	score->reviews = card->reviews;
	score->last_active = card->last_active;
}

static int
read_person(const struct query_reader *reader, struct packer *packer,
    struct lead_row *row, struct arena *arena)
{
	const struct lead_unread *unread = &row->unread;

	if (unread->person != NULL)
		return packer_decode_person(packer, row->card.person,
		    (struct slice){ unread->person, unread->person_len },
		    reader->only_front, arena, &row->person);
	row->person = (struct person){ .id = 0 };
	query_reader_fill_person(row);
	return 0;
}

static int
read_score(const struct query_reader *reader, struct packer *packer,
    struct lead_row *row, struct arena *arena)
{
	const struct lead_unread *unread = &row->unread;
	int rc;

	if (unread->score == NULL) {
		if (row->has_score)
			row->score = (struct score){ .person = 0 };
		row->has_score = false;
		query_reader_fill_score(row);
		return 0;
	}
	row->has_score = true;
	rc = packer_decode_score(packer,
	    (struct slice){ unread->score, unread->score_len },
	    row->card.person, reader->is_whole, arena, &row->score);
	if (rc == 0)
		store_score_fill(&reader->by, &row->card, arena, &row->score);
	return rc;
}

int
query_reader_read(struct query_reader *reader, size_t number,
    struct lead_row *row, struct arena *arena)
{
	struct packer *packer;
	int rc;

	if (!row->unread.is_unread)
		return 0;
	packer = reader->packers[number];
	rc = read_person(reader, packer, row, arena);
	if (rc == 0)
		rc = read_score(reader, packer, row, arena);
	if (rc == 0 && store_lead_hides_score(&row->lead))
		store_score_hide(&row->score);
	row->unread.is_unread = false;
	return rc;
}
