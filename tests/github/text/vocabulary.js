// The words of backend work: what components are called, what goes wrong in
// them, and by what mechanism. Commits, titles, reviews and READMEs draw on it.

export const DOMAINS = {
	databases: {
		parts: ['connection pool', 'query planner', 'WAL writer', 'index scan', 'transaction manager', 'migration runner', 'replication slot', 'prepared statements', 'page cache', 'MVCC snapshot'],
		faults: ['deadlock under concurrent upserts', 'stale snapshot after failover', 'lost update when two sessions retry', 'N+1 query in the listing', 'index bloat after bulk deletes', 'connection leak on timeout'],
		mechanisms: ['SELECT ... FOR UPDATE SKIP LOCKED', 'a serializable transaction with retry', 'keyset pagination instead of OFFSET', 'an advisory lock', 'batching the inserts with COPY', 'a partial index on the live rows'],
		topics: ['postgresql', 'database', 'sql', 'mysql', 'storage-engine', 'migrations', 'sqlite'],
		products: ['key-value store', 'migration tool', 'query builder', 'change-data-capture reader', 'embedded database'],
	},
	messaging: {
		parts: ['consumer group', 'partition assignor', 'producer batcher', 'offset commit', 'dead-letter queue', 'outbox relay', 'stream rebalancer', 'ack tracker'],
		faults: ['duplicate delivery after a rebalance', 'offsets committed before the handler finished', 'unbounded in-flight messages', 'poison message blocks the partition', 'reordering when a batch is retried'],
		mechanisms: ['an idempotency key per message', 'cooperative sticky rebalancing', 'the transactional outbox pattern', 'backpressure from a bounded channel', 'exactly-once via a fenced epoch'],
		topics: ['kafka', 'nats', 'rabbitmq', 'event-driven', 'streaming', 'message-queue', 'pubsub'],
		products: ['event relay', 'stream processor', 'job queue', 'Kafka consumer', 'webhook dispatcher'],
	},
	api: {
		parts: ['request router', 'auth middleware', 'rate limiter', 'pagination cursor', 'OpenAPI generator', 'gRPC interceptor', 'GraphQL resolver', 'schema validator', 'idempotent POST handler'],
		faults: ['500 on an empty body', 'cursor skips rows with equal timestamps', 'token accepted after its expiry', 'retry storm on 429', 'deadline not propagated to downstream calls'],
		mechanisms: ['a token bucket per client', 'deadline propagation through the context', 'content negotiation by Accept', 'an ETag so that clients can revalidate', 'versioning in the media type'],
		topics: ['rest-api', 'grpc', 'graphql', 'openapi', 'http', 'microservices', 'api-gateway'],
		products: ['API gateway', 'HTTP client', 'RPC framework', 'schema registry', 'mock server'],
	},
	observability: {
		parts: ['metrics exporter', 'span processor', 'log pipeline', 'histogram buckets', 'trace sampler', 'alert rule evaluator', 'label index'],
		faults: ['cardinality explosion from a user id label', 'spans dropped at shutdown', 'counter resets on reload', 'alert flaps on missing samples'],
		mechanisms: ['exemplars on the histogram', 'tail-based sampling', 'a bounded LRU for label sets', 'flushing in the shutdown hook with a deadline'],
		topics: ['prometheus', 'opentelemetry', 'observability', 'tracing', 'metrics', 'logging'],
		products: ['metrics exporter', 'log shipper', 'tracing library', 'SLO calculator'],
	},
	performance: {
		parts: ['allocator', 'hot loop', 'ring buffer', 'decoder', 'scheduler', 'lock-free queue', 'SIMD scan', 'arena', 'timer wheel', 'epoll loop'],
		faults: ['false sharing between counters', 'p99 spikes during GC', 'cache misses from pointer chasing', 'syscall per message', 'lock convoy on the stats mutex'],
		mechanisms: ['sharding the counter per CPU', 'padding to a cache line', 'io_uring with registered buffers', 'a bump arena that is reset per request', 'writev for the whole batch', 'branchless comparison'],
		topics: ['performance', 'zero-copy', 'simd', 'low-latency', 'io-uring', 'async', 'profiling'],
		products: ['memory allocator', 'load generator', 'serialization library', 'thread pool', 'compression codec'],
	},
	reliability: {
		parts: ['raft log', 'leader election', 'circuit breaker', 'health check', 'retry policy', 'snapshot transfer', 'lease renewal', 'graceful shutdown'],
		faults: ['split brain after a clock jump', 'retries without jitter stampede the primary', 'shutdown loses in-flight requests', 'snapshot is applied twice after a crash', 'lease outlives its owner'],
		mechanisms: ['full jitter backoff', 'fencing tokens', 'fsync before the rename', 'a monotonic clock for leases', 'write-ahead intent records', 'draining before closing the listener'],
		topics: ['distributed-systems', 'raft', 'consensus', 'fault-tolerance', 'resilience', 'high-availability'],
		products: ['Raft library', 'lease manager', 'chaos testing tool', 'distributed lock', 'backup tool'],
	},
	infrastructure: {
		parts: ['Helm chart', 'controller reconcile loop', 'Dockerfile', 'Terraform provider', 'admission webhook', 'CI cache', 'release workflow', 'ingress rules'],
		faults: ['reconcile loops on its own status update', 'image runs as root', 'cache key ignores the lock file', 'rollout stalls without a readiness probe'],
		mechanisms: ['server-side apply', 'a finalizer', 'multi-stage builds', 'pinning actions by digest', 'a PodDisruptionBudget'],
		topics: ['kubernetes', 'docker', 'terraform', 'helm', 'devops', 'ci-cd', 'operator'],
		products: ['Kubernetes operator', 'deploy tool', 'CI runner', 'Terraform module', 'secrets injector'],
	},
	security: {
		parts: ['TLS handshake', 'token verifier', 'secret scanner', 'password hasher', 'CSRF check', 'audit log', 'permission cache'],
		faults: ['timing leak in the signature comparison', 'open redirect through next=', 'algorithm confusion in the JWT header', 'permission cache outlives a revoked role', 'path traversal in the archive reader'],
		mechanisms: ['constant-time comparison', 'rejecting alg=none before parsing', 'argon2id with calibrated cost', 'key rotation with two live keys', 'opening files with O_NOFOLLOW beneath a directory'],
		topics: ['security', 'tls', 'oauth2', 'jwt', 'cryptography', 'authentication'],
		products: ['OAuth server', 'secrets manager', 'policy engine', 'certificate rotator'],
	},
	frontend: {
		parts: ['settings dialog', 'table component', 'theme switcher', 'bundle splitting', 'form validation'],
		faults: ['flash of unstyled content', 'focus lost after closing the dialog', 'stale closure in the effect'],
		mechanisms: ['memoising the selector', 'an intersection observer', 'server components'],
		topics: ['react', 'typescript', 'css', 'vue', 'design-system'],
		products: ['component library', 'dashboard', 'browser extension', 'blog theme'],
	},
};

