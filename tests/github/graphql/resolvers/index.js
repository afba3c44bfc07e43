// All typed resolvers: {Type: {field: (source, args, context, info) => value}}.

import { actors } from './actors.js';
import { git } from './git.js';
import { pulls } from './pulls.js';
import { query } from './query.js';
import { repository } from './repository.js';

export const resolvers = { ...actors, ...git, ...pulls, ...query, ...repository };
