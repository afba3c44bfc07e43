// User, Organization, Bot, Mannequin.

import { personId } from '../nodeid.js';
import { Listing } from '../connection.js';
import { TypedError } from '../errors.js';
import { Random } from '../../world/random.js';
import { DAY, YEAR, iso, parse } from '../../world/time.js';
import { avatar, date, escapeHtml, ordered } from './common.js';

const REPOSITORY_KEYS = {
	STARGAZERS: (r) => r.stars,
	PUSHED_AT: (r) => r.pushedAt,
	CREATED_AT: (r) => r.createdAt,
	UPDATED_AT: (r) => r.updatedAt,
	NAME: (r) => r.name,
};

const actor = {
	id: (p, _, { nextIds }) => personId(p, nextIds),
	databaseId: (p) => p.id,
	login: (p) => p.actorLogin,
	avatarUrl: avatar,
	resourcePath: (p) => p.htmlUrl.slice('https://github.com'.length),
	url: (p) => p.htmlUrl,
	createdAt: date('createdAt'),
	updatedAt: date('updatedAt'),
};

/** Only a number is known: no items to page through. */
const counted = (total) => new Listing([], { total });

function repositories(p, args, { world }) {
	// The default of ownerAffiliations is [OWNER, COLLABORATOR]; nobody
	// collaborates here beyond what they own.
	if (args.ownerAffiliations && !args.ownerAffiliations.includes('OWNER')) return [];
	const list = world
		.repositoriesOf(p)
		.filter(
			(r) =>
				(args.isFork == null || r.isFork === args.isFork) &&
				(args.isArchived == null || r.isArchived === args.isArchived) &&
				args.isLocked !== true &&
				args.privacy !== 'PRIVATE' &&
				args.visibility !== 'PRIVATE' &&
				args.visibility !== 'INTERNAL' &&
				!r.blocked,
		);
	return new Listing(ordered(list, args.orderBy, REPOSITORY_KEYS), {
		extra: { totalDiskUsage: list.reduce((sum, r) => sum + r.diskUsage, 0) },
	});
}

function pinned(p, args, { world }) {
	if (args.types && !args.types.includes('REPOSITORY') && !args.types.includes('PINNABLE_ITEM')) return [];
	const random = new Random('pins', p.id);
	if (random.chance(0.4)) return [];
	const list = world
		.repositoriesOf(p)
		.filter((r) => !r.isFork && r.name !== p.login)
		.sort((a, b) => b.stars - a.stars || a.id - b.id);
	return list.slice(0, random.range(1, 6));
}

function pulls(p, args, { world }) {
	const list = world.pullsOf(p).filter((pull) => !args.states || args.states.includes(pull.state));
	// Beyond the world's repositories people do things that we don't see.
	const elsewhere =
		args.states && !args.states.includes('MERGED')
			? 0
			: Math.floor(new Random('elsewhere', p.id).pareto(1, 300, 0.8)) - 1;
	return new Listing(
		ordered(list, args.orderBy, { CREATED_AT: (x) => x.createdAt, UPDATED_AT: (x) => x.updatedAt }),
		{ total: list.length + elsewhere },
	);
}

const few =
	(name, most, alpha = 0.8) =>
	(p) =>
		counted(Math.floor(new Random(name, p.id).pareto(1, most, alpha)) - 1);

