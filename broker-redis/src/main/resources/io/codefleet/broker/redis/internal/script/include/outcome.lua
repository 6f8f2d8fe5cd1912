-- Giving tasks their outcomes, and notifying those who follow them. Needs the parts limits, event, members, lease and changes.
local messages = {}

local function publish(channel, lines)
  redis.call('PUBLISH', P .. 'c:' .. channel, table.concat(lines, '\n'))
end

local function addLine(channel, line)
  local message = messages[channel]
  if not message then
    message = { size = 0 }
    messages[channel] = message
  end
  message[#message + 1] = line
  message.size = message.size + #line
  if message.size > MAX_MESSAGE then
    publish(channel, message)
    messages[channel] = nil
  end
end

-- One line an outcome: "id state attempts/usage finished payload"; a large payload is left out, and the client asks for it.
local function tellFollowers(task, state, payload)
  if task.followers == '' then
    return
  end
  local line = task.id
  if #payload <= MAX_INLINE then
    local attempts = task.used and task.attempt .. '/' .. task.used or task.attempt
    line = line .. ' ' .. state .. ' ' .. attempts .. ' ' .. nowText .. ' ' .. payload
  end
  if not string.find(task.followers, ',', 1, true) then
    return addLine(task.followers, line)
  end
  for channel in string.gmatch(task.followers, '[^,]+') do
    addLine(channel, line)
  end
end

-- Gives a task its outcome, and a result what it consumed; it has been taken out before.
local function finish(task, state, payload, usage)
  if usage and usage ~= '' then
    redis.call('HSET', task.key, 's', state, 'fa', nowText, 'o', payload, 'ru', usage)
  else
    redis.call('HSET', task.key, 's', state, 'fa', nowText, 'o', payload)
  end
  setDue(task.id, now + (state == 'f' and deadLetterRetention or retention))
  if task.checkpoint then
    redis.call('DEL', P .. 'cp:' .. task.id)
  end
  count(state == 'c' and 'com' or state == 'f' and 'fai' or 'can', 1)
  taskEvent(string.upper(state), task.id, task.header.type, task.attempt, task.worker)
  tellFollowers(task, state, payload)
end

-- The end of every script that may give tasks their outcomes. A reply that gives tasks to a worker is returned in any case: the
-- worker must run them. The next call meets the fault that is not reported then.
local function done(reply, givesTasks)
  forgetLeases()
  local written = writeChanges(reply)
  reply = givesTasks and reply or written
  for channel, message in pairs(messages) do
    publish(channel, message)
  end
  return reply
end
