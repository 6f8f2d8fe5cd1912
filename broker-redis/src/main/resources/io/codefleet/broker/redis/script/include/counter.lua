-- Counters of the namespace; they change once at the end of a script, however many tasks it is about.
local counted = {}

local function count(name, by)
  counted[name] = (counted[name] or 0) + by
end

local function writeCounters()
  for name, by in pairs(counted) do
    if by ~= 0 then
      redis.call('HINCRBY', P .. 'n', name, by)
    end
  end
end
