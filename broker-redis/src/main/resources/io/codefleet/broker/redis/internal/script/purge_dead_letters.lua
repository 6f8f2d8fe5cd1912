-- Deletes those of some tasks that have failed. A part of a task that has not ended stays: its parent reads it.
-- KEYS[1] prefix   ARGV 1 who, for the audit, then the ids
-- returns how many were deleted
-- include constants base read delete audit
local deleted = {}
for i = 2, #ARGV do
  local task = summary(P .. 't:' .. ARGV[i])
  if matches(task, 'f', '', '') and not isPartOfOpen(task) then
    delete(ARGV[i])
    deleted[#deleted + 1] = ARGV[i]
  end
end
if #deleted > 0 then
  audit(ARGV[1], deleted)
end
return #deleted
