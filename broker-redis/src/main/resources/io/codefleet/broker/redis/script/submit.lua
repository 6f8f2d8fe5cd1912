-- Stores tasks, queues or delays them, and makes a client follow them.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 client   5 how many may wait   then for each task: id, body, fingerprint, type, priority, lane,
--         required capabilities, parent, delay, queue timeout, attempt timeout, deadline, attempts that may fail
-- returns for each task: 0 accepted, 1 the id is taken by other content, 2 too many wait, or state, attempts, finished and
--         payload of one that has ended
-- include base limits event lane task
local client, maxWaiting = ARGV[4], tonumber(ARGV[5])
local FIELDS = 13
local tick = ticks((#ARGV - 5) / FIELDS)
local c = redis.call('HMGET', P .. 'n', 'sub', 'com', 'fai', 'can', 'run')
local waiting = (c[1] or 0) - (c[2] or 0) - (c[3] or 0) - (c[4] or 0) - (c[5] or 0)

local function follow(key, followers)
  if not followers or followers == '' then
    redis.call('HSET', key, 'fo', client)
  elseif not has(followers, client) and #followers < 4000 then
    redis.call('HSET', key, 'fo', followers .. ',' .. client)
  end
end

local function again(key, known, fingerprint)
  if known[2] ~= fingerprint then
    return 1
  end
  if isTerminal(known[1]) then
    return redis.call('HMGET', key, 's', 'n', 'fa', 'o')
  end
  follow(key, known[3])
  return 0
end

local function store(i)
  local id, body, fingerprint, type, priority, lane, required, parent = unpack(ARGV, i, i + 7)
  local wait, queueTimeout, attemptTimeout, deadline, maxAttempts = unpack(ARGV, i + 8, i + 12)
  local task = {
    id = id, key = P .. 't:' .. id, lane = lane, priority = tonumber(priority), submitted = tick, attempt = 0,
    queueDeadline = tick + wait + queueTimeout, deadline = tick + deadline,
  }
  redis.call('HSET', task.key, 'b', body, 'fp', fingerprint, 'ty', type, 'py', priority, 'ln', lane, 'fo', client,
    'su', int(tick), 'qd', int(task.queueDeadline), 'dl', int(task.deadline), 'at', attemptTimeout, 'mx', maxAttempts)
  if required ~= '' then
    redis.call('HSET', task.key, 'rq', required)
  end
  if parent ~= '' then
    redis.call('HSET', task.key, 'pa', parent)
    redis.call('SADD', P .. 'ch:' .. parent, id)
  end
  redis.call('ZADD', P .. 'all', int(tick), id)
  tick = tick + 1
  waiting = waiting + 1
  count('sub', 1)
  taskEvent('S', id, type)
  if wait == '0' then
    enqueue(task)
  else
    delay(task, task.submitted + wait)
  end
  return 0
end

local reply = {}
for i = 6, #ARGV, FIELDS do
  local key = P .. 't:' .. ARGV[i]
  local known = redis.call('HMGET', key, 's', 'fp', 'fo')
  if known[1] then
    reply[#reply + 1] = again(key, known, ARGV[i + 2])
  elseif waiting >= maxWaiting then
    reply[#reply + 1] = 2
  else
    reply[#reply + 1] = store(i)
  end
end
return done(reply)
