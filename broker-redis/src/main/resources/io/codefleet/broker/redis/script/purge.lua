-- Deletes ended tasks, the oldest submit first, and looks at a bounded number of tasks.
-- KEYS[1] prefix   ARGV 1 states, 2 type, 3 how many at most, 4 how many to look at, 5 behind which time of submit
-- returns how many were deleted, and where to go on ("" at the end)
-- include base read delete
local states, taskType, max, looks = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local ids = redis.call('ZRANGEBYSCORE', P .. 'all', '(' .. ARGV[5], '+inf', 'WITHSCORES', 'LIMIT', 0, looks)
local deleted = 0
for i = 1, #ids, 2 do
  if deleted == max then
    return { deleted, '' }
  end
  local v = summary(P .. 't:' .. ids[i])
  if matches(v, states, taskType) then
    delete(ids[i])
    deleted = deleted + 1
  end
end
return { deleted, #ids / 2 == looks and ids[#ids] or '' }
