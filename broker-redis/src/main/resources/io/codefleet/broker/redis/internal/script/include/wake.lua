-- Noting that a lane has tasks, and whom a new task wakes. Needs the part lane.

local profilesOfLanes = {}

local function profilesOf(lane)
  if isOfWorker(lane) then
    return {}
  end
  profilesOfLanes[lane] = profilesOfLanes[lane] or redis.call('SMEMBERS', P .. 'lp:' .. lane)
  return profilesOfLanes[lane]
end

local function activate(lane, score)
  redis.call('ZADD', P .. 'al', score, lane)
  for _, profile in ipairs(profilesOf(lane)) do
    redis.call('ZADD', P .. 'pa:' .. profile, score, lane)
  end
end

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
