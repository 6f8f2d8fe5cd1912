-- Entries of the audit, the newest first, and looks at a bounded number of them.
-- KEYS[1] prefix
-- ARGV    1 actor, 2 actions, 3 subject ("" any), 4 page size, 5 how many to look at, 6 from which entry back, 7 to which
-- returns where to go on ("" at the end); then id and text of each entry
-- include constants base
local actor, actions, subject, page, looks = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])

local function matches(text)
  local action, who, subjects = string.match(text, '^(%a) (%S+) %d+ %S+ (.*)$')
  return action
    and (actions == '' or string.find(actions, action, 1, true))
    and (actor == '' or who == actor)
    and (subject == '' or string.find(' ' .. subjects .. ' ', ' ' .. subject .. ' ', 1, true))
end

local reply = { '' }
local entries = redis.call('XREVRANGE', P .. 'au', ARGV[6], ARGV[7], 'COUNT', looks)
for i, entry in ipairs(entries) do
  if matches(entry[2][2]) then
    reply[#reply + 1] = entry[1]
    reply[#reply + 1] = entry[2][2]
  end
  if #reply > page * 2 or i == looks then
    reply[1] = entry[1]
    return reply
  end
end
return reply
