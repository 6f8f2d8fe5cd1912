-- The changes that a task goes through. Needs the parts limits, event, members, queue, spread, withdraw and usage.

-- What a change has to know of a task, or nil if there is none.
local function load(id)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'sh', 'su', 'n', 'e', 'k', 'kr', 'w', 'sa', 'cr', 'fo', 'cp', 'us', 'bl')
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
    followers = v[11] or '', checkpoint = v[12], used = v[13] or nil, isLarge = v[14],
  }
end

-- Where it cannot be put into its lane, maintenance tries again.
local function enqueue(task)
  redis.call('HSET', task.key, 's', 'q')
  if task.header.spread then
    -- the worker of an earlier attempt
    redis.call('HDEL', task.key, 'pl')
  end
  local fault = faultOf(carryOut(putInQueue, task.id, task.submitted, task.header, task.attempt, task.isLarge))
  if fault then
    forgetUnreached(task.id, task.header)
    setDue(task.id, now + TRIED_AGAIN_AFTER)
    error(fault, 0)
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
