// Asks the simulator for every endpoint that it has and validates status and
// body against the OpenAPI description of api.github.com. Prints TAP.

import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { DEFAULTS } from '../options.js';
import { start } from '../sim/start.js';
import { adapt } from './openapi.js';

const description = JSON.parse(
	readFileSync(
		new URL('./node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url),
		'utf8',
	),
);

const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
addFormats(ajv);
ajv.addSchema({ $id: 'github', components: { schemas: adapt(description.components.schemas) } });

const {
	app,
	url: base,
	close,
} = await start({
	...DEFAULTS,
	generate: { seed: 3, people: 700, repositories: 4, pulls: 60, names: [] },
	tokens: ['t'],
	hostile: 0.05,
	planted: 0.4,
	refusing: 0.05,
});

let passed = 0;
let failed = 0;

function report(ok, name, details = []) {
	console.log(`${ok ? 'ok' : 'not ok'} - ${name}`);
	for (const line of details) console.log(`# ${line}`);
	if (ok) passed++;
	else failed++;
}

/** Asks for a path; template is the description's name of the endpoint. */
async function check(template, path, status = 200, headers = {}) {
	const answer = await fetch(base + path, {
		headers: { authorization: 'Bearer t', 'user-agent': 'contract/1', ...headers },
		redirect: 'manual',
	});
	const text = await answer.text();
	const name = `${template} ${status} ${path}`;
	if (answer.status !== status)
		return report(false, name, [`answered ${answer.status}: ${text.slice(0, 200)}`]);
	let response = description.paths[template].get.responses[status];
	if (response?.$ref) response = description.components.responses[response.$ref.split('/').pop()];
	if (!response) return report(status === 451, `${name} (a status that the description does not have)`);
	const schema = response.content?.['application/json']?.schema;
	if (!schema) return report(text === '', `${name} (no body)`);
	const validate = ajv.compile(adapt({ schema }).schema);
	const json = JSON.parse(text);
	const ok = validate(json);
	const details = ok
		? []
		: [
				...new Set(
					validate.errors.map(
						(e) =>
							`${e.instancePath.replace(/\/\d+/g, '/N')} ${e.message} ${JSON.stringify(e.params)}`,
					),
				),
			].slice(0, 12);
	return report(ok && (!Array.isArray(json) || json.length > 0), name, details);
}

const { world } = app;
const repo = world.seeds[0];
const R = `/repos/${repo.fullName}`;
const person = world.people.find((p) => p.kind === 'User' && !p.deleted && p.ownCount > 3);
const reviewed = repo.work.pulls.find((p) => p.reviews.some((r) => r.comments.length));
const one = '/repos/{owner}/{repo}';

await check(one, R);
await check(one, `/repos/${world.repositoriesOf(person)[0].fullName}`);
const forked = world.people.flatMap((p) => (p.deleted ? [] : world.repositoriesOf(p))).find((r) => r.isFork);
await check(one, `/repos/${forked.fullName}`);
await check(one, '/repos/simulated-corner/renamed-before', 301);
await check(one, '/repos/simulated-corner/nothing', 404);
await check(one, '/repos/simulated-corner/blocked', 451);
await check(`${one}/contributors`, `${R}/contributors?per_page=100`);
await check(`${one}/contributors`, `${R}/contributors?per_page=100&anon=1`);
await check(`${one}/contributors`, '/repos/simulated-corner/empty/contributors', 204);
await check(`${one}/contributors`, '/repos/simulated-corner/too-large/contributors', 403);
await check(`${one}/languages`, `${R}/languages`);
await check(`${one}/topics`, `${R}/topics`);
await check(`${one}/readme`, `${R}/readme`);
await check(`${one}/readme`, '/repos/simulated-corner/no-readme/readme', 404);
await check(`${one}/contents/{path}`, `${R}/contents/README.md`);
await check(`${one}/contents/{path}`, `${R}/contents/.github`);
await check(`${one}/git/trees/{tree_sha}`, `${R}/git/trees/HEAD`);
await check(`${one}/git/trees/{tree_sha}`, `${R}/git/trees/HEAD?recursive=1`);
await check(`${one}/git/trees/{tree_sha}`, '/repos/simulated-corner/empty/git/trees/HEAD', 409);
await check(`${one}/git/blobs/{file_sha}`, `${R}/git/blobs/${repo.readme.oid}`);
await check(`${one}/commits`, `${R}/commits?per_page=100`);
await check(`${one}/commits`, '/repos/simulated-corner/empty/commits', 409);
await check(`${one}/commits/{ref}`, `${R}/commits/${repo.work.commits[3].oid}`);
await check(`${one}/pulls`, `${R}/pulls?state=all&per_page=100`);
await check(`${one}/pulls/{pull_number}`, `${R}/pulls/${reviewed.number}`);
await check(`${one}/pulls/{pull_number}/reviews`, `${R}/pulls/${reviewed.number}/reviews`);
await check(`${one}/pulls/{pull_number}/comments`, `${R}/pulls/${reviewed.number}/comments`);
await check(`${one}/pulls/comments`, `${R}/pulls/comments?per_page=100`);
await check(`${one}/releases`, `${R}/releases`);
await check('/users/{username}', `/users/${person.login}`);
await check('/users/{username}', '/users/dependabot%5Bbot%5D');
await check('/users/{username}', `/users/${repo.owner.login}`);
await check('/users/{username}', '/users/nobody-at-all', 404);
await check('/user/{account_id}', `/user/${person.id}`);
await check('/users/{username}/repos', `/users/${person.login}/repos?per_page=100`);
const social = world.people.find((p) => p.kind === 'User' && p.socials.length);
await check('/users/{username}/social_accounts', `/users/${social.login}/social_accounts`);
await check('/search/repositories', '/search/repositories?q=language:go&per_page=100');
await check('/search/users', '/search/users?q=location:berlin');
await check('/search/users', '/search/users?q=', 422);
await check('/rate_limit', '/rate_limit');

close();
console.log(`# pass ${passed}\n# fail ${failed}`);
process.exitCode = failed ? 1 : 0;
