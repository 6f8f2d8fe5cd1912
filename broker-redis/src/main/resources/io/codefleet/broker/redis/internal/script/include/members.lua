-- Members of sorted sets, added together: one command for all members of a set costs much less than one each. What reads a set,
-- or removes from it, writes before what is to be added.
local MEMBERS_AT_ONCE = 500
local members = {}

-- Writes all sets, also if one of them is a key of a foreign type; that is the error then.
local function writeMembers()
  local damaged
  for set, added in pairs(members) do
    if type(redis.pcall('ZADD', set, unpack(added))) == 'table' then
      damaged = set
    else
      members[set] = nil
    end
  end
  if damaged then
    redis.call('ZADD', damaged, unpack(members[damaged]))
  end
end

-- The score is a text.
local function addMember(set, score, member)
  local added = members[set]
  if not added then
    members[set] = { score, member }
    return
  end
  local n = #added
  added[n + 1], added[n + 2] = score, member
  if n > 2 * MEMBERS_AT_ONCE then
    writeMembers()
  end
end

local dueTime, dueText

-- When maintenance has to look at a task. Tasks of one call often have the same time.
local function setDue(id, time)
  if time ~= dueTime then
    dueTime, dueText = time, int(time)
  end
  addMember(P .. 'due', dueText, id)
end

-- Does a step, and returns its answer; or the answer that reports why it failed halfway, which says what an error of Lua says, with
-- its code in front; Redis 6 puts the place there. The script continues then: a task that the step has stored or changed must be
-- where it is looked for.
local function carryOut(step, ...)
  local done, answer = pcall(step, ...)
  if done or type(answer) == 'table' then
    return answer
  end
  local text = string.match(answer, '^@user_script: ?%d+: %-?(.*)$') or answer
  return { err = string.find(text, '^%u+ ') and text or 'ERR ' .. text }
end

-- The answer of a step if it reports that the step failed, else nil.
local function faultOf(answer)
  return type(answer) == 'table' and answer.err and answer or nil
end
