// The JSON of REST answers, field for field as GitHub's OpenAPI description has
// them. `base` is where the API is reached, without a slash at the end.

import { personId, repositoryId, nodeId } from '../graphql/nodeid.js';
import { association, avatar } from '../graphql/resolvers/common.js';
import { licenseName } from '../graphql/resolvers/repository.js';
import { iso } from '../world/time.js';
import { fakeOid } from '../world/random.js';
import { addressOf } from '../text/plant.js';

// Of addresses for git itself.
const HOST = 'github.com';

// A page names the same people and repositories again and again.
function once(ctx, object, make) {
	const memo = (ctx.memo ??= new Map());
	let shape = memo.get(object);
	if (!shape) memo.set(object, (shape = make(object, ctx)));
	return shape;
}

/** A simple-user; null when the account is gone. */
export function simpleUser(person, ctx) {
	return person && !person.deleted ? once(ctx, person, makeUser) : null;
}

function makeUser(person, { base, nextIds }) {
	const url = `${base}/users/${encodeURIComponent(person.login)}`;
	return {
		login: person.login,
		id: person.id,
		node_id: personId(person, nextIds),
		avatar_url: avatar(person),
		gravatar_id: '',
		url,
		html_url: person.htmlUrl,
		followers_url: `${url}/followers`,
		following_url: `${url}/following{/other_user}`,
		gists_url: `${url}/gists{/gist_id}`,
		starred_url: `${url}/starred{/owner}{/repo}`,
		subscriptions_url: `${url}/subscriptions`,
		organizations_url: `${url}/orgs`,
		repos_url: `${url}/repos`,
		events_url: `${url}/events{/privacy}`,
		received_events_url: `${url}/received_events`,
		type: person.kind,
		user_view_type: 'public',
		site_admin: false,
	};
}

export function publicUser(person, ctx) {
	return {
		...simpleUser(person, ctx),
		name: person.name,
		company: person.company,
		blog: person.websiteUrl ?? '',
		location: person.location,
		email: person.email,
		hireable: person.hireable || null,
		bio: person.bio,
		twitter_username: person.twitter,
		public_repos: ctx.world.repositoriesOf(person).length,
		public_gists: Math.max(0, person.gistsCount),
		followers: person.followersCount,
		following: Math.max(0, person.followingCount),
		created_at: iso(person.createdAt),
		updated_at: iso(person.updatedAt),
	};
}

const license = (spdx, { base }) =>
	spdx
		? {
				key: spdx.toLowerCase(),
				name: licenseName(spdx),
				spdx_id: spdx,
				url: `${base}/licenses/${spdx.toLowerCase()}`,
				node_id: nodeId('License', 1),
			}
		: null;

const SUB = [
	'archive_url:/{archive_format}{/ref}',
	'assignees_url:/assignees{/user}',
	'blobs_url:/git/blobs{/sha}',
	'branches_url:/branches{/branch}',
	'collaborators_url:/collaborators{/collaborator}',
	'comments_url:/comments{/number}',
	'commits_url:/commits{/sha}',
	'compare_url:/compare/{base}...{head}',
	'contents_url:/contents/{+path}',
	'contributors_url:/contributors',
	'deployments_url:/deployments',
	'downloads_url:/downloads',
	'events_url:/events',
	'forks_url:/forks',
	'git_commits_url:/git/commits{/sha}',
	'git_refs_url:/git/refs{/sha}',
	'git_tags_url:/git/tags{/sha}',
	'hooks_url:/hooks',
	'issue_comment_url:/issues/comments{/number}',
	'issue_events_url:/issues/events{/number}',
	'issues_url:/issues{/number}',
	'keys_url:/keys{/key_id}',
	'labels_url:/labels{/name}',
	'languages_url:/languages',
	'merges_url:/merges',
	'milestones_url:/milestones{/number}',
	'notifications_url:/notifications{?since,all,participating}',
	'pulls_url:/pulls{/number}',
	'releases_url:/releases{/id}',
	'stargazers_url:/stargazers',
	'statuses_url:/statuses/{sha}',
	'subscribers_url:/subscribers',
	'subscription_url:/subscription',
	'tags_url:/tags',
	'teams_url:/teams',
	'trees_url:/git/trees{/sha}',
].map((text) => text.split(/:(.*)/s));

export const repository = (repo, ctx) => once(ctx, repo, makeRepository);

