// A certificate for 127.0.0.1 and localhost, made at the start by openssl: Node
// can't make one itself. It lives as long as the process.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** {key, cert}, both PEM. The certificate is its own authority. */
export function selfSigned() {
	const dir = mkdtempSync(join(tmpdir(), 'simulator-'));
	try {
		const key = join(dir, 'key.pem');
		const cert = join(dir, 'cert.pem');
		execFileSync(
			'openssl',
			[
				'req',
				'-x509',
				'-newkey',
				'ec',
				'-pkeyopt',
				'ec_paramgen_curve:prime256v1',
				'-nodes',
				'-days',
				'3650',
				'-subj',
				'/CN=github-simulator',
				'-addext',
				'subjectAltName=IP:127.0.0.1,DNS:localhost',
				'-keyout',
				key,
				'-out',
				cert,
			],
			{ stdio: 'pipe' },
		);
		return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
	} catch (error) {
		throw new Error(`--tls needs the openssl command: ${error.message}`);
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}
