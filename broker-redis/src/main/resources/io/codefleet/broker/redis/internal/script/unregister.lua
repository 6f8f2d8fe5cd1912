-- Takes a worker off the list.
-- KEYS[1] prefix   ARGV 1-3 limits, 4 worker   returns 1, or 0 if it was not there
-- include constants base tick limits event presence counter members lane header changes
-- rarely wake queue names profile newlane placement spread leave withdraw permits share
local worker = ARGV[4]
local key = P .. 'wk:' .. worker
takeWhenFull()
local profile = redis.call('HGET', key, 'pf')
if not profile then
  return 0
end
redis.call('ZREM', P .. 'w:' .. profile, worker)
redis.call('SREM', P .. 'ws:' .. profile, worker)
redis.call('ZREM', P .. 'workers', worker)
redis.call('ZREM', P .. 'gone', worker)
redis.call('DEL', key, P .. 'in:' .. worker, P .. 'sig:' .. worker, P .. 'le:' .. worker)
workerEvent('G', worker)
local answer = 1
if redis.call('EXISTS', P .. 'q:@' .. worker) == 1 then
  answer = faultOf(carryOut(rarely().shareAllOf, worker)) or 1
end
return writeChanges(answer)
