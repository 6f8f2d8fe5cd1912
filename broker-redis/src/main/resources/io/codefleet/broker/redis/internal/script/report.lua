-- Takes the ends of attempts of several workers, and claims the next tasks for them in the same step.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 actor   then for each worker: how many reports, those, 1 or 0 whether it claims, the arguments of its claim
--         a report is kind, id, token, payload, wait before another attempt (-1 none; of one released: before it is queued again,
--         0 none), what it consumed
--         kind c completed, f failed, u released, x cancelled; a completed and n failed with a decision on an approval, whose
--         payload begins with the detail for the audit and a space
-- returns for each worker 1 or 0 for each report, whether it counted, and what was claimed; nil in place of a worker whose reports or
--         claim failed, if it is not the only one
-- include constants base tick limits event counter members lane header changes lease outcome claim
-- rarely wake queue names profile newlane placement spread leave withdraw permits usage allowance delay task retry audit ending aside handout putback
local FIELDS = 6

-- By far the most frequent end, so it reads no more of the task than it needs.
local function completed(id, token, result, usage)
  local key = P .. 't:' .. id
  local v = redis.pcall('HMGET', key, 's', 'k', 'n', 'w', 'sh', 'fo', 'cp', 'us')
  if v.err or v[1] ~= 'r' or v[2] ~= token then
    return rarely().wasTaken(rarely().load(id), token)
  end
  local header = headerOf(v[5])
  if header.type == APPROVAL_TYPE then
    return rarely().endedOtherwise('a', id, token, '- ' .. result, '-1', usage)
  end
  count('run', -1)
  endLease(v[4], id)
  if header.key then
    rarely().releasePermit(id, header)
  end
  if header.allowance then
    rarely().addSpending(header, usage)
  end
  local task = {
    id = id, key = key, attempt = v[3] or '0', worker = v[4], header = header, followers = v[6] or '', checkpoint = v[7],
    used = v[8] or nil,
  }
  finish(task, 'c', result, usage)
  return 1
end

local exchanges, wanted = {}, 0
local place = 5
while ARGV[place] do
  local exchange = { first = place + 1, claims = place + 1 + ARGV[place] * FIELDS, accepted = {} }
  place = exchange.claims + 1
  if ARGV[exchange.claims] == '1' then
    exchange.claim, place = claimAt(place)
    wanted = wanted + exchange.claim.max
  end
  exchanges[#exchanges + 1] = exchange
end

-- A report must be stored even when the memory is full; only then it claims nothing.
local token
if wanted > 0 then
  token = ticksUnlessFull(wanted)
else
  takeWhenFull()
end

local function takeReports(exchange)
  local accepted = exchange.accepted
  for i = exchange.first, exchange.claims - 1, FIELDS do
    if ARGV[i] == 'c' then
      accepted[#accepted + 1] = completed(ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 5])
    else
      accepted[#accepted + 1] = rarely().endedOtherwise(unpack(ARGV, i, i + 5))
    end
  end
  if rareParts then
    rareParts.writeSpending()
  end
  if next(touchedKeys) then
    rarely().grantPermits()
  end
end

-- Returns the claims of those whose reports were taken. A worker whose reports failed claims when it has sent them again.
local function takeAllReports()
  local claims = {}
  for _, exchange in ipairs(exchanges) do
    exchange.fault = faultOf(carryOut(takeReports, exchange))
    if exchange.claim and not exchange.fault then
      claims[#claims + 1] = exchange.claim
    end
  end
  return claims
end

local function takeAll()
  local claims = takeAllReports()
  forgetLeases()
  if #claims > 0 then
    if rareParts then
      -- which may have put tasks into lanes
      writeMembers()
    end
    claimAll(claims, token)
  end
  local replies = {}
  for i, exchange in ipairs(exchanges) do
    local asked = not exchange.fault and exchange.claim
    local claimed = asked and replyOf(asked) or not exchange.claim and {}
    exchange.fault = exchange.fault or (asked and not claimed and asked.fault)
    replies[i] = not exchange.fault and { exchange.accepted, claimed }
  end
  return #exchanges == 1 and exchanges[1].fault or replies
end

local answer = carryOut(takeAll)
if rareParts then
  -- what was consumed before a fault counts
  carryOut(rareParts.writeSpending)
end
answer = done(answer, givesTasks)
if rareParts then
  local fault = faultOf(carryOut(rareParts.writeDecisions, ARGV[4]))
  answer = not givesTasks and fault or answer
end
return answer
