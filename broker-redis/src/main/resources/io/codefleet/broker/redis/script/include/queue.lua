-- How a task comes into its lane, by way of its concurrency key if it has one, and out of it. Needs the parts counter, lane,
-- shape and spread.
--
-- A task with a concurrency key has a place of its key (cc) while it is in its lane or runs; before, it waits for one (cw). The
-- places that a script frees are given at its end, in order, and before it claims.
local paused

local function isPaused()
  if paused == nil then
    paused = redis.call('EXISTS', P .. 'paused') == 1
  end
  return paused
end

-- When a task must have left the queue: by its queue timeout until its first attempt, by its deadline in any case.
local function queueEnd(submitted, shape, attempt)
  if attempt == 0 then
    return submitted + math.min(shape.delay + shape.queueTimeout, shape.deadline)
  end
  return submitted + shape.deadline
end

local function putIn(lane, id, score)
  useLane(lane)
  noteFirst(lane, tonumber(score))
  redis.call('ZADD', P .. 'q:' .. lane, score, id)
  if not isPaused() then
    wake(lane)
  end
end

-- A task that is spread goes into the lane of a chosen worker if there is one, for a while.
local function putInLane(id, shape, score, ends)
  if not shape.spread then
    return putIn(shape.lane, id, score)
  end
  useLane(shape.lane)
  local worker = spreading().choose(shape)
  if worker then
    countElsewhere(shape.lane, '@' .. worker, 1)
    redis.call('HSET', P .. 't:' .. id, 'pl', worker)
    redis.call('ZADD', P .. 'due', math.min(ends, now + shape.grace), id)
  else
    redis.call('HDEL', P .. 't:' .. id, 'pl')
  end
  putIn(worker and '@' .. worker or shape.lane, id, score)
end

local function chosenWorker(id, shape)
  return shape.spread and redis.call('HGET', P .. 't:' .. id, 'pl')
end

local touchedKeys = {}

local function putInQueue(id, submitted, shape, attempt)
  local ends = queueEnd(submitted, shape, attempt)
  redis.call('ZADD', P .. 'due', ends, id)
  if shape.key then
    redis.call('ZADD', P .. 'cw:' .. shape.key, submitted - shape.rise, id)
    count('par', 1)
    countElsewhere(shape.lane, nil, 1)
    touchedKeys[shape.key] = true
  else
    putInLane(id, shape, submitted - shape.rise, ends)
  end
end

-- A task does not run or wait in its lane any more.
local function leavePlace(id, shape)
  if shape.key then
    redis.call('SREM', P .. 'cc:' .. shape.key, id)
    touchedKeys[shape.key] = true
  end
end

local function leaveQueue(id, shape)
  if shape.key and redis.call('ZREM', P .. 'cw:' .. shape.key, id) == 1 then
    count('par', -1)
    countElsewhere(shape.lane, nil, -1)
    -- the one behind it may wait for less
    touchedKeys[shape.key] = true
    return
  end
  local worker = chosenWorker(id, shape)
  local lane = worker and '@' .. worker or shape.lane
  if worker then
    countElsewhere(shape.lane, lane, -1)
  end
  redis.call('ZREM', P .. 'q:' .. lane, id)
  noteLeft(lane)
  leavePlace(id, shape)
end

-- Gives the first of those that wait a place, if its limit has one left; says whether there may be more to do.
local function giveNextPlace(key)
  local head = redis.call('ZRANGE', P .. 'cw:' .. key, 0, 0, 'WITHSCORES')
  local id = head[1]
  if not id then
    redis.call('ZREM', P .. 'ck', key)
    return false
  end
  local v = redis.pcall('HMGET', P .. 't:' .. id, 's', 'sh', 'su', 'n')
  local shape = not v.err and v[1] == 'q' and shapeOf(v[2])
  local waits = shape and shape.key == key
  if waits and redis.call('SCARD', P .. 'cc:' .. key) >= shape.limit then
    redis.call('ZADD', P .. 'ck', 'NX', now, key)
    return false
  end
  redis.call('ZREM', P .. 'cw:' .. key, id)
  count('par', -1)
  if waits then
    countElsewhere(shape.lane, nil, -1)
    redis.call('SADD', P .. 'cc:' .. key, id)
    putInLane(id, shape, head[2], queueEnd(tonumber(v[3]) or now, shape, tonumber(v[4]) or 0))
  end
  return true
end

local function givePlaces()
  for key in pairs(touchedKeys) do
    while giveNextPlace(key) do
    end
    touchedKeys[key] = nil
  end
end
