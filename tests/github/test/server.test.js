import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../server.js', import.meta.url));

/** Starts the program; {child, url} when it says that it listens. */
async function run(...args) {
	const child = spawn(process.execPath, [SERVER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
	const [line] = await once(child.stdout, 'data');
	return { child, line: line.toString() };
}

test('it says where it listens, keeps its files, and ends on SIGTERM', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'server-'));
	const { child, line } = await run(
		'--generate',
		'1:50:2:20',
		'--port-file',
		join(dir, 'url'),
		'--journal',
		join(dir, 'journal'),
		'--token',
		'abc',
	);
	const url = /^listening (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line)[1];
	assert.equal(readFileSync(join(dir, 'url'), 'utf8'), `${url}\n`);
	const answer = await fetch(`${url}/meta`, {
		headers: { authorization: 'Bearer abc', 'user-agent': 'x' },
	});
	assert.equal(answer.status, 200);
	child.kill('SIGTERM');
	assert.deepEqual(await once(child, 'exit'), [0, null]);
	const entry = JSON.parse(readFileSync(join(dir, 'journal'), 'utf8'));
	assert.equal(entry.path, '/meta');
	assert.equal(entry.http, '1.1');
	rmSync(dir, { recursive: true });
});

test('HTTP/2 over TLS, with the certificate that it wrote', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'server-'));
	const { child, line } = await run(
		'--generate',
		'1:50:2:20',
		'--tls',
		'--cert-file',
		join(dir, 'cert.pem'),
	);
	const url = line.split(' ')[1].trim();
	const session = http2.connect(url, { ca: readFileSync(join(dir, 'cert.pem')) });
	const headers = { authorization: 'Bearer test-token', 'user-agent': 'x' };
	const get = (path) =>
		new Promise((resolve, reject) => {
			const stream = session.request({ ':path': path, ...headers });
			const parts = [];
			stream
				.on('response', (h) => {
					stream.status = h[':status'];
				})
				.on('data', (p) => parts.push(p))
				.on('end', () => resolve({ status: stream.status, json: JSON.parse(Buffer.concat(parts)) }))
				.on('error', reject);
		});
	const answers = await Promise.all(Array.from({ length: 20 }, () => get('/repos/simulated-corner/empty')));
	assert.ok(answers.every((a) => a.status === 200 && a.json.url.startsWith(url)));
	session.close();
	child.kill('SIGTERM');
	await once(child, 'exit');
	rmSync(dir, { recursive: true });
});

test('the clock is ahead by what its file says, and so is a limit that ends', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'server-'));
	const file = join(dir, 'clock');
	const tell = (path, json) =>
		fetch(`${url}/_sim/${path}`, { method: 'POST', body: JSON.stringify(json) }).then((a) => a.json());
	const ask = (path) =>
		fetch(url + path, { headers: { authorization: 'Bearer test-token', 'user-agent': 'x' } });
	const ahead = async () => Math.round((Date.parse((await ask('/meta')).headers.get('date')) - Date.now()) / 1000);
	writeFileSync(file, '0 0\n');
	const { child, line } = await run('--generate', '1:50:2:20', '--clock-file', file);
	const url = line.split(' ')[1].trim();
	assert.ok(Math.abs(await ahead()) < 60);
	await tell('faults', [{ kind: 'secondary', retry_after: 3000 }, { kind: 'caller-clock', advance: -7 }]);
	assert.equal((await ask('/meta')).status, 403);
	assert.equal((await ask('/meta')).status, 403);
	assert.equal(readFileSync(file, 'utf8'), '0 -7000\n');
	writeFileSync(file, '3600000 -7000\n');
	assert.equal((await ask('/meta')).status, 200);
	assert.ok(Math.abs((await ahead()) - 3600) < 60);
	child.kill('SIGTERM');
	await once(child, 'exit');
	rmSync(dir, { recursive: true });
});

test('a wrong option ends with status 2 and a sentence', async () => {
	const child = spawn(process.execPath, [SERVER, '--now', 'yesterday'], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	const [text] = await once(child.stderr, 'data');
	assert.match(text.toString(), /--now: not a time: yesterday/);
	assert.equal((await once(child, 'exit'))[0], 2);
});
