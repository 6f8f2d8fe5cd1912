-- Stores or deletes a document, and writes to the audit if that changed something.
-- KEYS[1] prefix   ARGV 1 kind   2 name   3 version that must be stored, 0 for none, "" to delete
--         4 who, for the audit, "" for no entry   5 subject   6 detail   7 content   8 how many may be
-- returns 1 if it was done, 0 if another version is stored or there is none to delete, -1 if there are too many
-- include constants base audit
local key, name, expected = P .. 'doc:' .. ARGV[1], ARGV[2], ARGV[3]

local function note()
  if ARGV[4] ~= '' then
    audit(ARGV[4], { ARGV[5] }, ARGV[6])
  end
end

-- The change comes before its entry: Redis takes a deletion when its memory is full, and then all that follows.
if expected == '' then
  local deleted = redis.call('HDEL', key, name)
  if deleted == 1 then
    note()
  end
  return deleted
end
local stored = redis.call('HGET', key, name)
local version = stored and string.match(stored, '^%d+') or '0'
if version ~= expected then
  return 0
end
if not stored and redis.call('HLEN', key) >= tonumber(ARGV[8]) then
  return -1
end
redis.call('HSET', key, name, int(tonumber(version) + 1) .. ' ' .. ARGV[7])
note()
return 1
