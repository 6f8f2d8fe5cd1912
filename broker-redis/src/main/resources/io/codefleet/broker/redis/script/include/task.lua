-- The changes that a task goes through. Needs maxEvents, retention and deadLetterRetention.
local AGE_PER_PRIORITY = 60000000
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

-- What a change has to know of a task, or nil if there is none. A damaged record gives defaults that end it soon.
local function load(id)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'ty', 'ln', 'py', 'su', 'qd', 'dl', 'mx', 'n', 'e', 'k', 'kr', 'w', 'sa', 'ad', 'cr',
    'fo')
  if v.err or not v[1] then
    return nil
  end
  return {
    id = id, key = key, state = v[1], type = v[2] or '', lane = v[3] or '|', priority = tonumber(v[4]) or 0,
    submitted = tonumber(v[5]) or now, queueDeadline = tonumber(v[6]) or now, deadline = tonumber(v[7]) or now,
    maxAttempts = tonumber(v[8]) or 1, attempt = tonumber(v[9]) or 0, failures = tonumber(v[10]) or 0, token = v[11],
    reported = v[12], worker = v[13] or nil, started = tonumber(v[14]) or now, attemptDeadline = tonumber(v[15]) or now,
    cancelReason = v[16] or nil, followers = v[17] or '',
  }
end

local function isTerminal(state)
  return state == 'c' or state == 'f' or state == 'x'
end

local function enqueue(task)
  useLane(task.lane)
  redis.call('HSET', task.key, 's', 'q')
  redis.call('ZADD', P .. 'q:' .. task.lane, int(task.submitted - task.priority * AGE_PER_PRIORITY), task.id)
  local due = task.deadline
  if task.attempt == 0 then
    due = math.min(due, task.queueDeadline)
  end
  redis.call('ZADD', P .. 'due', int(due), task.id)
  if not isPaused() then
    wake(task.lane)
  end
end

local function delay(task, due)
  redis.call('HSET', task.key, 's', 'd', 'du', int(due))
  redis.call('ZADD', P .. 'due', int(math.min(due, task.deadline)), task.id)
  count('del', 1)
end

-- Takes a task out of where it waits or runs; the caller puts it elsewhere.
local function takeOut(task)
  if task.state == 'q' then
    redis.call('ZREM', P .. 'q:' .. task.lane, task.id)
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
    line = table.concat({ task.id, state, task.attempt, int(now), payload }, ' ')
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

local ENDS = {
  c = { event = 'C', counter = 'com' },
  f = { event = 'F', counter = 'fai' },
  x = { event = 'X', counter = 'can' },
}

-- Gives a task its outcome; it has been taken out before.
local function finish(task, state, payload)
  local kept = state == 'f' and deadLetterRetention or retention
  redis.call('HSET', task.key, 's', state, 'fa', int(now), 'o', payload)
  redis.call('ZADD', P .. 'due', int(now + kept), task.id)
  count(ENDS[state].counter, 1)
  taskEvent(ENDS[state].event, task.id, task.type, task.attempt, task.worker)
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
