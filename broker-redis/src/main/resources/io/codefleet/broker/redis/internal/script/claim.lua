-- Gives a worker the tasks at the heads of its lanes, each under a lease.
-- KEYS[1] prefix   ARGV 1-3 limits, 4 worker, 5 how many at most, 6 lease, 7 how many lanes are left out, those lanes,
--         then nothing, or "held" and ids
-- returns id, attempt, token, failures, body and checkpoint of each
--         When the memory is full, only what the worker was given before.
-- include constants base tick limits event counter members lane header changes lease outcome claim
-- rarely wake queue names profile newlane placement spread leave withdraw permits usage allowance delay task aside handout putback
local worker, max, lease, held, skipped = claimArguments(4)
local token
if held then
  token = ticksUnlessFull(max)
else
  token = ticks(max)
end
local reply = carryOut(claim, token, worker, max, lease, held, skipped)
return done(reply, #reply > 0)
