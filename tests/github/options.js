// The command line.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from './world/time.js';
import { parseSeeds } from './world/generate.js';

export const USAGE = `usage: server.js [--port N] [--world DIR]... [--generate SEED[:PEOPLE[:REPOS[:PULLS]]]]
                 [--seeds FILE | --seed-names A/B[=LANGUAGE[=DOMAIN]],C/D...]
                 [--tls [--cert-file FILE]] [--port-file FILE] [--journal FILE]
                 [--token TOKEN]... [--now TIME] [--clock-file FILE]
                 [--latency MS] [--no-limits] [--no-secondary]
                 [--hostile SHARE] [--planted SHARE] [--refusing SHARE]`;

const text = { type: 'string' };
const many = { type: 'string', multiple: true };
const flag = { type: 'boolean' };

/** What start() needs, for tests that set only what they are about. */
export const DEFAULTS = {
	port: 0,
	worlds: [],
	generate: null,
	tls: false,
	tokens: ['test-token'],
	now: null,
	latency: 0,
	limits: true,
	secondary: true,
	hostile: 0.02,
	planted: 0.35,
	refusing: 0.02,
};

/** The options, or a thrown Error with one sentence. */
export function readOptions(argv) {
	const { values: v } = parseArgs({
		args: argv,
		strict: true,
		allowPositionals: false,
		options: {
			port: text,
			world: many,
			generate: text,
			seeds: text,
			'seed-names': text,
			tls: flag,
			'cert-file': text,
			'port-file': text,
			journal: text,
			token: many,
			now: text,
			'clock-file': text,
			latency: text,
			'no-limits': flag,
			'no-secondary': flag,
			hostile: text,
			planted: text,
			refusing: text,
			help: flag,
		},
	});
	const now = v.now == null ? null : parse(v.now);
	if (v.now != null && now == null) throw new Error(`--now: not a time: ${v.now}`);
	return {
		help: v.help,
		port: number('port', v.port, 0),
		worlds: v.world ?? [],
		generate: readGenerate(v),
		tls: v.tls === true,
		certFile: v['cert-file'],
		portFile: v['port-file'],
		journalFile: v.journal,
		tokens: v.token ?? ['test-token'],
		now,
		clockFile: v['clock-file'],
		latency: number('latency', v.latency, 0),
		limits: !v['no-limits'],
		secondary: !v['no-secondary'],
		hostile: number('hostile', v.hostile, 0.02),
		planted: number('planted', v.planted, 0.35),
		refusing: number('refusing', v.refusing, 0.02),
	};
}

function number(name, value, fallback) {
	if (value == null) return fallback;
	const n = Number(value);
	if (!Number.isFinite(n) || n < 0) throw new Error(`--${name}: not a number: ${value}`);
	return n;
}

// Without --world there is always a generated one.
function readGenerate(v) {
	if (v.generate == null && v.world != null) return null;
	const [seed, people, repositories, pulls] = (v.generate ?? '1').split(':');
	let names = [];
	if (v.seeds) names = parseSeeds(readFileSync(v.seeds, 'utf8'));
	else if (v['seed-names']) names = v['seed-names'].split(',').map((name) => name.split('='));
	for (const [name] of names) if (!/^[^/]+\/[^/]+$/.test(name)) throw new Error(`not OWNER/NAME: ${name}`);
	return {
		seed: number('generate', seed, 1),
		people: Math.max(1, number('generate', people, 800)),
		repositories: repositories ? number('generate', repositories) : undefined,
		pulls: number('generate', pulls, 400),
		names,
	};
}
