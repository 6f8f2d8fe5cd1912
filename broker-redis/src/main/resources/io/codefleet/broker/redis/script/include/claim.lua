-- Giving tasks to a worker.
local PARTS = 6

local function give(reply, id, attempt, token, failures, body, checkpoint)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4], reply[n + 5] = id, attempt, token, failures or '0', body or ''
  local saved = checkpoint and redis.pcall('GET', P .. 'cp:' .. id)
  reply[n + 6] = type(saved) == 'string' and saved or ''
end

local function start(id, worker, lease, token, reply)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'b', 'n', 'e', 'sh', 'su', 'cp')
  if v.err or v[1] ~= 'q' then
    return
  end
  local attempt = (tonumber(v[3]) or 0) + 1
  local shape = shapeOf(v[5])
  redis.call('HSET', key, 's', 'r', 'n', attempt, 'k', token, 'w', worker, 'sa', now)
  redis.call('ZADD', P .. 'due', math.min(now + lease, (tonumber(v[6]) or now) + shape.deadline), id)
  count('run', 1)
  taskEvent('B', id, shape.type, attempt, worker)
  give(reply, id, attempt, token, v[4], v[2], v[7])
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

local function headsFor(worker, profile)
  local heads = {}
  local lanes = redis.call('SMEMBERS', P .. 'pl:' .. profile)
  lanes[#lanes + 1] = '@' .. worker
  for _, lane in ipairs(lanes) do
    heads[#heads + 1] = headOf(lane)
  end
  return heads
end

-- Takes up to max tasks off the lanes, the first of all lanes first.
local function takeFirst(heads, max, take)
  while #heads > 1 and max > 0 do
    local best = 1
    for i = 2, #heads do
      if heads[i].score < heads[best].score then
        best = i
      end
    end
    local lane = heads[best].lane
    take(redis.call('ZPOPMIN', P .. 'q:' .. lane)[1])
    max = max - 1
    local head = headOf(lane)
    if head then
      heads[best] = head
    else
      heads[best] = heads[#heads]
      heads[#heads] = nil
    end
  end
  if #heads == 1 and max > 0 then
    local ids = redis.call('ZPOPMIN', P .. 'q:' .. heads[1].lane, max)
    for i = 1, #ids, 2 do
      take(ids[i])
    end
  end
end

-- Returns id, attempt, token, failures, body and checkpoint of each task; none if the worker is not there. A worker that gets fewer than
-- it asked for waits for the next.
local function claim(worker, max, lease, held)
  local reply = {}
  local profile = redis.call('HGET', P .. 'wk:' .. worker, 'pf')
  if not profile or not isPresent(worker) then
    return reply
  end
  local token = ticks(max)
  if held then
    handOutAgain(worker, max, lease, held, reply)
  end
  if not isPaused() then
    takeFirst(headsFor(worker, profile), max - #reply / PARTS, function(id)
      start(id, worker, lease, token, reply)
      token = token + 1
    end)
  end
  if #reply < max * PARTS then
    redis.call('ZADD', P .. 'w:' .. profile, now, worker)
  else
    redis.call('ZREM', P .. 'w:' .. profile, worker)
  end
  return reply
end

-- Reads the arguments of a claim from this place on: worker, max, lease, then nothing or "held" and ids.
local function claimArguments(from)
  local held
  if ARGV[from + 3] then
    held = {}
    for i = from + 4, #ARGV do
      held[ARGV[i]] = true
    end
  end
  return ARGV[from], tonumber(ARGV[from + 1]), tonumber(ARGV[from + 2]), held
end
