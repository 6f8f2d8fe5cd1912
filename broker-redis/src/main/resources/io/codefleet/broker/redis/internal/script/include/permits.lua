-- Granting the permits of concurrency keys, and repairing them. Needs the part queue.
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
    putInLane(id, header, head[2], queueEnd(tonumber(v[3]) or now, header, tonumber(v[4]) or 0))
  end
  return true
end

local function grantPermits()
  for key in pairs(touchedKeys) do
    while grantNextPermit(key) do
    end
    touchedKeys[key] = nil
  end
end
