#ifndef STORE_VALUE_PIECE_H
#define STORE_VALUE_PIECE_H

#include "base/buf.h"
#include "store/key.h"

/*
 * Short texts, written as pieces: words, parts of words and phrases that
 * developers' English is made of, each by a Huffman code of 5 to 15 bits.  A
 * general compressor needs some kilobytes to learn as much.  The pieces are a
 * file of the program, of which the same holds as of a dictionary
 * (dictionary.h): one that has been released never changes.
 *
 * Bytes that UTF-8 never has are signs: see piece.c.
 */
struct piece_writer;

enum {
	/* What a reader may write behind the end of the text. */
	PIECE_SLACK = 32,
	PIECE_TEXT = 32 * 1024 /* the longest that is written */
};

/*
 * Reads `len` bytes of text into `ret_text`, which has room for PIECE_SLACK
 * more.  *ret_used is how many bytes they took.  False: broken.
 */
bool
piece_read(struct slice bytes, char *ret_text, size_t len, size_t *ret_used);

/* The same up to the first `part` bytes at least, without what follows. */
bool
piece_read_part(struct slice bytes, char *ret_text, size_t len, size_t part);

struct piece_writer *piece_writer_new(void);
void piece_writer_free(struct piece_writer *writer);

/*
 * Appends the pieces of a text, filled up to whole bytes.  O(len).  False: it
 * has bytes that can't be written, is longer than PIECE_TEXT, or has no room.
 */
bool piece_write(struct piece_writer *writer, const char *text, size_t len,
    struct buf *out);

/* The bytes of the file, for tests. */
struct slice piece_bytes(void);

#endif
