-- The layout of the namespace: how its keys are laid out. A namespace without one has the first.
local FIRST_LAYOUT = 1

local function layout()
  local stored = redis.pcall('HGET', P .. 'meta', 'layout')
  return type(stored) == 'string' and tonumber(stored) or nil
end
