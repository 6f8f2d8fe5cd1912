-- Children of a task, some at a time.
-- KEYS[1] prefix   ARGV 1 id, 2 where to go on, 3 about how many
-- returns where to go on ("0" at the end), and their ids
-- include constants base family
return childrenOf(ARGV[1], ARGV[2], ARGV[3])
