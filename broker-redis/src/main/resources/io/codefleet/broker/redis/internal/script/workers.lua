-- Lists the workers, also those that went offline not long ago: first their ids, then some of them at a time.
-- KEYS[1] prefix   ARGV nothing, or ids
-- returns the ids, present ones first; or for each that there is: info, last seen, 1 if it is present
-- include constants base
local reply = {}
if #ARGV == 0 then
  for _, set in ipairs({ 'workers', 'gone' }) do
    for _, worker in ipairs(redis.call('ZRANGE', P .. set, 0, -1)) do
      reply[#reply + 1] = worker
    end
  end
  return reply
end
for _, worker in ipairs(ARGV) do
  local v = redis.call('HMGET', P .. 'wk:' .. worker, 'i', 'sn')
  if v[1] then
    reply[#reply + 1] = { v[1], v[2], redis.call('ZSCORE', P .. 'workers', worker) and 1 or 0 }
  end
end
return reply
