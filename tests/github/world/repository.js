// A repository: facts that are cheap are fields, what is large (tree, commits,
// pull requests, review comments) is made when it is first asked for.

import { fakeOid } from './random.js';
import { preferredReadme } from './tree.js';

// Own repositories are many and each is asked for once or twice in a crawl:
// their trees are made again rather than kept.
const RECENT_TREES = 2000;
const recentTrees = new Map();

export class Repository {
	constructor(id, owner, name) {
		this.id = id;
		this.owner = owner;
		this.name = name;
		this.formerNames = [];
		this.description = null;
		this.homepageUrl = null;
		this.language = null;
		this.languages = []; // [{name, size}], largest first
		this.topics = [];
		this.license = null; // an SPDX id
		this.stars = this.forks = this.watchers = this.issues = 0;
		this.isFork =
			this.isArchived =
			this.isTemplate =
			this.isMirror =
			this.isEmpty =
			this.isDisabled =
				false;
		this.isPrivate = false;
		this.parent = null;
		this.tooLarge = false; // contributors can't be listed
		this.createdAt = this.pushedAt = this.updatedAt = 0;
		this.defaultBranch = 'main';
		this.diskUsage = 100;
		this.domain = 'api';
		this.releases = []; // newest first
		this.deleted = false;
		this.blocked = null; // 'dmca', 'tos': access blocked
		this.isOwn = false; // invented for a person, not one of the world's seeds
		this.makeTree = null;
		this.makeWork = null;
		this.contributorList = null; // [{person, commits}] in a function, most first
		this.lazy = {};
	}

	get __typename() {
		return 'Repository';
	}

	get fullName() {
		return `${this.owner.login}/${this.name}`;
	}

	get htmlUrl() {
		return `https://github.com/${this.fullName}`;
	}

	get head() {
		return this.headOid ?? fakeOid('head', this.id, this.pushedAt);
	}

	get tree() {
		if (!this.isOwn) return (this.lazy.tree ??= this.makeTree(this));
		let tree = recentTrees.get(this);
		if (!tree) {
			tree = this.makeTree(this);
			recentTrees.set(this, tree);
			if (recentTrees.size > RECENT_TREES) recentTrees.delete(recentTrees.keys().next().value);
		}
		return tree;
	}

	get readme() {
		return this.isEmpty ? null : preferredReadme(this.tree);
	}

	/** {commits, pulls, comments}: newest first, newest first, oldest first. */
	get work() {
		return (this.lazy.work ??= this.makeWork
			? this.makeWork(this)
			: { commits: [], pulls: [], comments: [] });
	}

	/** Contributors by commits, most first, deleted people out. */
	get contributors() {
		return (this.lazy.contributors ??= this.contributorList ? this.contributorList(this) : []);
	}

	pullByNumber(number) {
		this.lazy.pullIndex ??= new Map(this.work.pulls.map((pull) => [pull.number, pull]));
		return this.lazy.pullIndex.get(number) ?? null;
	}

	commitByOid(oid) {
		this.lazy.commitIndex ??= new Map(this.work.commits.map((commit) => [commit.oid, commit]));
		return this.lazy.commitIndex.get(oid) ?? null;
	}

	/** A derived list, kept until the repository's work changes. */
	derived(key, make) {
		const cache = (this.lazy.derived ??= new Map());
		let list = cache.get(key);
		if (list === undefined) cache.set(key, (list = make()));
		return list;
	}

	/** Call after a change to files. */
	treeChanged() {
		recentTrees.delete(this);
		this.lazy.tree = undefined;
	}

	/** Call after a change to commits, pulls or comments. */
	changed() {
		this.lazy.derived = this.lazy.pullIndex = this.lazy.commitIndex = undefined;
	}
}
