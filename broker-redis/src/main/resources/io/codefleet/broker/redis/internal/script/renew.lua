-- Prolongs leases.
-- KEYS[1] prefix   ARGV 1 lease, then for each: id, token
-- returns for each: H held, C held and a cancel was requested, T its attempt timeout is over, L lost
-- include constants base header
takeWhenFull()
local lease = tonumber(ARGV[1])
local reply = {}
for i = 2, #ARGV, 2 do
  local v = redis.pcall('HMGET', P .. 't:' .. ARGV[i], 's', 'k', 'sh', 'su', 'sa', 'cr')
  local answer = 'L'
  if not v.err and v[1] == 'r' and v[2] == ARGV[i + 1] then
    local header = headerOf(v[3])
    if now >= (tonumber(v[5]) or 0) + header.attemptTimeout then
      answer = 'T'
    else
      redis.call('ZADD', P .. 'due', math.min(now + lease, (tonumber(v[4]) or now) + header.deadline), ARGV[i])
      answer = v[6] and 'C' or 'H'
    end
  end
  reply[#reply + 1] = answer
end
return reply
