-- Gives a worker the tasks at the heads of its lanes, each under a lease.
-- KEYS[1] prefix   ARGV 1-3 limits, 4 worker, 5 how many at most, 6 lease, 7 how many lanes are left out, those lanes,
--         then nothing, or "held" and ids
-- returns id, attempt, token, failures, body and checkpoint of each
-- include base limits event counter lane shape spread queue usage spend task claim
return done(claim(claimArguments(4)))
