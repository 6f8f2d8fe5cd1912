-- Does what is due, in a bounded step. Every client offers to; the one whose turn it is does it, or anyone if something is due.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 how many tasks at most   5 the longest wait   6 a seed for chance
--         7 how long and 8 how many entries of the audit are kept   9 the newest layout that the caller works on
-- returns how long until it is worth offering again; 0 if more is due right now; "L" and the layout if it is a newer one
-- include constants base layout tick limits event presence counter members lane wake lanes header changes queue lease outcome delete
-- rarely names profile newlane placement spread leave withdraw permits share usage delay state task retry
local rare = rarely()
local step, longestWait = tonumber(ARGV[4]), tonumber(ARGV[5])
local PRUNED_AT_ONCE = 20
local LANES_WOKEN = 100
local LANES_LOOKED_AT = 20
local LANES_FORGOTTEN_AT_ONCE = 500
local KEYS_REPAIRED_AT_ONCE = 20

local function untilNextDue()
  local first = redis.call('ZRANGE', P .. 'due', 0, 0, 'WITHSCORES')
  return first[1] and math.max(0, first[2] - now) or longestWait
end

-- How many turns later another comes: the more there are, the more seldom each has to.
local function standIns()
  return math.min(12, 1 + math.floor(redis.call('ZCARD', P .. 'workers') / 10))
end

local function deadlineExceeded(task)
  return rare.errorOf(task, 'DEADLINE_EXCEEDED', { limit = int(task.header.deadline) })
end

local function maintainWaiting(task)
  local ends = queueEnd(task.submitted, task.header, task.attempt)
  local worker = task.state == 'q' and now < ends and rare.chosenWorker(task.id, task.header)
  if worker and rare.share(task.id, task.header, worker, ends) then
    return
  end
  rare.takeOut(task)
  if now >= task.deadline then
    finish(task, 'f', deadlineExceeded(task))
  elseif task.state == 'q' and now >= ends then
    finish(task, 'f', rare.errorOf(task, 'QUEUE_TIMEOUT', { limit = int(task.header.queueTimeout) }))
  else
    rare.enqueue(task)
  end
end

-- Why an attempt ended that nobody reported: the letter by which a retry policy knows it, how, and the error.
local function endOf(task)
  if now >= task.deadline then
    return '-', now >= task.attemptDeadline and 'FAILED' or 'LOST', deadlineExceeded(task)
  elseif now >= task.attemptDeadline then
    return 'T', 'FAILED', rare.errorOf(task, 'ATTEMPT_TIMEOUT', { limit = int(task.header.attemptTimeout) })
  end
  return 'L', 'LOST', rare.errorOf(task, 'WORKER_LOST', { worker = task.worker })
end

local function maintainRunning(task)
  rare.takeOut(task)
  local failures = task.failures + 1
  redis.call('HSET', task.key, 'e', failures)
  local cause, how, error = endOf(task)
  rare.endAttempt(task, how, error)
  if task.cancelReason then
    finish(task, 'x', task.cancelReason)
  else
    rare.tryAgain(task, rare.waitAfter(task, failures, cause, math.random()), error, 'L')
  end
end

local firstFault

-- Does a step, one of several that do not depend on one another: a fault in one does not keep the others from being done.
local function tryStep(step, argument)
  local fault = faultOf(carryOut(step, argument))
  firstFault = firstFault or fault
  return not fault
end

