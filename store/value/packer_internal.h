#ifndef STORE_VALUE_PACKER_INTERNAL_H
#define STORE_VALUE_PACKER_INTERNAL_H

/* What packer.c and packer_record.c share. */
#include <zstd.h>

#include "base/buf.h"
#include "store/value/dictionary.h"
#include "store/value/packer.h"

enum {
	PACKER_PLAIN_MAX = 16 * 1024 * 1024, /* of one value */
	PACKER_HEAD_BYTES = 5,
	PACKER_VARINT_MOST = 5
};

enum format {
	FORMAT_RAW = 0x10,
	FORMAT_ZSTD = 0x11,
	FORMAT_DICTIONARY = 0x12,
	FORMAT_PIECES = 0x20,
	FORMAT_PACKED = 0x30
};

/* All but the buffers is made at first use: it takes longer than a query. */
struct packer {
	ZSTD_CCtx *compressor;
	ZSTD_DCtx *expander;
	ZSTD_CDict *with[DICTIONARY_COUNT]; /* to compress */
	ZSTD_DDict *from[DICTIONARY_COUNT]; /* to expand */
	struct buf encoded; /* what is to be packed */
	struct buf packed;
	struct buf frame; /* a stored one with its magic number */
	struct buf plain; /* what was unpacked */
	const struct packed_value *ready; /* packed beforehand */
	size_t n_ready;
	struct buf numbers; /* of a record that is to be packed */
	struct buf texts;
	size_t front; /* of the texts */
	struct piece_writer *writer;
};

/* Empties it; one huge value must not hold its memory for the rest of the
 * run. */
void packer_empty(struct buf *buf);

/* Writes the head of what stands behind its place in packer->packed. */
void packer_seal(struct buf *packed, enum format format);

/* What was packed beforehand of these plain bytes, if there is such; `type`
 * NULL: they are no packed record. */
bool
packer_find_ready(const struct packer *packer, const struct record_type *type,
    enum value_kind kind, struct slice plain, struct slice *ret_stored);

/* As a frame behind the head; false when that gains nothing. */
bool packer_compress(struct packer *packer, enum value_kind kind,
    struct slice plain, enum format *ret_format);
/* Of a frame, in packer->plain.  ERR_CORRUPT, ERR_NOMEM. */
int packer_expand(struct packer *packer, unsigned int format,
    struct slice payload, struct slice *ret_plain) MUST_CHECK;

#endif
