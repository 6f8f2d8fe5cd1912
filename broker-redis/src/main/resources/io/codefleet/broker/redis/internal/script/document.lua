-- Stores or deletes a document, and writes to the audit if that changed something.
-- KEYS[1] prefix   ARGV 1 kind   2 name   3 version that must be stored, 0 for none, "" to delete
--         4 who, for the audit, "" for no entry   5 subject   6 detail   7 content   8 how many may be
--         9 task that it belongs to, "" for none   10 attempt   11 how many attempts may have documents
-- returns 1 if it was done, 0 if another version is stored, there is none to delete, or the attempt has not begun,
--         -1 if there are too many
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

-- Notes that an attempt has documents; deletes those of the earliest attempt if there are too many.
local function own(task, attempt)
  local taskKey = P .. 't:' .. task
  local begun, owners = unpack(read('HMGET', taskKey, 'n', 'ad'))
  if not begun or tonumber(begun) < attempt then
    return false
  end
  local kept = {}
  for each in string.gmatch(owners or '', '%d+') do
    if tonumber(each) == attempt then
      return true
    end
    kept[#kept + 1] = each
  end
  if #kept >= tonumber(ARGV[11]) then
    table.sort(kept, function(one, other)
      return tonumber(one) < tonumber(other)
    end)
    redis.call('DEL', P .. 'doc:attempt:' .. table.remove(kept, 1) .. ':' .. task)
  end
  kept[#kept + 1] = int(attempt)
  redis.call('HSET', taskKey, 'ad', table.concat(kept, ','))
  return true
end

if ARGV[9] ~= '' and not own(ARGV[9], tonumber(ARGV[10])) then
  return 0
end
redis.call('HSET', key, name, int(tonumber(version) + 1) .. ' ' .. ARGV[7])
note()
return 1
