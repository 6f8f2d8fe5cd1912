-- Registers a worker or refreshes its registration.
-- KEYS[1] prefix   ARGV 1-3 limits, 4 worker, 5 info, 6 profile, 7 time to live, 8 slots (0 if it takes nothing now), 9 running,
--         10 its weight by type of tasks, 11 when it started
-- returns 1 if it is new, 0 if it is not, -1 if one of the same id is present that started later
-- include constants base limits event presence lane wake names profile lanes
takeWhenFull()
local worker, info, profile, timeToLive = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local key = P .. 'wk:' .. worker

local presentUntil = redis.call('ZSCORE', P .. 'workers', worker)
local v = redis.call('HMGET', key, 'st', 'pf')
local started, before = tonumber(v[1] or 0) or 0, v[2]
if presentUntil and tonumber(presentUntil) > now and started > tonumber(ARGV[11]) then
  return -1
end
noteOldLanes()
local isNewProfile = redis.call('ZADD', P .. 'profiles', nowText, profile) == 1
if isNewProfile then
  connectProfile(profile)
end
if before and before ~= profile then
  redis.call('SREM', P .. 'ws:' .. before, worker)
  if redis.call('ZREM', P .. 'w:' .. before, worker) == 1 then
    redis.call('ZADD', P .. 'w:' .. profile, now, worker)
  end
end
-- Otherwise an earlier heartbeat since it was started has done so.
if not presentUntil or started ~= tonumber(ARGV[11]) or isNewProfile or before ~= profile then
  redis.call('SADD', P .. 'ws:' .. profile, worker)
end
if started ~= tonumber(ARGV[11]) then
  redis.call('HSET', key, 'tk', redis.call('GET', P .. 'tick') or 0)
end
redis.call('HSET', key, 'i', info, 'pf', profile, 'sn', nowText, 'co', ARGV[8], 'ru', ARGV[9], 'we', ARGV[10], 'st', ARGV[11])
local isNew = redis.call('ZADD', P .. 'workers', now + timeToLive, worker)
if isNew == 1 then
  redis.call('ZREM', P .. 'gone', worker)
  redis.call('DEL', P .. 'in:' .. worker, P .. 'sig:' .. worker)
  workerEvent('J', worker)
  writeEvents()
end
return isNew
