-- Gives workers the tasks at the heads of their lanes, each under a lease.
-- KEYS[1] prefix   ARGV 1-3 limits, then the arguments of the claims
-- returns for each claim id, attempt, token, failures, body (of a large one its length, a number) and checkpoint of each task; nil in
--         place of a claim that failed, if it is not the only one. When the memory is full, only what a worker was given before; an
--         error if none lists what it holds.
-- include constants base tick limits event counter members lane header changes lease outcome claim
-- rarely wake queue names profile newlane placement spread leave withdraw permits usage allowance delay task aside handout putback
local claims, wanted = {}, 0
local place = 4
while ARGV[place] do
  local asked
  asked, place = claimAt(place)
  claims[#claims + 1] = asked
  wanted = wanted + asked.max
end
local token
if claims[1].held then
  token = ticksUnlessFull(wanted)
else
  token = ticks(wanted)
end

local function meetClaims()
  claimAll(claims, token)
  local replies = {}
  for i, asked in ipairs(claims) do
    replies[i] = replyOf(asked)
  end
  return #claims == 1 and not replies[1] and claims[1].fault or replies
end

return done(carryOut(meetClaims), givesTasks)
