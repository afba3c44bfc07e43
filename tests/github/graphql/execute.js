// Answers a POST to /graphql: parse, validate, price, execute.

import { executeSync, getOperationAST, Kind, OperationTypeNode, parse, validate } from 'graphql';
import { analyse } from './cost.js';
import { formatError, formatInvalid } from './errors.js';

const DOCUMENTS_KEPT = 300;
export const MAX_NODES = 500_000;

export class GraphQL {
	constructor(schema) {
		this.schema = schema;
		this.documents = new Map();
	}

	/** {document} or {errors}; remembered by text. */
	#prepare(text) {
		let entry = this.documents.get(text);
		if (!entry) {
			entry = prepare(this.schema, text);
			this.documents.set(text, entry);
			if (this.documents.size > DOCUMENTS_KEPT)
				this.documents.delete(this.documents.keys().next().value);
		}
		return entry;
	}

	/**
	 * What a request is about, without running it: {operation name, cost,
	 * nodeCount, errors?, violations}. errors: it will not be run.
	 */
	plan(request) {
		if (typeof request?.query !== 'string')
			return {
				cost: 1,
				errors: [{ message: 'A query attribute must be specified and must be a string.' }],
			};
		const { document, errors } = this.#prepare(request.query);
		if (errors) return { name: request.operationName, cost: 1, errors };
		const operation = getOperationAST(document, request.operationName ?? undefined);
		if (!operation)
			return {
				cost: 1,
				errors: [
					{
						message: request.operationName
							? `No operation named "${request.operationName}"`
							: 'An operation name is required',
					},
				],
			};
		const name = operation.name?.value ?? null;
		if (operation.operation !== OperationTypeNode.QUERY)
			return {
				name,
				cost: 5,
				errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by personal access token' }],
			};
		const found = analyse(this.schema, document, operation, request.variables ?? {});
		return {
			name,
			document,
			operation,
			...found,
			...refuse(found),
			violations: violationsOf(found),
			dryRun: isDryRun(operation),
		};
	}

	/** Runs what was planned. context: world, rateLimit(), nextIds, warnings. */
	run(plan, request, context) {
		const document = plan.dryRun ? onlyRateLimit(plan) : plan.document;
		const result = executeSync({
			schema: this.schema,
			document,
			variableValues: request.variables ?? {},
			operationName: plan.name ?? undefined,
			contextValue: context,
		});
		const answer = {};
		if (result.data !== undefined) answer.data = result.data;
		if (result.errors)
			answer.errors = result.errors.map(result.data === undefined ? formatInvalid : formatError);
		if (context.warnings.length) answer.extensions = { warnings: context.warnings };
		return answer;
	}
}

function prepare(schema, text) {
	let document;
	try {
		document = parse(text, { maxTokens: 20_000 });
	} catch (error) {
		return { errors: [formatInvalid(error)] };
	}
	const errors = validate(schema, document);
	return errors.length ? { errors: errors.map(formatInvalid) } : { document };
}

// Whole queries that GitHub turns down.
function refuse(found) {
	if (found.asksEmail)
		return {
			errors: [
				{
					type: 'INSUFFICIENT_SCOPES',
					message: `Your token has not been granted the required scopes to execute this query. The 'email' field requires one of the following scopes: ['user:email', 'read:user'], but your token has only been granted the: [''] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.`,
				},
			],
		};
	if (found.nodeCount > MAX_NODES)
		return {
			errors: [
				{
					type: 'MAX_NODE_LIMIT_EXCEEDED',
					message: `This query requests up to ${found.nodeCount.toLocaleString('en')} possible nodes which exceeds the maximum limit of 500,000.`,
				},
			],
		};
	if (found.tooManyIds)
		return {
			nullData: true,
			errors: [
				{
					type: 'ARGUMENT_LIMIT',
					path: ['nodes'],
					message: `You may not provide more than 100 node ids; you provided ${found.tooManyIds}.`,
				},
			],
		};
	return {};
}

function violationsOf(found) {
	const list = [];
	if (found.asksEmail) list.push('email requested');
	if (found.asksCommitEmail) list.push('email requested (of a commit)');
	return list;
}

// rateLimit(dryRun: true): "calculate the cost without evaluating it".
function isDryRun(operation) {
	return operation.selectionSet.selections.some(
		(s) =>
			s.kind === Kind.FIELD &&
			s.name.value === 'rateLimit' &&
			s.arguments.some(
				(a) => a.name.value === 'dryRun' && a.value.kind === Kind.BOOLEAN && a.value.value,
			),
	);
}

function onlyRateLimit({ document, operation }) {
	const selections = operation.selectionSet.selections.filter(
		(s) => s.kind === Kind.FIELD && s.name.value === 'rateLimit',
	);
	const definitions = document.definitions.map((d) =>
		d === operation ? { ...d, selectionSet: { ...d.selectionSet, selections } } : d,
	);
	return { ...document, definitions };
}
