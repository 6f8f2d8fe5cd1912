-- Ends of attempts but that by a result. Needs the parts outcome, task, retry, allowance and audit.

-- Decisions on approvals, for the audit: letter, id, detail.
local decisions = {}

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

-- Notes who decided an approval, if this report gave it its outcome.
local function noteDecision(task, kind, detail)
  local state = task.header.type == APPROVAL_TYPE and redis.call('HGET', task.key, 's')
  if kind == 'a' and state == 'c' then
    decisions[#decisions + 1] = { 'A', task.id, detail }
  elseif (kind == 'n' or kind == 'f') and state == 'f' then
    decisions[#decisions + 1] = { 'N', task.id, detail }
  end
end

-- Writes the noted decisions to the audit; after the changes, as they come before their entries.
local function writeDecisions(actor)
  for _, decision in ipairs(decisions) do
    audit(decision[1] .. ' ' .. actor, { decision[2] }, decision[3])
  end
end

local function endedOtherwise(kind, id, token, payload, wait, usage)
  local detail
  if kind == 'a' or kind == 'n' then
    detail, payload = string.match(payload, '^(%S+) (.*)$')
  end
  local task = load(id)
  if not task or task.state ~= 'r' or task.token ~= token then
    return wasTaken(task, token)
  end
  redis.call('HSET', task.key, 'kr', token)
  if task.header.allowance then
    addSpending(task.header, usage)
  end
  takeOut(task)
  if kind == 'a' then
    finish(task, 'c', payload, usage)
  elseif kind == 'f' or kind == 'n' then
    failed(task, payload, tonumber(wait), usage)
  elseif kind == 'x' then
    endAttempt(task, 'CANCELLED', nil, usage)
    finish(task, 'x', task.cancelReason or payload)
  else
    released(task, tonumber(wait), usage)
  end
  noteDecision(task, kind, detail)
  return 1
end
