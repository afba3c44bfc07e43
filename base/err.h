#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * Errors are small negative ints; 0 is success.  Foreign codes (CURLcode,
 * MDB_*, PCRE2_*) are translated into these in one function at the border.
 */
enum err {
	ERR_NONE = 0,
	ERR_NOTFOUND = -1, /* the thing asked for does not exist */
	ERR_AGAIN = -2, /* not yet; a state, not a failure */
	ERR_LIMIT = -3, /* a stated limit was reached */
	ERR_PARSE = -4, /* bytes that do not follow their format */
	ERR_NET = -5, /* no answer: name, connection, TLS, time-out */
	ERR_HTTP = -6, /* an answer that says no */
	ERR_IO = -7, /* the file system refused */
	ERR_FULL = -8, /* disk or map full */
	ERR_INVAL = -9, /* a value out of its range, a wrong use */
	ERR_CORRUPT = -10, /* stored bytes that fail their checks */
	ERR_CANCELED = -11, /* ended on request */
	ERR_NOMEM = -12, /* a library could not allocate */
	ERR_BUSY = -13, /* another process holds the lock */
	ERR_DENIED = -14, /* credentials refused */
	ERR_BLOCKED = -15 /* suppressed or refusing person: nothing is done */
};

enum {
	ERR_DETAIL_LEN = 768
};

/* Text for a person about what went wrong.  Zero-initialise before use. */
struct err_detail {
	char text[ERR_DETAIL_LEN];
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* The lower-case name of a code ("not found"); never NULL. */
const char *err_name(int code);

/*
 * Write a sentence into `detail` unless it already has one (the first error
 * wins) or is NULL.  Returns `code`, so that `return err_set(...)` reads well.
 */
int err_set(struct err_detail *detail, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The detail's text, or the code's name when there is none. */
const char *err_text(const struct err_detail *detail, int code);

#endif
