// GitHub's published schema with resolvers put on it. What the world knows has
// a typed resolver (resolvers/); everything else gets an empty value that the
// schema allows, so that any valid query can be executed.

import { readFileSync } from 'node:fs';
import {
	buildSchema,
	getNamedType,
	getNullableType,
	isEnumType,
	isInterfaceType,
	isListType,
	isNonNullType,
	isObjectType,
	isUnionType,
} from 'graphql';
import { page } from './connection.js';
import { resolvers } from './resolvers/index.js';

/** The schema, parsed once per process. */
export function loadSchema() {
	// The package exports its entry alone, so the file is named by its path.
	const path = new URL('../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);
	const schema = buildSchema(readFileSync(path, 'utf8'), { assumeValid: true, noLocation: true });
	for (const type of Object.values(schema.getTypeMap())) {
		if (isObjectType(type)) dress(type, resolvers[type.name] ?? {}, schema);
		else if (isInterfaceType(type) || isUnionType(type)) type.resolveType = (source) => source.__typename;
	}
	checkNames(schema);
	return schema;
}

function dress(type, table, schema) {
	for (const field of Object.values(type.getFields())) {
		const own = table[field.name];
		if (isConnection(field.type)) {
			field.resolve = (source, args, context, info) =>
				page(own ? own(source, args, context, info) : source?.[field.name], args, info);
			continue;
		}
		const empty = emptyValue(field.type, schema);
		field.resolve = own
			? (source, args, context, info) => own(source, args, context, info) ?? empty
			: (source) => plain(source, field.name) ?? empty;
	}
}

function plain(source, name) {
	const value = source?.[name];
	return typeof value === 'function' ? undefined : value;
}

const isConnection = (type) => /Connection$/.test(getNamedType(type).name);

// null where the schema allows it; else the least that it accepts.
function emptyValue(type, schema) {
	if (!isNonNullType(type)) return null;
	const inner = getNullableType(type);
	if (isListType(inner)) return [];
	if (isEnumType(inner)) return inner.getValues()[0].value;
	if (isObjectType(inner)) return { __typename: inner.name };
	if (isInterfaceType(inner) || isUnionType(inner))
		return { __typename: schema.getPossibleTypes(inner)[0].name };
	return SCALARS[inner.name] ?? '';
}

const SCALARS = {
	Int: 0,
	Float: 0,
	Boolean: false,
	BigInt: '0',
	DateTime: '1970-01-01T00:00:00Z',
	Date: '1970-01-01',
	GitTimestamp: '1970-01-01T00:00:00Z',
	PreciseDateTime: '1970-01-01T00:00:00.000Z',
	GitObjectID: '0'.repeat(40),
	URI: 'https://github.com',
	HTML: '',
	Base64String: '',
	ID: '',
	String: '',
};

// A resolver for a field that GitHub doesn't have is a mistake of ours.
function checkNames(schema) {
	for (const [name, table] of Object.entries(resolvers)) {
		const fields = schema.getType(name)?.getFields?.();
		if (!fields) throw new Error(`resolvers for the unknown type ${name}`);
		for (const field of Object.keys(table))
			if (!fields[field]) throw new Error(`resolver for the unknown field ${name}.${field}`);
	}
}
