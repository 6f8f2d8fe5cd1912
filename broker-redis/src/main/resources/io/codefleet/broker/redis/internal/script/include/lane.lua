-- Lanes, the profiles that serve them, and whom a new task wakes.
--
-- Every lane that has tasks is in "al", and in "pa:<profile>" of each profile that serves it, by a score that is never above
-- that of its first task. So a claim finds the first lane of its profile however many there are; where the score is behind, as
-- workers of another profile have taken tasks, the claim that sees it puts it right.

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

local function isOfWorker(lane)
  return string.sub(lane, 1, 1) == '@'
end

local function connect(profile, lane)
  if serves(profile, lane) then
    redis.call('SADD', P .. 'pl:' .. profile, lane)
    redis.call('SADD', P .. 'lp:' .. lane, profile)
    return true
  end
end

local profilesOfLanes = {}

local function profilesOf(lane)
  if isOfWorker(lane) then
    return {}
  end
  profilesOfLanes[lane] = profilesOfLanes[lane] or redis.call('SMEMBERS', P .. 'lp:' .. lane)
  return profilesOfLanes[lane]
end

-- The score of a lane's first task; nil if it has none.
local function headOf(lane)
  local head = redis.call('ZRANGE', P .. 'q:' .. lane, 0, 0, 'WITHSCORES')
  return head[1] and tonumber(head[2])
end

local function activate(lane, score)
  redis.call('ZADD', P .. 'al', score, lane)
  for _, profile in ipairs(profilesOf(lane)) do
    redis.call('ZADD', P .. 'pa:' .. profile, score, lane)
  end
end

-- By lane, a score that is known to be noted; false if the lane is known to be empty.
local noted = {}

local function notedScore(lane)
  if noted[lane] == nil then
    noted[lane] = headOf(lane) or false
  end
  return noted[lane]
end

-- To be called before a task with this score, a text, is put into the lane.
local function noteFirst(lane, text)
  local known, score = notedScore(lane), tonumber(text)
  if not known or score < known then
    activate(lane, text)
    noted[lane] = score
  end
end

local seenLanes = {}

-- Notes that a lane is used; a new one is connected with the profiles that serve it.
local function useLane(lane)
  if seenLanes[lane] then
    return
  end
  seenLanes[lane] = true
  if redis.call('ZADD', P .. 'lanes', now, lane) == 1 and not isOfWorker(lane) then
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
  if isOfWorker(lane) then
    local worker = string.sub(lane, 2)
    local profile = redis.call('HGET', P .. 'wk:' .. worker, 'pf')
    if profile and redis.call('ZREM', P .. 'w:' .. profile, worker) == 1 then
      return wakeWorker(worker)
    end
  else
    for _, profile in ipairs(profilesOf(lane)) do
      local waiting = redis.call('ZPOPMIN', P .. 'w:' .. profile)
      if waiting[1] then
        return wakeWorker(waiting[1])
      end
    end
  end
  unheard[lane] = true
  return false
end
