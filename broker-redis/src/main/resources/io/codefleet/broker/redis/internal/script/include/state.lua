-- Whether a task has ended.
local function isTerminal(state)
  return state == 'c' or state == 'f' or state == 'x'
end
