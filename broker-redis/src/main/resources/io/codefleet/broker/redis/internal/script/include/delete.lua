-- Forgetting a task that has ended.
local function delete(id)
  local key = P .. 't:' .. id
  local parent, attempts = unpack(read('HMGET', key, 'pa', 'ad'))
  if parent then
    redis.pcall('SREM', P .. 'ch:' .. parent, id)
  end
  for attempt in string.gmatch(attempts or '', '%d+') do
    redis.call('DEL', P .. 'doc:attempt:' .. attempt .. ':' .. id)
  end
  redis.call('DEL', key, P .. 'h:' .. id, P .. 'cp:' .. id)
  redis.call('ZREM', P .. 'all', id)
  redis.call('ZREM', P .. 'due', id)
end
