-- What a task has in common with many others, read once for all of a script.
local headers = {}
local HEADER = '^([^|]*)|([^|]*)|([^|]*)|(%d+)|(%d+)|(%d+)|(%d+)|(%d+)|([^|]*)|([^|]*)|(%d*)(.*)$'
local ALLOWANCE = '^|([^|]+)|(%d*)|(%d*)|(%d*)|(%d*)$'

-- One that is damaged or absent (false) gives defaults that end the task soon.
local function headerOf(text)
  local known = headers[text]
  if not known then
    local type, required, worker, priority, delay, queueTimeout, attemptTimeout, deadline, retry, key,
      limit, rest =
      string.match(text or '', HEADER)
    known = {
      type = type or '', lane = '|', rise = (tonumber(priority) or 0) * AGE_PER_PRIORITY, delay = tonumber(delay) or 0,
      queueTimeout = tonumber(queueTimeout) or 0, attemptTimeout = tonumber(attemptTimeout) or 0,
      deadline = tonumber(deadline) or 0, retry = retry or '1',
      key = key ~= '' and key or nil, limit = tonumber(limit) or 1,
    }
    if type then
      local spread, grace = string.match(worker, '^%*(%u)(%d+)$')
      known.spread, known.grace = spread, tonumber(grace)
      known.lane = (worker == '' or spread) and type .. '|' .. required or '@' .. worker
    end
    if rest and rest ~= '' then
      local allowance, dayCost, dayTokens, cost, tokens = string.match(rest, ALLOWANCE)
      known.allowance = allowance
      known.perDay = { cost = tonumber(dayCost), tokens = tonumber(dayTokens) }
      known.total = { cost = tonumber(cost), tokens = tonumber(tokens) }
    end
    headers[text] = known
  end
  return known
end
