-- Stores tasks, queues or delays them, and makes a client follow them.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 client   5 how many may wait   6 who, for the audit
--         then for each task: id, body, fingerprint, shape, parent
-- returns for each task: 0 accepted, 1 the id is taken by other content, 2 too many wait, or state, attempts, finished and
--         payload of one that has ended
-- include base limits event lane shape task follower audit
local client, maxWaiting = ARGV[4], tonumber(ARGV[5])
local FIELDS = 5
local FIRST = 7
local tick = ticks((#ARGV - FIRST + 1) / FIELDS)
local c = redis.call('HMGET', P .. 'n', 'sub', 'com', 'fai', 'can', 'run')
local waiting = (c[1] or 0) - (c[2] or 0) - (c[3] or 0) - (c[4] or 0) - (c[5] or 0)

local function again(key, known, fingerprint)
  if known[2] ~= fingerprint then
    return 1
  end
  if isTerminal(known[1]) then
    return redis.call('HMGET', key, 's', 'n', 'fa', 'o')
  end
  follow(key, known[3], client)
  return 0
end

local function store(key, id, body, fingerprint, text, parent)
  local shape = shapeOf(text)
  local delayed = shape.delay > 0
  redis.call('HSET', key, 's', delayed and 'd' or 'q', 'b', body, 'fp', fingerprint, 'sh', text, 'fo', client, 'su', tick)
  if parent ~= '' then
    redis.call('HSET', key, 'pa', parent)
    redis.call('SADD', P .. 'ch:' .. parent, id)
  end
  redis.call('ZADD', P .. 'all', tick, id)
  taskEvent('S', id, shape.type, 0)
  if delayed then
    delay({ id = id, key = key, deadline = tick + shape.deadline }, tick + shape.delay)
  else
    putInLane(id, tick, shape, 0)
  end
  tick = tick + 1
  waiting = waiting + 1
  count('sub', 1)
  return 0
end

local reply = {}
local stored = {}
for i = FIRST, #ARGV, FIELDS do
  local key = P .. 't:' .. ARGV[i]
  local known = redis.call('HMGET', key, 's', 'fp', 'fo')
  if known[1] then
    reply[#reply + 1] = again(key, known, ARGV[i + 2])
  elseif waiting >= maxWaiting then
    reply[#reply + 1] = 2
  else
    reply[#reply + 1] = store(key, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4])
    stored[#stored + 1] = ARGV[i]
  end
end
if #stored > 0 then
  audit(ARGV[6], stored)
end
return done(reply)
