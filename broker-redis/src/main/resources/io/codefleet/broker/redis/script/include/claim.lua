-- Giving tasks to a worker.
local PARTS = 6
-- How many tasks whose allowance is used up one call takes out of the way.
local SET_ASIDE_AT_ONCE = 100

local function give(reply, id, attempt, token, failures, body, checkpoint)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4], reply[n + 5] = id, attempt, token, failures or '0', body or ''
  local saved = checkpoint and redis.pcall('GET', P .. 'cp:' .. id)
  reply[n + 6] = type(saved) == 'string' and saved or ''
end

-- Delays a task whose allowance is used up to the next day, or ends it if it would not wait so long.
local function setAside(id, period, spent, limit)
  local task = load(id)
  takeOut(task)
  local anew = (today + 1) * DAY
  if period == 'D' and anew < queueEnd(task.submitted, task.shape, task.attempt) then
    return delay(task, anew)
  end
  finish(task, 'f', errorOf(task, 'BUDGET_EXCEEDED', {
    allowance = task.shape.allowance, cost = int(spent.cost), tokens = int(spent.tokens),
    maxCost = limit.cost and int(limit.cost), maxTokens = limit.tokens and int(limit.tokens),
  }))
end

-- Starts a task; false if its allowance does not let it.
local function start(id, worker, lease, token, reply)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'b', 'n', 'e', 'sh', 'su', 'cp')
  if v.err or v[1] ~= 'q' then
    return true
  end
  local attempt = (tonumber(v[3]) or 0) + 1
  local shape = shapeOf(v[5])
  local period, spent, limit = usedUp(shape)
  if period then
    setAside(id, period, spent, limit)
    return false
  end
  redis.call('HSET', key, 's', 'r', 'n', attempt, 'k', token, 'w', worker, 'sa', now)
  redis.call('ZADD', P .. 'due', math.min(now + lease, (tonumber(v[6]) or now) + shape.deadline), id)
  count('run', 1)
  taskEvent('B', id, shape.type, attempt, worker)
  give(reply, id, attempt, token, v[4], v[2], v[7])
  return true
end

-- Leases of this worker that it never heard of, as the answer to their claim was lost. Their ends lie within one lease from
-- now, so they are found without an index of their own.
local function handOutAgain(worker, max, lease, held, reply)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'due', '-inf', now + lease, 'LIMIT', 0, 5000)) do
    if #reply == max * PARTS then
      return
    end
    if not held[id] then
      local key = P .. 't:' .. id
      local v = redis.pcall('HMGET', key, 's', 'w', 'n', 'k', 'e', 'b', 'sh', 'su', 'cp')
      if not v.err and v[1] == 'r' and v[2] == worker then
        local deadline = (tonumber(v[8]) or now) + shapeOf(v[7]).deadline
        redis.call('ZADD', P .. 'due', math.min(now + lease, deadline), id)
        give(reply, id, v[3], v[4], v[5], v[6], v[9])
      end
    end
  end
end

-- The head of a lane: its id and its place among the heads of other lanes.
local function headOf(lane)
  local head = redis.call('ZRANGE', P .. 'q:' .. lane, 0, 0, 'WITHSCORES')
  return head[1] and { lane = lane, score = tonumber(head[2]) }
end

local function headsFor(worker, profile, skipped)
  local heads = {}
  local lanes = redis.call('SMEMBERS', P .. 'pl:' .. profile)
  lanes[#lanes + 1] = '@' .. worker
  for _, lane in ipairs(lanes) do
    heads[#heads + 1] = not skipped[lane] and headOf(lane) or nil
  end
  return heads
end

-- Takes up to max tasks off the lanes, the first of all lanes first; says whether so many were set aside that there may be more.
local function takeFirst(heads, max, take)
  local aside = 0
  local function taken(id)
    if take(id) then
      max = max - 1
    else
      aside = aside + 1
    end
  end
  while #heads > 1 and max > 0 and aside < SET_ASIDE_AT_ONCE do
    local best = 1
    for i = 2, #heads do
      if heads[i].score < heads[best].score then
        best = i
      end
    end
    local lane = heads[best].lane
    taken(redis.call('ZPOPMIN', P .. 'q:' .. lane)[1])
    local head = headOf(lane)
    if head then
      heads[best] = head
    else
      heads[best] = heads[#heads]
      heads[#heads] = nil
    end
  end
  local again = #heads == 1
  while again and max > 0 and aside < SET_ASIDE_AT_ONCE do
    local before = aside
    local ids = redis.call('ZPOPMIN', P .. 'q:' .. heads[1].lane, max)
    for i = 1, #ids, 2 do
      taken(ids[i])
    end
    again = aside > before
  end
  return aside >= SET_ASIDE_AT_ONCE
end

-- Returns id, attempt, token, failures, body and checkpoint of each task; none if the worker is not there. A worker that gets fewer than
-- it asked for waits for the next.
local function claim(worker, max, lease, held, skipped)
  local reply = {}
  local profile = redis.call('HGET', P .. 'wk:' .. worker, 'pf')
  if not profile or not isPresent(worker) then
    return reply
  end
  local token = ticks(max)
  if held then
    handOutAgain(worker, max, lease, held, reply)
  end
  local mayBeMore = false
  if not isPaused() then
    mayBeMore = takeFirst(headsFor(worker, profile, skipped), max - #reply / PARTS, function(id)
      local started = start(id, worker, lease, token, reply)
      token = token + (started and 1 or 0)
      return started
    end)
  end
  if mayBeMore and #reply < max * PARTS then
    wakeWorker(worker)
  elseif #reply < max * PARTS then
    redis.call('ZADD', P .. 'w:' .. profile, now, worker)
  else
    redis.call('ZREM', P .. 'w:' .. profile, worker)
  end
  return reply
end

-- Reads the arguments of a claim from this place on: worker, max, lease, how many lanes are left out and which, then nothing or
-- "held" and ids.
local function claimArguments(from)
  local skipped, held = {}, nil
  local lanes = from + 4
  local rest = lanes + ARGV[from + 3]
  for i = lanes, rest - 1 do
    skipped[ARGV[i]] = true
  end
  if ARGV[rest] then
    held = {}
    for i = rest + 1, #ARGV do
      held[ARGV[i]] = true
    end
  end
  return ARGV[from], tonumber(ARGV[from + 1]), tonumber(ARGV[from + 2]), held, skipped
end
