-- Cancels tasks, each for itself. The caller continues with their children, and runs the script places when all are cancelled:
-- a place that one has left must not be given to another of them.
-- KEYS[1] prefix   ARGV 1-3 limits, 4 who, for the audit, 5 whether they are children (1), then for each: id, reason
-- returns for each: its result, 0 unknown, 1 ended before, 2 cancelled, 3 requested; and the first of its children, as the
--         script children does
-- include constants base tick limits event counter members lane header changes lease outcome signal audit family
-- rarely wake queue names profile newlane placement spread leave withdraw permits usage state task
local FIRST_CHILDREN = 20
local changed = {}
local rare = rarely()

-- Leaves it to the script places to give what became free: maintenance does so if that does not come.
local function givePlacesLater()
  for key in pairs(touchedKeys) do
    redis.call('ZADD', P .. 'ck', 0, key)
    touchedKeys[key] = nil
  end
end

local function cancel(id, reason)
  local task = rare.load(id)
  if not task then
    return 0
  end
  if rare.isTerminal(task.state) then
    return 1
  end
  if task.state ~= 'r' then
    rare.takeOut(task)
    finish(task, 'x', reason)
    changed[#changed + 1] = id
    return 2
  end
  if not task.cancelReason then
    redis.call('HSET', task.key, 'cr', reason)
    changed[#changed + 1] = id
    taskEvent('Q', id, task.header.type, task.attempt, task.worker)
    if task.worker and isPresent(task.worker) then
      signal(task.worker, 'x ' .. id .. ' ' .. reason)
    end
  end
  return 3
end

takeWhenFull()
local reply = carryOut(function()
  local reply = {}
  local isFamily = ARGV[5] == '1'
  for i = 6, #ARGV, 2 do
    reply[#reply + 1] = cancel(ARGV[i], ARGV[i + 1])
    local children = childrenOf(ARGV[i], '0', FIRST_CHILDREN)
    reply[#reply + 1] = children
    isFamily = isFamily or children[1] ~= '0' or #children[2] > 0
  end
  if isFamily then
    givePlacesLater()
  end
  return reply
end)
reply = done(reply)
if #changed > 0 then
  audit(ARGV[4], changed)
end
return reply
