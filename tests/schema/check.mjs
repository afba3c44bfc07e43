// Holds the queries that queries.c prints (standard input) against GitHub's
// published schema: valid, nothing private, no variable unused, the price known
// beforehand. TAP, a line for each query and question.

import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { loadSchema } from '../github/graphql/schema.js';
import { analyse } from '../github/graphql/cost.js';
import { MAX_NODES } from '../github/graphql/execute.js';

// The simulator's package: a second copy would have types of its own.
const require = createRequire(new URL('../github/server.js', import.meta.url));
const { getNamedType, getOperationAST, parse, TypeInfo, validate, visit, visitWithTypeInfo } =
	require('graphql');

const schema = loadSchema();
// GitHub refuses longer ones; a request is cut off long before.
const MAX_BYTES = 200_000;

const PRIVATE = /e-?mail|avatar|pronoun|gravatar|phone/i;
// By type, since some names mean something else there.
const NEVER = {
	User: ['status', 'contributionsCollection', 'repositoriesContributedTo', 'publicKeys'],
	Commit: ['signature'],
	GitActor: ['name', 'date'],
};

function check(name, problems) {
	console.log(`${problems.length ? 'not ok' : 'ok'} - ${name}`);
	for (const problem of problems) console.log(`# ${problem}`);
}

// Fields that are asked for and must not be, by name or by type.
function privateFields(document) {
	const found = [];
	const types = new TypeInfo(schema);
	visit(
		document,
		visitWithTypeInfo(types, {
			Field(node) {
				const parent = types.getParentType()?.name;
				const name = node.name.value;
				const type = getNamedType(types.getType())?.name ?? '';
				if (PRIVATE.test(name) || PRIVATE.test(type) || NEVER[parent]?.includes(name))
					found.push(`${parent}.${name} of type ${type}`);
			},
		}),
	);
	return found;
}

function unusedVariables(document) {
	const unused = [];
	visit(document, {
		OperationDefinition(operation) {
			const used = new Set();
			for (const definition of document.definitions)
				visit(definition, {
					VariableDefinition: () => false,
					Variable: (node) => void used.add(node.name.value),
				});
			for (const { variable } of operation.variableDefinitions)
				if (!used.has(variable.name.value)) unused.push(`$${variable.name.value}`);
		},
	});
	return unused;
}

function checkQuery({ name: what, variables, cost, query }) {
	const name = `${what}${/people\b/.test(what) ? `, ${variables.repositories} repositories` : ''}`;
	let document;
	try {
		document = parse(query);
	} catch (error) {
		check(`${name}: is a query`, [error.message]);
		return;
	}
	check(
		`${name}: GitHub's schema has all of it`,
		validate(schema, document).map((error) => error.message),
	);
	check(`${name}: nothing private is asked for`, privateFields(document));
	check(`${name}: every variable is used`, unusedVariables(document));
	const found = analyse(schema, document, getOperationAST(document), variables);
	check(`${name}: costs ${cost}`, found.cost === cost ? [] : [`the simulator says ${found.cost}`]);
	check(`${name}: stays within GitHub's sizes`, [
		...(found.nodeCount > MAX_NODES ? [`${found.nodeCount} nodes`] : []),
		...(query.length > MAX_BYTES ? [`${query.length} bytes`] : []),
	]);
}

for await (const line of createInterface({ input: process.stdin })) {
	let row;
	try {
		row = JSON.parse(line);
	} catch {
		check(`a line of JSON: ${line.slice(0, 60)}`, ['it is none']);
		continue;
	}
	checkQuery(row);
}
