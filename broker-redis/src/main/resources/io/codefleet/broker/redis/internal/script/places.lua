-- Gives the places of concurrency keys that a cancelled family has left, some keys at a time.
-- KEYS[1] prefix   ARGV 1-3 limits, 4 how many keys at most   returns of how many it gave the places
-- include constants base tick limits event counter members lane header changes lease outcome
-- rarely wake queue names profile newlane placement spread withdraw permits
takeWhenFull()
local keys = redis.call('ZRANGEBYSCORE', P .. 'ck', 0, 0, 'LIMIT', 0, ARGV[4])
for _, key in ipairs(keys) do
  redis.call('ZADD', P .. 'ck', now, key)
  touchedKeys[key] = true
end
return done(#keys)
