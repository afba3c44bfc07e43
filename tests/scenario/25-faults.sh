#!/bin/bash
# Every kind of fault: what the crawl ends with, says, counts and asks; and
# that the same command without the fault ends with what an undisturbed crawl
# finds. faults.py explains the table. $1: only cases whose name matches.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
fault_world 3:14:1:12

faults "$@" <<'END'
== a 500 of REST is asked again
faults: [{"kind": "server-error", "path": "contributors"}]
counts: server_error=1
says: contributors: server error: Server Error
seconds: 1..10

== a 500 of GraphQL is asked again
faults: [{"kind": "server-error", "path": "graphql", "operation": "Pulls"}]
counts: server_error=1
says: (pull requests|commits).*: server error: Server Error

== a 502 with GitHub's HTML from REST is asked again
faults: [{"kind": "html", "path": "comments"}]
counts: server_error=1
says: review comments: server error: status 502

== a 502 with GitHub's HTML from GraphQL halves the batch
faults: [{"kind": "html", "path": "graphql", "operation": "People"}]
counts: server_error=1
says: people.*: too much at once: status 502
journal: len([e for e in E if 'People' in (e.get('operation') or '')]) >= 3

== a 504 of GraphQL halves the batch
faults: [{"kind": "status", "status": 504, "path": "graphql", "operation": "Readmes", "json": {"message": "We couldn't respond to your request in time."}}]
counts: server_error=1

== a 502 to the question for prices
faults: [{"kind": "html", "operation": "^PeopleReadmes"}]
counts: server_error=1

== a 503 without a body is asked again
faults: [{"kind": "status", "status": 503, "path": "comments"}]
counts: server_error=1

== a 429 stops everything for as long as it asks
faults: [{"kind": "secondary", "status": 429, "retry_after": 120, "path": "contributors"}]
counts: secondary_limited=1+
seconds: 120..130

== a 429 without a word stops everything for a minute
faults: [{"kind": "status", "status": 429, "path": "contributors"}]
counts: secondary_limited=1
seconds: 60..70

== a secondary limit without headers stops everything for a minute
faults: [{"kind": "secondary", "bare": true, "path": "comments"}]
counts: secondary_limited=1+
says: review comments: secondary rate limit: You have exceeded a secondary rate limit
seconds: 60..70

== a secondary limit with points left and a blank Retry-After is none the less one
faults: [{"kind": "secondary", "path": "contributors", "headers": {"retry-after": ""}}]
counts: secondary_limited=1+
seconds: 60..70

