-- Taking a task out of the keys in which a step that failed halfway has put it. Any of them may be of a foreign type.
-- Needs the part spread.

local function takeOutOfLane(id, header)
  carryOut(writeMembers)
  local worker = chosenWorker(id, header)
  if worker then
    redis.pcall('ZREM', P .. 'q:@' .. worker, id)
    forgetChosen(id, header, worker)
  end
  redis.pcall('ZREM', P .. 'q:' .. header.lane, id)
end

-- Forgets the chosen worker of a task that did not come into its lane. One that did stays there, although nobody was woken: a
-- claim finds it.
local function forgetUnreached(id, header)
  local worker = chosenWorker(id, header)
  if worker then
    carryOut(writeMembers)
    if type(redis.pcall('ZSCORE', P .. 'q:@' .. worker, id)) ~= 'string' then
      forgetChosen(id, header, worker)
    end
  end
end

-- Deletes a task that could not be put into its lane, so that its submit can be made again.
local function withdraw(id, header, parent)
  takeOutOfLane(id, header)
  if header.key and redis.pcall('ZREM', P .. 'cw:' .. header.key, id) == 1 then
    count('par', -1)
    countElsewhere(header.lane, nil, -1)
  end
  if parent ~= '' then
    redis.pcall('SREM', P .. 'ch:' .. parent, id)
  end
  redis.pcall('ZREM', P .. 'due', id)
  redis.call('DEL', P .. 't:' .. id)
end
