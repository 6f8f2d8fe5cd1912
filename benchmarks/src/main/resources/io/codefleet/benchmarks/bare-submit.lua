-- Stores tasks, puts them into one lane and writes an event each.
-- KEYS[1] prefix  ARGV: id, body, id, body, …
local prefix = KEYS[1]
local now = redis.call('TIME')
local micros = now[1] * 1000000 + now[2]
for i = 1, #ARGV, 2 do
  redis.call('HSET', prefix .. 't:' .. ARGV[i], 'state', 'queued', 'body', ARGV[i + 1], 'attempt', 0)
  redis.call('ZADD', prefix .. 'lane', micros, ARGV[i])
  redis.call('XADD', prefix .. 'events', 'MAXLEN', '~', 10000, '*', 'e', 'submitted', 'i', ARGV[i])
end
return #ARGV / 2
