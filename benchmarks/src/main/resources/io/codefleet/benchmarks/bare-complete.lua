-- Ends tasks whose token is right, and publishes their results.
-- KEYS[1] prefix  ARGV: id, token, result, …
local prefix = KEYS[1]
for i = 1, #ARGV, 3 do
  local key = prefix .. 't:' .. ARGV[i]
  if redis.call('HGET', key, 'attempt') == ARGV[i + 1] then
    redis.call('HSET', key, 'state', 'completed', 'result', ARGV[i + 2])
    redis.call('PEXPIRE', key, 86400000)
    redis.call('ZREM', prefix .. 'leases', ARGV[i])
    redis.call('XADD', prefix .. 'events', 'MAXLEN', '~', 10000, '*', 'e', 'completed', 'i', ARGV[i])
    redis.call('PUBLISH', prefix .. 'done', ARGV[i] .. ' ' .. ARGV[i + 2])
  end
end
return #ARGV / 3
