-- The namespace in numbers.
-- KEYS[1] prefix   ARGV 1 how many lanes at most, those first whose first task comes first
-- returns submitted, completed, failed, cancelled, running, delayed, parked, present workers, paused, time; then for each lane with tasks: its
-- name, how many wait, how long the first has waited, how many present workers serve it
-- include constants base
local c = redis.call('HMGET', P .. 'n', 'sub', 'com', 'fai', 'can', 'run', 'del', 'par')
local reply = {}
for i = 1, 7 do
  reply[i] = tonumber(c[i]) or 0
end
reply[8] = redis.call('ZCARD', P .. 'workers')
reply[9] = redis.call('EXISTS', P .. 'paused')
reply[10] = int(now)

local present = {}

local function presentWith(profile)
  present[profile] = present[profile] or redis.call('SCARD', P .. 'ws:' .. profile)
  return present[profile]
end

local function serving(lane)
  if string.sub(lane, 1, 1) == '@' then
    return redis.call('ZSCORE', P .. 'workers', string.sub(lane, 2)) and 1 or 0
  end
  local workers = 0
  for _, profile in ipairs(redis.call('SMEMBERS', P .. 'lp:' .. lane)) do
    workers = workers + presentWith(profile)
  end
  return workers
end

for _, lane in ipairs(redis.call('ZRANGE', P .. 'al', 0, ARGV[1] - 1)) do
  local head = redis.call('ZRANGE', P .. 'q:' .. lane, 0, 0)[1]
  if head then
    local stored = redis.pcall('HGET', P .. 't:' .. head, 'su')
    local submitted = type(stored) == 'string' and tonumber(stored) or now
    reply[#reply + 1] = { lane, redis.call('ZCARD', P .. 'q:' .. lane), int(math.max(0, now - submitted)), serving(lane) }
  end
end
return reply
