#include "cli/progress.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/term.h"

enum {
	REDRAW_MS = 200,
	PLAIN_MS = 10 * 1000,
	LINES = 2,
	LOGIN_COLUMNS = 24,
	ETA_FROM_SCORED = 5, /* people before a guess makes sense */
	ETA_FROM_MS = 5 * 1000
};

static const char show_cursor[] = "\r\033[J\033[?25h";

struct progress {
	struct term term;
	int64_t started;
	int64_t drawn_at;
	size_t drawn[LINES]; /* widths of the lines on the screen */
	bool is_drawn;
	struct crawl_report report; /* the last one, to draw again */
	struct arena arena;
};

/* The log hook has no context: the one progress view of the process. */
static struct progress *current;

/* ---- texts ---- */

/* "4,812" */
static const char *
grouped(struct arena *arena, int64_t value)
{
	char digits[32];
	struct buf out;
	const char *text;
	size_t len;

	len =
	    (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)value);
	buf_init(&out, 2 * sizeof(digits));
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			buf_char(&out, ',');
		buf_char(&out, digits[i]);
	}
	text = arena_strdup(arena, out.data != NULL ? out.data : "");
	buf_done(&out);
	return text;
}

const char *
progress_duration(struct arena *arena, int64_t seconds)
{
	long long minutes = (seconds + 30) / CLOCK_MINUTE_S;

	if (seconds < 90)
		return arena_format(arena, "%lld s", (long long)seconds);
	if (minutes < 90)
		return arena_format(arena, "%lld min", minutes);
	return arena_format(arena, "%lld h %lld min", minutes / 60,
	    minutes % 60);
}

/* "14:05:30 UTC" */
static const char *
hour(struct arena *arena, int64_t wall)
{
	char text[CLOCK_TEXT_LEN];

	clock_format(wall, text);
	return arena_format(arena, "%.8s UTC", text + 11);
}

static const char *
limits(const struct crawl_report *report, struct arena *arena)
{
	const char *left = "points left";

	if (report->waiting_until != 0)
		return arena_format(arena, "waiting for GitHub until %s",
		    hour(arena, report->waiting_until));
	if (report->rest_remaining <= 0 && report->graphql_remaining <= 0)
		return "";
	/* An API that was not asked yet has told nothing; at none left, the
	 * crawl waits. */
	if (report->rest_remaining > 0)
		left = arena_format(arena, "%s %s REST", left,
		    grouped(arena, report->rest_remaining));
	if (report->graphql_remaining > 0)
		left = arena_format(arena, "%s%s %s GraphQL", left,
		    report->rest_remaining > 0 ? "," : "",
		    grouped(arena, report->graphql_remaining));
	if (report->reset_at == 0)
		return left;
	return arena_format(arena, "%s, back at %s", left,
	    hour(arena, report->reset_at));
}

/* By the pace so far; nothing before there is one. */
static const char *
remaining(const struct crawl_report *report, int64_t elapsed_ms,
    struct arena *arena)
{
	int64_t total = report->people_total != 0 ? report->people_total
						  : report->people_seen;
	int64_t left = total - report->people_scored - report->bots_skipped -
	    report->refusals_skipped - report->suppressed_skipped;

	if (report->people_scored < ETA_FROM_SCORED ||
	    elapsed_ms < ETA_FROM_MS || left <= 0)
		return "";
	return arena_format(arena, ", about %s to go",
	    progress_duration(arena,
		left * elapsed_ms / report->people_scored / 1000 + 1));
}

const char *
progress_share(int64_t done, int64_t total, int64_t elapsed_ms,
    struct arena *arena)
{
	long long percent = 0;

	if (done > total)
		done = total;
	if (total > 0)
		percent = done * 100 / total;
	if (done == 0 || done == total || elapsed_ms < ETA_FROM_MS)
		return arena_format(arena, "%lld %%", percent);
	return arena_format(arena, "%lld %%, about %s to go", percent,
	    progress_duration(arena,
		(total - done) * elapsed_ms / done / 1000 + 1));
}

