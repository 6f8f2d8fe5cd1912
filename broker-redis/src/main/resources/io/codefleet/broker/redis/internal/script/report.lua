-- Takes the ends of attempts, and claims the next tasks in the same step.
-- KEYS[1] prefix
-- ARGV    1-3 limits   4 actor   5 how many reports   then for each: kind, id, token, payload, wait before another attempt
--         (-1 none; of one released: before it is queued again, 0 none), what it consumed
--         kind c completed, f failed, u released, x cancelled; a completed and n failed with a decision on an approval, whose
--         payload begins with the detail for the audit and a space; then nothing, or the arguments of a claim
-- returns 1 or 0 for each report, whether it counted; and what was claimed
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

-- A report must be stored even when the memory is full; only then it claims nothing.
local claims = 6 + ARGV[5] * FIELDS
local token
if ARGV[claims] then
  token = ticksUnlessFull(ARGV[claims + 1])
else
  takeWhenFull()
end

local function takeReports()
  local accepted = {}
  for i = 6, claims - 1, FIELDS do
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
  forgetLeases()
  return { accepted, ARGV[claims] and claim(token, claimArguments(claims)) or {} }
end

local answer = carryOut(takeReports)
if rareParts then
  -- what was consumed before a fault counts
  carryOut(rareParts.writeSpending)
end
local givesTasks = answer[2] and #answer[2] > 0
answer = done(answer, givesTasks)
if rareParts then
  local fault = faultOf(carryOut(rareParts.writeDecisions, ARGV[4]))
  answer = not givesTasks and fault or answer
end
return answer
