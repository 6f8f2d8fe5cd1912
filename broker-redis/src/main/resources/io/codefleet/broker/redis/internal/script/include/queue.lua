-- How a task comes into its lane, by way of its concurrency key if it has one. Needs the parts tick, counter, members, wake,
-- header and changes, and, rarely, newlane and spread.
--
-- A task with a concurrency key has a place of its key (cc) while it is in its lane or runs; before, it waits for one (cw). The
-- places that a script frees are given at its end, in order, and before it claims.

-- When a task must have left the queue: by its queue timeout until its first attempt, by its deadline in any case.
local function queueEnd(submitted, header, attempt)
  if attempt == 0 then
    return submitted + math.min(header.delay + header.queueTimeout, header.deadline)
  end
  return submitted + header.deadline
end

local seenLanes = {}

-- Notes that a lane is used; a new one is connected with the profiles that serve it.
local function useLane(lane)
  if seenLanes[lane] then
    return
  end
  if redis.call('ZADD', P .. 'lanes', nowText, lane) == 1 and not isOfWorker(lane) then
    rarely().connectLane(lane)
  end
  seenLanes[lane] = true
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

local function putInQueue(id, submitted, header, attempt, isLarge)
  local ends, score = queueEnd(submitted, header, attempt), int(submitted - header.rise)
  if isLarge then
    score = score .. '.5'
  end
  setDue(id, ends)
  if header.key then
    redis.call('ZADD', P .. 'cw:' .. header.key, score, id)
    count('par', 1)
    countElsewhere(header.lane, nil, 1)
    touchedKeys[header.key] = true
  elseif header.spread then
    rarely().putInLane(id, header, score, ends)
  else
    putIn(header.lane, id, score)
  end
end