-- What has ended is deleted first: when the memory is full, nothing else makes room.
local function reapTasks(ids)
  local live = {}
  for _, id in ipairs(ids) do
    local task = rare.load(id)
    if not task or rare.isTerminal(task.state) then
      tryStep(delete, id)
    else
      live[#live + 1] = task
    end
  end
  for _, task in ipairs(live) do
    if not tryStep(task.state == 'r' and maintainRunning or maintainWaiting, task) then
      setDue(task.id, now + TRIED_AGAIN_AFTER)
    end
  end
end

local function maintainWorkers()
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', P .. 'workers', '-inf', now, 'LIMIT', 0, step)) do
    local key = P .. 'wk:' .. worker
    redis.call('ZREM', P .. 'workers', worker)
    redis.call('ZADD', P .. 'gone', now + OFFLINE_SHOWN, worker)
    local profile = redis.call('HGET', key, 'pf') or ''
    redis.call('ZREM', P .. 'w:' .. profile, worker)
    redis.call('SREM', P .. 'ws:' .. profile, worker)
    workerEvent('Z', worker)
    rare.shareAllOf(worker)
  end
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', P .. 'gone', '-inf', now, 'LIMIT', 0, step)) do
    redis.call('ZREM', P .. 'gone', worker)
    redis.call('DEL', P .. 'wk:' .. worker, P .. 'in:' .. worker, P .. 'sig:' .. worker, P .. 'le:' .. worker)
  end
end

-- So many members of a sorted set from a place that chance chooses, all of one that has no more; and the lowest score.
local function some(set, number)
  local scored = redis.call('ZRANGE', P .. set, 0, number, 'WITHSCORES')
  local lowest = tonumber(scored[2])
  if #scored > 2 * number then
    local first = math.random(0, redis.call('ZCARD', P .. set) - number)
    return redis.call('ZRANGE', P .. set, first, first + number - 1), lowest
  end
  local members = {}
  for i = 1, #scored, 2 do
    members[#members + 1] = scored[i]
  end
  return members, lowest
end

-- A waiting worker may have died with its wake-up unread; the next one that waits gets another. Says whether there may be lanes
-- to forget.
local function wakeForWaitingTasks()
  local lanes, oldest = some('lanes', LANES_LOOKED_AT)
  for _, lane in ipairs(lanes) do
    noteForgotten(lane)
  end
  for _, lane in ipairs(some('al', LANES_WOKEN)) do
    if not isPaused() and redis.call('EXISTS', P .. 'q:' .. lane) == 1 then
      wake(lane)
    end
  end
  return #lanes == LANES_LOOKED_AT or (oldest and oldest <= now - LANE_KEPT)
end

-- Tasks that were damaged or deleted by hand may have left their count behind; where nothing waits it is known.
local function mendElsewhere()
  if redis.call('EXISTS', P .. 'lx') == 0 then
    return
  end
  local c = redis.call('HMGET', P .. 'n', 'sub', 'com', 'fai', 'can', 'run', 'del')
  if (c[1] or 0) - (c[2] or 0) - (c[3] or 0) - (c[4] or 0) - (c[5] or 0) - (c[6] or 0) <= 0 then
    redis.call('DEL', P .. 'lx')
  end
end

local function pruneAudit()
  redis.call('XTRIM', P .. 'au', 'MAXLEN', '~', ARGV[8], 'LIMIT', AUDIT_PRUNED_AT_ONCE)
  local oldest = int(math.max(0, math.floor((now - ARGV[7]) / 1000)))
  redis.call('XTRIM', P .. 'au', 'MINID', '~', oldest, 'LIMIT', AUDIT_PRUNED_AT_ONCE)
end

-- A task whose record was damaged or deleted by hand can have left its place behind.
local function repairPermits(key)
  for _, id in ipairs(read('SMEMBERS', P .. 'cc:' .. key)) do
    local state = redis.pcall('HGET', P .. 't:' .. id, 's')
    if state ~= 'q' and state ~= 'r' then
      redis.call('SREM', P .. 'cc:' .. key, id)
    end
  end
  redis.call('ZADD', P .. 'ck', now, key)
  touchedKeys[key] = true
end

local function mendPlacesOfWaitingTasks()
  local last = now - PERMITS_REPAIRED_EVERY
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', P .. 'ck', '-inf', last, 'LIMIT', 0, KEYS_REPAIRED_AT_ONCE)) do
    repairPermits(key)
  end
end

local function pruneSpending()
  local last = now - SPENDING_KEPT
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', P .. 'sps', '-inf', last, 'LIMIT', 0, PRUNED_AT_ONCE)) do
    redis.call('DEL', P .. 'sp:' .. key)
    redis.call('ZREM', P .. 'sps', key)
  end
end

local function prune(hasOldLanes)
  if hasOldLanes then
    forgetLanes(LANES_FORGOTTEN_AT_ONCE)
  end
  for _, profile in ipairs(redis.call('ZRANGEBYSCORE', P .. 'profiles', '-inf', now - PROFILE_KEPT, 'LIMIT', 0,
    PRUNED_AT_ONCE)) do
    for _, lane in ipairs(redis.call('SMEMBERS', P .. 'pl:' .. profile)) do
      redis.call('SREM', P .. 'lp:' .. lane, profile)
    end
    redis.call('DEL', P .. 'pl:' .. profile, P .. 'pa:' .. profile, P .. 'w:' .. profile, P .. 'ws:' .. profile)
    redis.call('ZREM', P .. 'profiles', profile)
  end
end

local found = layout()
if found and found > tonumber(ARGV[9]) then
  return 'L' .. found
end
local nextDue = untilNextDue()
if nextDue > 0 then
  local turn = redis.call('PTTL', P .. 'upkeep')
  if turn > 0 then
    -- Others come well after the one whose turn it was, who comes back by itself.
    return int(turn * 1000 + standIns() * longestWait)
  end
end
takeWhenFull()
math.randomseed(tonumber(ARGV[6]))
if nextDue == 0 then
  local due = redis.call('ZRANGEBYSCORE', P .. 'due', '-inf', now, 'LIMIT', 0, step)
  tryStep(reapTasks, due)
  if #due == step then
    return done(firstFault or '0')
  end
end
local wait
tryStep(mendElsewhere)
tryStep(maintainWorkers)
tryStep(writeMembers)
tryStep(mendPlacesOfWaitingTasks)
tryStep(function()
  prune(wakeForWaitingTasks())
end)
tryStep(pruneSpending)
tryStep(pruneAudit)
tryStep(function()
  if nextDue == 0 then
    nextDue = untilNextDue()
  end
  wait = math.max(1000, math.min(nextDue, longestWait))
  redis.call('SET', P .. 'upkeep', '1', 'PX', math.floor(wait / 1000))
end)
return done(firstFault or int(wait))
