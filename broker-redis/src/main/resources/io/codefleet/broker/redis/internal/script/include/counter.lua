-- Counters of the namespace; they change once at the end of a script, however many tasks it is about.
local counted = {}

local function count(name, by)
  counted[name] = (counted[name] or 0) + by
end

-- By how much the tasks of a lane are more than those that are in it: those that wait in the lane of a chosen worker, of which
-- they are none, or for a place.
local elsewhere = {}

local function countElsewhere(lane, where, by)
  elsewhere[lane] = (elsewhere[lane] or 0) + by
  if where then
    elsewhere[where] = (elsewhere[where] or 0) - by
  end
end

local function writeCounters()
  for lane, by in pairs(elsewhere) do
    if by ~= 0 and redis.call('HINCRBY', P .. 'lx', lane, by) == 0 then
      redis.call('HDEL', P .. 'lx', lane)
    end
    elsewhere[lane] = nil
  end
  for name, by in pairs(counted) do
    if by ~= 0 then
      redis.call('HINCRBY', P .. 'n', name, int(by))
    end
  end
end
