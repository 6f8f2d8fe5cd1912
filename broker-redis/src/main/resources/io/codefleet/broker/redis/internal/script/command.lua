-- Gives a command to one present worker or to all.
-- KEYS[1] prefix   ARGV 1 who and 2 the command's name, for the audit, 3 command, then nothing or the worker
-- returns how many it was given to
-- include constants base signal audit
takeWhenFull()
local workers = redis.call('ZRANGE', P .. 'workers', 0, -1)
if ARGV[4] then
  workers = redis.call('ZSCORE', P .. 'workers', ARGV[4]) and { ARGV[4] } or {}
end
for _, worker in ipairs(workers) do
  signal(worker, 'c ' .. ARGV[3])
end
if #workers > 0 then
  audit(ARGV[1], workers, ARGV[2])
end
return #workers
