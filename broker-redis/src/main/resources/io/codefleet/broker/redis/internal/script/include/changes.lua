-- What a call collects, and writes at its end. Needs the parts event, counter and members, and, where a task of a concurrency
-- key is changed, permits.

-- Concurrency keys of which a task has left or come.
local touchedKeys = {}
-- Set by the part placement when a task is spread.
local spread

-- Returns the answer of the call, or that of a fault of its own.
local function writeChanges(answer)
  local granted = next(touchedKeys) and carryOut(rarely().grantPermits)
  if spread then
    spread.writeTurns()
  end
  writeMembers()
  writeEvents()
  writeCounters()
  return granted and granted.err and granted or answer
end
