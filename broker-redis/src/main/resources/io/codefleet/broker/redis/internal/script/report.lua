-- Takes the ends of attempts, and claims the next tasks in the same step.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 how many reports   then for each: kind, id, token, payload, wait before another attempt
--         (-1 none; of one released: before it is queued again, 0 none), what it consumed
--         kind c completed, f failed, u released, x cancelled; then nothing, or the arguments of a claim
-- returns 1 or 0 for each report, whether it counted; and what was claimed
-- include constants base limits event counter members lane header placement queue permits usage allowance task retry claim
local FIELDS = 6

local function failed(task, payload, wait, usage)
  local failures = task.failures + 1
  redis.call('HSET', task.key, 'e', failures)
  endAttempt(task, 'FAILED', payload, usage)
  if task.cancelReason then
    return finish(task, 'x', task.cancelReason)
  end
  tryAgain(task, isUsedUp(task, failures) and -1 or wait, payload, 'R')
end

local function released(task, wait, usage)
  endAttempt(task, 'RELEASED', nil, usage)
  if task.cancelReason then
    return finish(task, 'x', task.cancelReason)
  end
  taskEvent('U', task.id, task.header.type, task.attempt, task.worker)
  if wait > 0 then
    return delay(task, now + wait)
  end
  enqueue(task)
end

-- Whether a report that finds no lease of its token is the last that was taken, and is sent again. That of a completed task has
-- the token of its last lease.
local function wasTaken(task, token)
  if not task then
    return 0
  end
  local last = task.state == 'c' and task.token or task.reported
  return last == token and 1 or 0
end

-- By far the most frequent end, so it reads no more of the task than it needs.
local function completed(id, token, result, usage)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'k', 'n', 'w', 'sh', 'fo', 'cp', 'us')
  if v.err or v[1] ~= 'r' or v[2] ~= token then
    return wasTaken(load(id), token)
  end
  local header = headerOf(v[5])
  count('run', -1)
  endLease(v[4], id)
  releasePermit(id, header)
  addSpending(header, usage)
  local task = {
    id = id, key = key, attempt = v[3] or '0', worker = v[4], header = header, followers = v[6] or '', checkpoint = v[7],
    used = v[8] or nil,
  }
  finish(task, 'c', result, usage)
  return 1
end

local function endedOtherwise(kind, id, token, payload, wait, usage)
  local task = load(id)
  if not task or task.state ~= 'r' or task.token ~= token then
    return wasTaken(task, token)
  end
  redis.call('HSET', task.key, 'kr', token)
  addSpending(task.header, usage)
  takeOut(task)
  if kind == 'f' then
    failed(task, payload, tonumber(wait), usage)
  elseif kind == 'x' then
    endAttempt(task, 'CANCELLED', nil, usage)
    finish(task, 'x', task.cancelReason or payload)
  else
    released(task, tonumber(wait), usage)
  end
  return 1
end

-- A report must be stored even when the memory is full; only then it claims nothing.
local claims = 5 + ARGV[4] * FIELDS
local token
if ARGV[claims] then
  token = ticksUnlessFull(ARGV[claims + 1])
else
  takeWhenFull()
end

local function takeReports()
  local accepted = {}
  for i = 5, claims - 1, FIELDS do
    if ARGV[i] == 'c' then
      accepted[#accepted + 1] = completed(ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 5])
    else
      accepted[#accepted + 1] = endedOtherwise(unpack(ARGV, i, i + 5))
    end
  end
  writeSpending()
  grantPermits()
  forgetLeases()
  return { accepted, ARGV[claims] and claim(token, claimArguments(claims)) or {} }
end

return done(addingMembers(takeReports))
