-- What the tasks of allowances consume, by day and in all. Needs the parts header and usage.
--
-- Days are numbered from 1970 in UTC. A day that is over is kept for a while, and the key of an allowance longer.
local today = math.floor(now / DAY)
local consumed, accounts = {}, {}

-- Counts what an attempt consumed; written by writeSpending.
local function addSpending(header, usage)
  local key = header.allowance
  local sum = consumed[key] or { cost = 0, tokens = 0, attempts = 0 }
  local parts = { string.match(usage, USAGE) }
  for i = 1, 5 do
    sum.tokens = sum.tokens + (parts[i] or 0)
  end
  sum.cost = sum.cost + (parts[6] or 0)
  sum.attempts = sum.attempts + 1
  consumed[key] = sum
end

local function writeSpending()
  if next(consumed) == nil then
    return
  end
  -- On the first report of a day: drops the days that are not kept any more.
  local function turnDay(name)
    local last = tonumber(redis.call('HGET', name, 'l')) or today
    local old = {}
    for day = last - DAYS_KEPT + 1, math.min(last, today - DAYS_KEPT) do
      for _, field in ipairs({ 'c', 't', 'a' }) do
        old[#old + 1] = field .. int(day)
      end
    end
    if #old > 0 then
      redis.call('HDEL', name, unpack(old))
    end
    redis.call('HSET', name, 'l', today)
  end

  for key, sum in pairs(consumed) do
    local name = P .. 'sp:' .. key
    local attempts = write('HINCRBY', name, 'a' .. int(today), sum.attempts)
    write('HINCRBY', name, 'a', sum.attempts)
    for field, amount in pairs({ c = sum.cost, t = sum.tokens }) do
      write('HINCRBY', name, field .. int(today), int(amount))
      write('HINCRBY', name, field, int(amount))
    end
    if attempts == sum.attempts then
      turnDay(name)
      redis.call('ZADD', P .. 'sps', now, key)
    end
    consumed[key], accounts[key] = nil, nil
  end
end

local function accountOf(key)
  if not accounts[key] then
    local v = redis.pcall('HMGET', P .. 'sp:' .. key, 'c', 't', 'c' .. int(today), 't' .. int(today))
    if v.err then
      v = {}
    end
    accounts[key] = {
      total = { cost = tonumber(v[1]) or 0, tokens = tonumber(v[2]) or 0 },
      day = { cost = tonumber(v[3]) or 0, tokens = tonumber(v[4]) or 0 },
    }
  end
  return accounts[key]
end

-- Whether nothing more of the task's allowance may be spent now: nil, or "T" in all or "D" today; what is spent, and the limit.
local function usedUp(header)
  local function isReached(limit, spent)
    return (limit.cost and spent.cost >= limit.cost) or (limit.tokens and spent.tokens >= limit.tokens)
  end
  local spent = accountOf(header.allowance)
  if isReached(header.total, spent.total) then
    return 'T', spent.total, header.total
  elseif isReached(header.perDay, spent.day) then
    return 'D', spent.day, header.perDay
  end
end

-- What a submit answers to a task whose allowance is used up; nil if it is not.
local function refusalByAllowance(header)
  local period, spent = usedUp(header)
  return period and table.concat({ 'b', period, int(spent.cost), int(spent.tokens), int((today + 1) * DAY) }, ' ')
end
