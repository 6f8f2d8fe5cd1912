-- Stores the last progress of a running attempt, and publishes it to the watchers.
-- KEYS[1] prefix   ARGV 1 id, 2 token, 3 progress
-- returns how many connections listen, those of this node; 0 too if the lease is lost
-- include constants base
takeWhenFull()
local key = P .. 't:' .. ARGV[1]
local v = redis.call('HMGET', key, 's', 'k')
if v[1] ~= 'r' or v[2] ~= ARGV[2] then
  return 0
end
redis.call('HSET', key, 'pr', ARGV[3])
return redis.call('PUBLISH', P .. 'p:' .. ARGV[1], ARGV[3])
