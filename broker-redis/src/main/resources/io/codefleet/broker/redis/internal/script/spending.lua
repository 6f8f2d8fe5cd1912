-- What the tasks of allowances have consumed.
-- KEYS[1] prefix   ARGV 1 key of an allowance, "" for all   2 how many at most
-- returns the day of today from 1970, the number of days, then for each allowance: its key, and cost, tokens and attempts
--         in all, today, yesterday, and so on
-- include constants base header usage allowance
local keys = ARGV[1] ~= '' and { ARGV[1] } or redis.call('ZREVRANGE', P .. 'sps', 0, ARGV[2] - 1)
local fields = { 'c', 't', 'a' }
for day = today, today - DAYS_KEPT + 1, -1 do
  for i = 1, 3 do
    fields[#fields + 1] = fields[i] .. int(day)
  end
end
local reply = { int(today), DAYS_KEPT }
for _, key in ipairs(keys) do
  local v = redis.pcall('HMGET', P .. 'sp:' .. key, unpack(fields))
  reply[#reply + 1] = key
  reply[#reply + 1] = v.err and {} or v
end
return reply
