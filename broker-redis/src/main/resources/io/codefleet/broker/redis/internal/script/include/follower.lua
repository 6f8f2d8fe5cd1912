-- The clients that are notified of a task's outcome. A client that finds the list full relies on polling, which all do anyway.

-- Adds a client to a task's followers, a text like "client,client" or nothing.
local function follow(key, followers, client)
  if not followers or followers == '' then
    redis.call('HSET', key, 'fo', client)
  elseif not has(followers, client) and #followers < MAX_FOLLOWERS_TEXT then
    redis.call('HSET', key, 'fo', followers .. ',' .. client)
  end
end
