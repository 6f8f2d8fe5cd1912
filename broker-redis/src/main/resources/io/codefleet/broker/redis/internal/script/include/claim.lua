-- Giving tasks to a worker.
local PARTS = 6
-- How many tasks whose allowance is used up one call takes out of the way, and after how many that it could not start it stops:
-- it puts those back, behind all others, and must not do so with a whole long lane.
local SET_ASIDE_AT_ONCE = 100
-- How many tasks come off a lane at once.
local TAKEN_AT_ONCE = 10
local room = MAX_REPLY

-- The body is its text, or the length of a large one: the client reads that itself, as each byte that Lua takes costs much.
local function give(reply, id, attempt, token, failures, body, checkpoint)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4], reply[n + 5] = id, attempt, token, failures or '0', body or ''
  local saved = checkpoint and redis.pcall('GET', P .. 'cp:' .. id)
  reply[n + 6] = type(saved) == 'string' and saved or ''
  local size = type(body) == 'number' and body or #reply[n + 5]
  room = room - size - #reply[n + 6]
end

-- Starts a task; false if its allowance does not let it. The score of a large one has a fraction.
local function start(id, score, lane, worker, lease, token, reply)
  local key = P .. 't:' .. id
  local isLarge = score % 1 ~= 0
  local v = redis.pcall('HMGET', key, 's', isLarge and 'bl' or 'b', 'n', 'e', 'sh', 'su', 'cp')
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
  give(reply, id, attempt, tokenText, v[4], isLarge and (tonumber(v[2]) or 0) or v[2], v[7])
  return true
end

-- How many lanes one call puts right that have other first tasks than noted, or none; and how many it has.
local LANES_SETTLED_AT_ONCE = 100
local settled = 0

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
-- Nothing if there is none, or if too many lanes were not as noted; the second value says so then. Without a worker, no lane of a
-- worker is looked at.
local function firstLane(worker, profile, skipped)
  local own = worker and not skipped.lanes['@' .. worker] and headOf('@' .. worker)
  while settled < LANES_SETTLED_AT_ONCE do
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
    settled = settled + 1
  end
  return nil, true
end

-- Tasks that could not be started and have left their lanes: id, score and lane of each; and why the last could not. They are put
-- back when all claims of the call are met, so that no further claim takes them off once more.
local left = {}
-- How many tasks the call has taken out of the way.
local aside = 0

-- Takes up to max tasks off the lanes, the first of all lanes first; says whether there may be more.
local function takeFirst(worker, profile, skipped, max, take)
  local function takeAll(ids, lane)
    local i = 1
    local function takeRest()
      while i < #ids do
        i = i + 2
        if take(ids[i - 2], ids[i - 1], lane) then
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

-- The profile of a worker; nothing if it is not there.
local function profileOf(worker)
  local profile = redis.call('HGET', P .. 'wk:' .. worker, 'pf')
  return profile and isPresent(worker) and profile
end

-- Notes which workers have tasks in a lane of their own.
local function noteOwnLanes(claims)
  local lanes = {}
  for i = 1, #claims do
    lanes[i] = P .. 'q:@' .. claims[i].worker
  end
  if redis.call('EXISTS', unpack(lanes)) > 0 then
    for i = 1, #claims do
      claims[i].hasOwnLane = redis.call('EXISTS', lanes[i]) == 1
    end
  end
end

-- Whether the second claim can be met together with the first: both take from the same lanes, and neither is a special one.
local function goTogether(first, second)
  for _, asked in ipairs({ first, second }) do
    if not asked.profile or asked.held or asked.skipped.count > 0 or asked.hasOwnLane then
      return false
    end
  end
  return first.profile == second.profile
end

-- A worker that gets fewer than it asked for waits for the next.
local function noteWaiting(asked, mayBeMore)
  if mayBeMore then
    wakeWorker(asked.worker)
  else
    redis.call('ZADD', P .. 'w:' .. asked.profile, int(now + asked.order), asked.worker)
  end
end

