#!/bin/bash
# HTTP/2 over TLS with a private authority, and the address, the missing limits
# and the missing headers of an Enterprise Server.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

configure() {
	mkdir -p "$XDG_CONFIG_HOME/muster"
	printf '%s\n' "github:" "$@" >"$XDG_CONFIG_HOME/muster/muster.yaml"
}
crawl() { MUSTER_STORE=$dir/store.$1 run crawl --role data-intensive --json --log err "${@:2}"; }
leads() {
	MUSTER_STORE=$dir/store.$1 run leads --role data-intensive --json --all --limit 100000
	timeless <"$dir/out" >"$dir/leads.$1"
}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=other \
	-keyout "$dir/other.key" -out "$dir/other.pem" -days 2 2>/dev/null
start_simulator --generate 13:60:2:20 --tls --cert-file "$dir/ca.pem"
export CURL_CA_BUNDLE=$dir/ca.pem
check "the simulator speaks TLS" test "${url%%:*}" = https

crawl none --api-url "$url"
exits "an unknown authority is refused" 1
says "in words that tell what is wrong" "can't be reached: .*certificate"
one_sentence "and no more"
configure "  ca_file: $dir/other.pem"
crawl other --api-url "$url"
exits "so is a server of another authority" 1
says "that names the certificate" 'certificate'
configure "  ca_file: $dir/nothing.pem"
crawl nothing --api-url "$url"
check "a file of authorities that is not there is an error" [ "$status" -ne 0 ]
says "that names the file" 'nothing\.pem'
check "no request was sent unprotected" test "$(ask summary | sed 's/^{"requests":\([0-9]*\).*/\1/')" = 0

configure "  ca_file: $dir/ca.pem"
crawl tls --api-url "$url"
exits "with github.ca_file the crawl works" 0
json "to its end" "L[-1]['stopped_by'] == 'done' and not any(v for k, v in L[-1]['faults'].items() if k != 'not_found')"
ask journal >"$dir/journal"
check "every request came by HTTP/2" python3 -c "
import json
E = json.load(open('$dir/journal'))
assert len(E) > 5 and {e['http'] for e in E} == {'2.0'}, {e['http'] for e in E}"
leads tls

tell faults '[{"kind": "reset", "path": "contributors"}, {"kind": "reset-mid-body", "operation": "People"},
	{"kind": "redirect", "path": "comments", "location": "http'"${url#https}"'/repositories/1/pulls/comments"}]' >/dev/null
crawl broken --api-url "$url"
exits "broken streams and a redirect away from TLS are survived" 0
json "and counted" "L[-1]['faults']['network'] >= 1 and L[-1]['faults']['foreign_address'] == 1"
leads broken
check "with the same leads in the end" cmp -s "$dir/leads.tls" "$dir/leads.broken"

tell limits '{"primary": false, "secondary": false}' >/dev/null
tell reset '{}' >/dev/null
tell limits '{"primary": false, "secondary": false}' >/dev/null
configure "  ca_file: $dir/ca.pem" "  api_url: $url/api/v3"
crawl server
exits "an Enterprise Server's address works, without limits" 0
ask journal >"$dir/journal"
check "REST below /api/v3, GraphQL at /api/graphql" python3 -c "
import json
E = json.load(open('$dir/journal'))
assert all(e['path'].startswith('/api/v3/') or e['path'] == '/api/graphql' for e in E), {e['path'][:30] for e in E}
assert any(e['path'].startswith('/api/v3/') for e in E)"
leads server
check "with the same leads in the end" cmp -s "$dir/leads.tls" "$dir/leads.server"
run doctor
check "the doctor knows that it has no limits" grep -qE 'ok +limits +this server has none' "$dir/out"
