-- Takes tasks off the lane, each under a lease with a fencing token.
-- KEYS[1] prefix  ARGV[1] how many at most  ARGV[2] lease in ms  returns id, token, body, …
local prefix = KEYS[1]
local now = redis.call('TIME')
local expiry = now[1] * 1000 + math.floor(now[2] / 1000) + ARGV[2]
local taken = redis.call('ZPOPMIN', prefix .. 'lane', ARGV[1])
local reply = {}
for i = 1, #taken, 2 do
  local key = prefix .. 't:' .. taken[i]
  local token = redis.call('HINCRBY', key, 'attempt', 1)
  redis.call('HSET', key, 'state', 'running')
  redis.call('ZADD', prefix .. 'leases', expiry, taken[i])
  redis.call('XADD', prefix .. 'events', 'MAXLEN', '~', 10000, '*', 'e', 'started', 'i', taken[i])
  reply[#reply + 1] = taken[i]
  reply[#reply + 1] = token
  reply[#reply + 1] = redis.call('HGET', key, 'body')
end
return reply
