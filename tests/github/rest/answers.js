// Answers that many endpoints give.

export function failure(status, message, documentation = 'https://docs.github.com/rest') {
	return { status, json: { message, documentation_url: documentation, status: String(status) } };
}

export const notFound = (documentation) => failure(404, 'Not Found', documentation);
