-- Taking a task whose allowance is used up out of the way of others.

-- Delays a task whose allowance is used up to the next day, or ends it if it would not wait so long; says whether it did.
local function setAside(id, header)
  local period, spent, limit = usedUp(header)
  if not period then
    return false
  end
  local task = load(id)
  takeOut(task)
  local resetAt = (today + 1) * DAY
  if period == 'D' and resetAt < queueEnd(task.submitted, task.header, task.attempt) then
    delay(task, resetAt)
    return true
  end
  finish(task, 'f', errorOf(task, 'BUDGET_EXCEEDED', {
    allowance = task.header.allowance, cost = int(spent.cost), tokens = int(spent.tokens),
    maxCost = limit.cost and int(limit.cost), maxTokens = limit.tokens and int(limit.tokens),
  }))
  return true
end
