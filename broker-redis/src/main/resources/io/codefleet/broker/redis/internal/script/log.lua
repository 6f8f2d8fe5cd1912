-- Sends lines of a worker's log to those who watch. Nothing is kept.
-- KEYS[1] prefix   ARGV 1 lines
-- returns how many connections listen, those of this node
-- include constants base
return redis.call('PUBLISH', P .. 'l', ARGV[1])
