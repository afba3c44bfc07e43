// The files of a repository: an index by folder over a list of paths, and the
// text of any of them.

import { createHash } from 'node:crypto';
import { fakeOid, Random } from './random.js';
import { LANGUAGES, dependenciesOf, DOMAINS } from '../text/vocabulary.js';

/** What git would call this content. */
export function blobOid(text) {
	const bytes = Buffer.from(text);
	return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

export class Tree {
	/** @param files [{path, oid, size, text?}], in any order */
	constructor(key, files) {
		this.key = key;
		this.files = new Map();
		this.folders = new Map([['', []]]);
		this.byOid = new Map();
		for (const file of files) {
			this.files.set(file.path, file);
			this.#enter(file);
		}
		for (const [path, entries] of this.folders) {
			entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
			if (!entries.oid) entries.oid = fakeOid(key, 'tree', path);
			this.byOid.set(entries.oid, { folder: path });
		}
	}

	#enter(file) {
		const cut = file.path.lastIndexOf('/');
		const folder = this.#folder(cut < 0 ? '' : file.path.slice(0, cut));
		folder.push({
			name: file.path.slice(cut + 1),
			path: file.path,
			type: 'blob',
			mode: file.path.endsWith('.sh') ? 0o100755 : 0o100644,
			oid: file.oid,
			size: file.size,
		});
		if (!this.byOid.has(file.oid)) this.byOid.set(file.oid, { file });
	}

	#folder(path) {
		let entries = this.folders.get(path);
		if (entries) return entries;
		entries = [];
		entries.oid = fakeOid(this.key, 'tree', path);
		this.folders.set(path, entries);
		const cut = path.lastIndexOf('/');
		this.#folder(cut < 0 ? '' : path.slice(0, cut)).push({
			name: path.slice(cut + 1),
			path,
			type: 'tree',
			mode: 0o040000,
			oid: entries.oid,
			size: 0,
		});
		return entries;
	}

	/** {folder} or {file} at a path, or null. "" is the root. */
	at(path) {
		const clean = path.replace(/\/+$/, '');
		if (this.folders.has(clean)) return { folder: clean };
		const file = this.files.get(clean);
		return file ? { file } : null;
	}
}

/** The README that GitHub would prefer, or null: root, then docs, .github. */
export function preferredReadme(tree) {
	for (const folder of ['.github', '', 'docs']) {
		const entries = tree.folders.get(folder) ?? [];
		const found = entries.filter(
			(e) => e.type === 'blob' && /^readme(\.(md|markdown|rst|txt|adoc|org|mkd))?$/i.test(e.name),
		);
		if (found.length) return tree.files.get((found.find((e) => /\.md$/i.test(e.name)) ?? found[0]).path);
	}
	return null;
}

export const isBinary = (path) =>
	/\.(png|jpe?g|gif|ico|zip|gz|tar|jar|pdf|woff2?|ttf|so|a|wasm|bin)$/i.test(path);

/** The content of a file whose text nobody gave: as long as its size says. */
export function fileText(repo, file) {
	if (file.text != null) return typeof file.text === 'function' ? file.text() : file.text;
	const text = knownText(repo, file.path) ?? '';
	return fillTo(text, Math.min(file.size, 600_000), file.path);
}

function fillTo(text, size, path) {
	if (Buffer.byteLength(text) >= size)
		return text.length === size ? text : Buffer.from(text).subarray(0, size).toString('latin1');
	const random = new Random('file', path, size);
	const words = DOMAINS[random.pick(Object.keys(DOMAINS))];
	const lines = [text];
	let length = Buffer.byteLength(text);
	while (length < size) {
		const line = `# ${random.pick(words.parts)}: ${random.pick(words.mechanisms)}\n`;
		lines.push(line);
		length += line.length;
	}
	return lines.join('').slice(0, size);
}

/** Manifests and workflows, so that dependencies and CI can be read. */
export function knownText(repo, path) {
	const name = path.slice(path.lastIndexOf('/') + 1);
	const dependencies = dependenciesOf(repo.language, repo.domain);
	switch (name) {
		case 'go.mod':
			return `module github.com/${repo.fullName}\n\ngo 1.23\n\nrequire (\n${dependencies.map((d) => `\t${d} v1.8.0\n`).join('')})\n`;
		case 'Cargo.toml':
			return `[package]\nname = "${repo.name}"\nversion = "0.4.2"\nedition = "2021"\n\n[dependencies]\n${dependencies.map((d) => `${d} = "1"\n`).join('')}`;
		case 'pyproject.toml':
			return `[project]\nname = "${repo.name}"\nversion = "1.3.0"\ndependencies = [\n${dependencies.map((d) => `    "${d}>=1",\n`).join('')}]\n\n[tool.pytest.ini_options]\naddopts = "--cov"\n`;
		case 'requirements.txt':
			return dependencies.map((d) => `${d}>=1\n`).join('');
		case 'package.json':
			return `${JSON.stringify({ name: repo.name, version: '1.0.0', scripts: { test: 'vitest run' }, dependencies: Object.fromEntries(dependencies.map((d) => [d, '^1.0.0'])) }, null, 2)}\n`;
		case 'pom.xml':
			return `<project>\n  <artifactId>${repo.name}</artifactId>\n  <dependencies>\n${dependencies.map((d) => `    <dependency><groupId>${d.split(':')[0]}</groupId><artifactId>${d.split(':')[1]}</artifactId></dependency>\n`).join('')}  </dependencies>\n</project>\n`;
		case 'ci.yml':
			return `name: CI\non: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: ${(LANGUAGES[repo.language] ?? LANGUAGES.Shell).run}\n`;
		case 'Dockerfile':
			return 'FROM debian:12-slim AS build\nWORKDIR /src\nCOPY . .\nRUN make\n\nFROM gcr.io/distroless/base\nCOPY --from=build /src/app /app\nUSER nonroot\nENTRYPOINT ["/app"]\n';
		default:
			return null;
	}
}
