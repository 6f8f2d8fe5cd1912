-- Whether and when a task gets another attempt. Needs the parts header and task.
--
-- A policy is "attempts,growth,first wait,longest wait,jitter,errors": growth is F, L or E, errors are of L (lease lost) and
-- T (timed out), as only these are decided here.
local POLICY = '^(%d+),(%u),(%d+),(%d+),([^,]+),(%u*)$'

local function policyOf(text)
  local attempts, growth, first, longest, jitter, errors = string.match(text, POLICY)
  return { attempts = tonumber(attempts) or 1, growth = growth, first = tonumber(first) or 0, longest = tonumber(longest) or 0,
    jitter = tonumber(jitter) or 0, errors = errors or '' }
end

-- The wait after so many failures; chance from 0 to 1 says where in the jitter's range it lies.
local function backoff(policy, failures, chance)
  local factor = 1
  if policy.growth == 'L' then
    factor = failures
  elseif policy.growth == 'E' then
    factor = 2 ^ (failures - 1)
  end
  local wait = math.min(policy.first * factor, policy.longest)
  return math.floor(wait * (1 + policy.jitter * (2 * chance - 1)))
end

-- What the task's policy says to a failure that the broker noticed: the wait, or -1.
local function waitAfter(task, failures, error, chance)
  local policy = policyOf(task.header.retry == '' and DEFAULT_RETRY_POLICY or task.header.retry)
  if failures >= policy.attempts or not string.find(policy.errors, error, 1, true) then
    return -1
  end
  return backoff(policy, failures, chance)
end

-- Whether the task's own policy allows no further attempt, whatever a worker says.
local function isUsedUp(task, failures)
  return task.header.retry ~= '' and failures >= policyOf(task.header.retry).attempts
end

-- After a failed attempt: the task waits for another, or fails if none is to come (wait -1) or can come before its deadline.
local function tryAgain(task, wait, error, event)
  if wait < 0 or now + wait >= task.deadline then
    return finish(task, 'f', error)
  end
  taskEvent(event, task.id, task.header.type, task.attempt, task.worker)
  if wait > 0 then
    delay(task, now + wait)
  else
    enqueue(task)
  end
end
