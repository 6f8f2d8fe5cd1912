-- Lanes, the profiles that serve them, and whom a new task wakes.

local function serves(profile, lane)
  local types, offered = string.match(profile, '^(.-)|(.*)$')
  local type, required = string.match(lane, '^(.-)|(.*)$')
  if not type or not (types == '*' or has(types, type)) then
    return false
  end
  for capability in string.gmatch(required, '[^,]+') do
    if not has(offered, capability) then
      return false
    end
  end
  return true
end

local function connect(profile, lane)
  if serves(profile, lane) then
    redis.call('SADD', P .. 'pl:' .. profile, lane)
    redis.call('SADD', P .. 'lp:' .. lane, profile)
  end
end

local seenLanes = {}

-- Notes that a lane is used; a new one is connected with the profiles that serve it.
local function useLane(lane)
  if seenLanes[lane] then
    return
  end
  seenLanes[lane] = true
  if redis.call('ZADD', P .. 'lanes', now, lane) == 1 and string.sub(lane, 1, 1) ~= '@' then
    for _, profile in ipairs(redis.call('ZRANGE', P .. 'profiles', 0, -1)) do
      connect(profile, lane)
    end
  end
end

local function isPresent(worker)
  return redis.call('ZSCORE', P .. 'workers', worker)
end

local function wakeWorker(worker)
  redis.call('RPUSH', P .. 'in:' .. worker, 'w')
  return true
end

local unheard = {}

-- Wakes the worker that has waited longest of those that serve the lane; says whether there was one.
local function wake(lane)
  if unheard[lane] then
    return false
  end
  if string.sub(lane, 1, 1) == '@' then
    local worker = string.sub(lane, 2)
    local profile = redis.call('HGET', P .. 'wk:' .. worker, 'pf')
    if profile and redis.call('ZREM', P .. 'w:' .. profile, worker) == 1 then
      return wakeWorker(worker)
    end
  else
    for _, profile in ipairs(redis.call('SMEMBERS', P .. 'lp:' .. lane)) do
      local waiting = redis.call('ZPOPMIN', P .. 'w:' .. profile)
      if waiting[1] then
        return wakeWorker(waiting[1])
      end
    end
  end
  unheard[lane] = true
  return false
end
