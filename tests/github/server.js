#!/usr/bin/env node
// The GitHub simulator. See README.md.

import { renameSync, writeFileSync } from 'node:fs';
import { readOptions, USAGE } from './options.js';
import { start } from './sim/start.js';

// A reader sees the whole file or none.
function writeWhole(path, text) {
	writeFileSync(`${path}.new`, text);
	renameSync(`${path}.new`, path);
}

function fail(status, message) {
	console.error(message);
	process.exit(status);
}

let options;
try {
	options = readOptions(process.argv.slice(2));
} catch (error) {
	fail(2, `simulator: ${error.message}\n${USAGE}`);
}
if (options.help) {
	console.log(USAGE);
} else {
	try {
		const { url, cert, close } = await start(options);
		if (cert && options.certFile) writeWhole(options.certFile, cert);
		if (options.portFile) writeWhole(options.portFile, `${url}\n`);
		for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, close);
		console.log(`listening ${url}`);
	} catch (error) {
		fail(1, `simulator: ${error.message}`);
	}
}
