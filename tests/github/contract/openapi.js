// OpenAPI 3.0's schemas as JSON Schema: "nullable" becomes a type, references
// point into the one document, examples go.

/** A copy of a schema, or of an object of schemas. */
export function adapt(node) {
	if (Array.isArray(node)) return node.map(adapt);
	if (node === null || typeof node !== 'object') return node;
	if (typeof node.$ref === 'string') return { $ref: `github${node.$ref}` };
	const out = {};
	for (const [key, value] of Object.entries(node))
		if (key !== 'nullable' && key !== 'example' && key !== 'examples' && key !== 'discriminator')
			out[key] = adapt(value);
	// "nullable" is also a property's name somewhere; then it's an object.
	if (node.nullable !== true) {
		if (typeof node.nullable === 'object') out.nullable = adapt(node.nullable);
		return out;
	}
	return { anyOf: [{ type: 'null' }, out] };
}
