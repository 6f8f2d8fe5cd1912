-- What a call collects, and writes at its end. Needs the parts event, counter and members, and, where a task of a concurrency
-- key is changed, permits.

-- Concurrency keys of which a task has left or come.
local touchedKeys = {}
-- Set by the part placement when a task is spread.
local spread

-- Writes each kind of what was collected, also when another kind cannot be written. Returns the answer of the call, or that of
-- the first fault.
local function writeChanges(answer)
  -- first, as a granted permit may be what spreads a task
  local fault = next(touchedKeys) and faultOf(carryOut(rarely().grantPermits)) or nil
  local writers = { writeMembers, writeEvents, writeCounters }
  if spread then
    table.insert(writers, 1, spread.writeTurns)
  end
  for i = 1, #writers do
    local found = faultOf(carryOut(writers[i]))
    fault = fault or found
  end
  return fault or answer
end