export const DOMAIN_NAMES = Object.keys(DOMAINS);

// What a language's projects look like: manifest, sources, tests, CI.
export const LANGUAGES = {
	Go: { ext: 'go', manifest: 'go.mod', test: (n) => `${n}_test.go`, dir: 'internal', topics: ['go', 'golang'], run: 'go test ./...', install: (n) => `go get github.com/${n}` },
	Rust: { ext: 'rs', manifest: 'Cargo.toml', test: (n) => `tests/${n}.rs`, dir: 'src', topics: ['rust'], run: 'cargo test', install: (n) => `cargo add ${n.split('/')[1]}` },
	Java: { ext: 'java', manifest: 'pom.xml', test: (n) => `src/test/java/${n}Test.java`, dir: 'src/main/java', topics: ['java', 'jvm'], run: 'mvn verify', install: (n) => `implementation "io.simulated:${n.split('/')[1]}:1.4.0"` },
	Kotlin: { ext: 'kt', manifest: 'build.gradle.kts', test: (n) => `src/test/kotlin/${n}Test.kt`, dir: 'src/main/kotlin', topics: ['kotlin', 'jvm'], run: './gradlew check', install: (n) => `implementation("io.simulated:${n.split('/')[1]}:1.4.0")` },
	Python: { ext: 'py', manifest: 'pyproject.toml', test: (n) => `tests/test_${n}.py`, dir: 'src', topics: ['python', 'python3'], run: 'pytest', install: (n) => `pip install ${n.split('/')[1]}` },
	C: { ext: 'c', manifest: 'Makefile', test: (n) => `tests/test_${n}.c`, dir: 'src', topics: ['c'], run: 'make check', install: () => 'make && sudo make install' },
	'C++': { ext: 'cpp', manifest: 'CMakeLists.txt', test: (n) => `tests/${n}_test.cpp`, dir: 'src', topics: ['cpp', 'cpp20'], run: 'ctest', install: () => 'cmake -B build && cmake --build build' },
	TypeScript: { ext: 'ts', manifest: 'package.json', test: (n) => `src/${n}.test.ts`, dir: 'src', topics: ['typescript', 'nodejs'], run: 'npm test', install: (n) => `npm install ${n.split('/')[1]}` },
	JavaScript: { ext: 'js', manifest: 'package.json', test: (n) => `test/${n}.test.js`, dir: 'lib', topics: ['javascript', 'nodejs'], run: 'npm test', install: (n) => `npm install ${n.split('/')[1]}` },
	Ruby: { ext: 'rb', manifest: 'Gemfile', test: (n) => `spec/${n}_spec.rb`, dir: 'lib', topics: ['ruby'], run: 'bundle exec rspec', install: (n) => `gem install ${n.split('/')[1]}` },
	Elixir: { ext: 'ex', manifest: 'mix.exs', test: (n) => `test/${n}_test.exs`, dir: 'lib', topics: ['elixir', 'beam'], run: 'mix test', install: (n) => `{:${n.split('/')[1].replaceAll('-', '_')}, "~> 1.4"}` },
	Shell: { ext: 'sh', manifest: 'install.sh', test: (n) => `tests/${n}.bats`, dir: 'bin', topics: ['shell', 'dotfiles'], run: 'bats tests', install: () => 'curl -fsSL https://get.example.org | sh' },
	HTML: { ext: 'html', manifest: 'index.html', test: (n) => `tests/${n}.html`, dir: 'assets', topics: ['website'], run: 'true', install: () => 'open index.html' },
};

