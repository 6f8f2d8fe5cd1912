-- Lists tasks, the newest submit first, and looks at a bounded number of them.
-- KEYS[1] prefix   ARGV 1 states, 2 type, 3 labels, 4 page size, 5 how many to look at, 6 before which time of submit ("+inf" none)
-- returns where to go on ("" at the end); then id and summary of each
-- include constants base read
local states, type, labels, page, left = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local before = ARGV[6] == '+inf' and '+inf' or '(' .. ARGV[6]
local reply = { '' }
local found = 0
while left > 0 do
  local ids = redis.call('ZREVRANGEBYSCORE', P .. 'all', before, '-inf', 'WITHSCORES', 'LIMIT', 0, math.min(left, 500))
  for i = 1, #ids, 2 do
    local v = summary(P .. 't:' .. ids[i])
    if matches(v, states, type, labels) then
      reply[#reply + 1] = ids[i]
      reply[#reply + 1] = v
      found = found + 1
      if found == page then
        reply[1] = ids[i + 1]
        return reply
      end
    end
  end
  if #ids == 0 then
    return reply
  end
  before = '(' .. ids[#ids]
  reply[1] = ids[#ids]
  left = left - #ids / 2
  if #ids / 2 < 500 and left > 0 then
    reply[1] = ''
    return reply
  end
end
return reply
