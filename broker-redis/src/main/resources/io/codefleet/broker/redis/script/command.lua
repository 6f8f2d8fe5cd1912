-- Gives a command to one present worker or to all.
-- KEYS[1] prefix   ARGV 1 command, then nothing or the worker   returns how many it was given to
-- include base signal
local workers = redis.call('ZRANGE', P .. 'workers', 0, -1)
if ARGV[2] then
  workers = redis.call('ZSCORE', P .. 'workers', ARGV[2]) and { ARGV[2] } or {}
end
for _, worker in ipairs(workers) do
  signal(worker, 'c ' .. ARGV[1])
end
return #workers
