-- Choosing a worker for a task that is spread over those that serve it. Needs the parts lane and shape.
local present

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
        present[#present + 1] = { id = id, profile = v[1], slots = slots, running = tonumber(v[3]) or 0,
          weights = v[4] or '' }
      end
    end
  end
  return present
end

local function loadOf(worker)
  worker.waiting = worker.waiting or redis.call('ZCARD', P .. 'q:@' .. worker.id)
  return (worker.running + worker.waiting) / worker.slots
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

local USUAL_WEIGHT = 40

local function weightOf(worker, type)
  local _, at = string.find(',' .. worker.weights, ',' .. type .. ':', 1, true)
  return at and tonumber(string.match(worker.weights, '^%d+', at)) or USUAL_WEIGHT
end

-- Turns of different length: each comes nearer to its turn by its weight, and who has it goes back by all weights together. So
-- the turns of one are spread among those of the others. Those that have a task for each slot are passed over if not all have.
local function chooseByWeight(workers, shape)
  local key = P .. 'sw:' .. shape.lane
  local free = {}
  for _, worker in ipairs(workers) do
    free[#free + 1] = loadOf(worker) < 1 and worker or nil
  end
  local anyIsFree = #free > 0
  local all, best = 0, nil
  for _, worker in ipairs(workers) do
    worker.turn = tonumber(redis.call('HGET', key, worker.id)) or 0
    if not anyIsFree or loadOf(worker) < 1 then
      local weight = weightOf(worker, shape.type)
      worker.turn = worker.turn + weight
      all = all + weight
      if not best or worker.turn > best.turn then
        best = worker
      end
    end
  end
  best.turn = best.turn - all
  redis.call('DEL', key)
  for _, worker in ipairs(workers) do
    redis.call('HSET', key, worker.id, worker.turn)
  end
  best.waiting = best.waiting + 1
  return best
end

-- The id of the chosen worker, or nil if none serves the lane.
local function choose(shape)
  local workers = candidatesFor(shape.lane)
  if #workers == 0 then
    return nil
  end
  if shape.spread == 'S' then
    return chooseByWeight(workers, shape).id
  end
  local first = turnOf(workers, redis.call('HGET', P .. 'rr', shape.lane) or '')
  local best = workers[first]
  if shape.spread == 'L' then
    for i = first, first + #workers - 1 do
      local worker = workers[(i - 1) % #workers + 1]
      if loadOf(worker) < loadOf(best) then
        best = worker
      end
    end
    best.waiting = best.waiting + 1
  end
  redis.call('HSET', P .. 'rr', shape.lane, best.id)
  return best.id
end
