-- Lanes, and the workers that take from them.
--
-- Every lane that has tasks is in "al", and in "pa:<profile>" of each profile that serves it, by a score that is never above
-- that of its first task. So a claim finds the first lane of its profile however many there are; where the score is behind, as
-- workers of another profile have taken tasks, the claim that sees it puts it right.

local function isOfWorker(lane)
  return string.sub(lane, 1, 1) == '@'
end

-- The score of a lane's first task; nil if it has none.
local function headOf(lane)
  local head = redis.call('ZRANGE', P .. 'q:' .. lane, 0, 0, 'WITHSCORES')
  return head[1] and tonumber(head[2])
end

-- By lane, a score that is known to be noted; false if the lane is known to be empty.
local noted = {}

local function isPresent(worker)
  return redis.call('ZSCORE', P .. 'workers', worker)
end

local function wakeWorker(worker)
  redis.call('RPUSH', P .. 'in:' .. worker, 'w')
  return true
end
