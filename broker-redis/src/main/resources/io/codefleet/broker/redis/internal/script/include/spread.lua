-- How a task comes into the lane of a chosen worker, if it is to be spread. Needs the part placement.

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

-- Forgets the chosen worker of a task that is not in the lane of that worker any more.
local function forgetChosen(id, header, worker)
  redis.call('HDEL', P .. 't:' .. id, 'pl')
  countElsewhere(header.lane, '@' .. worker, -1)
end

local function chosenWorker(id, header)
  return header.spread and redis.call('HGET', P .. 't:' .. id, 'pl')
end
