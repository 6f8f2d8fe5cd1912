-- All that is known of some tasks.
-- KEYS[1] prefix   ARGV ids
-- returns for each that there is: id, its summary, body, outcome, progress, its ended attempts, and what they consumed
-- include base read
local reply = {}
for _, id in ipairs(ARGV) do
  local key = P .. 't:' .. id
  local v = summary(key)
  if not v.err and v[1] then
    local more = redis.call('HMGET', key, 'b', 'o', 'pr', 'us')
    reply[#reply + 1] = { id, v, more[1], more[2], more[3], read('LRANGE', P .. 'h:' .. id, 0, -1), more[4] }
  end
end
return reply
