#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"

struct json_writer;

/*
 * Records: one table describes a struct, and drives its encoding, decoding,
 * JSON form and documentation.  The bytes follow the protobuf wire format
 * (https://protobuf.dev/programming-guides/encoding/), so any protobuf tool
 * can read them: INT is sint64, BOOL bool, REAL double, PART sint64 (or double,
 * as it once was), TEXT string, and the plural kinds are repeated.  Zero, false, NULL, "" and empty lists take no
 * bytes.  A tag is never reused; an unknown tag is skipped.
 *
 * A plural kind needs two members: a pointer at `offset` (const char **, or a
 * pointer to the first item) and a size_t at `count`.
 */
enum record_kind {
	RECORD_INT, /* int64_t */
	RECORD_BOOL, /* bool */
	RECORD_REAL, /* double */
	RECORD_PART, /* double, kept in ten thousandths */
	RECORD_TEXT, /* const char *; decoded NULL stays NULL */
	RECORD_TEXTS, /* const char ** */
	RECORD_LIST, /* array of `item` */
	RECORD_TIME /* int64_t seconds since 1970; RFC 3339 in JSON */
};

struct record_type;

struct record_field {
	uint32_t tag; /* 1..2047 */
	enum record_kind kind;
	const char *name;
	size_t offset;
	size_t count;
	const struct record_type *item;
};

struct record_type {
	const char *name;
	size_t size; /* sizeof the struct */
	const struct record_field *fields;
	size_t n_fields;
	/* RECORD_TAGs of what a list of such values shows: packed first, so
	 * that record_unpack_front() can read it alone.  0: nothing. */
	uint64_t front;
};

/* Rows of a field table. */
#define RECORD_ONE(tag, kind, type, member)                                \
	{                                                                  \
		tag, kind, #member, offsetof(struct type, member), 0, NULL \
	}
#define RECORD_MANY(tag, kind, type, member, n_member, item)       \
	{                                                          \
		tag, kind, #member, offsetof(struct type, member), \
		    offsetof(struct type, n_member), item          \
	}
#define RECORD_TAG(tag)           (UINT64_C(1) << ((tag)-1))
#define RECORD_TYPE(name, fields) RECORD_TYPE_FRONT(name, fields, 0)
#define RECORD_TYPE_FRONT(name, fields, front)                           \
	{                                                                \
#name, sizeof(struct name), fields, COUNT(fields), front \
	}

/* Limits that decoding keeps, whatever the bytes say. */
enum {
	RECORD_DEPTH = 6,
	RECORD_ITEMS = 1 << 20
};

/* Of one, in a RECORD_PART. */
enum {
	RECORD_PARTS = 10000
};

/* A real as a RECORD_PART gives it back. */
double record_part(double value);

/* Appends the encoded struct.  O(bytes).  buf's overflow tells if it fitted. */
void record_encode(const struct record_type *type, const void *value,
    struct buf *out);

/*
 * Fills the struct from bytes; texts and lists live in the arena.  Members the
 * bytes lack are zero.  Returns ERR_CORRUPT if the bytes break the format (the
 * struct is then zeroed); safe for any bytes.
 */
int record_decode(const struct record_type *type, const uint8_t *bytes,
    size_t len, struct arena *arena, void *ret_value) MUST_CHECK;

/*
 * The packed form: numbers and texts apart, members of many items together, for
 * values of which there are many.  It takes half the bytes and less time to
 * read, but who reads it must know all tags (of 64 at most): a type that gets
 * another field takes another schema.  Texts stand one behind the other, each
 * with its NUL.
 */
struct record_packed {
	const uint8_t *numbers;
	size_t numbers_len;
	const char *texts; /* live as long as what is unpacked */
	size_t texts_len;
};

/* Appends to both; false when it can't be packed or does not fit.  *ret_front is
 * how much of the texts is of the type's front, which comes first. */
bool record_pack(const struct record_type *type, const void *value,
    struct buf *numbers, struct buf *texts, size_t *ret_front);

/* As record_decode(), but the texts stay where they are. */
int
record_unpack(const struct record_type *type, const struct record_packed *from,
    struct arena *arena, void *ret_value) MUST_CHECK;

/* The type's front alone; the other members are zero.  `from` has all numbers
 * and of the texts the first *ret_front bytes. */
int record_unpack_front(const struct record_type *type,
    const struct record_packed *from, struct arena *arena,
    void *ret_value) MUST_CHECK;

/* Writes the members that are not empty into the JSON object that is open, the
 * reals in full: reading them gives the same struct. */
void record_json_members(const struct record_type *type, const void *value,
    struct json_writer *json);

/* Writes the struct as a JSON object, empty members left out, reals to six
 * places. */
void record_json(const struct record_type *type, const void *value,
    struct json_writer *json);

#endif
