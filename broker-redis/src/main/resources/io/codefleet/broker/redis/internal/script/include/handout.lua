-- Giving a worker again what it was given before. Needs the part claim.

-- Leases of this worker that it never heard of, as the answer to their claim was lost. However large they are, as the next claim
-- does not ask for them again. Those that an earlier process of its id was given are still run by that one.
local function handOutAgain(worker, max, lease, held, reply)
  if not redis.call('HGET', P .. 'n', 'le') then
    redis.call('HSET', P .. 'n', 'le', 1)
    -- their ends lie before those of most tasks that wait
    for _, id in ipairs(redis.call('ZRANGE', P .. 'due', 0, LEASES_LOOKED_FOR - 1)) do
      local v = redis.pcall('HMGET', P .. 't:' .. id, 's', 'w')
      if not v.err and v[1] == 'r' and v[2] then
        write('SADD', P .. 'le:' .. v[2], id)
      end
    end
  end
  local tick = tonumber(redis.call('HGET', P .. 'wk:' .. worker, 'tk')) or 0
  for _, id in ipairs(read('SMEMBERS', P .. 'le:' .. worker)) do
    if #reply == max * PARTS then
      break
    end
    if not held[id] then
      local key = P .. 't:' .. id
      local v = redis.pcall('HMGET', key, 's', 'w', 'k', 'bl')
      if v.err or v[1] ~= 'r' or v[2] ~= worker then
        endLease(worker, id)
      elseif (tonumber(v[3]) or 0) > tick then
        local size = tonumber(v[4])
        v = redis.call('HMGET', key, 'n', 'k', 'e', size and 'bl' or 'b', 'sh', 'su', 'cp')
        local deadline = (tonumber(v[6]) or now) + headerOf(v[5]).deadline
        setDue(id, math.min(now + lease, deadline))
        give(reply, id, v[1], v[2], v[3], size or v[4], v[7])
      end
    end
  end
  forgetLeases()
end
