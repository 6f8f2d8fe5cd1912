-- Returns which tasks have ended, and makes a client follow the others.
-- KEYS[1] prefix   ARGV 1 client, 2 how many bytes the reply may have, about, then ids
-- returns for each id: 0 unknown, 1 followed, 2 not looked at as the reply is full; or state, attempts, finished, payload, and
--         what ended attempts consumed
-- include constants base names follower
takeWhenFull()
local client, room = ARGV[1], tonumber(ARGV[2])
local reply = {}
for i = 3, #ARGV do
  local key = P .. 't:' .. ARGV[i]
  local v = room > 0 and redis.pcall('HMGET', key, 's', 'n', 'fa', 'o', 'fo', 'us')
  if not v then
    reply[#reply + 1] = 2
  elseif v.err or not v[1] then
    reply[#reply + 1] = 0
  elseif v[3] then
    reply[#reply + 1] = { v[1], v[2] or '0', v[3], v[4] or '', v[6] }
    room = room - #(v[4] or '')
  else
    follow(key, v[5], client)
    reply[#reply + 1] = 1
  end
end
return reply
