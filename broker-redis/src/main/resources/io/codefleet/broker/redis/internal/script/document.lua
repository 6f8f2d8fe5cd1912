-- Stores or deletes a document.
-- KEYS[1] prefix   ARGV 1 kind   2 name   3 version that must be stored, 0 for none, "" to delete   4 content   5 how many may be
-- returns 1 if it was done, 0 if another version is stored or there is none to delete, -1 if there are too many
-- include constants base
local key, name, expected = P .. 'doc:' .. ARGV[1], ARGV[2], ARGV[3]
if expected == '' then
  return redis.call('HDEL', key, name)
end
local stored = redis.call('HGET', key, name)
local version = stored and string.match(stored, '^%d+') or '0'
if version ~= expected then
  return 0
end
if not stored and redis.call('HLEN', key) >= tonumber(ARGV[5]) then
  return -1
end
redis.call('HSET', key, name, int(tonumber(version) + 1) .. ' ' .. ARGV[4])
return 1
