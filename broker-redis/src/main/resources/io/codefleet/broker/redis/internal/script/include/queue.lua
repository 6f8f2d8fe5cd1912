-- How a task comes into its lane, by way of its concurrency key if it has one, and out of it. Needs the parts counter, members,
-- lane, header and placement.
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
local function queueEnd(submitted, header, attempt)
  if attempt == 0 then
    return submitted + math.min(header.delay + header.queueTimeout, header.deadline)
  end
  return submitted + header.deadline
end

-- The score is a text.
local function putIn(lane, id, score)
  useLane(lane)
  noteFirst(lane, score)
  addMember(P .. 'q:' .. lane, score, id)
  if spread then
    spread.noteAdded(lane)
  end
  if not isPaused() then
    wake(lane)
  end
end

-- To be called when tasks have left a lane, by whatever way but a claim. Profiles find out by themselves.
local function noteLeft(lane)
  writeMembers()
  noted[lane] = nil
  if redis.call('EXISTS', P .. 'q:' .. lane) == 0 then
    redis.call('ZREM', P .. 'al', lane)
  end
  if spread then
    spread.noteRemoved(lane)
  end
end

-- A task that is spread goes into the lane of a chosen worker if there is one, for a while.
local function putInLane(id, header, score, ends)
  if not header.spread then
    return putIn(header.lane, id, score)
  end
  useLane(header.lane)
  local worker = spreading().choose(header)
  if worker then
    countElsewhere(header.lane, '@' .. worker, 1)
    redis.call('HSET', P .. 't:' .. id, 'pl', worker)
    setDue(id, math.min(ends, now + header.grace))
  else
    redis.call('HDEL', P .. 't:' .. id, 'pl')
  end
  putIn(worker and '@' .. worker or header.lane, id, score)
end

local function chosenWorker(id, header)
  return header.spread and redis.call('HGET', P .. 't:' .. id, 'pl')
end

local touchedKeys = {}

local function putInQueue(id, submitted, header, attempt)
  local ends, score = queueEnd(submitted, header, attempt), int(submitted - header.rise)
  setDue(id, ends)
  if header.key then
    redis.call('ZADD', P .. 'cw:' .. header.key, score, id)
    count('par', 1)
    countElsewhere(header.lane, nil, 1)
    touchedKeys[header.key] = true
  else
    putInLane(id, header, score, ends)
  end
end

-- A task does not run or wait in its lane any more.
local function releasePermit(id, header)
  if header.key then
    redis.call('SREM', P .. 'cc:' .. header.key, id)
    touchedKeys[header.key] = true
  end
end

local function leaveQueue(id, header)
  if header.key and redis.call('ZREM', P .. 'cw:' .. header.key, id) == 1 then
    count('par', -1)
    countElsewhere(header.lane, nil, -1)
    -- the one behind it may wait for less
    touchedKeys[header.key] = true
    return
  end
  local worker = chosenWorker(id, header)
  local lane = worker and '@' .. worker or header.lane
  if worker then
    countElsewhere(header.lane, lane, -1)
  end
  writeMembers()
  redis.call('ZREM', P .. 'q:' .. lane, id)
  noteLeft(lane)
  releasePermit(id, header)
end
