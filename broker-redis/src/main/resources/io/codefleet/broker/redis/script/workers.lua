-- Lists the workers, also those that went offline not long ago.
-- KEYS[1] prefix   returns for each: info, last seen, 1 if it is present
-- include base
local reply = {}
for _, set in ipairs({ 'workers', 'gone' }) do
  for _, worker in ipairs(redis.call('ZRANGE', P .. set, 0, -1)) do
    local v = redis.call('HMGET', P .. 'wk:' .. worker, 'i', 'sn')
    if v[1] then
      reply[#reply + 1] = { v[1], v[2], set == 'workers' and 1 or 0 }
    end
  end
end
return reply
