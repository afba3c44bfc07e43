#ifndef SIGNALS_NUMBERS_H
#define SIGNALS_NUMBERS_H

/*
 * Every number that is a judgement, not a limit of a format or an array, is a
 * key below `numbers` in config/signals.yaml, with its reason there: name,
 * least, most.  A member of struct rules of the same name holds it.
 */
#define RULES_NUMBERS(X)                       \
	X(burst_items, 1, 100)                 \
	X(merged_full, 1, 1000)                \
	X(merged_commits, 0, 10)               \
	X(merged_recent, 0, 10)                \
	X(merged_trust, 0, 10)                 \
	X(merged_months, 0, 10)                \
	X(merged_areas, 0, 10)                 \
	X(merged_touched, 0, 10)               \
	X(merged_breadth, 0, 10)               \
	X(merged_undated, 0, 10000)            \
	X(merged_unrelated, 0, 1)              \
	X(merged_language, 0, 1)               \
	X(merged_slight, 0, 100)               \
	X(slight_lines, 0, 1000)               \
	X(text_worth, 0, 1)                    \
	X(text_slight, 0, 1)                   \
	X(text_slight_most, 0, 100)            \
	X(text_reviewed, 0, 1)                 \
	X(text_reviewed_most, 0, 1000)         \
	X(text_cited, 0, 1)                    \
	X(pull_cited, 0, 1)                    \
	X(message_cited, 0, 1)                 \
	X(work_undated, 0, 100)                \
	X(typing_s, 1, 3600)                   \
	X(stars_show, 1, 10000)                \
	X(pull_aside, 0, 1)                    \
	X(recent_months, 1, 240)               \
	X(skill_seen, 0, 1)                    \
	X(language_seen, 0, 1)                 \
	X(skill_depth, 0, 1)                   \
	X(not_factor, 0, 10)                   \
	X(agent_share, 0, 1)                   \
	X(pull_lines, 1, 100000)               \
	X(pull_smallest, 0, 1)                 \
	X(pull_unsized, 0, 1)                  \
	X(pull_trivial, 0, 1)                  \
	X(merged_undated_own, 0, 1)            \
	X(merged_evidence, 0.1, 1000)          \
	X(best_per_repo, 1, 20)                \
	X(weeks_full, 1, 100)                  \
	X(spread_worth, 0, 1)                  \
	X(review_best, 0, 1)                   \
	X(reviews_full, 1, 10000)              \
	X(review_informative_share, 0, 1)      \
	X(review_evidence, 0.1, 1000)          \
	X(toxic_bar, 0, 1)                     \
	X(generated_bar, 0, 1)                 \
	X(foreign_words, 1, 1000)              \
	X(foreign_message_words, 1, 1000)      \
	X(message_words, 1, 1000)              \
	X(message_why, 0, 1)                   \
	X(message_trivial, 0, 1)               \
	X(message_evidence, 0.1, 1000)         \
	X(stars_full, 2, 1000000)              \
	X(forks_full, 2, 1000000)              \
	X(stale_months, 1, 240)                \
	X(share_stale, 0, 1)                   \
	X(share_archived, 0, 1)                \
	X(stars_free, 0, 10000)                \
	X(stars_a_sign, 0, 10000)              \
	X(worth_tests, 0, 1)                   \
	X(worth_ci, 0, 1)                      \
	X(worth_coverage, 0, 1)                \
	X(readme_words, 1, 10000)              \
	X(readme_code, 0, 1)                   \
	X(readme_bar, 0, 1)                    \
	X(readme_cited, 0, 1)                  \
	X(domain_full, 0.1, 1000)              \
	X(domain_readme, 0, 1)                 \
	X(domain_topic, 0, 1)                  \
	X(domain_skill, 0, 1)                  \
	X(domain_skill_most, 0, 1000)          \
	X(followers_full, 2, 10000000)         \
	X(standing_merged_full, 2, 1000000)    \
	X(standing_repositories_full, 2, 1000) \
	X(skill_bytes, 0, 1)                   \
	X(skill_work, 0, 1)                    \
	X(skill_topics, 0, 1)                  \
	X(skill_texts, 0, 1)                   \
	X(skill_readmes, 0, 1)                 \
	X(skill_claim, 0, 1)                   \
	X(skill_parent, 0, 1)                  \
	X(bytes_some, 1, 1000000000)           \
	X(bytes_full, 2, 1000000000000)        \
	X(work_full, 1, 10000)                 \
	X(maintainer_merges, 1, 1000)          \
	X(maintainer_approvals, 1, 1000)       \
	X(regular_months, 1, 120)              \
	X(bytes_of_work, 0, 1000000000)        \
	X(agent_commits, 1, 1000)              \
	X(bot_titles, 1, 10000)                \
	X(bot_few_named, 1, 1000)              \
	X(bot_few, 1, 1000)                    \
	X(bot_certain, 0, 1)                   \
	X(readme_what, 0, 1)                   \
	X(readme_why, 0, 1)                    \
	X(readme_how, 0, 1)                    \
	X(readme_when, 0, 1)                   \
	X(readme_who, 0, 1)                    \
	X(readme_references, 0, 1)             \
	X(readme_contribution, 0, 1)           \
	X(text_evidence, 0.1, 1000)            \
	X(own_stars, 0, 1)                     \
	X(own_forks, 0, 1)                     \
	X(own_release, 0, 1)                   \
	X(own_license, 0, 1)                   \
	X(own_first, 0, 1)                     \
	X(standing_followers, 0, 1)            \
	X(standing_merged, 0, 1)               \
	X(standing_repositories, 0, 1)         \
	X(usual_forks, 0.001, 10)              \
	X(person_most, 1, 1000000)             \
	X(person_days, 1, 366)                 \
	X(automated_pulls, 1, 1000)            \
	X(automated_share, 0.01, 1)            \
	X(against_bytes, 0, 1000000000)        \
	X(against_repositories, 1, 100)

#endif
