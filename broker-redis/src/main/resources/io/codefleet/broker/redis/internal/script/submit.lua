-- Stores tasks, queues or delays them, and makes a client follow them.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 client   5 how many may wait   6 who, for the audit
--         7 how many may be queued in a lane (0 any)   8 time that a task takes up of its client's rate (0 none), 9 burst
--         10 how many lanes may have queued tasks
--         then for each task: id, body, fingerprint, header, parent, labels
-- returns for each task: 0 accepted, 1 the id is taken by other content, 2 too many wait, 3 too many are queued in its lane, 4 too
--         many lanes, "r" and the wait until it is within the rate, "b" and which limit of its allowance is reached, cost, tokens
--         and when the next day begins; or state, attempts, finished, payload and us of one that has
--         ended
-- include constants base tick limits event counter members lane wake header changes queue audit
-- rarely names profile newlane placement spread withdraw permits usage allowance delay state follower known
local client, maxWaiting, maxPerLane = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[7])
local FIELDS = 6
local FIRST = 11
local tick = ticks((#ARGV - FIRST + 1) / FIELDS)
local c = redis.call('HMGET', P .. 'n', 'sub', 'com', 'fai', 'can', 'run')
local waiting = (c[1] or 0) - (c[2] or 0) - (c[3] or 0) - (c[4] or 0) - (c[5] or 0)

local TAKEN = 1
local maxLanes = tonumber(ARGV[10])
local laneSizes = {}

-- How many tasks are queued in the task's lane, also those that wait in the lane of a chosen worker or for a place.
local function laneSize(lane)
  laneSizes[lane] = laneSizes[lane]
    or redis.call('ZCARD', P .. 'q:' .. lane) + (redis.call('HGET', P .. 'lx', lane) or 0)
  return laneSizes[lane]
end

-- Whether the task's lane has no room for it, or is one too many.
local function isLaneFull(header)
  if header.delay > 0 then
    return nil
  end
  if maxPerLane > 0 and laneSize(header.lane) >= maxPerLane then
    return 3
  end
  return not notedScore(header.lane) and redis.call('ZCARD', P .. 'al') >= maxLanes and 4
end

-- The rate of a client is a bucket of tokens that is one number: the time until which its tasks have used it up.
local interval, tolerance = tonumber(ARGV[8]), ARGV[8] * ARGV[9]
local rateKey = P .. 'sr:' .. string.match(ARGV[6], '%S+$')
local usedUntil = interval > 0 and math.max(now, tonumber(redis.call('GET', rateKey) or 0))

-- How long until one more task is within the rate; 0 if it is, and is counted.
local function waitOfRate()
  if interval == 0 then
    return 0
  end
  local wait = usedUntil + interval - now - tolerance
  if wait > 0 then
    return wait
  end
  usedUntil = usedUntil + interval
  return 0
end

local function refusal(header)
  if waiting >= maxWaiting then
    return 2
  end
  local full = isLaneFull(header)
  if full then
    return full
  end
  local reached = header.allowance and header.delay == 0 and rarely().refusalByAllowance(header)
  if reached then
    return reached
  end
  local wait = waitOfRate()
  return wait > 0 and 'r' .. int(wait)
end

local function store(key, header, id, body, fingerprint, text, parent, labels)
  local delayed = header.delay > 0
  local submitted = int(tick)
  redis.call('HSET', key, 's', delayed and 'd' or 'q', 'b', body, 'fp', fingerprint, 'sh', text, 'fo', client,
    'su', submitted, 'la', labels)
  local isLarge = #body > LARGE_BODY
  if isLarge then
    redis.call('HSET', key, 'bl', #body)
  end
  if parent ~= '' then
    redis.call('HSET', key, 'pa', parent)
    write('SADD', P .. 'ch:' .. parent, id)
  end
  if delayed then
    rarely().delay({ id = id, key = key, deadline = tick + header.deadline }, tick + header.delay)
  else
    putInQueue(id, tick, header, 0, isLarge)
  end
  addMember(P .. 'all', submitted, id)
  taskEvent('S', id, header.type, '0')
  tick = tick + 1
  waiting = waiting + 1
  if laneSizes[header.lane] and not delayed then
    laneSizes[header.lane] = laneSizes[header.lane] + 1
  end
end

local keys = {}
for i = FIRST, #ARGV, FIELDS do
  keys[#keys + 1] = P .. 't:' .. ARGV[i]
end
-- Most calls have only new ids: one question for all of them is cheaper than to read each.
local mayBeKnown = redis.call('EXISTS', unpack(keys)) > 0
local stored, isStored = {}, {}
-- Where the arguments of the task begin that is being stored.
local halfStored

local function submit(key, first)
  local id = ARGV[first]
  if mayBeKnown or isStored[id] then
    local known = redis.pcall('HMGET', key, 's', 'fp', 'fo')
    if known.err then
      return TAKEN
    elseif known[1] then
      return rarely().submitAgain(key, known, ARGV[first + 2], client)
    end
  end
  local header = headerOf(ARGV[first + 3])
  local refused = refusal(header)
  if not refused then
    halfStored = first
    store(key, header, unpack(ARGV, first, first + FIELDS - 1))
    halfStored = nil
    stored[#stored + 1] = id
    isStored[id] = true
  end
  return refused or 0
end

local reply = carryOut(function()
  local reply = {}
  for i = 1, #keys do
    reply[i] = submit(keys[i], FIRST + (i - 1) * FIELDS)
  end
  return reply
end)
if halfStored then
  carryOut(rarely().withdraw, ARGV[halfStored], headerOf(ARGV[halfStored + 3]), ARGV[halfStored + 4])
end
if interval > 0 and usedUntil > now then
  redis.call('SET', rateKey, int(usedUntil), 'PX', math.ceil((usedUntil - now) / 1000))
end
if #stored > 0 then
  count('sub', #stored)
end
reply = writeChanges(reply)
if #stored > 0 then
  audit(ARGV[6], stored)
end
return reply
