-- The changes that a task goes through. Needs maxEvents, retention and deadLetterRetention.
local MAX_HISTORY = 100
local MAX_INLINE = 8192
local MAX_MESSAGE = 65536

local counted = {}

-- Counters change once at the end of a script, however many tasks it is about.
local function count(name, by)
  counted[name] = (counted[name] or 0) + by
end

local paused

local function isPaused()
  if paused == nil then
    paused = redis.call('EXISTS', P .. 'paused') == 1
  end
  return paused
end

-- What a change has to know of a task, or nil if there is none.
local function load(id)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'sh', 'su', 'n', 'e', 'k', 'kr', 'w', 'sa', 'cr', 'fo', 'cp')
  if v.err or not v[1] then
    return nil
  end
  local shape = shapeOf(v[2])
  local submitted = tonumber(v[3]) or now
  local started = tonumber(v[9]) or now
  return {
    id = id, key = key, state = v[1], shape = shape, submitted = submitted, deadline = submitted + shape.deadline,
    attempt = tonumber(v[4]) or 0, failures = tonumber(v[5]) or 0, token = v[6], reported = v[7], worker = v[8] or nil,
    started = started, attemptDeadline = started + shape.attemptTimeout, cancelReason = v[10] or nil, followers = v[11] or '', checkpoint = v[12],
  }
end

local ENDS = {
  c = { event = 'C', counter = 'com', kept = retention },
  f = { event = 'F', counter = 'fai', kept = deadLetterRetention },
  x = { event = 'X', counter = 'can', kept = retention },
}

local function isTerminal(state)
  return ENDS[state] ~= nil
end

-- When a task must have left the queue: by its queue timeout until its first attempt, by its deadline in any case.
local function queueEnd(submitted, shape, attempt)
  if attempt == 0 then
    return submitted + math.min(shape.delay + shape.queueTimeout, shape.deadline)
  end
  return submitted + shape.deadline
end

local function putInLane(id, submitted, shape, attempt)
  useLane(shape.lane)
  redis.call('ZADD', P .. 'q:' .. shape.lane, submitted - shape.rise, id)
  redis.call('ZADD', P .. 'due', queueEnd(submitted, shape, attempt), id)
  if not isPaused() then
    wake(shape.lane)
  end
end

local function enqueue(task)
  redis.call('HSET', task.key, 's', 'q')
  putInLane(task.id, task.submitted, task.shape, task.attempt)
end

local function delay(task, due)
  redis.call('HSET', task.key, 's', 'd', 'du', due)
  redis.call('ZADD', P .. 'due', math.min(due, task.deadline), task.id)
  count('del', 1)
end

-- Takes a task out of where it waits or runs; the caller puts it elsewhere.
local function takeOut(task)
  if task.state == 'q' then
    redis.call('ZREM', P .. 'q:' .. task.shape.lane, task.id)
  elseif task.state == 'd' then
    count('del', -1)
  elseif task.state == 'r' then
    count('run', -1)
  end
end

-- The last attempt of a completed task is not written here: it is told by the task's own fields.
local function endAttempt(task, how, error)
  local key = P .. 'h:' .. task.id
  local entry = table.concat({ task.attempt, task.worker or '?', int(task.started), int(now), how, error or '' }, ' ')
  if redis.call('RPUSH', key, entry) > MAX_HISTORY then
    redis.call('LPOP', key)
  end
end

local messages = {}

local function publish(channel, lines)
  redis.call('PUBLISH', P .. 'c:' .. channel, table.concat(lines, '\n'))
end

-- One line an outcome: "id state attempts finished payload"; a large payload is left out, and the client asks for it.
local function tellFollowers(task, state, payload)
  local line = task.id
  if #payload <= MAX_INLINE then
    line = line .. ' ' .. state .. ' ' .. task.attempt .. ' ' .. nowText .. ' ' .. payload
  end
  for channel in string.gmatch(task.followers, '[^,]+') do
    local message = messages[channel] or { size = 0 }
    message[#message + 1] = line
    message.size = message.size + #line
    messages[channel] = message
    if message.size > MAX_MESSAGE then
      publish(channel, message)
      messages[channel] = nil
    end
  end
end

-- Gives a task its outcome; it has been taken out before.
local function finish(task, state, payload)
  local ending = ENDS[state]
  redis.call('HSET', task.key, 's', state, 'fa', now, 'o', payload)
  redis.call('ZADD', P .. 'due', now + ending.kept, task.id)
  if task.checkpoint then
    redis.call('DEL', P .. 'cp:' .. task.id)
  end
  count(ending.counter, 1)
  taskEvent(ending.event, task.id, task.shape.type, task.attempt, task.worker)
  tellFollowers(task, state, payload)
end

-- The end of every script that changes tasks.
local function done(reply)
  for name, by in pairs(counted) do
    if by ~= 0 then
      redis.call('HINCRBY', P .. 'n', name, by)
    end
  end
  for channel, message in pairs(messages) do
    publish(channel, message)
  end
  return reply
end
