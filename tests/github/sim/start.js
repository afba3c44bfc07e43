// A running simulator: used by server.js, by the tests and by the contract
// check alike.

import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { loadSchema } from '../graphql/schema.js';
import { buildWorld } from '../world/build.js';
import { App } from './app.js';
import { Clock } from './clock.js';
import { selfSigned } from './certificate.js';

let schema;

/**
 * @param options  as readOptions() gives them
 * @returns {Promise<{app, url, cert, close}>}  cert: PEM, with TLS
 */
export function start(options) {
	const clock = new Clock(options.now, options.clockFile);
	schema ??= loadSchema();
	const app = new App(buildWorld(options, clock.now()), schema, clock, options);
	const pair = options.tls ? selfSigned() : null;
	const handler = (req, res) => app.handle(req, res);
	const server = pair
		? createSecureServer({ ...pair, allowHTTP1: true }, handler)
		: createServer({ keepAliveTimeout: 60_000 }, handler);
	const sockets = new Set();
	server.on('connection', (socket) => {
		socket.setNoDelay(true);
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => {});
	});
	const close = () => {
		server.close();
		for (const socket of sockets) socket.destroy();
		app.journal.stream?.end();
	};
	return new Promise((resolve, reject) => {
		server.on('error', reject);
		server.listen(options.port, '127.0.0.1', () =>
			resolve({
				app,
				url: `${pair ? 'https' : 'http'}://127.0.0.1:${server.address().port}`,
				cert: pair?.cert,
				close,
			}),
		);
	});
}
