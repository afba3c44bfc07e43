// Errors in the form that GitHub gives them: "type" beside message and path.

import { GraphQLError } from 'graphql';

/** An error with GitHub's `type`, thrown by resolvers. */
export class TypedError extends Error {
	constructor(type, message, extra = {}) {
		super(message);
		this.type = type;
		this.extra = extra;
	}
}

/** How GitHub writes an error that execution met. */
export function formatError(error) {
	const origin = error.originalError;
	const out = {};
	if (origin instanceof TypedError) Object.assign(out, { type: origin.type }, origin.extra);
	if (error.path) out.path = error.path;
	if (error.locations) out.locations = error.locations.map(({ line, column }) => ({ line, column }));
	out.message = error.message;
	return out;
}

// graphql-js's words and GitHub's (graphql-ruby's) for the same mistakes.
const WORDS = [
	[
		/^Cannot query field "(\w+)" on type "(\w+)"/,
		(f, t) => [
			`Field '${f}' doesn't exist on type '${t}'`,
			{ code: 'undefinedField', typeName: t, fieldName: f },
		],
	],
	[
		/^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"/,
		(a, t, f) => [
			`Field '${f}' doesn't accept argument '${a}'`,
			{ code: 'argumentNotAccepted', name: f, typeName: 'Field', argumentName: a },
		],
	],
	[
		/^Field "(\w+)" argument "(\w+)" of type "[^"]+" is required/,
		(f, a) => [
			`Field '${f}' is missing required arguments: ${a}`,
			{ code: 'missingRequiredArguments', className: 'Field', name: f, arguments: a },
		],
	],
	[
		/^Field "(\w+)" of type "([^"]+)" must have a selection of subfields/,
		(f, t) => [
			`Field must have selections (field '${f}' returns ${t.replace(/[![\]]/g, '')} but has no selections. Did you mean '${f} { ... }'?)`,
			{ code: 'selectionMismatch', nodeName: `field '${f}'`, typeName: t },
		],
	],
	[
		/^Field "(\w+)" must not have a selection since type "([^"]+)" has no subfields/,
		(f, t) => [
			`Selections can't be made on scalars (field '${f}' returns ${t.replace(/[![\]]/g, '')} but has selections ["..."])`,
			{ code: 'selectionMismatch', nodeName: `field '${f}'`, typeName: t },
		],
	],
	[
		/^Variable "\$(\w+)" is not defined/,
		(v) => [
			`Variable $${v} is used by anonymous query but not declared`,
			{ code: 'variableNotDefined', variableName: v },
		],
	],
	[
		/^Variable "\$(\w+)" is never used/,
		(v) => [
			`Variable $${v} is declared by anonymous query but not used`,
			{ code: 'variableNotUsed', variableName: v },
		],
	],
	[
		/^Unknown type "(\w+)"/,
		(t) => [
			`No such type ${t}, so it can't be a fragment condition`,
			{ code: 'undefinedType', typeName: t },
		],
	],
	[
		/^Unknown fragment "(\w+)"/,
		(n) => [`Fragment ${n} was used, but not defined`, { code: 'useAndDefineFragment', fragmentName: n }],
	],
];

/** A validation or syntax error, as GitHub would put it. */
export function formatInvalid(error) {
	const locations = error.locations?.map(({ line, column }) => ({ line, column }));
	if (error instanceof GraphQLError && error.message.startsWith('Syntax Error'))
		return { message: error.message.replace('Syntax Error: ', 'Parse error: '), locations };
	for (const [pattern, words] of WORDS) {
		const match = pattern.exec(error.message);
		if (match) {
			const [message, extensions] = words(...match.slice(1));
			return { path: ['query'], extensions, locations, message };
		}
	}
	return { path: ['query'], extensions: { code: 'invalid' }, locations, message: error.message };
}
