-- Pauses a namespace, or resumes it and wakes as many waiting workers as there are tasks for them.
-- KEYS[1] prefix   ARGV 1 whether to pause (1) or resume (0)   returns 1
-- include base lane
if ARGV[1] == '1' then
  redis.call('SET', P .. 'paused', '1')
  return 1
end
redis.call('DEL', P .. 'paused')
for _, lane in ipairs(redis.call('ZRANGE', P .. 'lanes', 0, -1)) do
  local left = redis.call('ZCARD', P .. 'q:' .. lane)
  while left > 0 and wake(lane) do
    left = left - 1
  end
end
return 1
