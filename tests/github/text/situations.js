// What can be said of any component: when something happens, what comes of it,
// what was measured, what else was thought of. Sentences are put together from
// these and from a domain's words, so that two rarely read alike.

export const SITUATIONS = [
	'when the peer closes early', 'on reconnect', 'during shutdown', 'for empty batches', 'with more than one writer', 'when the clock steps back', 'under memory pressure', 'after a partial write', 'if the header is missing', 'while a snapshot is running',
	'on the second retry', 'when two leaders overlap', 'for keys longer than 255 bytes', 'once the buffer has wrapped', 'if the context is cancelled before the first read', 'when the disk is full', 'for clients behind a proxy', 'with TLS session resumption', 'after a rolling restart',
	'at the boundary of a page', 'when the config is reloaded', 'on big-endian machines', 'if the callback panics', 'for the last element', 'when nobody is listening', 'as soon as the queue is half full', 'on leap seconds', 'with an old client', 'between prepare and commit',
];

export const SYMPTOMS = [
	'p99 went from 12 ms to 900 ms in staging', 'we lost about one message in 40,000', 'the process sat at 100 % of one core', 'the test was red once in thirty runs', 'three users reported timeouts after upgrading', 'memory grew by 2 MB an hour', 'the counter went negative in a dashboard',
	'connections piled up in CLOSE_WAIT', 'the goroutine count never came back down', 'a fuzzer found it within minutes', 'the pager went off twice last week', 'strace shows one write per row', 'perf puts 38 % of the time into the lock', 'the heap profile is dominated by copies of the key',
	'a replica fell 20 minutes behind', 'valgrind reports a read of 8 bytes after free', 'it only shows with GOMAXPROCS=1', 'the error was logged and then ignored',
];

export const CAUSES = [
	'the length was read before the lock was taken', 'the timer is started before the request is queued', 'the retry reused the old deadline', 'an early return skips the unlock', 'the map is iterated while a callback may write to it', 'we compared wall-clock times across hosts', 'the buffer is handed to the pool while it is still referenced',
	'the offset was advanced even if the write failed', 'the error of Close was dropped', 'the default was applied after validation', 'the index was built from the old generation', 'a nil check came one line too late', 'the channel is unbuffered and its reader may be gone', 'the state was checked once, outside the loop',
	'both sides assumed that the other one would flush', 'integer division rounds the share down to zero', 'the cache key left out the tenant',
];

export const CHANGES = [
	'take the lock first and read the length under it', 'carry the deadline through and give up when it has passed', 'copy the slice before it is handed out', 'move the check into the loop', 'return the error, wrapped with the key', 'write to a temporary file and rename it', 'compare generations instead of times',
	'stop accepting before draining', 'make the zero value usable', 'count references and release with the last one', 'do the work in the owner\'s thread and send it a message', 'build the new index beside the old one and swap them in one step', 'refuse the input at the border, where the caller can still be told', 'keep a high-water mark per partition',
	'drop the cache, it saved 3 µs and cost us this', 'split the function, so that each half has one way out',
];

export const ALTERNATIVES = [
	'A retry in the caller would only narrow the window.', 'I tried a mutex first; it doubled the latency of the common case.', 'A bigger buffer hides it without fixing it.', 'We could also drop support for it, but two users told us that they rely on it.', 'Doing this in the client is not enough, as old clients stay around for years.',
	'An atomic would do for the counter, not for the pair.', 'Upstream has an issue for this, open since last spring.', 'The other way round we would have to hold two locks.', 'This costs one more allocation per connection, which I could not measure.', 'I left the old path in place for one release, behind a flag.', 'Benchmarks are unchanged within noise.',
];

export const TESTED = [
	'Covered by a test that fails without the change.', 'The new test runs the two goroutines in every order that matters.', 'Ran the integration suite 200 times under the race detector.', 'Checked by hand against a server that drops every third packet.', 'The fuzz corpus has the input that found it.', 'Verified with a 40 GB table on a small machine.', 'No test: I found no way to provoke it without sleeping.',
];

export const DOCS = ['document what happens {when}', 'fix a typo in the README', 'explain the {part} to newcomers', 'list the metrics of the {part}', 'add an example for the {part}', 'correct the default in the manual', 'update the changelog', 'describe the upgrade path', 'fix broken links'];
export const CHORES = ['bump the linter', 'drop an unused import', 'update dependencies', 'pin actions by digest', 'run CI on arm64', 'tidy the build', 'split the release workflow', 'remove dead code', 'regenerate the bindings'];
export const TESTS = ['test the {part} {when}', 'make the test of the {part} deterministic', 'add a benchmark for the {part}', 'run the {part} under the race detector', 'do not sleep in the test of the {part}'];
export const BUMPED = ['golang.org/x/net', 'google.golang.org/grpc', 'github.com/stretchr/testify', 'actions/checkout', 'serde', 'tokio', 'io.netty:netty-all', 'pytest', 'ruff', 'typescript', 'codecov/codecov-action', 'golang.org/x/crypto'];
