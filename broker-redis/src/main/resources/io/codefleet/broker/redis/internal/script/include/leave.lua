-- How a task leaves its lane, or what it has of a concurrency key. Needs the part spread.

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

-- A task does not run or wait in its lane any more.
local function releasePermit(id, header)
  if header.key then
    -- a key of another type holds no permits, and the task must be able to end
    redis.pcall('SREM', P .. 'cc:' .. header.key, id)
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
