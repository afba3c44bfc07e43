// What a query may cost, before it runs: GitHub's documented formula. Each
// connection counts as often as it must be resolved, all first and last assumed
// full; a hundred of those are one point. Also finds what must not be asked.

import { getNamedType, isCompositeType, isObjectType, isInterfaceType, Kind } from 'graphql';

/** {cost, nodeCount, asksEmail, tooManyIds} of an operation. */
export function analyse(schema, document, operation, variables) {
	const state = {
		schema,
		variables: { ...defaults(operation), ...variables },
		resolutions: 0,
		nodes: 0,
		asksEmail: null,
		asksCommitEmail: false,
		tooManyIds: 0,
		fragments: new Map(
			document.definitions
				.filter((d) => d.kind === Kind.FRAGMENT_DEFINITION)
				.map((d) => [d.name.value, d]),
		),
	};
	walk(state, schema.getQueryType(), [operation.selectionSet], 1);
	return {
		cost: Math.max(1, Math.round(state.resolutions / 100)),
		nodeCount: state.nodes,
		asksEmail: state.asksEmail,
		asksCommitEmail: state.asksCommitEmail,
		tooManyIds: state.tooManyIds,
	};
}

function defaults(operation) {
	const values = {};
	for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
		if (defaultValue) values[variable.name.value] = constant(defaultValue);
	return values;
}

function constant(node) {
	switch (node.kind) {
		case Kind.INT:
			return Number(node.value);
		case Kind.LIST:
			return node.values.map(constant);
		case Kind.BOOLEAN:
			return node.value;
		default:
			return node.value;
	}
}

// Fields of one parent with the same key and type are one, as in execution.
function collect(state, type, selectionSets, groups = new Map()) {
	for (const set of selectionSets)
		for (const selection of set.selections) {
			if (!included(state, selection)) continue;
			if (selection.kind === Kind.FIELD) {
				const key = `${type.name} ${(selection.alias ?? selection.name).value}`;
				const group = groups.get(key);
				if (group) group.fields.push(selection);
				else groups.set(key, { type, fields: [selection] });
			} else {
				const fragment =
					selection.kind === Kind.INLINE_FRAGMENT
						? selection
						: state.fragments.get(selection.name.value);
				const condition = fragment.typeCondition
					? state.schema.getType(fragment.typeCondition.name.value)
					: type;
				collect(state, condition, [fragment.selectionSet], groups);
			}
		}
	return groups;
}

function included(state, selection) {
	for (const directive of selection.directives ?? []) {
		const argument = directive.arguments?.[0];
		const value = argument && read(state, argument.value);
		if (
			(directive.name.value === 'skip' && value === true) ||
			(directive.name.value === 'include' && value === false)
		)
			return false;
	}
	return true;
}

const read = (state, node) =>
	node.kind === Kind.VARIABLE ? state.variables[node.name.value] : constant(node);

function walk(state, type, selectionSets, times) {
	for (const { type: parent, fields } of collect(state, type, selectionSets).values()) {
		const field = fields[0];
		const name = field.name.value;
		const definition =
			isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
		if (!definition) continue;
		inspect(state, parent, name);
		const result = getNamedType(definition.type);
		let inner = times;
		if (/Connection$/.test(result.name) && isObjectType(result)) {
			state.resolutions += times;
			inner = times * size(state, field);
			state.nodes += inner;
		} else if (name === 'nodes' && parent === state.schema.getQueryType()) {
			const ids = argument(state, field, 'ids');
			inner = Array.isArray(ids) ? ids.length : 1;
			state.nodes += inner;
			state.tooManyIds = Math.max(state.tooManyIds, inner > 100 ? inner : 0);
		}
		const sets = fields.map((f) => f.selectionSet).filter(Boolean);
		if (sets.length && isCompositeType(result)) walk(state, result, sets, inner);
	}
}

function inspect(state, parent, name) {
	if (name === 'email' && parent.name === 'User') state.asksEmail = name;
	if (name === 'email' && (parent.name === 'GitActor' || parent.name === 'Bot'))
		state.asksCommitEmail = true;
}

function argument(state, field, name) {
	const found = field.arguments?.find((a) => a.name.value === name);
	if (!found) return undefined;
	if (found.value.kind === Kind.LIST) return found.value.values.map((v) => read(state, v));
	return read(state, found.value);
}

// A connection without bounds is only its totalCount: resolved, no nodes.
function size(state, field) {
	const n = argument(state, field, 'first') ?? argument(state, field, 'last');
	return typeof n === 'number' && n > 0 ? n : 0;
}
