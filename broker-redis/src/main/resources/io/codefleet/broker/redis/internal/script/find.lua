-- All that is known of some tasks, as many as the reply has room for.
-- KEYS[1] prefix   ARGV 1 how many bytes the reply may have, about, then ids
-- returns how many ids it is about, at least one; then for each task that there is: id, its summary, body, outcome, progress, its
--         ended attempts, and what they consumed
-- include constants base read
local room = tonumber(ARGV[1])
local reply = { 0 }
for i = 2, #ARGV do
  local id = ARGV[i]
  local key = P .. 't:' .. id
  local v = summary(key)
  if not v.err and v[1] then
    local more = redis.call('HMGET', key, 'b', 'o', 'pr', 'us')
    local attempts = read('LRANGE', P .. 'h:' .. id, 0, -1)
    reply[#reply + 1] = { id, v, more[1], more[2], more[3], attempts, more[4] }
    room = room - #(more[1] or '') - #(more[2] or '') - #(more[3] or '')
    for _, attempt in ipairs(attempts) do
      room = room - #attempt
    end
  end
  reply[1] = i - 1
  if room <= 0 then
    break
  end
end
return reply
