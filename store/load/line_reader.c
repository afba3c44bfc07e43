#include "store/load/line_reader.h"

#include <string.h>

#include "base/mem.h"

enum {
	CHUNK_BYTES = 256 * 1024
};

void
line_reader_init(struct line_reader *reader, FILE *in)
{
	memset(reader, 0, sizeof(*reader));
	reader->in = in;
	reader->capacity = CHUNK_BYTES;
	reader->data = mem_alloc(reader->capacity);
}

void
line_reader_done(struct line_reader *reader)
{
	mem_free(reader->data);
	reader->data = NULL;
}

/* Moves what is left to the front and reads behind it. */
static int
more(struct line_reader *reader)
{
	size_t left = reader->end - reader->start, n;

	memmove(reader->data, reader->data + reader->start, left);
	reader->start = 0;
	reader->end = left;
	if (left == reader->capacity) {
		reader->capacity *= 2;
		reader->data = mem_resize(reader->data, reader->capacity, 1);
	}
	n = fread(reader->data + left, 1, reader->capacity - left, reader->in);
	if (n == 0 && ferror(reader->in))
		return ERR_IO;
	reader->is_at_end = n == 0;
	reader->end += n;
	return 0;
}

/* Passes over the rest of a line that is too long, in constant memory. */
static int
skip_rest(struct line_reader *reader)
{
	for (;;) {
		size_t left = reader->end - reader->start;
		const char *from = reader->data + reader->start;
		const char *found = memchr(from, '\n', left);
		int rc;

		if (found != NULL) {
			reader->start += (size_t)(found - from) + 1;
			return ERR_LIMIT;
		}
		reader->start = reader->end;
		if (reader->is_at_end)
			return ERR_LIMIT;
		rc = more(reader);
		if (rc < 0)
			return rc;
	}
}

int
line_reader_next(struct line_reader *reader, struct slice *ret_line)
{
	size_t looked_at = 0;

	for (;;) {
		size_t left = reader->end - reader->start, len;
		const char *from = reader->data + reader->start;
		const char *found = left > looked_at
		    ? memchr(from + looked_at, '\n', left - looked_at)
		    : NULL;
		int rc;

		if (found != NULL || (reader->is_at_end && left > 0)) {
			len = found != NULL ? (size_t)(found - from) : left;
			reader->start += len + (found != NULL);
			*ret_line =
			    (struct slice){ (const uint8_t *)from, len };
			return 0;
		}
		if (reader->is_at_end)
			return ERR_NOTFOUND;
		if (left >= LINE_MAX_BYTES)
			return skip_rest(reader);
		looked_at = left;
		rc = more(reader);
		if (rc < 0)
			return rc;
	}
}
