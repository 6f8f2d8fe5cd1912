-- What a call collects, and writes at its end. Needs the parts event, counter and members, and, where a task of a concurrency
-- key is changed, permits.

-- Concurrency keys of which a task has left or come.
local touchedKeys = {}
-- Set by the part placement when a task is spread.
local spread

local function writeChanges()
  if next(touchedKeys) then
    addingMembers(rarely().grantPermits)
  end
  if spread then
    spread.writeTurns()
  end
  writeMembers()
  writeEvents()
  writeCounters()
end
