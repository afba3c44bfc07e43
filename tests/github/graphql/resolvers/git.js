// Git objects: Ref, Commit, Tree, TreeEntry, Blob.

import { nodeId } from '../nodeid.js';
import { Listing } from '../connection.js';
import { fileText, isBinary } from '../../world/tree.js';
import { iso, parse } from '../../world/time.js';
import { addressOf } from '../../text/plant.js';
import { account, avatar, date, escapeHtml, languageNode } from './common.js';

const BLOB_CUT = 512_000;
const BY_EXTENSION = {
	go: 'Go',
	rs: 'Rust',
	java: 'Java',
	kt: 'Kotlin',
	py: 'Python',
	c: 'C',
	h: 'C',
	cpp: 'C++',
	ts: 'TypeScript',
	js: 'JavaScript',
	rb: 'Ruby',
	ex: 'Elixir',
	sh: 'Shell',
	html: 'HTML',
	md: 'Markdown',
	yml: 'YAML',
	yaml: 'YAML',
};

const tree = (repo, path) => ({ __typename: 'Tree', repo, path, oid: repo.tree.folders.get(path).oid });
const blob = (repo, file) => ({ __typename: 'Blob', repo, file, oid: file.oid });

function headCommit(repo) {
	const found = repo.commitByOid(repo.head) ?? repo.work.commits[0];
	// A repository without a history of its own (a fork) still has a head.
	return (
		found ?? {
			__typename: 'Commit',
			repo,
			oid: repo.head,
			date: repo.pushedAt,
			author: repo.owner,
			committer: repo.owner,
			message: 'Initial commit',
			additions: 1,
			deletions: 0,
			changedFiles: 1,
		}
	);
}

/** Repository.object: "HEAD:path", "main:", "HEAD", an oid, or null. */
export function objectAt(repo, expression, oid) {
	if (repo.isEmpty) return null;
	if (oid) return byOid(repo, oid);
	const match = /^([^:]*)(?::(.*))?$/s.exec(expression ?? '');
	if (!match || !isHead(repo, match[1]))
		return match && match[2] === undefined ? byOid(repo, expression) : null;
	if (match[2] === undefined) return headCommit(repo);
	const found = repo.tree.at(match[2]);
	return found && (found.file ? blob(repo, found.file) : tree(repo, found.folder));
}

const isHead = (repo, name) =>
	['HEAD', repo.defaultBranch, `refs/heads/${repo.defaultBranch}`, repo.head].includes(name);

export function byOid(repo, oid) {
	const found = repo.tree.byOid.get(oid);
	if (found) return found.file ? blob(repo, found.file) : tree(repo, found.folder);
	return repo.commitByOid(oid) ?? (oid === repo.head ? headCommit(repo) : null);
}

function history(commit, args, { world }) {
	const { repo } = commit;
	let list = repo.work.commits;
	if (args.author?.id != null) {
		const author = world.fromNodeId(args.author.id);
		list = author ? world.commitsOf(repo, author) : [];
	}
	if (args.author?.emails) list = list.filter((c) => args.author.emails.includes(addressOf(c.author)));
	const since = parse(args.since);
	const until = parse(args.until);
	if (since != null || until != null) {
		// Newest first: a slice, not a scan of rows.
		const start = until == null ? 0 : firstBelow(list, until);
		const end = since == null ? list.length : firstBelow(list, since - 1);
		list = list.slice(start, Math.max(start, end));
	}
	return new Listing(list, { key: (c) => c.oid });
}

// The first index whose date is not after a time, in a list newest first.
function firstBelow(list, time) {
	let low = 0;
	let high = list.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (list[middle].date > time) low = middle + 1;
		else high = middle;
	}
	return low;
}

const actor = (repo, person, when) => ({ __typename: 'GitActor', repo, person, when });

// Git calls a file binary by its bytes: a NUL near the start.
const binary = (b) =>
	isBinary(b.file.path) ||
	(b.file.size < 1_000_000 && fileText(b.repo, b.file).slice(0, 8000).includes('\0'));

function text(b) {
	if (isBinary(b.file.path)) return null;
	const whole = fileText(b.repo, b.file);
	if (whole.slice(0, 8000).includes('\0')) return null;
	if (whole.length * 3 < BLOB_CUT) return whole;
	return Buffer.from(whole)
		.subarray(0, BLOB_CUT)
		.toString('utf8')
		.replace(/\ufffd$/, '');
}

