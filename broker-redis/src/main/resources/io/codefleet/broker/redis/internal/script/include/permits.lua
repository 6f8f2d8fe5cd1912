-- Granting the permits of concurrency keys. Needs the parts queue and withdraw.

-- Gives the first of those that wait a place, if its limit has one left; says whether there may be more to do.
local function grantNextPermit(key)
  local head = redis.call('ZRANGE', P .. 'cw:' .. key, 0, 0, 'WITHSCORES')
  local id = head[1]
  if not id then
    redis.call('ZREM', P .. 'ck', key)
    return false
  end
  local v = redis.pcall('HMGET', P .. 't:' .. id, 's', 'sh', 'su', 'n')
  local header = not v.err and v[1] == 'q' and headerOf(v[2])
  local waits = header and header.key == key
  if waits and redis.call('SCARD', P .. 'cc:' .. key) >= header.limit then
    redis.call('ZADD', P .. 'ck', 'NX', now, key)
    return false
  end
  redis.call('ZREM', P .. 'cw:' .. key, id)
  count('par', -1)
  if waits then
    countElsewhere(header.lane, nil, -1)
    redis.call('SADD', P .. 'cc:' .. key, id)
    local ends = queueEnd(tonumber(v[3]) or now, header, tonumber(v[4]) or 0)
    local fault = faultOf(carryOut(putInLane, id, header, head[2], ends))
    if fault then
      takeOutOfLane(id, header)
      redis.call('SREM', P .. 'cc:' .. key, id)
      redis.call('ZADD', P .. 'cw:' .. key, head[2], id)
      count('par', 1)
      countElsewhere(header.lane, nil, 1)
      error(fault, 0)
    end
  end
  return true
end

local function grantPermitsOf(key)
  while grantNextPermit(key) do
  end
end

-- A key of which permits cannot be granted does not keep those of others: maintenance tries it again. The fault is reported at
-- the end.
local function grantPermits()
  local fault
  for key in pairs(touchedKeys) do
    touchedKeys[key] = nil
    local found = faultOf(carryOut(grantPermitsOf, key))
    if found then
      fault = fault or found
      redis.call('ZADD', P .. 'ck', 'NX', now, key)
    end
  end
  if fault then
    error(fault, 0)
  end
end