== a secondary limit of GraphQL with status 200
faults: [{"kind": "graphql-error", "operation": "Pulls", "type": "FORBIDDEN", "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}]
counts: secondary_limited=1
seconds: 60..70

== a secondary limit that comes back waits longer each time
faults: [{"kind": "secondary", "path": "contributors"}, {"kind": "secondary", "path": "contributors"}, {"kind": "secondary", "path": "contributors"}]
counts: secondary_limited=3+
seconds: 420..440

== used-up REST points: nothing until the reset
faults: [{"kind": "primary", "path": "contributors", "reset": 1800}]
counts: rate_limited=1
says: contributors: rate limited: API rate limit exceeded
seconds: 1801..1812

== used-up REST points as a 429
faults: [{"kind": "primary", "status": 429, "path": "comments", "reset": 600}]
counts: rate_limited=1
seconds: 601..612

== RATE_LIMIT in a 200: nothing until the reset
faults: [{"kind": "rate-limit-200", "type": "RATE_LIMIT", "operation": "Repositories", "reset": 900}]
counts: rate_limited=1
seconds: 901..912

== RATE_LIMITED in a 200, the older word
faults: [{"kind": "rate-limit-200", "type": "RATE_LIMITED", "operation": "People", "reset": 900}]
counts: rate_limited=1
seconds: 901..912

== RATE_LIMIT with points left: a minute at least
faults: [{"kind": "rate-limit-200", "type": "RATE_LIMIT", "operation": "Pulls", "remaining": 4000, "ban": false}]
counts: rate_limited=1
seconds: 60..70

== few points at the start: the pace is kept, the reserve left alone
tell: limits {"graphql": {"limit": 5000, "remaining": 503}}
seconds: 3500..3700
journal: not any(e['status'] != 200 for e in E)

== a connection reset before the answer
faults: [{"kind": "reset", "path": "contributors", "times": 2}]
again: 1
counts: network=1
says: contributors: unreachable: 

== a connection reset in the middle of the answer
faults: [{"kind": "reset-mid-body", "operation": "Commits"}]
counts: network=1

== an answer that never comes
configuration: github: {timeout: 1}
faults: [{"kind": "stall", "path": "comments"}]
counts: timeout=1
says: review comments: timeout

== an answer that stops coming
configuration: github: {timeout: 1}
faults: [{"kind": "stall-mid-body", "operation": "People"}]
counts: timeout=1
says: people.*: too much at once: Operation timed out

== an answer that drips
configuration: github: {timeout: 1}
faults: [{"kind": "slow", "operation": "Pulls", "chunk": 10, "interval_ms": 10}]
counts: timeout=1

== JSON that ends too early, complete by its length
faults: [{"kind": "truncate", "path": "contributors"}]
counts: malformed=1

== JSON that ends too early from GraphQL
faults: [{"kind": "truncate", "operation": "People"}]
counts: malformed=1

== an empty answer with status 200
faults: [{"kind": "empty", "path": "contributors"}, {"kind": "empty", "operation": "Commits"}]
counts: malformed=2

== another type than JSON
faults: [{"kind": "content-type", "value": "text/plain", "path": "comments"}]
counts: malformed=1
says: review comments: malformed answer: not JSON: text/plain

== HTML with status 200
faults: [{"kind": "html-200", "path": "contributors"}, {"kind": "html-200", "operation": "Readmes"}]
counts: malformed=2

== a redirect to another host is refused
faults: [{"kind": "redirect", "status": 301, "location": "$OTHER/repositories/1/contributors", "path": "contributors"}]
counts: foreign_address=1
says: contributors: .*another host
journal: not O

== a redirect of a query is refused
faults: [{"kind": "redirect", "status": 307, "location": "$OTHER/graphql", "operation": "People"}]
counts: foreign_address=1
journal: not O

== redirects without end are not followed
faults: [{"kind": "redirect", "location": "$URL/repos/twmb/franz-go/contributors", "path": "contributors", "times": 6}]
counts: malformed=1
says: redirected without end

== a link to another host is not followed
faults: [{"kind": "link", "next": "$OTHER/repositories/1/contributors?page=2", "path": "contributors"}]
counts: foreign_address=1
says: link to another host
journal: not O

== pages without end of contributors
faults: [{"kind": "endless", "path": "contributors", "times": 0}]
counts: endless_pages=1
says: contributors: twmb/franz-go: pages without end: stopped after 2
journal: len([e for e in E if 'contributors' in e['path']]) <= 20

== pages without end of comments, each with something on it
faults: [{"kind": "status", "status": 200, "path": "comments", "times": 0, "json": [{"id": 1, "created_at": "2027-01-10T00:00:00Z", "updated_at": "2027-01-10T00:00:00Z", "body": "Why not?", "user": null}], "headers": {"link": "<$URL/repositories/1/pulls/comments?page=2>; rel=\"next\""}}]
counts: endless_pages=1
journal: len([e for e in E if 'comments' in e['path']]) <= 20

== pages without end of GraphQL's lists
faults: [{"kind": "endless", "operation": "Pulls|Commits", "times": 0}]
counts: endless_pages=1
says: twmb/franz-go: pages without end: stopped after 2

== JSON nested 100,000 deep
faults: [{"kind": "deep-json", "path": "contributors"}, {"kind": "deep-json", "operation": "People"}]
counts: malformed=2
says: nested

== a body of 200 MB
faults: [{"kind": "huge", "path": "contributors"}, {"kind": "huge", "operation": "People"}]
says: contributors: malformed answer: the answer is larger than 8192 KB
counts: too_large=2
journal: R['max_rss_kb'] < 100000

== a gzip bomb of 1 GB
faults: [{"kind": "gzip-bomb", "path": "comments"}, {"kind": "gzip-bomb", "operation": "Commits"}]
counts: too_large=2
journal: R['max_rss_kb'] < 100000

== UTF-8 that is none
faults: [{"kind": "invalid-utf8", "path": "contributors"}, {"kind": "invalid-utf8", "operation": "Pulls"}]
same: ids

== NUL in texts, bare and escaped
faults: [{"kind": "nul", "raw": true, "path": "contributors"}, {"kind": "nul", "operation": "Commits"}]
same: ids

== keys that stand twice
faults: [{"kind": "duplicate-keys", "path": "contributors"}, {"kind": "duplicate-keys", "operation": "People"}]

== integers beyond any type
faults: [{"kind": "big-integer", "path": "contributors"}, {"kind": "big-integer", "operation": "Repositories"}]
same: ids

== one person of a batch runs into a limit of resources
faults: [{"kind": "partial", "operation": "People", "index": 2}]
counts: node_error=1

== one person of a batch is not for us, the others are kept
faults: [{"kind": "partial", "operation": "People", "index": 2, "type": "FORBIDDEN", "message": "Resource protected by organization SAML enforcement."}]
counts: forbidden=1
same: none

== no data and no error
faults: [{"kind": "null-data", "operation": "People"}]
counts: server_error=1

== something went wrong while executing the query
faults: [{"kind": "something-went-wrong", "operation": "Pulls"}]
counts: server_error=1

== the token is revoked midway
faults: [{"kind": "revoke", "operation": "Pulls"}]
exit: 4
stopped: credentials
says: muster: GitHub refuses the token
counts: unauthorized=1+

== a 401 in other words is asked once more
faults: [{"kind": "status", "status": 401, "path": "contributors", "json": {"message": "Requires authentication"}}]
counts: unauthorized=1

== the server's clock jumps an hour ahead
faults: [{"kind": "clock", "advance": 3600, "path": "contributors"}]

== the server's clock jumps a day back
faults: [{"kind": "clock", "advance": -86400, "path": "comments"}]

== the server's clock is wrong when a limit is told
faults: [{"kind": "clock", "advance": 86400, "path": "contributors"}, {"kind": "primary", "path": "comments", "reset": 300}]
counts: rate_limited=1
seconds: 300..320

== our clock jumps two hours ahead
faults: [{"kind": "caller-clock", "advance": 7200, "path": "contributors"}]

== our clock jumps an hour back while a limit holds
faults: [{"kind": "caller-clock", "advance": -3600, "path": "contributors"}, {"kind": "primary", "path": "comments", "reset": 300}]
counts: rate_limited=1
seconds: 300..320

== no limit headers, as from an enterprise server
tell: limits {"primary": false, "secondary": false}
journal: len(E) > 5

== a name that does not resolve
api: https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid
exit: 1
stopped: network
says: muster: GitHub can't be reached
counts: network=3

== a server that answers nothing at all
faults: [{"kind": "reset", "times": 0}]
exit: 1
stopped: network
says: muster: GitHub can't be reached
counts: network=3

== one answer in five fails, for ever
faults: [{"kind": "server-error", "rate": 0.1, "seed": 3}, {"kind": "reset", "rate": 0.1, "seed": 4}]
counts: server_error=1+ network=0+

== one list fails for ever, the rest is done
faults: [{"kind": "server-error", "path": "comments", "times": 0}]
counts: server_error=6
says: task given up: review comments
END