const gitObject = {
	abbreviatedOid: (o) => o.oid.slice(0, 7),
	repository: (o) => o.repo,
	commitUrl: (o) => `${o.repo.htmlUrl}/commit/${o.oid}`,
	commitResourcePath: (o) => `/${o.repo.fullName}/commit/${o.oid}`,
};

export const git = {
	Ref: {
		id: (r) => nodeId('Ref', r.repo.id, `refs/heads/${r.name}`),
		repository: (r) => r.repo,
		target: (r) => headCommit(r.repo),
	},
	Commit: {
		...gitObject,
		id: (c) => nodeId('Commit', c.repo.id, c.oid),
		messageHeadline: (c) => c.message.split('\n', 1)[0],
		messageBody: (c) => c.message.split('\n').slice(1).join('\n').trim(),
		messageHeadlineHTML: (c) => escapeHtml(c.message.split('\n', 1)[0]),
		messageBodyHTML: (c) => escapeHtml(c.message.split('\n').slice(1).join('\n').trim()),
		committedDate: date('date'),
		authoredDate: date('date'),
		changedFilesIfAvailable: (c) => c.changedFiles,
		author: (c) => actor(c.repo, c.author, c.date),
		committer: (c) => actor(c.repo, c.committer ?? c.author, c.date),
		authors: (c) => [actor(c.repo, c.author, c.date)],
		authoredByCommitter: (c) => c.author === c.committer,
		committedViaWeb: (c) => c.committer?.login === 'web-flow',
		parents: (c) => new Listing([], { total: c.merge ? 2 : 1 }),
		associatedPullRequests: (c) =>
			c.pull
				? [c.pull]
				: (c.repo
						.derived(
							'pull by merge',
							() => new Map(c.repo.work.pulls.map((p) => [p.mergeOid, [p]])),
						)
						.get(c.oid) ?? []),
		history,
		tree: (c) => tree(c.repo, ''),
		file: (c, { path }) => {
			const found = c.repo.tree.at(path);
			return found?.file ? entry(c.repo, found.file) : null;
		},
		url: (c) => `${c.repo.htmlUrl}/commit/${c.oid}`,
		resourcePath: (c) => `/${c.repo.fullName}/commit/${c.oid}`,
		treeUrl: (c) => `${c.repo.htmlUrl}/tree/${c.oid}`,
		treeResourcePath: (c) => `/${c.repo.fullName}/tree/${c.oid}`,
	},
	GitActor: {
		name: (a) => a.person.name ?? a.person.login,
		email: (a) => addressOf(a.person),
		date: (a) => iso(a.when),
		avatarUrl: (a) => avatar(a.person),
		user: (a, _, { world }) =>
			world.isLinked(a.repo, a.person) && a.person.kind === 'User' ? account(a.person) : null,
	},
	Tree: {
		...gitObject,
		id: (t) => nodeId('Tree', t.repo.id, t.oid),
		entries: (t) =>
			t.repo.tree.folders.get(t.path).map((e) => ({ __typename: 'TreeEntry', repo: t.repo, ...e })),
	},
	TreeEntry: {
		repository: (e) => e.repo,
		extension: (e) => (e.type === 'blob' ? (/\.[^.]*$/.exec(e.name)?.[0] ?? '') : ''),
		language: (e) => languageNode(BY_EXTENSION[/\.([^.]+)$/.exec(e.name)?.[1]]),
		lineCount: (e) => (e.type === 'blob' && !isBinary(e.name) ? Math.ceil(e.size / 32) : null),
		isGenerated: (e) => /(\.lock|\.sum|\.pb\.go|package-lock\.json)$/.test(e.name),
		nameRaw: (e) => Buffer.from(e.name).toString('base64'),
		pathRaw: (e) => Buffer.from(e.path).toString('base64'),
		object: (e) => objectAt(e.repo, `HEAD:${e.path}`),
	},
	Blob: {
		...gitObject,
		id: (b) => nodeId('Blob', b.repo.id, b.oid),
		byteSize: (b) => b.file.size,
		isBinary: binary,
		isTruncated: (b) => b.file.size > BLOB_CUT,
		text,
	},
};

const entry = (repo, file) => ({
	__typename: 'TreeEntry',
	repo,
	name: file.path.split('/').pop(),
	path: file.path,
	type: 'blob',
	mode: 0o100644,
	oid: file.oid,
	size: file.size,
});
