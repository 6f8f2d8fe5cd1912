-- Ends of attempts but that by a result. Needs the parts outcome, task, retry and allowance.

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

local function endedOtherwise(kind, id, token, payload, wait, usage)
  local task = load(id)
  if not task or task.state ~= 'r' or task.token ~= token then
    return wasTaken(task, token)
  end
  redis.call('HSET', task.key, 'kr', token)
  if task.header.allowance then
    addSpending(task.header, usage)
  end
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
