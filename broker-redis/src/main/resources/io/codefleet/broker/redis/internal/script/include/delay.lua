-- Delaying a task.

local function delay(task, due)
  redis.call('HSET', task.key, 's', 'd', 'du', int(due))
  setDue(task.id, math.min(due, task.deadline))
  count('del', 1)
end
