-- Choosing a worker for a task that is spread over those that serve it. Needs the parts lane and header.
--
-- Its functions are made when a task is spread: made in advance they would cost each call of the scripts that may need them.
local function spreading()
  if spread then
    return spread
  end
  local present
  -- Those of them by the name of the lane of each.
  local byLane = {}

  -- The workers that take tasks, by their ids.
  local function presentWorkers()
    if not present then
      present = {}
      local ids = redis.call('ZRANGEBYSCORE', P .. 'workers', '(' .. int(now), '+inf')
      table.sort(ids)
      for _, id in ipairs(ids) do
        local v = redis.call('HMGET', P .. 'wk:' .. id, 'pf', 'co', 'ru', 'we')
        local slots = tonumber(v[2]) or 0
        if v[1] and slots > 0 then
          local worker = { id = id, profile = v[1], slots = slots, running = tonumber(v[3]) or 0, weights = v[4] or '' }
          present[#present + 1] = worker
          byLane['@' .. id] = worker
        end
      end
    end
    return present
  end

  local function loadOf(worker)
    if not worker.waiting then
      writeMembers()
      worker.waiting = redis.call('ZCARD', P .. 'q:@' .. worker.id)
    end
    return (worker.running + worker.waiting) / worker.slots
  end

  -- To be called when a task has come into a lane, so that the load which the next task sees is that of now.
  local function noteAdded(lane)
    local worker = byLane[lane]
    if worker and worker.waiting then
      worker.waiting = worker.waiting + 1
    end
  end

  -- To be called when tasks may have left a lane.
  local function noteRemoved(lane)
    local worker = byLane[lane]
    if worker then
      worker.waiting = nil
    end
  end

  local candidates = {}

  local function candidatesFor(lane)
    if not candidates[lane] then
      local found, profiles = {}, {}
      for _, profile in ipairs(redis.call('SMEMBERS', P .. 'lp:' .. lane)) do
        profiles[profile] = true
      end
      for _, worker in ipairs(presentWorkers()) do
        if profiles[worker.profile] then
          found[#found + 1] = worker
        end
      end
      candidates[lane] = found
    end
    return candidates[lane]
  end

  -- The place of the worker whose turn it is: the first behind the last one that was chosen.
  local function turnOf(workers, last)
    for i, worker in ipairs(workers) do
      if worker.id > last then
        return i
      end
    end
    return 1
  end

  local function weightOf(worker, type)
    local _, at = string.find(',' .. worker.weights, ',' .. type .. ':', 1, true)
    return at and tonumber(string.match(worker.weights, '^%d+', at)) or NEW_WORKER_WEIGHT
  end

  local TURNS_AT_ONCE = 500

  local function fieldsOf(workers, from)
    local ids = {}
    for i = from, math.min(#workers, from + TURNS_AT_ONCE - 1) do
      ids[#ids + 1] = workers[i].id
    end
    return ids
  end

  -- By lane, how near each worker is to its turn; written by writeTurns.
  local turns = {}

  local function turnsOf(lane, workers)
    if not turns[lane] then
      local key = P .. 'sw:' .. lane
      local read, stored = {}, 0
      for from = 1, #workers, TURNS_AT_ONCE do
        local ids = fieldsOf(workers, from)
        for i, turn in ipairs(redis.call('HMGET', key, unpack(ids))) do
          read[ids[i]] = tonumber(turn) or 0
          stored = stored + (turn and 1 or 0)
        end
      end
      turns[lane] = { of = read, changed = {}, stored = stored }
    end
    return turns[lane]
  end

  local function writeTurns()
    for lane, known in pairs(turns) do
      local key = P .. 'sw:' .. lane
      local written = {}
      if redis.call('HLEN', key) > known.stored then
        -- workers that have left lose their turns
        redis.call('DEL', key)
        known.changed = known.of
      end
      for id in pairs(known.changed) do
        written[#written + 1] = id
        written[#written + 1] = known.of[id]
        if #written == 2 * TURNS_AT_ONCE then
          redis.call('HSET', key, unpack(written))
          written = {}
        end
      end
      if #written > 0 then
        redis.call('HSET', key, unpack(written))
      end
      turns[lane] = nil
    end
  end

  -- Turns of different length: each comes nearer to its turn by its weight, and who has it goes back by all weights together. So
  -- the turns of one are spread among those of the others. Those that have a task for each slot are passed over if not all have.
  local function chooseByWeight(workers, header)
    local known = turnsOf(header.lane, workers)
    local turn = known.of
    local anyIsFree = false
    for _, worker in ipairs(workers) do
      anyIsFree = anyIsFree or loadOf(worker) < 1
    end
    local all, best = 0, nil
    for _, worker in ipairs(workers) do
      if not anyIsFree or loadOf(worker) < 1 then
        local weight = weightOf(worker, header.type)
        turn[worker.id] = turn[worker.id] + weight
        known.changed[worker.id] = true
        all = all + weight
        if not best or turn[worker.id] > turn[best.id] then
          best = worker
        end
      end
    end
    turn[best.id] = turn[best.id] - all
    return best
  end

  -- The id of the chosen worker, or nil if none serves the lane.
  local function choose(header)
    local workers = candidatesFor(header.lane)
    if #workers == 0 then
      return nil
    end
    if header.spread == 'S' then
      return chooseByWeight(workers, header).id
    end
    local first = turnOf(workers, redis.call('HGET', P .. 'rr', header.lane) or '')
    local best = workers[first]
    if header.spread == 'L' then
      for i = first, first + #workers - 1 do
        local worker = workers[(i - 1) % #workers + 1]
        if loadOf(worker) < loadOf(best) then
          best = worker
        end
      end
    end
    redis.call('HSET', P .. 'rr', header.lane, best.id)
    return best.id
  end

  spread = { choose = choose, noteAdded = noteAdded, noteRemoved = noteRemoved, writeTurns = writeTurns }
  return spread
end
