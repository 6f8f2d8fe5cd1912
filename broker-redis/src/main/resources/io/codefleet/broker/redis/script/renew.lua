-- Prolongs leases.
-- KEYS[1] prefix   ARGV 1 lease, then for each: id, token
-- returns for each: H held, C held and a cancel was requested, T its attempt timeout is over, L lost
-- include base
local lease = tonumber(ARGV[1])
local reply = {}
for i = 2, #ARGV, 2 do
  local v = redis.pcall('HMGET', P .. 't:' .. ARGV[i], 's', 'k', 'ad', 'dl', 'cr')
  local answer = 'L'
  if not v.err and v[1] == 'r' and v[2] == ARGV[i + 1] then
    if now >= (tonumber(v[3]) or 0) then
      answer = 'T'
    else
      redis.call('ZADD', P .. 'due', int(math.min(now + lease, tonumber(v[4]) or now)), ARGV[i])
      answer = v[5] and 'C' or 'H'
    end
  end
  reply[#reply + 1] = answer
end
return reply
