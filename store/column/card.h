#ifndef STORE_COLUMN_CARD_H
#define STORE_COLUMN_CARD_H

#include "store/key.h"
#include "store/store.h"

/* The bytes of a card, and of an entry of the rank. */

enum {
	CARD_BYTES = 32,
	CARD_LAYOUT = 1,
	/* The rank's value: the ordinal; in schema 3 and 4 a card in front. */
	RANK_VALUE_BYTES = 4
};

/* Flags of a card. */
enum {
	CARD_HIREABLE = 1,
	CARD_REMOTE = 2,
	CARD_LINKEDIN = 4,
	CARD_WEBSITE = 8,
	CARD_SOCIAL = 16
};

void store_card_encode(const struct card *card,
    uint8_t ret_bytes[static CARD_BYTES]);
/* Person, score and tier come from the key; what stands behind the card in the
 * value is not looked at. */
bool store_card_decode(const struct rank_key *rank, struct slice value,
    struct card *ret_card);
/* Whether a number was too large for the card: the
 * records have it. */
bool store_card_is_cut(const struct card *card);
struct place_in_rank store_card_place(const struct score *score);
/* Gives a card, and its place, the score by other weights. */
void store_card_weigh(struct card *card, struct place_in_rank *place,
    const struct weighed *weighed);
/* A score in the rank's units. */
uint32_t store_card_points(double score);
/* Writes an entry of the rank. */
int store_rank_put(struct txn *txn, const struct rank_key *rank,
    uint32_t ordinal) MUST_CHECK;
/* Whose lead it is; ORDINAL_NONE for a value that tells of nobody. */
uint32_t store_rank_ordinal(struct slice value);

#endif
