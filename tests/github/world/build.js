// A world as the command line describes it.

import { World } from './world.js';
import { generate } from './generate.js';
import { load, worldFolders } from './load.js';

/** @param now  the simulator's clock at the start, in milliseconds */
export function buildWorld(options, now) {
	const shares = { hostile: options.hostile, planted: options.planted, refusing: options.refusing };
	// Without --now a world is that of the day it is started on, so that two
	// starts on one day serve the same.
	const at = options.now ?? Math.floor(now / 86_400_000) * 86_400_000;
	const world = new World({ seed: options.generate?.seed ?? 1, now: at, ...shares });
	const folders = options.worlds.flatMap(worldFolders);
	if (folders.length) load(world, folders, shares);
	if (options.generate) generate(world, { ...options.generate, ...shares });
	return world;
}