function makeRepository(repo, ctx) {
	const url = `${ctx.base}/repos/${repo.fullName}`;
	const out = {
		id: repo.id,
		node_id: repositoryId(repo, ctx.nextIds),
		name: repo.name,
		full_name: repo.fullName,
		private: false,
		owner: simpleUser(repo.owner, ctx),
		html_url: repo.htmlUrl,
		description: repo.description,
		fork: repo.isFork,
		url,
	};
	for (const [name, path] of SUB) out[name] = url + path;
	return Object.assign(out, {
		created_at: iso(repo.createdAt),
		updated_at: iso(repo.updatedAt),
		pushed_at: iso(repo.pushedAt),
		git_url: `git://github.com/${repo.fullName}.git`,
		ssh_url: `git@${HOST}:${repo.fullName}.git`,
		clone_url: `${repo.htmlUrl}.git`,
		svn_url: repo.htmlUrl,
		homepage: repo.homepageUrl,
		size: repo.diskUsage,
		stargazers_count: repo.stars,
		watchers_count: repo.stars,
		language: repo.language,
		has_issues: true,
		has_projects: true,
		has_downloads: true,
		has_wiki: false,
		has_pages: false,
		has_discussions: false,
		forks_count: repo.forks,
		mirror_url: null,
		archived: repo.isArchived,
		disabled: repo.isDisabled,
		open_issues_count: repo.issues,
		license: license(repo.license, ctx),
		allow_forking: true,
		is_template: repo.isTemplate,
		web_commit_signoff_required: false,
		topics: repo.topics,
		visibility: 'public',
		forks: repo.forks,
		open_issues: repo.issues,
		watchers: repo.stars,
		default_branch: repo.defaultBranch,
		permissions: { admin: false, maintain: false, push: false, triage: false, pull: true },
	});
}

export function fullRepository(repo, ctx) {
	const out = {
		...repository(repo, ctx),
		temp_clone_token: '',
		network_count: repo.forks,
		subscribers_count: repo.watchers,
	};
	if (repo.owner.kind === 'Organization') out.organization = simpleUser(repo.owner, ctx);
	if (repo.parent) {
		out.parent = repository(repo.parent, ctx);
		out.source = out.parent;
	}
	return out;
}

export const contributor = ({ person, commits }, ctx) => ({
	...simpleUser(person, ctx),
	contributions: commits,
});

export const anonymous = ({ person, commits }) => ({
	email: addressOf(person),
	name: person.name ?? person.login,
	type: 'Anonymous',
	contributions: commits,
});

export function commit(c, ctx) {
	const { repo } = c;
	const url = `${ctx.base}/repos/${repo.fullName}`;
	const gitUser = (person) => ({
		name: person.name ?? person.login,
		email: addressOf(person),
		date: iso(c.date),
	});
	const linked = (person) =>
		person === ctx.world.webFlow || ctx.world.isLinked(repo, person) || person.kind === 'Bot'
			? simpleUser(person, ctx)
			: null;
	const committer = c.committer ?? c.author;
	return {
		sha: c.oid,
		node_id: nodeId('Commit', repo.id, c.oid),
		commit: {
			author: gitUser(c.author),
			committer: gitUser(committer),
			message: c.message,
			tree: { sha: fakeOid('tree of', c.oid), url: `${url}/git/trees/${fakeOid('tree of', c.oid)}` },
			url: `${url}/git/commits/${c.oid}`,
			comment_count: 0,
			verification: {
				verified: false,
				reason: 'unsigned',
				signature: null,
				payload: null,
				verified_at: null,
			},
		},
		url: `${url}/commits/${c.oid}`,
		html_url: `${repo.htmlUrl}/commit/${c.oid}`,
		comments_url: `${url}/commits/${c.oid}/comments`,
		author: linked(c.author),
		committer: linked(committer),
		parents: Array.from({ length: c.merge ? 2 : 1 }, (_, i) => ({
			sha: fakeOid('parent', c.oid, i),
			url: `${url}/commits/${fakeOid('parent', c.oid, i)}`,
			html_url: `${repo.htmlUrl}/commit/${fakeOid('parent', c.oid, i)}`,
		})),
	};
}

export function pull(p, ctx) {
	const { repo } = p;
	const url = `${ctx.base}/repos/${repo.fullName}/pulls/${p.number}`;
	const issue = `${ctx.base}/repos/${repo.fullName}/issues/${p.number}`;
	const head = fakeOid('pull head', repo.id, p.number);
	const branch = (ref, sha, owner, of) => ({
		label: `${owner?.login ?? 'unknown'}:${ref}`,
		ref,
		sha,
		user: simpleUser(owner, ctx),
		repo: of,
	});
	const href = (text) => ({ href: text });
	const whole = repository(repo, ctx);
	return {
		url,
		id: p.id,
		node_id: nodeId('PullRequest', repo.id, p.id),
		html_url: p.htmlUrl,
		diff_url: `${p.htmlUrl}.diff`,
		patch_url: `${p.htmlUrl}.patch`,
		issue_url: issue,
		number: p.number,
		state: p.state === 'OPEN' ? 'open' : 'closed',
		locked: false,
		title: p.title,
		user: simpleUser(p.author, ctx),
		body: p.body || null,
		created_at: iso(p.createdAt),
		updated_at: iso(p.updatedAt),
		closed_at: iso(p.closedAt),
		merged_at: iso(p.mergedAt),
		merge_commit_sha: p.mergeOid ?? null,
		assignee: null,
		assignees: [],
		requested_reviewers: [],
		requested_teams: [],
		labels: [],
		milestone: null,
		draft: p.isDraft,
		commits_url: `${url}/commits`,
		review_comments_url: `${url}/comments`,
		review_comment_url: `${ctx.base}/repos/${repo.fullName}/pulls/comments{/number}`,
		comments_url: `${issue}/comments`,
		statuses_url: `${ctx.base}/repos/${repo.fullName}/statuses/${head}`,
		head: branch(`topic-${p.number}`, head, p.author, whole),
		base: branch(repo.defaultBranch, fakeOid('pull base', repo.id, p.number), repo.owner, whole),
		_links: {
			self: href(url),
			html: href(p.htmlUrl),
			issue: href(issue),
			comments: href(`${issue}/comments`),
			review_comments: href(`${url}/comments`),
			review_comment: href(`${ctx.base}/repos/${repo.fullName}/pulls/comments{/number}`),
			commits: href(`${url}/commits`),
			statuses: href(`${ctx.base}/repos/${repo.fullName}/statuses/${head}`),
		},
		author_association: association(repo, p.author),
		auto_merge: null,
		active_lock_reason: null,
	};
}

