-- Forgetting a task that has ended.
local function delete(id)
  local key = P .. 't:' .. id
  local parent = redis.pcall('HGET', key, 'pa')
  if type(parent) == 'string' then
    redis.pcall('SREM', P .. 'ch:' .. parent, id)
  end
  redis.call('DEL', key, P .. 'h:' .. id, P .. 'cp:' .. id)
  redis.call('ZREM', P .. 'all', id)
  redis.call('ZREM', P .. 'due', id)
end
