#ifndef STORE_COLUMN_COLUMN_ENTRY_H
#define STORE_COLUMN_COLUMN_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "store/key.h"
#include "store/store.h"

/* The bytes of a column's entries. */
enum {
	COLUMN_CARD_BYTES = 40,
	COLUMN_SIGNAL_BYTES = 40
};

/* One number of an entry of COLUMN_CARD, without decoding the rest. */
enum column_number {
	COLUMN_PERSON,
	COLUMN_TIER,
	COLUMN_SCORE, /* in thousandths */
	COLUMN_COVERAGE, /* in ten thousandths */
	COLUMN_BAND,
	COLUMN_INVOLVEMENT,
	COLUMN_PLACE,
	COLUMN_LAST_ACTIVE,
	COLUMN_FIRST_SEEN,
	COLUMN_FLAGS, /* CARD_HIREABLE... of store_internal.h */
	COLUMN_FOLLOWERS,
	COLUMN_STARS,
	COLUMN_PULLS,
	COLUMN_REVIEWS
};
int64_t column_number(const uint8_t *entry, enum column_number number);

/* Whether an entry of COLUMN_CARD is not damaged. */
bool column_is_card(const uint8_t *entry);
/* Where it puts its lead. */
struct place_in_rank column_entry_place(const uint8_t *entry);
/* One, as the rank has it; false for a malformed or damaged one. */
bool column_card(const uint8_t *entry, struct card *ret_card,
    struct place_in_rank *ret_place);

/* Whether an entry is the card of somebody in the rank, whole; if so, that. */
bool column_is_ranked(const uint8_t *entry, const struct rank_key *rank,
    struct card *ret_card);

void column_card_encode(const struct card *card, struct place_in_rank place,
    uint8_t ret_entry[static COLUMN_CARD_BYTES]);
/* Gives an entry what tells damage. */
void column_card_seal(uint8_t *entry);

/* An entry of COLUMN_SIGNAL: all that a score is made of but for the weights.
 * It also stands in front of the score's record.  False for a damaged one. */
bool column_measured(const uint8_t *entry, struct measured *ret_measured);
void column_measured_encode(const struct measured *measured,
    uint8_t ret_entry[static COLUMN_SIGNAL_BYTES]);

#endif
