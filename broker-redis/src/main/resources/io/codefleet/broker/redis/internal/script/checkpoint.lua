-- Keeps the state of a running attempt for the next one.
-- KEYS[1] prefix   ARGV 1 id, 2 token, 3 state   returns 1, or 0 if the lease is lost
-- include constants base tick
local key = P .. 't:' .. ARGV[1]
local v = redis.pcall('HMGET', key, 's', 'k')
if v.err or v[1] ~= 'r' or v[2] ~= ARGV[2] then
  return 0
end
ticks(1)
redis.call('SET', P .. 'cp:' .. ARGV[1], ARGV[3])
redis.call('HSET', key, 'cp', '1')
return 1