-- Notes what workers have got and which of them are not waiting any more, and returns the first fault. A worker may have several
-- claims here: those that it got all of come first, so that it waits if another one was not met.
local function noteGiven(group, before, mayBeMore)
  local busy, waiting = {}, {}
  for i, asked in ipairs(group) do
    local ids = {}
    for place = before[i] + 1, #asked.reply, PARTS do
      ids[#ids + 1] = asked.reply[place]
    end
    if #ids > 0 then
      write('SADD', P .. 'le:' .. asked.worker, unpack(ids))
    end
    local isMet = #asked.reply >= asked.max * PARTS
    local list = isMet and busy or waiting
    list[#list + 1] = isMet and asked.worker or asked
  end
  local fault
  if #busy > 0 then
    fault = faultOf(redis.pcall('ZREM', P .. 'w:' .. group[1].profile, unpack(busy)))
  end
  for _, asked in ipairs(waiting) do
    asked.fault = faultOf(carryOut(noteWaiting, asked, mayBeMore))
  end
  return fault
end

-- Gives tasks to workers of one profile, to each in turn as many as it asked for. Without a token only what one was given before is
-- handed out. Returns the first fault.
local function claimFor(group, token)
  local alone = #group == 1 and group[1]
  if alone and alone.held then
    rarely().handOutAgain(alone.worker, alone.max, alone.lease, alone.held, alone.reply)
  end
  local before, wanted = {}, 0
  for i, asked in ipairs(group) do
    before[i] = #asked.reply
    wanted = wanted + asked.max - #asked.reply / PARTS
  end
  local fault
  local mayBeMore = false
  local inPause = isPaused()
  if token and (not inPause or (alone and decidesApproval(alone.worker))) then
    local turn, leftBefore = 1, #left
    -- of no profile, so that only the lane of the worker is looked at
    local served, most = inPause and '' or group[1].profile, inPause and math.min(wanted, 1) or wanted
    local taken = carryOut(takeFirst, alone and alone.worker, served, group[1].skipped, most, function(id, score, lane)
      while #group[turn].reply >= group[turn].max * PARTS do
        turn = turn + 1
      end
      local asked = group[turn]
      local started = start(id, score, lane, asked.worker, asked.lease, token, asked.reply)
      token = token + (started and 1 or 0)
      return started
    end)
    fault, mayBeMore = faultOf(taken) or (#left > leftBefore and left.fault) or nil, taken == true and not inPause
  end
  local notNoted = faultOf(carryOut(noteGiven, group, before, mayBeMore))
  return fault or notNoted
end

-- Whether any claim gave tasks.
local givesTasks = false

-- What a claim gave, or false if it failed. A worker must hear of each task that it was given, so a fault is reported only where
-- there is none.
local function replyOf(asked)
  local gives = #asked.reply > 0
  givesTasks = givesTasks or gives
  return (gives or not asked.fault) and asked.reply
end

-- Meets the claims in their order. Each has then a reply: id, attempt, token, failures, body (or its length) and checkpoint of each
-- task, none if the worker is not there; and a fault if it failed.
local function claimAll(claims, token)
  if #claims > 1 then
    noteOwnLanes(claims)
  end
  for i, asked in ipairs(claims) do
    local found = carryOut(profileOf, asked.worker)
    asked.fault, asked.order, asked.reply = faultOf(found), i - 1, {}
    asked.profile = not asked.fault and found
  end
  local first = 1
  while claims[first] do
    local group = { claims[first] }
    local following = claims[first + 1]
    while following and goTogether(group[1], following) do
      group[#group + 1] = following
      following = claims[first + #group]
    end
    local fault = group[1].profile and faultOf(carryOut(claimFor, group, token))
    for _, asked in ipairs(group) do
      asked.fault = asked.fault or fault
      token = token and token + asked.max
    end
    first = first + #group
  end
  local notBack = left.fault and faultOf(carryOut(rarely().putBack))
  for _, asked in ipairs(claims) do
    asked.fault = asked.fault or notBack
  end
end

-- Reads the claim at this place of the arguments: worker, max, lease, how many lanes are left out, how many tasks are held (-1 if that
-- is not listed), those lanes and the ids of those tasks. Returns it, and the place behind it.
local function claimAt(place)
  local asked = {
    worker = ARGV[place], max = tonumber(ARGV[place + 1]), lease = tonumber(ARGV[place + 2]),
    skipped = { lanes = {}, count = tonumber(ARGV[place + 3]) },
  }
  local held = tonumber(ARGV[place + 4])
  place = place + 5
  for i = place, place + asked.skipped.count - 1 do
    asked.skipped.lanes[ARGV[i]] = true
  end
  place = place + asked.skipped.count
  if held >= 0 then
    asked.held = {}
    for i = place, place + held - 1 do
      asked.held[ARGV[i]] = true
    end
    place = place + held
  end
  return asked, place
end
