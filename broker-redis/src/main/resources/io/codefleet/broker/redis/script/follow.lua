-- Tells which tasks have ended, and makes a client follow the others.
-- KEYS[1] prefix   ARGV 1 client, then ids
-- returns for each id: 0 unknown, 1 followed, or state, attempts, finished, payload, and what ended
--         attempts consumed
-- include base follower
local client = ARGV[1]
local reply = {}
for i = 2, #ARGV do
  local key = P .. 't:' .. ARGV[i]
  local v = redis.pcall('HMGET', key, 's', 'n', 'fa', 'o', 'fo', 'us')
  if v.err or not v[1] then
    reply[#reply + 1] = 0
  elseif v[3] then
    reply[#reply + 1] = { v[1], v[2] or '0', v[3], v[4] or '', v[6] }
  else
    follow(key, v[5], client)
    reply[#reply + 1] = 1
  end
end
return reply
