-- Giving tasks to a worker.
local PARTS = 6
-- How many tasks whose allowance is used up one call takes out of the way, and after how many that it could not start it stops:
-- it puts those back, behind all others, and must not do so with a whole long lane.
local SET_ASIDE_AT_ONCE = 100
-- How many tasks come off a lane at once.
local TAKEN_AT_ONCE = 10
local room = MAX_REPLY

local function give(reply, id, attempt, token, failures, body, checkpoint)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4], reply[n + 5] = id, attempt, token, failures or '0', body or ''
  local saved = checkpoint and redis.pcall('GET', P .. 'cp:' .. id)
  reply[n + 6] = type(saved) == 'string' and saved or ''
  room = room - #reply[n + 5] - #reply[n + 6]
end

-- Starts a task; false if its allowance does not let it.
local function start(id, lane, worker, lease, token, reply)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'b', 'n', 'e', 'sh', 'su', 'cp')
  if v.err or v[1] ~= 'q' then
    return true
  end
  local attempt = v[3] and int((tonumber(v[3]) or 0) + 1) or '1'
  local header = headerOf(v[5])
  if header.allowance and rarely().setAside(id, header) then
    return false
  end
  local tokenText = int(token)
  redis.call('HSET', key, 's', 'r', 'n', attempt, 'k', tokenText, 'w', worker, 'sa', nowText)
  setDue(id, math.min(now + lease, (tonumber(v[6]) or now) + header.deadline))
  count('run', 1)
  if lane ~= header.lane then
    countElsewhere(header.lane, lane, -1)
  end
  taskEvent('B', id, header.type, attempt, worker)
  give(reply, id, attempt, tokenText, v[4], v[2], v[7])
  return true
end

-- How many lanes one call puts right that have other first tasks than noted, or none.
local LANES_SETTLED_AT_ONCE = 100

local function settle(profile, lane, head)
  if head and not isOfWorker(lane) then
    redis.call('ZADD', P .. 'pa:' .. profile, head, lane)
  elseif not head then
    redis.call('ZREM', P .. 'pa:' .. profile, lane)
    redis.call('ZREM', P .. 'al', lane)
  end
  noted[lane] = nil
end

