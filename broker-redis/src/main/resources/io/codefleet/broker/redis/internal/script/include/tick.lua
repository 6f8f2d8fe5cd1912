-- Ticks, and whether the namespace is paused.
local paused

local function isPaused()
  if paused == nil then
    paused = redis.call('EXISTS', P .. 'paused') == 1
  end
  return paused
end

local function nextTick()
  return math.max(tonumber(redis.call('GET', P .. 'tick') or 0) + 1, now)
end

-- Takes so many strictly increasing ticks and returns the first: the time, or just behind the last tick, whatever the clock
-- does. They order submits and are fencing tokens.
local function ticks(count)
  local first = nextTick()
  redis.call('SET', P .. 'tick', int(first + count - 1))
  return first
end

-- As ticks; nil if the memory of Redis is full. The script may write in either case.
local function ticksUnlessFull(count)
  local first = nextTick()
  local answer = redis.pcall('SET', P .. 'tick', int(first + count - 1))
  if answer.err then
    takeWhenFull()
    return nil
  end
  return first
end
