#!/bin/bash
# REST lists and what can happen to them: their statuses, pages, validators.
# As 25-faults.sh, in a world whose contributors fill several pages.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
fault_world 5:125:1:5
export USUAL='{github: {timeout: 60}, crawl: {people_repositories: 0}}'

faults "$@" <<'END'
== an unchanged list is asked for with its validator, in quotes
then: R['not_modified'] >= 1 and any(e['status'] == 304 and 'contributors' in e['path'] for e in E)

== a second page that fails for ever is read by the next crawl
faults: [{"kind": "server-error", "path": "contributors.*page=2", "times": 0}]
counts: server_error=6
says: task given up: contributors

== a limit in the middle of a list interrupts it, no more
faults: [{"kind": "primary", "reset": 700, "path": "contributors.*page=2"}]
counts: rate_limited=1
seconds: 700..720
journal: len([e for e in E if 'page=2' in e['path']]) == 2

== a new token makes validators void, not the list
later: tokens {"add": ["another-token"]}
token: another-token
then: any('contributors' in e['path'] and e['status'] == 200 for e in E)

== a link to another host ends a list until the next run
faults: [{"kind": "link", "next": "$OTHER/repositories/1/contributors?page=2", "path": "contributors"}]
counts: foreign_address=1
journal: not O and not any('page=2' in e['path'] for e in E)

== a 404 ends one list, not the crawl
faults: [{"kind": "status", "status": 404, "path": "contributors", "json": {"message": "Not Found"}}]
counts: not_found=1
journal: len([e for e in E if 'contributors' in e['path']]) == 1

== so does a 410
faults: [{"kind": "status", "status": 410, "path": "comments", "json": {"message": "Gone"}}]
counts: not_found=1

== so does a 451
faults: [{"kind": "status", "status": 451, "path": "contributors", "json": {"message": "Repository access blocked", "block": {"reason": "dmca"}}}]
counts: forbidden=1
journal: len([e for e in E if 'contributors' in e['path']]) == 1

== a blocked repository's 403 is no limit
faults: [{"kind": "status", "status": 403, "path": "comments", "json": {"message": "Repository access blocked", "block": {"reason": "tos"}}}]
counts: forbidden=1
seconds: 0..9

== an organization's IP allow list is no limit
faults: [{"kind": "status", "status": 403, "path": "contributors", "json": {"message": "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource."}}]
counts: forbidden=1
seconds: 0..9
journal: len([e for e in E if 'contributors' in e['path']]) == 1

== an organization's rule on the lifetime of tokens is no limit
faults: [{"kind": "status", "status": 403, "path": "contributors", "json": {"message": "The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days."}}]
counts: forbidden=1
seconds: 0..9

== contributors too many to list come from the history
faults: [{"kind": "status", "status": 403, "path": "contributors", "json": {"message": "The history or contributor list is too large to list contributors for this repository via the API."}}]
counts: contributors_too_large=1
seconds: 0..9
journal: R['people_scored'] > 3

== a 202 is asked again ten seconds later
faults: [{"kind": "status", "status": 202, "path": "contributors", "json": {}}]
seconds: 10..30

== a 204 is an empty list
faults: [{"kind": "status", "status": 204, "path": "contributors"}]

== a 409 is an empty repository
faults: [{"kind": "status", "status": 409, "path": "contributors", "json": {"message": "Git Repository is empty."}}]

== a 422 about pagination is the list's end
faults: [{"kind": "status", "status": 422, "path": "contributors.*page=2", "json": {"message": "In order to keep the API fast for everyone, pagination is limited for this resource. Check the rel=last link relation in the Link response header to see how far back you can traverse."}}]
same: none

== another 422 is our mistake and not repeated
faults: [{"kind": "status", "status": 422, "path": "comments", "json": {"message": "Validation Failed"}}]
counts: forbidden=1
journal: len([e for e in E if 'comments' in e['path']]) == 1

== a 400 is our mistake and not repeated
faults: [{"kind": "status", "status": 400, "path": "comments", "json": {"message": "Problems parsing JSON"}}]
counts: forbidden=1
journal: len([e for e in E if 'comments' in e['path']]) == 1

== an empty page is the last, though a next one is named
faults: [{"kind": "status", "status": 200, "path": "contributors.*page=2", "json": [], "headers": {"link": "<$URL/repositories/1/contributors?page=3>; rel=\"next\""}}]
journal: not any('page=3' in e['path'] for e in E)
same: none

== a 500 in the body of an error page that is kept by nobody
faults: [{"kind": "html", "status": 500, "path": "contributors", "headers": {"etag": "\"bad\""}}]
counts: server_error=1
then: any(e['status'] == 304 for e in E)

== what GitHub will stop serving is told once, whatever the number of answers that say so
faults: [{"kind": "headers", "path": "contributors", "times": 0, "headers": {"sunset": "Sat, 27 Feb 2027 23:59:59 GMT"}}]
says: ends on Sat, 27 Feb 2027(?s:(?!.*ends on))
same: none

== a repository that moved is asked for by its new name from then on
later: world [{"repository": "twmb/franz-go", "rename": "twmb/franz-gone"}]
then: any(e['status'] == 301 for e in E) and any('Repositories' in (e.get('operation') or '') for e in E)
same: none
END