export const actors = {
	User: {
		...actor,
		bioHTML: (p) => (p.bio ? `<div>${escapeHtml(p.bio)}</div>` : ''),
		companyHTML: (p) => (p.company ? `<div>${escapeHtml(p.company)}</div>` : ''),
		twitterUsername: (p) => p.twitter,
		isHireable: (p) => p.hireable,
		userViewType: () => 'PUBLIC',
		isViewer: (p, _, { world }) => p === world.viewer,
		followers: (p) => counted(p.followersCount),
		following: (p) => counted(Math.max(0, p.followingCount)),
		starredRepositories: (p) => counted(Math.max(0, p.starredCount)),
		watching: few('watching', 300),
		gists: (p) => counted(Math.max(0, p.gistsCount)),
		issues: few('issues', 800),
		issueComments: few('issue comments', 5000, 0.6),
		repositoryDiscussionComments: few('discussions', 60),
		organizations: (p, _, { world }) =>
			[...new Set(p.works.map((r) => r.owner))].filter(
				(o) => o.kind === 'Organization' && world.byId(o.id) && (o.id + p.id) % 3 === 0,
			),
		socialAccounts: (p) => new Listing(p.socials, { key: (s) => s.url }),
		status: () => null,
		pinnedItems: pinned,
		itemShowcase: (p) => ({
			__typename: 'ProfileItemShowcase',
			hasPinnedItems: !new Random('pins', p.id).chance(0.4),
			person: p,
		}),
		repositories,
		topRepositories: (p, args, context) =>
			new Listing(
				ordered(
					[...p.works, ...context.world.repositoriesOf(p)].filter((r) => !r.deleted),
					args.orderBy,
					REPOSITORY_KEYS,
				),
			),
		repository: (p, { name }, { world }) => world.findRepository(p.login, name)?.repo,
		repositoriesContributedTo: (p, args, { world }) =>
			bearable(p) &&
			new Listing(
				ordered(
					p.works
						.filter((r) => !r.deleted)
						.concat(args.includeUserRepositories ? world.repositoriesOf(p) : []),
					args.orderBy,
					REPOSITORY_KEYS,
				),
			),
		pullRequests: pulls,
		contributionsCollection: (p, args, { world }) => contributions(p, args, world),
	},
	ProfileItemShowcase: {
		items: (showcase, args, context) => pinned(showcase.person, args, context),
	},
	Organization: {
		...actor,
		description: (p) => p.bio,
		isVerified: () => false,
		repositories,
		pinnedItems: pinned,
		repository: (p, { name }, { world }) => world.findRepository(p.login, name)?.repo,
		// Members are private unless they choose otherwise; nobody here did.
		membersWithRole: () => counted(0),
	},
	Bot: actor,
	Mannequin: { ...actor, email: () => null, claimant: () => null },
	SocialAccount: {},
};

// For accounts with long histories these two fields fail, whatever the query;
// half a year of contributions still passes.
function bearable(p) {
	if (p.traits.heavy)
		throw new TypedError('RESOURCE_LIMITS_EXCEEDED', 'Resource limits for this query exceeded.');
	return true;
}

// A year at most, like GitHub; numbers are a function of person and months.
function contributions(p, args, world) {
	const to = parse(args.to) ?? (args.from ? Math.min(world.now, parse(args.from) + YEAR) : world.now);
	const from = parse(args.from) ?? to - YEAR;
	if (to - from > 366 * DAY)
		throw new TypedError(
			'VALIDATION',
			"The total time spanned by 'from' and 'to' must not exceed 1 year",
		);
	if (to - from > YEAR / 2) bearable(p);
	const months = Math.max(1, Math.round((to - from) / (30 * DAY)));
	const scale = (name, most) => {
		let sum = 0;
		for (let i = 0; i < months; i++)
			sum +=
				Math.floor(
					new Random(name, p.id, Math.floor(from / (30 * DAY)) + i).pareto(1, most, 0.9) *
						(0.2 + p.traits.prominence),
				) - 1;
		return Math.max(0, sum);
	};
	const first = new Date(p.createdAt).getUTCFullYear();
	const commits = scale('commits', 120);
	const result = {
		__typename: 'ContributionsCollection',
		user: p,
		startedAt: iso(from),
		endedAt: iso(to),
		contributionYears: Array.from(
			{ length: Math.max(1, new Date(world.now).getUTCFullYear() - first + 1) },
			(_, i) => new Date(world.now).getUTCFullYear() - i,
		),
		totalCommitContributions: commits,
		totalPullRequestContributions: scale('prs', 25),
		totalPullRequestReviewContributions: scale('reviews', 40),
		totalIssueContributions: scale('issues', 12),
		totalRepositoryContributions: scale('repos', 2),
		totalRepositoriesWithContributedCommits: Math.min(40, Math.ceil(commits / 30)),
		totalRepositoriesWithContributedPullRequests: p.works.length,
		totalRepositoriesWithContributedPullRequestReviews: p.works.length,
		hasAnyContributions: commits > 0,
		hasActivityInThePast: from > p.createdAt,
		hasAnyRestrictedContributions: false,
	};
	result.contributionCalendar = {
		__typename: 'ContributionCalendar',
		totalContributions: commits + result.totalPullRequestContributions,
	};
	result.commitContributionsByRepository = p.works.map((repository) => ({
		__typename: 'CommitContributionsByRepository',
		repository,
		url: repository.htmlUrl,
		resourcePath: `/${repository.fullName}`,
		contributions: new Listing([], { total: Math.ceil(commits / (p.works.length + 1)) }),
	}));
	return result;
}
