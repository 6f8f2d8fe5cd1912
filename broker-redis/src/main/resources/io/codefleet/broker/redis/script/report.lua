-- Takes the ends of attempts, and claims the next tasks in the same step.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 how many reports   then for each: kind, id, token, payload, wait before another attempt (-1 none)
--         kind c completed, f failed, u released, x cancelled; then nothing, or the arguments of a claim
-- returns 1 or 0 for each report, whether it counted; and what was claimed
-- include base limits event lane task claim
local FIELDS = 5

local function failed(task, payload, wait)
  local failures = task.failures + 1
  redis.call('HSET', task.key, 'e', failures)
  endAttempt(task, 'FAILED', payload)
  if task.cancelReason then
    return finish(task, 'x', task.cancelReason)
  end
  if failures >= task.maxAttempts or wait < 0 or now + wait >= task.deadline then
    return finish(task, 'f', payload)
  end
  taskEvent('R', task.id, task.type, task.attempt, task.worker)
  if wait > 0 then
    delay(task, now + wait)
  else
    enqueue(task)
  end
end

local function released(task)
  endAttempt(task, 'RELEASED')
  if task.cancelReason then
    return finish(task, 'x', task.cancelReason)
  end
  taskEvent('U', task.id, task.type, task.attempt, task.worker)
  enqueue(task)
end

local function report(kind, id, token, payload, wait)
  local task = load(id)
  if not task or task.state ~= 'r' or task.token ~= token then
    return task and task.reported == token and 1 or 0
  end
  redis.call('HSET', task.key, 'kr', token)
  takeOut(task)
  if kind == 'c' then
    finish(task, 'c', payload)
  elseif kind == 'f' then
    failed(task, payload, tonumber(wait))
  elseif kind == 'x' then
    endAttempt(task, 'CANCELLED')
    finish(task, 'x', task.cancelReason or payload)
  else
    released(task)
  end
  return 1
end

local accepted = {}
local claims = 5 + ARGV[4] * FIELDS
for i = 5, claims - 1, FIELDS do
  accepted[#accepted + 1] = report(unpack(ARGV, i, i + 4))
end
return done({ accepted, ARGV[claims] and claim(claimArguments(claims)) or {} })
