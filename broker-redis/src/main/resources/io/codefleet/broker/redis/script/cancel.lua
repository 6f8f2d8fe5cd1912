-- Cancels tasks, each for itself; the caller goes on with their children.
-- KEYS[1] prefix   ARGV 1-3 limits, 4 who, for the audit, then for each: id, reason
-- returns for each: its result, 0 unknown, 1 ended before, 2 cancelled, 3 requested; and its children
-- include base limits event counter lane shape spread queue usage task signal audit
local changed = {}

local function cancel(id, reason)
  local task = load(id)
  if not task then
    return 0
  end
  if isTerminal(task.state) then
    return 1
  end
  if task.state ~= 'r' then
    takeOut(task)
    finish(task, 'x', reason)
    changed[#changed + 1] = id
    return 2
  end
  if not task.cancelReason then
    redis.call('HSET', task.key, 'cr', reason)
    changed[#changed + 1] = id
    taskEvent('Q', id, task.shape.type, task.attempt, task.worker)
    if task.worker and isPresent(task.worker) then
      signal(task.worker, 'x ' .. id .. ' ' .. reason)
    end
  end
  return 3
end

ticks(1)
local reply = {}
for i = 5, #ARGV, 2 do
  reply[#reply + 1] = cancel(ARGV[i], ARGV[i + 1])
  reply[#reply + 1] = read('SMEMBERS', P .. 'ch:' .. ARGV[i])
end
if #changed > 0 then
  audit(ARGV[4], changed)
end
return done(reply)
