-- Reads the signals to a worker; they stay until the reader says that it has them.
-- KEYS[1] prefix   ARGV 1 worker, then nothing, or the signals that it has, as they were returned
-- returns the signals; or how many were taken off
-- include constants base
local key = P .. 'sig:' .. ARGV[1]
if #ARGV == 1 then
  return redis.call('LRANGE', key, 0, 99)
end
local taken = 0
for i = 2, #ARGV do
  -- By what they say: when this is sent again, others stand in their places.
  taken = taken + redis.call('LREM', key, 1, ARGV[i])
end
return taken
