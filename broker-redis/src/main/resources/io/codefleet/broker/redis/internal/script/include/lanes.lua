-- The maintenance of lanes. Apart, as each function that a script makes costs each call of it. Needs the part lane.
-- Empty lanes are kept for a while, as one that is used again is found connected; not if there are more than these.
local MAX_IDLE_LANES = 1000

local function forgetLane(lane)
  for _, profile in ipairs(redis.call('SMEMBERS', P .. 'lp:' .. lane)) do
    redis.call('SREM', P .. 'pl:' .. profile, lane)
    redis.call('ZREM', P .. 'pa:' .. profile, lane)
  end
  redis.call('DEL', P .. 'lp:' .. lane, P .. 'sw:' .. lane)
  redis.call('HDEL', P .. 'rr', lane)
  redis.call('ZREM', P .. 'al', lane)
  redis.call('ZREM', P .. 'lanes', lane)
end

-- Forgets empty lanes that nobody has used for long or that are too many, the one first that was not used for longest.
local function forgetLanes(max)
  local last = redis.call('ZCARD', P .. 'lanes') > MAX_IDLE_LANES and '(' .. int(now) or int(now - LANE_KEPT)
  for _, lane in ipairs(redis.call('ZRANGEBYSCORE', P .. 'lanes', '-inf', last, 'LIMIT', 0, max)) do
    if redis.call('EXISTS', P .. 'q:' .. lane) == 1 then
      redis.call('ZADD', P .. 'lanes', now, lane)
    else
      forgetLane(lane)
    end
  end
end

-- A profile that nobody had is connected with the lanes there are.
local function connectProfile(profile)
  local active = {}
  local scores = redis.call('ZRANGE', P .. 'al', 0, -1, 'WITHSCORES')
  for i = 1, #scores, 2 do
    active[scores[i]] = scores[i + 1]
  end
  for _, lane in ipairs(redis.call('ZRANGE', P .. 'lanes', 0, -1)) do
    if not isOfWorker(lane) and connect(profile, lane) and active[lane] then
      redis.call('ZADD', P .. 'pa:' .. profile, active[lane], lane)
    end
  end
end

-- Notes a lane that has tasks and is not noted.
local function noteForgotten(lane)
  local first = not redis.call('ZSCORE', P .. 'al', lane) and headOf(lane)
  if first then
    activate(lane, first)
  end
end

-- Once a namespace: what was stored before lanes with tasks were noted.
local function noteOldLanes()
  if redis.call('HGET', P .. 'n', 'al') then
    return
  end
  redis.call('HSET', P .. 'n', 'al', 1)
  for _, lane in ipairs(redis.call('ZRANGE', P .. 'lanes', 0, -1)) do
    noteForgotten(lane)
  end
end
