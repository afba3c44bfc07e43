#include "crawler/client.h"

enum {
	TIMEOUT_MS = 30000
};

int
client_new(const struct crawl_options *options, struct arena *arena,
    struct github *ret_github, struct http **ret_http,
    struct err_detail *detail)
{
	const struct config *config = options->config;
	int rc = github_init(ret_github, options->api_url, arena, detail);

	if (rc != 0)
		return rc;
	if (options->token == NULL)
		return err_set(detail, ERR_DENIED,
		    "no token: set GITHUB_TOKEN, or github.token_file in "
		    "muster.yaml");
	return http_new(
	    &(struct http_options){
		.api_url = ret_github->rest,
		.token = options->token,
		.contact = config->github_user_agent_contact,
		.api_version = config->github_api_version,
		.ca_file = config->github_ca_file,
		.timeout_ms = config->github_timeout_s > 0
		    ? config->github_timeout_s * 1000
		    : TIMEOUT_MS,
	    },
	    ret_http, detail);
}
