-- Deletes those of some tasks that have ended.
-- KEYS[1] prefix   ARGV 1 who, for the audit, then the ids
-- returns how many were deleted
-- include constants base read delete audit
local deleted = {}
for i = 2, #ARGV do
  if matches(summary(P .. 't:' .. ARGV[i]), 'cfx', '', '') then
    delete(ARGV[i])
    deleted[#deleted + 1] = ARGV[i]
  end
end
if #deleted > 0 then
  audit(ARGV[1], deleted)
end
return #deleted
