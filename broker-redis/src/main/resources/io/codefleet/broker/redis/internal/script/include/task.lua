-- The changes that a task goes through. Needs the parts limits, event, members, queue and usage.

-- What a change has to know of a task, or nil if there is none.
local function load(id)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'sh', 'su', 'n', 'e', 'k', 'kr', 'w', 'sa', 'cr', 'fo', 'cp', 'us')
  if v.err or not v[1] then
    return nil
  end
  local header = headerOf(v[2])
  local submitted = tonumber(v[3]) or now
  local started = tonumber(v[9]) or now
  return {
    id = id, key = key, state = v[1], header = header, submitted = submitted, deadline = submitted + header.deadline,
    attempt = tonumber(v[4]) or 0, failures = tonumber(v[5]) or 0, token = v[6], reported = v[7], worker = v[8] or nil,
    started = started, attemptDeadline = started + header.attemptTimeout, cancelReason = v[10] or nil,
    followers = v[11] or '', checkpoint = v[12], used = v[13] or nil,
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

local function enqueue(task)
  redis.call('HSET', task.key, 's', 'q')
  putInQueue(task.id, task.submitted, task.header, task.attempt)
end

local function delay(task, due)
  redis.call('HSET', task.key, 's', 'd', 'du', int(due))
  setDue(task.id, math.min(due, task.deadline))
  count('del', 1)
end

-- By worker, the tasks that it does not hold any more.
local ended = {}

local function endLease(worker, id)
  if worker then
    ended[worker] = ended[worker] or {}
    local ids = ended[worker]
    ids[#ids + 1] = id
  end
end

-- Before anything is claimed, and at the end.
local function forgetLeases()
  for worker, ids in pairs(ended) do
    redis.pcall('SREM', P .. 'le:' .. worker, unpack(ids))
    ended[worker] = nil
  end
end

-- Takes a task out of where it waits or runs; the caller puts it elsewhere.
local function takeOut(task)
  if task.state == 'q' then
    leaveQueue(task.id, task.header)
  elseif task.state == 'd' then
    count('del', -1)
  elseif task.state == 'r' then
    count('run', -1)
    endLease(task.worker, task.id)
    releasePermit(task.id, task.header)
  end
end

-- The last attempt of a completed task is not written here: the task's own fields hold it.
local function endAttempt(task, how, error, usage)
  local key = P .. 'h:' .. task.id
  if usage and usage ~= '' then
    how = how .. '/' .. usage
    task.used = sumOf(task.used, usage)
    redis.call('HSET', task.key, 'us', task.used)
  end
  local entry = table.concat({ task.attempt, task.worker or '?', int(task.started), int(now), how, error or '' }, ' ')
  if write('RPUSH', key, entry) > MAX_HISTORY then
    redis.call('LPOP', key)
  end
end

-- An error that the broker itself gives: its kind, and the facts of which its readers make a sentence. The message is for those
-- that know no facts.
local function errorOf(task, kind, facts)
  local error = { kind = kind, message = kind, attempt = 0, facts = facts }
  if task.state == 'r' then
    error.attempt = task.attempt
    error.worker = task.worker
  end
  return cjson.encode(error)
end

local messages = {}

local function publish(channel, lines)
  redis.call('PUBLISH', P .. 'c:' .. channel, table.concat(lines, '\n'))
end

local function addLine(channel, line)
  local message = messages[channel]
  if not message then
    message = { size = 0 }
    messages[channel] = message
  end
  message[#message + 1] = line
  message.size = message.size + #line
  if message.size > MAX_MESSAGE then
    publish(channel, message)
    messages[channel] = nil
  end
end

-- One line an outcome: "id state attempts/usage finished payload"; a large payload is left out, and the client asks for it.
local function tellFollowers(task, state, payload)
  if task.followers == '' then
    return
  end
  local line = task.id
  if #payload <= MAX_INLINE then
    local attempts = task.used and task.attempt .. '/' .. task.used or task.attempt
    line = line .. ' ' .. state .. ' ' .. attempts .. ' ' .. nowText .. ' ' .. payload
  end
  if not string.find(task.followers, ',', 1, true) then
    return addLine(task.followers, line)
  end
  for channel in string.gmatch(task.followers, '[^,]+') do
    addLine(channel, line)
  end
end

-- Gives a task its outcome, and a result what it consumed; it has been taken out before.
local function finish(task, state, payload, usage)
  local ending = ENDS[state]
  if usage and usage ~= '' then
    redis.call('HSET', task.key, 's', state, 'fa', nowText, 'o', payload, 'ru', usage)
  else
    redis.call('HSET', task.key, 's', state, 'fa', nowText, 'o', payload)
  end
  setDue(task.id, now + ending.kept)
  if task.checkpoint then
    redis.call('DEL', P .. 'cp:' .. task.id)
  end
  count(ending.counter, 1)
  taskEvent(ending.event, task.id, task.header.type, task.attempt, task.worker)
  tellFollowers(task, state, payload)
end

-- The end of every script that changes tasks.
local function done(reply)
  forgetLeases()
  if next(touchedKeys) then
    addingMembers(grantPermits)
  end
  if spread then
    spread.writeTurns()
  end
  writeMembers()
  writeEvents()
  writeCounters()
  for channel, message in pairs(messages) do
    publish(channel, message)
  end
  return reply
end