void
progress_text(const struct crawl_report *report, int64_t elapsed_ms,
    struct arena *arena, struct progress_text *ret_text)
{
	ret_text->work =
	    arena_format(arena, "seeds %lld/%lld  people %s seen, %s scored",
		(long long)report->seeds_done, (long long)report->seeds_total,
		grouped(arena, report->people_seen),
		grouped(arena, report->people_scored));
	ret_text->best = "";
	if (report->best_login[0] != '\0')
		ret_text->best = arena_format(arena, "best lead %s %.1f",
		    text_show(arena, report->best_login, LOGIN_COLUMNS),
		    report->best_score);
	ret_text->limits = limits(report, arena);
	ret_text->time = arena_format(arena, "%s%s",
	    progress_duration(arena, elapsed_ms / 1000),
	    remaining(report, elapsed_ms, arena));
}

/* ---- drawing ---- */

/* Back to the view's first row; a narrower window has wrapped its lines. */
static void
go_up(const struct progress *progress)
{
	size_t width = term_columns(stderr), rows = 0;

	for (size_t i = 0; i < LINES; i++)
		rows += progress->drawn[i] <= width
		    ? 1
		    : (progress->drawn[i] + width - 1) / width;
	(void)fprintf(stderr, "\r\033[%zuA\033[J", rows);
}

static void
erase(struct progress *progress)
{
	if (progress->is_drawn)
		go_up(progress);
	progress->is_drawn = false;
	(void)fflush(stderr);
}

/* Two parts and a gap, cut to the window. */
static void
put_line(struct progress *progress, size_t at, const char *a, const char *b)
{
	size_t room = term_columns(stderr) - 1, len;
	const char *line = arena_format(&progress->arena, "%s%s%s", a,
	    b[0] != '\0' ? "  " : "", b);

	len = text_prefix(line, room);
	line = arena_text(&progress->arena, line, len);
	progress->drawn[at] = text_width(line);
	(void)fprintf(stderr, "%s%s%s\n",
	    term_style(&progress->term, STYLE_DIM), line,
	    term_plain(&progress->term, STYLE_DIM));
}

static void
draw(struct progress *progress)
{
	struct progress_text text;

	arena_reset(&progress->arena);
	progress_text(&progress->report, clock_mono_ms() - progress->started,
	    &progress->arena, &text);
	if (progress->is_drawn)
		go_up(progress);
	put_line(progress, 0, text.work, text.best);
	put_line(progress, 1, text.time, text.limits);
	progress->is_drawn = true;
	(void)fflush(stderr);
}

static void
print_plain(struct progress *progress)
{
	struct progress_text text;

	arena_reset(&progress->arena);
	progress_text(&progress->report, clock_mono_ms() - progress->started,
	    &progress->arena, &text);
	(void)fprintf(stderr, "muster: %s  %s  %s  %s\n", text.time, text.work,
	    text.limits, text.best);
}

static void
before_log(void)
{
	if (current != NULL)
		erase(current);
}

static void
after_log(void)
{
	if (current != NULL && current->report.seeds_total > 0)
		draw(current);
}

struct progress *
progress_start(bool no_color)
{
	struct progress *progress = mem_calloc(1, sizeof(*progress));

	term_init(&progress->term, stderr, no_color);
	progress->started = progress->drawn_at = clock_mono_ms();
	if (progress->term.is_terminal) {
		current = progress;
		interrupt_set_farewell(show_cursor);
		(void)fputs("\033[?25l", stderr);
		log_hook(before_log, after_log);
	}
	return progress;
}

void
progress_report(void *context, const struct crawl_report *report)
{
	struct progress *progress = context;
	int64_t now = clock_mono_ms();
	bool live = progress->term.is_terminal;

	progress->report = *report;
	if (now - progress->drawn_at < (live ? REDRAW_MS : PLAIN_MS))
		return;
	progress->drawn_at = now;
	if (live)
		draw(progress);
	else
		print_plain(progress);
}

void
progress_stop(struct progress *progress)
{
	if (progress == NULL)
		return;
	if (progress->term.is_terminal) {
		log_hook(NULL, NULL);
		current = NULL;
		erase(progress);
		(void)fputs(show_cursor, stderr);
		(void)fflush(stderr);
		interrupt_set_farewell(NULL);
	}
	arena_done(&progress->arena);
	mem_free(progress);
}