-- The lane whose first task comes first of all that the worker may take, and up to which score those behind it do too.
-- Nothing if there is none, or if too many lanes were not as noted; the second value says so then.
local function firstLane(worker, profile, skipped)
  local own = not skipped.lanes['@' .. worker] and headOf('@' .. worker)
  for _ = 1, LANES_SETTLED_AT_ONCE do
    local noted = redis.call('ZRANGE', P .. 'pa:' .. profile, 0, 1 + skipped.count, 'WITHSCORES')
    local first = noted
    if skipped.count > 0 then
      first = {}
      for i = 1, #noted, 2 do
        if not skipped.lanes[noted[i]] then
          first[#first + 1] = noted[i]
          first[#first + 1] = noted[i + 1]
        end
      end
    end
    local lane, score = first[1], tonumber(first[2])
    if not lane or (own and own < score) then
      return own and '@' .. worker, score
    end
    local limit = tonumber(first[4])
    if own and (not limit or own < limit) then
      limit = own
    end
    if not limit then
      return lane
    end
    local head = headOf(lane)
    if head and head <= limit then
      return lane, limit
    end
    settle(profile, lane, head)
  end
  return nil, true
end

-- Tasks that could not be started and have left their lanes: id, score and lane of each; and why.
local left = {}

-- Takes up to max tasks off the lanes, the first of all lanes first; says whether there may be more.
local function takeFirst(worker, profile, skipped, max, take)
  local aside = 0
  local function takeAll(ids, lane)
    local i = 1
    local function takeRest()
      while i < #ids do
        i = i + 2
        if take(ids[i - 2], lane) then
          max = max - 1
        else
          aside = aside + 1
        end
      end
    end
    repeat
      local fault = faultOf(carryOut(takeRest))
      if fault then
        left.fault = fault
        left[#left + 1] = { id = ids[i - 2], score = ids[i - 1], lane = lane }
      end
    until not fault
  end
  local function goesOn()
    return max > 0 and aside < SET_ASIDE_AT_ONCE and #left < SET_ASIDE_AT_ONCE and room > 0
  end
  while goesOn() do
    local lane, limit = firstLane(worker, profile, skipped)
    if not lane then
      return limit == true
    end
    local key, head = P .. 'q:' .. lane, nil
    if limit then
      repeat
        takeAll(redis.call('ZPOPMIN', key), lane)
        head = headOf(lane)
      until not head or head > limit or not goesOn()
      settle(profile, lane, head)
    else
      local asked, ids
      repeat
        asked = math.min(max, TAKEN_AT_ONCE)
        ids = redis.call('ZPOPMIN', key, asked)
        takeAll(ids, lane)
      until #ids / 2 < asked or not goesOn()
      if #ids / 2 < asked or redis.call('EXISTS', key) == 0 then
        settle(profile, lane, nil)
      end
    end
    noted[lane] = nil
    if spread then
      spread.noteRemoved(lane)
    end
  end
  -- also if it took all that it was to take, as some of them may be gone
  return not goesOn()
end

-- Whether a worker may take a task in a pause: the approval of its own id, as somebody decides it, if that is the first of the
-- tasks that are placed on it. One with an allowance waits, as its claim may put it off.
local function decidesApproval(worker)
  local first = redis.call('ZRANGE', P .. 'q:@' .. worker, 0, 0)[1]
  local header = first == worker and redis.pcall('HGET', P .. 't:' .. worker, 'sh')
  if type(header) ~= 'string' then
    return false
  end
  header = headerOf(header)
  return header.type == APPROVAL_TYPE and not header.allowance
end

-- Returns id, attempt, token, failures, body and checkpoint of each task; none if the worker is not there. A worker that gets fewer
-- than it asked for waits for the next. Without a token only what it was given before is handed out. A worker must hear of each
-- task that it was given, so a fault is reported only where there is none.
local function claim(token, worker, max, lease, held, skipped)
  if rareParts then
    -- which may have put tasks into lanes
    writeMembers()
  end
  local reply = {}
  local profile = redis.call('HGET', P .. 'wk:' .. worker, 'pf')
  if not profile or not isPresent(worker) then
    return reply
  end
  if held then
    rarely().handOutAgain(worker, max, lease, held, reply)
  end
  local fault
  local mayBeMore = false
  local inPause = isPaused()
  if token and (not inPause or decidesApproval(worker)) then
    local first = #reply + 1
    local free = max - #reply / PARTS
    -- of no profile, so that only the lane of the worker is looked at
    local served, most = inPause and '' or profile, inPause and math.min(free, 1) or free
    local taken = carryOut(takeFirst, worker, served, skipped, most, function(id, lane)
      local started = start(id, lane, worker, lease, token, reply)
      token = token + (started and 1 or 0)
      return started
    end)
    fault, mayBeMore = faultOf(taken), taken == true and not inPause
    local ids = {}
    for i = first, #reply, PARTS do
      ids[#ids + 1] = reply[i]
    end
    if #ids > 0 then
      write('SADD', P .. 'le:' .. worker, unpack(ids))
    end
    if left.fault then
      local notBack = faultOf(carryOut(rarely().putBack))
      fault = fault or notBack or left.fault
    end
  end
  local noted = carryOut(function()
    if #reply == max * PARTS then
      redis.call('ZREM', P .. 'w:' .. profile, worker)
    elseif mayBeMore then
      wakeWorker(worker)
    else
      redis.call('ZADD', P .. 'w:' .. profile, nowText, worker)
    end
  end)
  fault = fault or faultOf(noted)
  if fault and #reply == 0 then
    error(fault, 0)
  end
  return reply
end

-- Reads the arguments of a claim from this place on: worker, max, lease, how many lanes are left out and which, then nothing or
-- "held" and ids.
local function claimArguments(from)
  local skipped, held = { lanes = {}, count = tonumber(ARGV[from + 3]) }, nil
  local lanes = from + 4
  local rest = lanes + ARGV[from + 3]
  for i = lanes, rest - 1 do
    skipped.lanes[ARGV[i]] = true
  end
  if ARGV[rest] then
    held = {}
    for i = rest + 1, #ARGV do
      held[ARGV[i]] = true
    end
  end
  return ARGV[from], tonumber(ARGV[from + 1]), tonumber(ARGV[from + 2]), held, skipped
end