export function fullPull(p, ctx) {
	return {
		...pull(p, ctx),
		merged: p.state === 'MERGED',
		mergeable: null,
		rebaseable: null,
		mergeable_state: 'unknown',
		merged_by: simpleUser(p.mergedBy, ctx),
		comments: p.number % 5,
		review_comments: p.reviews.reduce((sum, r) => sum + r.comments.length, 0),
		maintainer_can_modify: false,
		commits: 1 + (p.number % 4),
		additions: p.additions,
		deletions: p.deletions,
		changed_files: p.changedFiles,
	};
}

export function review(r, ctx) {
	const url = `${ctx.base}/repos/${r.pull.repo.fullName}/pulls/${r.pull.number}`;
	const html = `${r.pull.htmlUrl}#pullrequestreview-${r.id}`;
	return {
		id: r.id,
		node_id: nodeId('PullRequestReview', r.pull.repo.id, r.pull.number, r.id),
		user: simpleUser(r.author, ctx),
		body: r.body,
		state: r.state,
		html_url: html,
		pull_request_url: url,
		author_association: association(r.pull.repo, r.author),
		_links: { html: { href: html }, pull_request: { href: url } },
		submitted_at: iso(r.submittedAt),
		commit_id: fakeOid('pull head', r.pull.repo.id, r.pull.number),
	};
}

export function reviewComment(c, ctx) {
	const { pull: p } = c;
	const url = `${ctx.base}/repos/${p.repo.fullName}/pulls`;
	const reactions = {
		url: `${url}/comments/${c.id}/reactions`,
		total_count: 0,
		'+1': 0,
		'-1': 0,
		laugh: 0,
		hooray: 0,
		confused: 0,
		heart: 0,
		rocket: 0,
		eyes: 0,
	};
	const out = {
		url: `${url}/comments/${c.id}`,
		pull_request_review_id: c.review.id,
		id: c.id,
		node_id: nodeId('PullRequestReviewComment', p.repo.id, p.number, c.id),
		diff_hunk: c.diffHunk,
		path: c.path,
		commit_id: c.commitOid,
		original_commit_id: c.commitOid,
		user: simpleUser(c.author, ctx),
		body: c.body,
		created_at: iso(c.createdAt),
		updated_at: iso(c.updatedAt),
		html_url: c.htmlUrl,
		pull_request_url: `${url}/${p.number}`,
		author_association: association(p.repo, c.author),
		_links: {
			self: { href: `${url}/comments/${c.id}` },
			html: { href: c.htmlUrl },
			pull_request: { href: `${url}/${p.number}` },
		},
		reactions,
		start_line: null,
		original_start_line: null,
		start_side: null,
		line: c.line,
		original_line: c.line,
		side: 'RIGHT',
		original_position: 1,
		position: 1,
		subject_type: 'line',
	};
	if (c.replyTo) out.in_reply_to_id = c.replyTo.id;
	return out;
}

export function release(r, ctx) {
	const { repo } = r;
	const url = `${ctx.base}/repos/${repo.fullName}/releases/${r.id}`;
	return {
		url,
		assets_url: `${url}/assets`,
		upload_url: `https://uploads.github.com/repos/${repo.fullName}/releases/${r.id}/assets{?name,label}`,
		html_url: `${repo.htmlUrl}/releases/tag/${r.tag}`,
		id: r.id,
		node_id: nodeId('Release', repo.id, r.id),
		tag_name: r.tag,
		target_commitish: repo.defaultBranch,
		name: r.name,
		draft: false,
		prerelease: false,
		immutable: false,
		created_at: iso(r.publishedAt),
		published_at: iso(r.publishedAt),
		author: simpleUser(repo.contributors.find((c) => !c.person.deleted)?.person ?? repo.owner, ctx),
		assets: [],
		tarball_url: `${ctx.base}/repos/${repo.fullName}/tarball/${r.tag}`,
		zipball_url: `${ctx.base}/repos/${repo.fullName}/zipball/${r.tag}`,
		body: '',
	};
}
