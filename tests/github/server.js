#!/usr/bin/env node
// The GitHub simulator. See README.md.

import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { renameSync, writeFileSync } from 'node:fs';
import { readOptions, USAGE } from './options.js';
import { loadSchema } from './graphql/schema.js';
import { buildWorld } from './world/build.js';
import { App } from './sim/app.js';
import { Clock } from './sim/clock.js';
import { selfSigned } from './sim/certificate.js';

function main() {
	let options;
	try {
		options = readOptions(process.argv.slice(2));
	} catch (error) {
		console.error(`${error.message}\n${USAGE}`);
		process.exit(2);
	}
	if (options.help) {
		console.log(USAGE);
		return;
	}
	const clock = new Clock(options.now);
	const app = new App(buildWorld(options, clock.now()), loadSchema(), clock, options);
	app.limits.configure({ primary: options.limits, secondary: options.limits && options.secondary });
	listen(app, options);
}

function listen(app, options) {
	const handler = (req, res) => app.handle(req, res);
	const pair = options.tls ? selfSigned() : null;
	if (options.certFile && pair)
		writeWhole(options.certFile, pair.cert);
	const server = pair ? createSecureServer({ ...pair, allowHTTP1: true }, handler) : createServer({ keepAliveTimeout: 60_000 }, handler);
	const sockets = new Set();
	server.on('connection', (socket) => {
		socket.setNoDelay(true);
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('error', (error) => {
		console.error(`simulator: ${error.message}`);
		process.exit(1);
	});
	server.listen(options.port, '127.0.0.1', () => {
		const url = `${pair ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
		if (options.portFile)
			writeWhole(options.portFile, `${url}\n`);
		console.log(`listening ${url}`);
	});
	for (const signal of ['SIGTERM', 'SIGINT'])
		process.once(signal, () => {
			server.close();
			for (const socket of sockets)
				socket.destroy();
			app.journal.stream?.end();
		});
}

// A reader sees the whole file or none.
function writeWhole(path, text) {
	writeFileSync(`${path}.new`, text);
	renameSync(`${path}.new`, path);
}

main();
