#ifndef STORE_VALUE_PACKER_H
#define STORE_VALUE_PACKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/key.h"
#include "store/value/dictionary.h"

struct buf;
struct record_packed;
struct record_type;

/*
 * The bytes of values: compressed, with a checksum.  Each thread has a packer
 * of its own; what is returned lives until it is used again.
 */
struct packer;
struct packer *packer_new(void);
void packer_free(struct packer *packer);

/* Memory for what is to be packed, emptied. */
struct buf *packer_scratch(struct packer *packer);

/* ---- packing ---- */

/* With the dictionary of its kind.  ERR_LIMIT. */
int packer_pack(struct packer *packer, enum value_kind kind, struct slice plain,
    struct slice *ret_stored) MUST_CHECK;

/* A record, when it is one of those that are kept packed: its numbers and texts
 * side by side, and stored. */
bool packer_pack_record(struct packer *packer, const struct record_type *type,
    const void *value, struct slice *ret_plain, struct slice *ret_stored);

/* What was packed beforehand, by another packer. */
struct packed_value {
	const struct record_type *type; /* NULL: not as a packed record */
	enum value_kind kind;
	struct slice plain;
	struct slice stored;
};
/* Whatever has one of these plain bytes is not packed again; the list is
 * borrowed until the next call. */
void packer_expect(struct packer *packer, const struct packed_value *values,
    size_t n);

/* ---- unpacking: ERR_CORRUPT, which is not counted ---- */

/* The payload of a value that is whole by its checksum; its format is the first
 * byte. */
int packer_check(struct slice stored, struct slice *ret_payload) MUST_CHECK;

/* Of a record as record_encode() writes it, however it is stored. */
int packer_unpack(struct packer *packer, struct slice stored,
    struct slice *ret_plain) MUST_CHECK;

/* A record.  `only_front`: the type's front will do, the rest may be there or
 * not. */
int packer_decode(struct packer *packer, struct slice stored,
    const struct record_type *type, bool only_front, struct arena *arena,
    void *ret_value) MUST_CHECK;

/* All texts of a packed one, its own and others', as they stand there, and its
 * numbers; ERR_NOTFOUND for any other. */
int packer_texts(struct packer *packer, struct slice stored,
    struct arena *arena, struct record_packed *ret_packed) MUST_CHECK;

#endif
