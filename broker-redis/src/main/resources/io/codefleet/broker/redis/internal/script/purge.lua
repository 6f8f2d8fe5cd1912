-- Deletes ended tasks, the oldest submit first, and looks at a bounded number of tasks. A part of a task that has not ended stays:
-- its parent reads it.
-- KEYS[1] prefix
-- ARGV    1 states, 2 type, 3 labels, 4 how many at most, 5 how many to look at, 6 behind which time of submit, 7 who, for the
--         audit
-- returns how many were deleted, and where to go on ("" at the end)
-- include constants base read delete audit
local states, taskType, labels, max, looks = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local ids = redis.call('ZRANGEBYSCORE', P .. 'all', '(' .. ARGV[6], '+inf', 'WITHSCORES', 'LIMIT', 0, looks)
local deleted = {}
local next = #ids / 2 == looks and ids[#ids] or ''
for i = 1, #ids, 2 do
  if #deleted == max then
    next = ids[i - 1]
    break
  end
  local v = summary(P .. 't:' .. ids[i])
  if matches(v, states, taskType, labels) and not isPartOfOpen(v) then
    delete(ids[i])
    deleted[#deleted + 1] = ids[i]
  end
end
if #deleted > 0 then
  audit(ARGV[7], deleted)
end
return { #deleted, next }
