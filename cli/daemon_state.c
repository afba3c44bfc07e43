/* What SIGUSR1 asks for. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/daemon.h"
#include "web/server.h"

enum {
	COUNTERS_BYTES = 4000
};

static const char *
moment(int64_t wall, char to[static CLOCK_TEXT_LEN])
{
	if (wall <= 0 || wall == INT64_MAX)
		return "never";
	clock_format(wall, to);
	return to;
}

static void
tell_role(const struct daemon_role *role, const char *name, int64_t now)
{
	char last[CLOCK_TEXT_LEN], next[CLOCK_TEXT_LEN];

	log_reply("state", "role: %s: last_run=%s result=%s next_run=%s", name,
	    moment(role->last.ended, last),
	    role->last.result[0] != '\0' ? role->last.result : "none",
	    moment(agenda_next(&role->agenda, now), next));
}

static void
tell_limits(const struct crawl_report *run)
{
	char reset[CLOCK_TEXT_LEN], until[CLOCK_TEXT_LEN];

	log_reply("state",
	    "limits: rest=%" PRId64 " graphql=%" PRId64
	    " reset=%s waiting_until=%s",
	    run->rest_remaining, run->graphql_remaining,
	    moment(run->reset_at, reset), moment(run->waiting_until, until));
}

static void
tell_counters(const struct daemon *daemon)
{
	struct buf text;

	buf_init(&text, COUNTERS_BYTES);
#define X(name)                                  \
	buf_format(&text, " " #name "=%" PRId64, \
	    daemon->total.name + daemon->run.name);
	CRAWL_COUNTERS(X)
#undef X
	log_reply("state", "counters:%s", text.data);
	buf_reset(&text);
#define X(name)                                  \
	buf_format(&text, " " #name "=%" PRId64, \
	    daemon->total.faults.name + daemon->run.faults.name);
	CRAWL_FAULTS(X)
#undef X
	log_reply("state", "faults:%s", text.data);
	buf_done(&text);
}

void
daemon_state(const struct daemon *daemon)
{
	const struct crawl_options *options = &daemon->settings->options;
	char since[CLOCK_TEXT_LEN];

	log_reply("state", "daemon: %s since=%s web=%s%s%s",
	    daemon->is_running ? "running" : "idle",
	    moment(daemon->started, since),
	    daemon->server != NULL ? server_url(daemon->server) : "off",
	    daemon->trouble[0] != '\0' ? " trouble: " : "", daemon->trouble);
	for (size_t i = 0; i < options->n_roles; i++)
		tell_role(&daemon->roles[i], options->roles[i].name,
		    clock_wall());
	tell_limits(&daemon->run);
	tell_counters(daemon);
}
