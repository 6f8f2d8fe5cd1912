-- Giving tasks of a chosen worker to all that serve them. Needs the parts queue, spread and leave.

-- Gives a task that its chosen worker has not taken to all that serve it; says whether it was in the lane of that worker. One that
-- was not, as keys were damaged or deleted by hand, has no chosen worker any more.
local function share(id, header, worker, ends)
  writeMembers()
  local score = redis.call('ZSCORE', P .. 'q:@' .. worker, id)
  forgetChosen(id, header, worker)
  if not score then
    return false
  end
  redis.call('ZREM', P .. 'q:@' .. worker, id)
  noteLeft('@' .. worker)
  setDue(id, ends)
  local fault = faultOf(carryOut(putIn, header.lane, id, score))
  if fault then
    setDue(id, now + TRIED_AGAIN_AFTER)
    error(fault, 0)
  end
  return true
end

local SHARED_AT_ONCE = 1000

-- Gives the tasks that wait for a worker which is gone to all that serve them, unless they are placed on it for good. What is
-- more than can be done at once has its grace.
local function shareAllOf(worker)
  for _, id in ipairs(redis.call('ZRANGE', P .. 'q:@' .. worker, 0, SHARED_AT_ONCE - 1)) do
    local v = redis.pcall('HMGET', P .. 't:' .. id, 's', 'sh', 'su', 'n')
    local header = not v.err and v[1] == 'q' and headerOf(v[2])
    if header and header.spread then
      share(id, header, worker, queueEnd(tonumber(v[3]) or now, header, tonumber(v[4]) or 0))
    end
  end
end
