-- Events behind a cursor.
-- KEYS[1] prefix   ARGV 1 cursor ("" for that of now), 2 how many at most
-- returns the time, the id of the oldest event that is kept ("" if none), and the events; or the cursor of now
-- include constants base
if ARGV[1] == '' then
  local last = redis.call('XREVRANGE', P .. 'ev', '+', '-', 'COUNT', 1)
  if last[1] then
    return last[1][1]
  end
  -- An empty stream gets an entry that says nothing, so that there is a place from which events can be missed.
  takeWhenFull()
  return redis.call('XADD', P .. 'ev', '*', 'v', 'N')
end
local first = redis.call('XRANGE', P .. 'ev', '-', '+', 'COUNT', 1)
return { int(now), first[1] and first[1][1] or '', redis.call('XRANGE', P .. 'ev', '(' .. ARGV[1], '+', 'COUNT', ARGV[2]) }
