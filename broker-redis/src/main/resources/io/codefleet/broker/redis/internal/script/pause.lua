-- Pauses a namespace, or resumes it and wakes as many waiting workers as there are tasks for them.
-- KEYS[1] prefix   ARGV 1 whether to pause (1) or resume (0), 2 who, for the audit   returns 1
-- include constants base lane wake audit
takeWhenFull()
if ARGV[1] == '1' then
  if redis.call('SETNX', P .. 'paused', '1') == 1 then
    audit(ARGV[2], {})
  end
  return 1
end
if redis.call('DEL', P .. 'paused') == 1 then
  audit(ARGV[2], {})
end
-- maintenance wakes those of further lanes
local LANES_WOKEN = 1000
for _, lane in ipairs(redis.call('ZRANGE', P .. 'al', 0, LANES_WOKEN - 1)) do
  local left = redis.call('ZCARD', P .. 'q:' .. lane)
  while left > 0 and wake(lane) do
    left = left - 1
  end
end
return 1