export const LANGUAGE_NAMES = Object.keys(LANGUAGES);

export const COLOURS = { Go: '#00ADD8', Rust: '#dea584', Java: '#b07219', Kotlin: '#A97BFF', Python: '#3572A5', C: '#555555', 'C++': '#f34b7d', TypeScript: '#3178c6', JavaScript: '#f1e05a', Ruby: '#701516', Elixir: '#6e4a7e', Shell: '#89e051', HTML: '#e34c26' };

// Dependencies that a manifest of a language and a domain would name.
export const DEPENDENCIES = {
	Go: { databases: ['github.com/jackc/pgx/v5', 'github.com/pressly/goose/v3'], messaging: ['github.com/twmb/franz-go', 'github.com/nats-io/nats.go'], api: ['google.golang.org/grpc', 'github.com/go-chi/chi/v5'], observability: ['github.com/prometheus/client_golang', 'go.opentelemetry.io/otel'], infrastructure: ['sigs.k8s.io/controller-runtime'], any: ['github.com/stretchr/testify', 'golang.org/x/sync'] },
	Rust: { databases: ['sqlx', 'tokio-postgres'], messaging: ['rdkafka', 'async-nats'], api: ['axum', 'tonic'], observability: ['tracing', 'opentelemetry'], any: ['tokio', 'serde', 'anyhow'] },
	Python: { databases: ['psycopg', 'sqlalchemy'], messaging: ['celery', 'aiokafka'], api: ['fastapi', 'httpx'], observability: ['prometheus-client', 'opentelemetry-sdk'], any: ['pydantic', 'pytest'] },
	Java: { databases: ['org.postgresql:postgresql', 'org.flywaydb:flyway-core'], messaging: ['org.apache.kafka:kafka-clients'], api: ['org.springframework.boot:spring-boot-starter-web', 'io.grpc:grpc-netty'], any: ['org.junit.jupiter:junit-jupiter'] },
	TypeScript: { databases: ['pg', 'prisma'], messaging: ['kafkajs', 'bullmq'], api: ['fastify', 'zod'], frontend: ['react', 'vite'], any: ['vitest'] },
	JavaScript: { databases: ['pg'], messaging: ['amqplib'], api: ['express'], frontend: ['vue'], any: ['mocha'] },
};

/** Dependencies of a project, at least those that any project has. */
export function dependenciesOf(language, domain) {
	const table = DEPENDENCIES[language] ?? {};
	return [...(table[domain] ?? []), ...(table.any ?? [])];
}

/** "A job queue", "An RPC framework". */
export const article = (noun) => `${/^([aeioAEIO]|RPC|HTTP|SLO)/.test(noun) ? 'An' : 'A'} ${noun}`;
