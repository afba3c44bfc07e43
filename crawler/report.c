#include "crawler/crawl.h"

void
crawl_report_json(const struct crawl_report *report, struct json_writer *json)
{
	json_begin_object(json);
#define X(name) json_member_int(json, #name, report->name);
	CRAWL_COUNTERS(X)
#undef X
	json_put_key(json, "faults");
	json_begin_object(json);
#define X(name) json_member_int(json, #name, report->faults.name);
	CRAWL_FAULTS(X)
#undef X
	json_end_object(json);
	json_member_text(json, "stopped_by", report->stopped_by);
	json_member_real(json, "seconds", report->seconds, 3);
	json_member_int(json, "max_rss_kb", report->max_rss_kb);
	json_end_object(json);
}
